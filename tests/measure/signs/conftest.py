"""Invented schools of one paper: marks from normal levels, cut at known borders."""

import numpy as np
import pytest
from scipy.special import ndtr

CUTS = np.array([-1.3, 0.2, 1.3])


def drawn_marks(seed, n, *, level_sd=0.4, cuts=CUTS):
    """Return counts of four marks, one row per school, and the levels behind them."""
    rng = np.random.default_rng(seed)
    level = rng.normal(0, level_sd, len(n))
    share = np.diff(ndtr(cuts - level[:, None]), prepend=0, append=1, axis=1)
    return rng.multinomial(n, share / share.sum(axis=1, keepdims=True)).astype("float64"), level


@pytest.fixture
def region():
    """Return counts of 120 schools with 100 participants each."""
    return drawn_marks(1, np.full(120, 100))[0]
