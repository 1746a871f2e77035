import numpy as np
import pytest
from scipy.optimize import minimize

from shnor_lab.measure.hetop import cuts as module
from shnor_lab.measure.hetop.cuts import best_cuts
from shnor_lab.measure.hetop.likelihood import log_likelihood
from tests.measure.hetop.regions import CUTS, region

FIVE = np.array([-1.5, -0.6, 0.4, 1.1])


@pytest.mark.parametrize("cuts", [CUTS, FIVE])
def test_all_parameters_together_end_at_the_same_place(cuts):
    counts = region(6, sizes=(80, 200), cuts=cuts)[0].astype(float)
    begin = np.concatenate([cuts[:2], cuts[2:] + 0.3])
    found = best_cuts(counts, begin)

    def worse(place):
        a, b, gaps = np.exp(place[:6]), place[6:12], np.exp(place[12:])
        return -log_likelihood(counts, a, b, np.concatenate([cuts[:2], cuts[1] + np.cumsum(gaps)])).sum()

    free = minimize(worse, np.zeros(12 + len(cuts) - 2), method="BFGS", options={"gtol": 1e-5}).x
    assert found.settled
    assert np.allclose(found.cuts, np.concatenate([cuts[:2], cuts[1] + np.cumsum(np.exp(free[12:]))]), atol=1e-4)
    assert np.allclose(found.groups.a, np.exp(free[:6]), atol=1e-3)
    assert begin.tolist() == [*cuts[:2], *(cuts[2:] + 0.3)]


def test_true_cuts_are_found():
    counts = region(2000, cuts=FIVE, sizes=(300, 400))[0].astype(float)
    found = best_cuts(counts[(counts > 0).sum(axis=1) >= 3], np.array([-1.5, -0.6, 0.0, 0.2]))
    assert found.settled
    assert np.allclose(found.cuts, FIVE, atol=0.02)


def test_three_categories_have_no_cut_to_look_for():
    counts = region(20, cuts=CUTS[:2])[0].astype(float)
    found = best_cuts(counts[(counts > 0).all(axis=1)], CUTS[:2])
    assert found.settled and (found.cuts == CUTS[:2]).all()


def test_an_unfinished_search_says_so(monkeypatch):
    monkeypatch.setattr(module, "_STEPS", 1)
    counts = region(20)[0].astype(float)
    assert not best_cuts(counts[(counts > 0).sum(axis=1) >= 3], CUTS + [0, 0, 0.5]).settled
