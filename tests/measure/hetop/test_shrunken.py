import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from shnor_lab.measure.hetop.shrunken import _Region, shrink
from tests.measure.hetop.regions import CUTS, chances

CASE = Path(__file__).resolve().parents[2] / "reference" / "eight_schools"
NOBODY = np.zeros((8, 4))


def by_integration(mu, se, counts, sigma):
    """Return posterior means and deviations from a plain sum over m, t and every mean."""
    m, t = np.linspace(-2, 2, 41)[:, None, None], np.linspace(0.02, 2, 100)[None, :, None]
    x = np.linspace(-6, 6, 601)
    prior = np.exp(-0.5 * ((x - m) / t) ** 2) / t
    parts = []
    for own, error, row in zip(mu, se, counts, strict=True):
        log = (row * np.log(chances(x, np.full(len(x), sigma)))).sum(axis=1) if np.isnan(own) else 0
        seen = np.exp(log if np.isnan(own) else -0.5 * ((x - own) / error) ** 2)
        parts.append([(prior * seen * x**power).sum(axis=2) for power in range(3)])
    whole = np.prod([part[0] for part in parts], axis=0)
    whole /= whole.sum()
    first = np.array([(whole * part[1] / part[0]).sum() for part in parts])
    second = np.array([(whole * part[2] / part[0]).sum() for part in parts])
    return first, np.sqrt(second - first**2)


def test_equals_the_whole_integral():
    mu = np.array([-0.5, 0.3, 0.6, -0.2, 0.1, 0.9, -0.7, np.nan, np.nan, np.nan])
    se = np.where(np.isnan(mu), np.nan, 0.25)
    counts = np.zeros((10, 4))
    counts[7:] = [[3, 0, 0, 0], [0, 0, 0, 1], [4, 5, 0, 0]]
    found = shrink(mu, se, counts, 0.9, CUTS)
    exact, deviation = by_integration(mu, se, counts, 0.9)
    assert np.allclose(found.mu, exact, atol=0.015)
    assert np.allclose(found.sd, deviation, rtol=0.05)


@pytest.mark.parametrize("spread", [5, 10, 20])
def test_eight_schools_with_a_known_spread(spread):
    table = pd.read_csv(CASE / "effects.csv")
    told = {row["id"]: row for row in json.loads((CASE / "expected.json").read_text(encoding="utf-8"))["expected"]}
    row = told[f"shrunken_tau{spread}"]
    region = _Region(*(table[name].to_numpy(float) for name in table.columns[-2:]), NOBODY, 1.0, CUTS)
    values = row["value"].values() if isinstance(row["value"], dict) else row["value"]
    assert np.allclose(region.at(0.0, float(spread)).mu, list(values), atol=row["tol_abs"])


def test_what_is_not_known_of_the_regions_mean_is_in_the_errors():
    mu, se = np.array([-0.3, 0.1, 0.2, 0.4, -0.1]), np.full(5, 0.5)
    region = _Region(mu, se, np.zeros((5, 4)), 1.0, CUTS)
    worth, spread = 0.2**2 / (0.2**2 + 0.5**2), 0.2
    told = worth * 0.5**2 + (1 - worth) ** 2 * (0.2**2 + 0.5**2) / 5
    assert region.at(0.0, spread).variance == pytest.approx(np.full(5, told))
    assert region.at(0.0, spread).mean == pytest.approx(mu.mean())


def test_where_groups_hardly_differ_the_spread_is_not_believed_to_be_zero():
    random = np.random.default_rng(1)
    mu = random.normal(0, 0.2, 200)
    found = shrink(mu, np.full(200, 0.2), np.zeros((200, 4)), 1.0, CUTS)
    assert found.variance < 0.2**2 / 4
    assert (found.sd > 0.02).all() and np.abs(found.mu).max() < np.abs(mu).max() / 2


def test_the_fewer_members_the_closer_to_the_region():
    mu = np.append(np.random.default_rng(2).normal(0, 0.4, 500), np.full(4, np.nan))
    counts = np.zeros((504, 4))
    counts[500:] = np.outer([1, 3, 10, 40], [1, 0, 0, 0])
    found = shrink(mu, np.where(np.isnan(mu), np.nan, 0.1), counts, 0.9, CUTS)
    lowest = found.mu[500:]
    assert (np.diff(lowest) < 0).all() and lowest[0] < found.mean and lowest[-1] > -3
    assert found.variance == pytest.approx(0.4**2 - 0.1**2, abs=0.03)
    assert found.sd[500] < found.variance**0.5 * 1.05
