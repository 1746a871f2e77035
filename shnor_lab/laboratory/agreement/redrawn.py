"""The coefficients of yes/no answers for many weightings of schools at once: what the bootstrap computes.

Every coefficient is a ratio of sums over schools, so a draw is a product of its weights with what each pattern of
answers adds. With weights of one they equal `coefficients`, which read any categories but one sample at a time.
``patterns``: shape (patterns, rules), 1, 0 or NaN; ``weights``: shape (draws, patterns); result: shape (draws,), NaN
where a draw leaves the coefficient undefined.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np


def light(patterns: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return Light's kappa of the schools answered by all rules; of two rules it is Cohen's."""
    yes, total = _complete(patterns, weights)
    margins = weights @ yes
    kappas = []
    for a, b in combinations(range(yes.shape[1]), 2):
        both = weights @ (yes[:, a] * yes[:, b])
        p, q = margins[:, a], margins[:, b]
        kappas.append(_ratio(2 * (total * both - p * q), p * (total - q) + q * (total - p)))
    return np.mean(kappas, axis=0)


def fleiss(patterns: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return Fleiss' kappa of the schools answered by all rules."""
    yes, total = _complete(patterns, weights)
    share = _ratio((weights @ yes).mean(axis=1), total)
    return _beyond(_agreed(patterns, yes, weights, total), share**2 + (1 - share) ** 2)


def conger(patterns: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return Conger's exact kappa of the schools answered by all rules."""
    yes, total = _complete(patterns, weights)
    shares = _ratio(weights @ yes, total[:, None])
    share, spread = shares.mean(axis=1), shares.var(axis=1, ddof=1)
    return _beyond(_agreed(patterns, yes, weights, total), share**2 + (1 - share) ** 2 - 2 * spread / yes.shape[1])


def krippendorff(patterns: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return Krippendorff's nominal alpha of the schools with two answers or more."""
    yes, no = _yes_no(patterns)
    yes, no = np.where(yes + no >= 2, yes, 0), np.where(yes + no >= 2, no, 0)
    ones, zeros = weights @ yes, weights @ no
    return 1 - _ratio((ones + zeros - 1) * (weights @ (yes * no / np.maximum(yes + no - 1, 1))), ones * zeros)


def gwet_ac1(patterns: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return Gwet's AC1 of the schools with an answer; agreement from those with two or more."""
    yes, no = _yes_no(patterns)
    answers = yes + no
    same = (yes * (yes - 1) + no * (no - 1)) / np.maximum(answers * (answers - 1), 1)
    agreed = _ratio(weights @ (same * (answers >= 2)), weights @ (answers >= 2))
    share = _ratio(weights @ (yes / np.maximum(answers, 1)), weights @ (answers >= 1))
    return np.where((share > 0) & (share < 1), _beyond(agreed, 2 * share * (1 - share)), np.nan)


def _complete(patterns: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the answers, 0 wherever a rule has none, and the number of schools that all rules answer."""
    whole = ~np.isnan(patterns).any(axis=1)
    return np.where(whole[:, None], patterns, 0.0), weights @ whole


def _yes_no(patterns: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return (patterns == 1).sum(axis=1).astype("float64"), (patterns == 0).sum(axis=1).astype("float64")


def _agreed(patterns: np.ndarray, yes: np.ndarray, weights: np.ndarray, total: np.ndarray) -> np.ndarray:
    rules, said = yes.shape[1], yes.sum(axis=1)
    same = (said * (said - 1) + (rules - said) * (rules - said - 1)) / (rules * (rules - 1))
    return _ratio(weights @ (same * ~np.isnan(patterns).any(axis=1)), total)


def _beyond(agreed: np.ndarray, chance: np.ndarray) -> np.ndarray:
    return _ratio(agreed - chance, 1 - chance)


def _ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(below > 0, above / below, np.nan)
