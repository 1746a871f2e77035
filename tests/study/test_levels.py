"""The lasting levels of the demo region against the truth it was made from."""

import numpy as np
import pandas as pd
import pytest

from shnor_lab.study.levels import LEVELS, PARTS, PROCEDURES


@pytest.fixture(scope="module")
def levels(demo):
    return LEVELS.of(demo).set_index("school_id")


@pytest.fixture(scope="module")
def truth(demo, demo_root):
    """Return the true overall level by school: the mean over the procedures it sat in these years."""
    lasting = pd.read_parquet(demo_root / "data/demo/truth/levels.parquet")
    sat = pd.read_parquet(demo_root / "data/demo/truth/cells.parquet")
    sat = sat[sat["year"].isin([2024, 2023, 2022])][["school_id", "procedure"]].drop_duplicates()
    return lasting.merge(sat, on=["school_id", "procedure"]).groupby("school_id")["lasting"].mean()


def test_every_open_school_has_one_row_and_numbers_only_with_results(demo, levels):
    assert sorted(levels.index) == sorted(demo.schools["school_id"])
    known = levels["results"] > 0
    numbers = ["level", "sd", "low", "high", "reliability", "p_truly_low", "p_truly_low_rule", "size"]
    assert 0 < known.sum() < len(levels)
    assert levels.loc[known, numbers].notna().all(axis=None) and levels.loc[~known, numbers].isna().all(axis=None)
    own = levels[known]
    assert ((own["low"] < own["level"]) & (own["level"] < own["high"]) & own["reliability"].between(0, 1)).all()


def test_levels_follow_the_truth(levels, truth):
    own = levels[levels["results"] > 0]
    assert own["level"].corr(truth.reindex(own.index), method="spearman") > 0.85
    assert own["reliability"].corr(own["size"], method="spearman") > 0.5


def test_chances_are_as_many_as_the_lowest_and_come_true(demo, levels, truth):
    own = levels[levels["results"] > 0]
    asked = demo.params.truly_low_share * len(own)
    assert own["p_truly_low"].sum() == pytest.approx(asked, abs=1)
    low = truth.reindex(own.index).rank() <= round(asked)
    brier = ((own["p_truly_low"] - low) ** 2).mean()
    assert brier < 0.5 * low.mean() * (1 - low.mean())
    sure = own["p_truly_low"] >= 0.5
    assert abs(low[sure].mean() - own.loc[sure, "p_truly_low"].mean()) < 0.2


def test_the_variances_say_what_they_rest_on(demo, levels):
    parts, procedures = PARTS.of(demo), PROCEDURES.of(demo)
    assert len(parts) == 1
    row = parts.iloc[0]
    assert row["state"] == "fitted" and (row[["school", "procedure", "year", "cell"]] >= 0).all()
    assert row["school"] > row["year"]  # the demo is made with mostly lasting differences
    assert (row["schools"], row["open"]) == ((levels["results"] > 0).sum(), len(levels))
    assert row["results"] == procedures["results"].sum() == levels["results"].sum()
    assert (row["procedures"], row["years"]) == (len(procedures), 3)


def test_procedures_are_counted_as_in_the_table_of_results(demo):
    found = PROCEDURES.of(demo).set_index("procedure")
    assert (found["schools"] <= found["applies"]).all() and found["share"].between(0, 1).all()
    rows = demo.table("results")
    own = rows[
        (rows["procedure"] == "oge_ma")
        & rows["year"].isin(found.loc["oge_ma", "years"])
        & rows["attempt"].isin(["main", "reserve"])
        & (rows["graduates"] == "current")
        & rows["school_id"].isin(demo.schools["school_id"])
    ]
    counts = own.dropna(subset=["n", "n_low"])
    sums = counts.groupby(["school_id", "year"])[["n", "n_low"]].sum()
    sums = sums[sums["n"] > 0].astype("float64")
    assert found.loc["oge_ma", "participants"] == sums["n"].sum()
    assert found.loc["oge_ma", "share"] == pytest.approx(sums["n_low"].sum() / sums["n"].sum())
    assert found.loc["oge_ma", "n"] == np.median(sums["n"])
