"""Regions with known means and sigmas: counts of four marks."""

import numpy as np
from scipy.special import ndtr, ndtri

CUTS = ndtri(np.cumsum([0.12, 0.43, 0.33]))


def region(groups, *, icc=0.15, sizes=(20, 120), cuts=CUTS, spread=0.1, seed=1):
    """Return counts, means and sigmas of groups whose members have mean 0 and standard deviation 1."""
    random = np.random.default_rng(seed)
    mu = random.normal(0, icc**0.5, groups)
    sigma = (1 - icc) ** 0.5 * np.exp(random.normal(0, spread, groups) - spread**2)
    return random.multinomial(random.integers(*sizes, groups), chances(mu, sigma, cuts)), mu, sigma


def chances(mu, sigma, cuts=CUTS):
    """Return chances of the marks, shape (groups, marks)."""
    below = ndtr((np.asarray(cuts) - np.asarray(mu)[:, None]) / np.asarray(sigma)[:, None])
    return np.diff(below, axis=1, prepend=0.0, append=1.0)
