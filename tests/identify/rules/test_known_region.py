"""Chances of the pooled model in the rules that take them, on a region of known truth."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from shnor_lab import language
from shnor_lab.ground import measured

from ...small_tables import BASIC, frame, result, schools, tables, year_of
from .conftest import answers


@pytest.fixture(scope="module")
def region():
    """A region of 60 schools with known lasting levels, three years, six procedures; two schools sent nothing."""
    random = np.random.default_rng(4)
    level = random.normal(0, 0.6, 60)
    rows = []
    for place, own in enumerate(level[:58]):
        n = int(np.clip(random.lognormal(3, 0.6), 5, 90))
        for key in BASIC:
            lasting = own + random.normal(0, 0.15)
            for year in (2024, 2023, 2022):
                k = random.binomial(n, ndtr(-1.1 - lasting - random.normal(0, 0.15)))
                rows.append(result(f"s{place:02d}", year, key, int(k), n))
    return tables(rows, schools(*(f"s{place:02d}" for place in range(60)))), level


@pytest.fixture(scope="module")
def said_of(region):
    language.use("en")
    data = measured.Measured.of(region[0])
    return {key: answers(key, data) for key in ("posterior_low", "pooled_low", "regional_30", "lowest_share")}


def test_pooled_low_finds_the_truly_low(region, said_of):
    level, answer = region[1][:58], said_of["pooled_low"]
    truly = level <= np.sort(level)[5]
    listed = answer["listed"].fillna(False).to_numpy(dtype=bool)[:58]
    assert listed.sum() == 6 and (listed & truly).sum() >= 4
    assert answer["p_low"].sum() == pytest.approx(6, abs=0.5)
    assert answer["p_low"][:58][truly].mean() > 0.6 > 0.1 > answer["p_low"][:58][~truly].mean()


def test_chances_of_the_year_follow_shares_and_size(said_of):
    answer = said_of["posterior_low"]
    assert answer["listed"].isna().tolist() == [False] * 58 + [True] * 2
    assert 0 < answer["listed"].sum() < 20
    assert np.corrcoef(answer["p_low"][:58], said_of["regional_30"]["score"][:58])[0, 1] > 0.6


def test_rules_that_mean_something_lasting_fill_p_low(said_of):
    for key in ("regional_30", "lowest_share"):
        p_low, listed = said_of[key]["p_low"], said_of[key]["listed"].fillna(False).astype(bool)
        assert p_low.notna().tolist() == [True] * 58 + [False] * 2
        assert p_low[listed].mean() > 3 * p_low[~listed].mean()
    assert said_of["lowest_share"]["p_low"].sum() == pytest.approx(6, abs=0.5)


def test_p_listed_knows_what_the_other_exams_of_a_school_say(region):
    low = dict.fromkeys(BASIC, (5, 20))
    data = dict(region[0])
    rows = [row for year in (2024, 2023) for row in year_of("t0", year, low=low)]
    rows += [row for year in (2024, 2023) for row in year_of("t1", year, low={"oge_ma": (5, 20)})]
    data["results"] = pd.concat([data["results"], frame("results", rows)], ignore_index=True)
    data["schools"] = pd.concat([data["schools"], schools("t0", "t1")], ignore_index=True)
    chance = answers("regional_30", data)["p_listed"]
    assert not answers("regional_30", data)["listed"][["t0", "t1"]].any()
    assert chance["t0"] > 0.5 > 0.15 > chance["t1"]
