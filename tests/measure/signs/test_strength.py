import numpy as np
import pandas as pd
import pytest

from shnor_lab.measure.signs import with_strength

PUBLISHED = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
             0.7590, 1.0]  # fmt: skip
"""Fifteen chances of the example of Benjamini and Hochberg (1995), section 4.1: four are rejected at 0.05."""


def frame(p, **columns):
    return pd.DataFrame({"diagnostic": "mark_border", "year": 2024, "p": p} | columns)


def test_published_example():
    found = with_strength(frame(PUBLISHED))
    assert (found["q"] <= 0.05).sum() == 4
    assert found["strength"].tolist()[:4] == ["strong"] * 4
    assert found["q"][3] == pytest.approx(0.0095 * 15 / 4)
    assert found["strength"].tolist()[8:10] == ["weak", "none"]


def test_families_are_apart_and_what_did_not_run_has_no_strength():
    rows = pd.concat([frame([0.04, np.nan]), frame([0.9] * 20, year=2023), frame([0.04], diagnostic="trajectory")])
    before = rows.copy()
    found = with_strength(rows)
    pd.testing.assert_frame_equal(rows, before)
    assert found["q"].iloc[0] == 0.04 and found["q"].iloc[-1] == 0.04
    assert np.isnan(found["q"].iloc[1]) and found["strength"].isna().sum() == 1
    together = with_strength(rows, by=("diagnostic",))
    assert together["q"].iloc[0] == pytest.approx(0.04 * 21)


def test_an_empty_frame_stays_empty():
    assert len(with_strength(frame([]))) == 0
