"""Shares standardised to the same levels, by hand and under weights of schools."""

import numpy as np
import pandas as pd
import pytest

from shnor_lab.ground.bands import FIFTHS
from shnor_lab.laboratory.standardised import counted

IDS = [f"s{place:03}" for place in range(100)]
LEVEL = pd.Series(np.arange(100.0), IDS)
KIND = pd.Series(["town", "village"] * 50, IDS)
LISTED = pd.Series(np.arange(100) < 30, IDS)


def test_cells_hold_every_answered_school_once():
    table = counted(LISTED.iloc[10:], LEVEL, KIND, "town")
    assert table.kinds == ["town", "village"] and table.counts.shape == (2, FIFTHS, 2)
    assert table.counts.sum() == 90 and table.counts[:, :, 1].sum() == 20
    assert table.cell.index.tolist() == IDS[10:]


def test_only_fifths_that_both_kinds_have_are_compared():
    kind = KIND.where(LEVEL >= 20, "village")
    table = counted(LISTED, LEVEL, kind, "town")
    village = table.kinds.index("village")
    assert table.shared(village).tolist() == [False, True, True, True, True] and table.covered(village) == 0.8
    own, base = table.shares(village, table.counts[None])
    assert own == pytest.approx([0.5 / 4]) and base == pytest.approx([0.5 / 4])


def test_weights_of_one_give_the_counts_and_a_school_twice_counts_twice():
    table = counted(LISTED, LEVEL, KIND, "town")
    cell = table.cell.to_numpy(dtype="float64")
    weights = np.ones((2, 100))
    weights[1, 0] = 2
    once, twice = table.drawn(cell, weights)
    np.testing.assert_array_equal(once, table.counts)
    assert twice.sum() == 101 and (twice - once).ravel()[int(cell[0])] == 1
    unknown = np.where(np.arange(100) == 0, np.nan, cell)
    assert table.drawn(unknown, np.ones((1, 100))).sum() == 99
