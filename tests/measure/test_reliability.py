import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lab.measure.pooled import VarianceParts
from shnor_lab.measure.reliability import parts_by_procedure, reliability, reliability_table, sampling_variance

PARTS = VarianceParts(0.12, 0.05, 0.03, 0.04)


def test_sampling_variance_is_that_of_the_probit_of_a_share():
    random = np.random.default_rng(0)
    from scipy.special import ndtri

    n, share = 4000, 0.2
    levels = ndtri(random.binomial(n, share, 4000) / n)
    assert sampling_variance(share, n) == pytest.approx(levels.var(), rel=0.06)


def test_reliability_by_hand():
    lasting = 0.12 + 0.05 / 2
    noise = 0.03 / 3 + (0.04 + sampling_variance(0.1, 10)) / 6
    found = reliability(PARTS, share=0.1, n=10, years=3, procedures=2)
    assert found == pytest.approx(lasting / (lasting + noise))


@given(st.integers(1, 200), st.integers(1, 5), st.floats(0.02, 0.6))
def test_more_pupils_and_years_never_lower_reliability(n, years, share):
    here = reliability(PARTS, share=share, n=n, years=years)
    assert 0 < here < 1
    assert reliability(PARTS, share=share, n=n + 1, years=years) > here
    assert reliability(PARTS, share=share, n=n, years=years + 1) > here


def test_nothing_lasting_means_zero():
    assert reliability(VarianceParts(0, 0, 0.1, 0.1), share=0.1, n=10) == 0.0


def test_parts_add_to_one_and_impossible_shares_are_open():
    shares = pd.Series({"oge_ma": 0.15, "oge_ru": 0.0})
    table = parts_by_procedure(PARTS, shares, pd.Series({"oge_ma": 20, "oge_ru": 20})).set_index("procedure")
    assert table.loc["oge_ma", ["lasting", "one_off", "sampling"]].sum() == pytest.approx(1)
    assert table.loc["oge_ru", ["lasting", "one_off", "sampling"]].isna().all()


def test_table_has_a_row_per_pair():
    table = reliability_table(PARTS, share=0.1, sizes=(5, 10), years=(1, 2, 3), procedures=1)
    assert table.shape == (6, 3)
    assert table["reliability"].is_monotonic_increasing is False
    assert table.groupby("n")["reliability"].apply(lambda part: part.is_monotonic_increasing).all()
