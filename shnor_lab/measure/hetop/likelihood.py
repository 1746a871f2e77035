"""Log-likelihood of ordered counts of groups in the coordinates ``a = 1/sigma``, ``b = mu/sigma``, with derivatives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_LEAST = 1e-300


@dataclass(frozen=True)
class Slopes:
    """Log-likelihood of groups and its derivatives by the borders ``z = a * cut - b``.

    Parameters
    ----------
    value : ndarray
        Log-likelihood per group, without the multinomial coefficient.
    z, first, second : ndarray
        Borders in standard deviations of the group, first derivative and own second derivative by them, shape
        (groups, cuts).
    beside : ndarray
        Mixed second derivative by a border and the next one, shape (groups, cuts - 1).
    """

    value: NDArray
    z: NDArray
    first: NDArray
    second: NDArray
    beside: NDArray

    def by_line(self, one: NDArray, other: NDArray) -> NDArray:
        """Return ``one' H other`` per group, ``H`` the tridiagonal matrix of second derivatives by the borders."""
        found = (one * self.second * other).sum(axis=1)
        cross = one[..., :-1] * other[..., 1:] + one[..., 1:] * other[..., :-1]
        return found + (cross * self.beside).sum(axis=1)


def log_likelihood(counts: NDArray, a: NDArray, b: NDArray, cuts: NDArray) -> NDArray:
    """Return the log-likelihood per group, without the multinomial coefficient.

    Parameters
    ----------
    counts : ndarray
        Shape (groups, categories), categories in rising order.
    a, b : ndarray
        ``1/sigma`` and ``mu/sigma`` per group.
    cuts : ndarray
        Rising borders between categories.
    """
    return (counts * np.log(_chances(a[:, None] * cuts - b[:, None]))).sum(axis=1)


def slopes(counts: NDArray, a: NDArray, b: NDArray, cuts: NDArray) -> Slopes:
    """Return the log-likelihood with derivatives; parameters as in `log_likelihood`.

    Notes
    -----
    ``P_k = Phi(z_k) - Phi(z_{k-1})``, ``l = sum n_k log P_k``. ``log P_k`` is concave in its two borders, so for known
    cuts ``l`` is concave in ``(a, b)``: every group has one maximum.
    """
    z = a[:, None] * cuts - b[:, None]
    chance = _chances(z)
    density = np.exp(-0.5 * z * z) / np.sqrt(2 * np.pi)
    under, over = density / chance[:, :-1], density / chance[:, 1:]
    left, right = counts[:, :-1], counts[:, 1:]
    first = left * under - right * over
    second = -z * first - left * under**2 - right * over**2
    beside = counts[:, 1:-1] * over[:, :-1] * under[:, 1:]
    return Slopes((counts * np.log(chance)).sum(axis=1), z, first, second, beside)


def _chances(z: NDArray) -> NDArray:
    """Return chances of the categories, differences taken in the tail where they do not cancel."""
    from scipy.special import ndtr

    below, above = ndtr(z), ndtr(-z)
    inner = np.where(z[:, :-1] > 0, above[:, :-1] - above[:, 1:], below[:, 1:] - below[:, :-1])
    return np.maximum(np.concatenate([below[:, :1], inner, above[:, -1:]], axis=1), _LEAST)
