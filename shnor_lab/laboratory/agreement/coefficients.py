"""Agreement beyond chance of raters who sort the same cases: one number from an array (cases, raters).

Any number of categories, given as numbers; NaN = the rater did not answer. Every coefficient is 1 for full agreement,
0 for as much as its own notion of chance gives, and NaN (no answer) when all ratings fall into one category, since
agreement beyond chance then has no meaning.
"""

from __future__ import annotations

from itertools import combinations
from typing import Literal

import numpy as np

Weights = Literal["linear", "quadratic"] | None
Level = Literal["nominal", "ordinal", "interval", "ratio"]


def cohen(first: np.ndarray, second: np.ndarray, *, weights: Weights = None) -> float:
    """Return Cohen's kappa of two raters.

    Parameters
    ----------
    first, second : ndarray
        Category of every case, shape (cases,), no NaN.
    weights : {None, "linear", "quadratic"}
        Whether near categories count as partial agreement; the distance is that of the places of the categories in
        use, in rising order.

    Returns
    -------
    float
        ``(p_o - p_e) / (1 - p_e)``, chance from the margins of both raters (Cohen 1960, 1968).

    Raises
    ------
    ValueError
        A rating is missing.

    Examples
    --------
    >>> cohen(np.array([1, 1, 0, 0]), np.array([1, 0, 0, 0]))
    0.5
    """
    from sklearn.metrics import cohen_kappa_score

    ratings = _complete(np.column_stack([first, second]))
    places = np.unique(ratings, return_inverse=True)[1].reshape(ratings.shape)
    if not _varied(ratings):
        return float("nan")
    return float(cohen_kappa_score(places[:, 0], places[:, 1], weights=weights))


def light(ratings: np.ndarray) -> float:
    """Return Light's kappa: the mean of Cohen's kappa over all pairs of raters (Light 1971).

    NaN when one of the pairs has no kappa. ``ratings``: shape (cases, raters), no NaN.
    """
    _complete(ratings)
    return float(np.mean([cohen(ratings[:, a], ratings[:, b]) for a, b in combinations(range(ratings.shape[1]), 2)]))


def fleiss(ratings: np.ndarray) -> float:
    """Return Fleiss' kappa: chance from the margins of all raters together (Fleiss 1971).

    ``ratings``: shape (cases, raters), no NaN.

    Raises
    ------
    ValueError
        A rating is missing.
    """
    from statsmodels.stats.inter_rater import fleiss_kappa

    return float(fleiss_kappa(_counts(ratings))) if _varied(_complete(ratings)) else float("nan")


def conger(ratings: np.ndarray) -> float:
    """Return Conger's exact kappa: chance from the margins of each rater (Conger 1980); with two raters it is Cohen's.

    ``p_e = sum_k (mean_k**2 - variance_k / raters)`` over the raters' shares of category k, variance with
    ``raters - 1``. ``ratings``: shape (cases, raters), no NaN.

    Raises
    ------
    ValueError
        A rating is missing.
    """
    if not _varied(_complete(ratings)):
        return float("nan")
    counts, raters = _counts(ratings), ratings.shape[1]
    observed = ((counts * (counts - 1)).sum(axis=1) / (raters * (raters - 1))).mean()
    shares = np.array([(ratings == category).mean(axis=0) for category in np.unique(ratings)])
    chance = (shares.mean(axis=1) ** 2 - shares.var(axis=1, ddof=1) / raters).sum()
    return float((observed - chance) / (1 - chance)) if chance < 1 else float("nan")


def krippendorff(ratings: np.ndarray, *, level: Level = "nominal") -> float:
    """Return Krippendorff's alpha: ``1 - D_o / D_e``; cases with fewer than two ratings drop out (Krippendorff 2011).

    Parameters
    ----------
    ratings : ndarray
        Shape (cases, raters), NaN = no rating.
    level : {"nominal", "ordinal", "interval", "ratio"}
        What the distance of two categories means.

    Notes
    -----
    ``D_o = sum_ck o_ck d_ck / n``, ``D_e = sum_ck n_c n_k d_ck / (n (n - 1))``: d the squared distance of two
    categories, n_c how often a category was given, n all ratings; a case of r ratings adds ``r_c r_k / (r - 1)`` to
    the coincidences o_ck of two different categories.
    """
    kept = ratings[(~np.isnan(ratings)).sum(axis=1) >= 2]
    if not _varied(kept):
        return float("nan")
    counts = _counts(kept)
    given = counts.sum(axis=0)
    apart = _distances(np.unique(kept[~np.isnan(kept)]), given, level)
    coincidences = (counts / (counts.sum(axis=1, keepdims=True) - 1)).T @ counts
    return float(1 - (given.sum() - 1) * (coincidences * apart).sum() / (np.outer(given, given) * apart).sum())


def gwet_ac1(ratings: np.ndarray) -> float:
    """Return Gwet's AC1, which stays stable where one category is rare, as listed schools are (Gwet 2008).

    Parameters
    ----------
    ratings : ndarray
        Shape (cases, raters), NaN = no rating.

    Notes
    -----
    ``p_a`` = mean over cases with two ratings or more of ``sum_k r_k (r_k - 1) / (r (r - 1))``; ``pi_k`` = mean over
    rated cases of ``r_k / r``; ``p_e = sum_k pi_k (1 - pi_k) / (q - 1)`` with q categories in use;
    ``AC1 = (p_a - p_e) / (1 - p_e)``. The way of missing ratings is that of Gwet (2014, chapter 5).
    """
    if not _varied(ratings):
        return float("nan")
    counts = _counts(ratings)
    rated = counts.sum(axis=1)
    shared = rated >= 2
    if not shared.any():
        return float("nan")
    agreed = (counts * (counts - 1)).sum(axis=1)[shared] / (rated * (rated - 1))[shared]
    shares = (counts[rated > 0] / rated[rated > 0, None]).mean(axis=0)
    chance = (shares * (1 - shares)).sum() / (counts.shape[1] - 1)
    return float((agreed.mean() - chance) / (1 - chance))


def _complete(ratings: np.ndarray) -> np.ndarray:
    if np.isnan(ratings).any():
        raise ValueError("this coefficient needs an answer of every rater for every case")
    return ratings


def _varied(ratings: np.ndarray) -> bool:
    return len(np.unique(ratings[~np.isnan(ratings)])) > 1


def _counts(ratings: np.ndarray) -> np.ndarray:
    """Return how many raters put a case into a category, shape (cases, categories in use)."""
    categories = np.unique(ratings[~np.isnan(ratings)])
    return np.column_stack([(ratings == category).sum(axis=1) for category in categories])


def _distances(categories: np.ndarray, given: np.ndarray, level: Level) -> np.ndarray:
    """Return the squared distance of every two categories; ordinal: by the ratings that lie between them."""
    if level == "nominal":
        return 1 - np.eye(len(categories))
    places = np.cumsum(given) - given / 2 if level == "ordinal" else categories
    apart = np.subtract.outer(places, places)
    if level == "ratio":
        sums = np.add.outer(places, places)
        apart = np.divide(apart, sums, out=np.zeros_like(apart), where=sums != 0)
    return apart**2
