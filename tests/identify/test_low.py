"""The fewest low results that make a result low, and what is low by them."""

import numpy as np
import pytest

from shnor_lab.identify.low import least_count


@pytest.mark.parametrize("percent", [1, 20, 30, 33, 100])
def test_least_count_is_the_first_that_reaches_the_threshold(percent):
    n = np.arange(0, 400)
    need = least_count(n, percent)
    assert (100 * need >= percent * n).all() and (100 * (need[1:] - 1) < percent * n[1:]).all()
    assert least_count(n.astype(float), percent).tolist() == need.tolist()
