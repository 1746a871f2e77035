import numpy as np
import pandas as pd
import pytest

from shnor_lab.identify import chance_of_next, decide, expected_by_chance, rule_named, settings_of, transitions
from shnor_lab.params import ListEdition

from ..small_tables import BASIC, frame, result, schools

RULE = rule_named("regional_30")


def answered(**listed):
    return pd.DataFrame(
        {"school_id": pd.array(list(listed), dtype="str"), "listed": pd.array(list(listed.values()), dtype="boolean")}
    )


def test_transitions():
    moved = transitions(
        answered(a=True, b=True, c=False, d=False, e=None, g=True),
        answered(a=False, b=True, c=True, d=False, e=True, f=True),
    )
    assert dict(zip(moved["school_id"], moved["movement"], strict=True)) == {
        "a": "enter",
        "b": "stay",
        "c": "exit",
        "d": "absent",
        "e": "unknown",
        "f": "unknown",
        "g": "unknown",
    }


def test_expected_sums_and_ranges():
    before = answered(a=True, b=True, c=False, d=None, e=False).assign(p_listed=[0.9, 0.5, 0.2, np.nan, np.nan])
    told = expected_by_chance(before)
    assert (told.listed_before, told.not_listed_before, told.unknown) == (2, 1, 2)
    assert told.exits == pytest.approx(0.6) and told.entries == pytest.approx(0.2)
    assert told.exits_range == (0, 1) and told.entries_range == (0, 1)


def test_range_is_that_of_the_binomial():
    from scipy.stats import binom

    before = answered(**{f"s{place:03d}": False for place in range(400)}).assign(p_listed=0.1)
    assert expected_by_chance(before).entries_range == tuple(binom.ppf([0.05, 0.95], 400, 0.1))


def test_nobody_listed_expects_nobody_to_leave():
    told = expected_by_chance(answered(a=False).assign(p_listed=[0.0]))
    assert (told.exits, told.exits_range, told.entries_range) == (0.0, (0, 0), (0, 0))


def _unchanged(seed, years, transient, count=1200, n=15):
    """Rows of schools that never change: a lasting share each, a class of its own every year."""
    random = np.random.default_rng(seed)
    lasting = random.beta(1.2, 9, (count, len(BASIC)))
    ids = [f"s{place:04d}" for place in range(count)]
    rows = []
    for year in years:
        share = random.beta(lasting * transient, (1 - lasting) * transient) if transient else lasting
        low = random.binomial(n, share)
        rows += [
            result(school, year, key, int(low[i, j]), n) for i, school in enumerate(ids) for j, key in enumerate(BASIC)
        ]
    return {"schools": schools(*ids), "results": frame("results", rows)}


@pytest.mark.parametrize(("transient", "c2_mode"), [(0, "any"), (0, "same_procedure"), (20, "any")])
def test_unchanged_schools_move_as_expected(transient, c2_mode):
    data = _unchanged(10, (2022, 2023, 2024), transient)
    settings = settings_of(RULE, {"c2_mode": c2_mode})
    before = ListEdition(year=2023, result_years=[2023, 2022])
    now = ListEdition(year=2024, result_years=[2024, 2023])
    then = decide(RULE, data, before, settings)
    moved = transitions(decide(RULE, data, now, settings), then)["movement"].value_counts()
    told = expected_by_chance(then, chance=chance_of_next(data, before, settings))
    assert told.exits == pytest.approx(moved["exit"], rel=0.2)
    assert told.entries == pytest.approx(moved["enter"], rel=0.2)
    assert told.unknown == 0 and told.listed_before == int(then["listed"].sum())
