"""One-year raw: low results over those expected."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from shnor_lab.measure.raw import raw_excess


def test_a_case_by_hand():
    k, n = [[4, 1], [1, 0], [0, 5]], [[10, 10], [10, 0], [0, 20]]
    assert raw_excess(k, n) == pytest.approx([5 / (2.5 + 2), 1 / 2.5, 5 / 4])


def test_harder_papers_are_no_fault_of_a_school():
    n = np.array([[50, 0], [50, 50], [0, 50]])
    k = np.array([[5, 0], [5, 20], [0, 20]])
    assert raw_excess(k, n) == pytest.approx([1, 1, 1])


def test_what_is_not_known_is_left_out():
    found = raw_excess([[3.0, np.nan], [np.nan, 0.0], [0.0, 0.0], [0.0, 1.0]], [[10, 10], [10, 0], [0, 0], [10, 10]])
    assert np.isnan(found[1:3]).all() and found[[0, 3]] == pytest.approx([2.0, 1 / 2.5])
    assert np.isnan(raw_excess([[0, 0]], [[10, 10]])).all(), "nobody low: nothing is expected"


@given(arrays("int64", (6, 3), elements=st.integers(0, 40)), st.integers(0, 10_000))
def test_the_region_as_a_whole_is_as_expected(n, seed):
    k = np.random.default_rng(seed).binomial(n, 0.3)
    before = k.copy(), n.copy()
    found = raw_excess(k, n)
    region = np.divide(k.sum(axis=0), n.sum(axis=0), out=np.zeros(3), where=n.sum(axis=0) > 0)
    expected = n @ region
    assert np.nansum(found * expected) == pytest.approx(k.sum())
    assert (np.isnan(found) == (expected == 0)).all()
    assert (k == before[0]).all() and (n == before[1]).all()
