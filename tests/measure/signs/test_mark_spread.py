import numpy as np
import pytest

from shnor_lab.measure.signs import mark_spread

from .conftest import drawn_marks


def test_one_mark_for_all_stands_out(region):
    counts = region.copy()
    counts[7] = [0, 100, 0, 0]
    found = mark_spread(counts)
    assert found["p"].idxmin() == 7 and found.loc[7, "p"] < 1e-4
    assert found.loc[7, "value"] == 0


def test_value_is_the_standard_deviation_of_marks(region):
    marks = np.repeat([2, 3, 4, 5], region[0].astype(int))
    found = mark_spread(region)
    assert found.loc[0, "value"] == pytest.approx(marks.std(ddof=1))
    assert found["region"].mean() == pytest.approx(found["value"].mean(), rel=0.03)


def test_schools_that_differ_in_how_mixed_they_are_are_no_sign():
    rng = np.random.default_rng(4)
    from scipy.special import ndtr

    from .conftest import CUTS

    level, mixed = rng.normal(0, 0.4, 800), np.exp(rng.normal(0, 0.15, 800))
    share = np.diff(ndtr((CUTS - level[:, None]) / mixed[:, None]), prepend=0, append=1, axis=1)
    counts = rng.multinomial(np.full(800, 300), share / share.sum(axis=1, keepdims=True))
    p = mark_spread(counts)["p"]
    assert (p < 0.01).mean() < 0.02 and (p < 0.2).mean() == pytest.approx(0.2, abs=0.05)


def test_clean_schools():
    p = np.concatenate([mark_spread(drawn_marks(seed, np.full(150, 40))[0])["p"] for seed in range(8)])
    assert (p < 0.05).mean() <= 0.06 and (p < 0.5).mean() == pytest.approx(0.5, abs=0.05)
