import numpy as np
import pytest

from shnor_lab.measure.pooled import weighing
from shnor_lab.measure.pooled.weighing import weigh

from .region import VARIANCE, cells_of, region


@pytest.mark.parametrize("seed", [8, 22])
def test_a_search_that_stops_on_a_slope_is_taken_up_again(seed, monkeypatch):
    cells = cells_of(region(seed, schools=900, years=2, procedures=9))
    found = weigh(cells, points=1, seed=0)
    assert found.settled
    np.testing.assert_allclose(found.variance()[0], VARIANCE[0], rtol=0.3)
    monkeypatch.setattr(weighing, "_SEARCHES", 1)
    once = weigh(cells, points=1, seed=0)
    assert not once.settled
    assert once.posteriors[0].evidence < found.posteriors[0].evidence + 0.1
