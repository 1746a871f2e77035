"""A second, independent calculation of the two-level model: what the answer of a library is held against."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray


class AtVariances(NamedTuple):
    """Best coefficients, their standard errors and the log likelihood at given relative variances."""

    fixed: NDArray
    se: NDArray
    loglik: float


@dataclass(frozen=True)
class Blocks:
    """Sums of products within schools, from which the likelihood of every variance follows exactly.

    Parameters
    ----------
    zz, zx, zy : ndarray
        Shape (schools, q, q), (schools, q, p), (schools, q): products with the columns that differ between schools.
    xx, xy, yy : ndarray, ndarray, float
        Products over all pupils, shape (p, p) and (p,).
    pupils : int
        Number of pupils.
    restricted : bool
        Whether `loglik` is the restricted one.

    Notes
    -----
    With ``V = I + Z G Z'`` for a school (``G`` = covariance over pupils' variance): ``inv(V) = I - Z C Z'``, ``C =
    inv(I + G Z'Z) G``, ``det V = det(I + G Z'Z)``; ``sigma2`` and the coefficients are profiled out. A singular ``G``
    is no special case.
    """

    zz: NDArray
    zx: NDArray
    zy: NDArray
    xx: NDArray
    xy: NDArray
    yy: float
    pupils: int
    restricted: bool

    @classmethod
    def of(cls, y: NDArray, x: NDArray, z: NDArray, code: NDArray, *, restricted: bool) -> Blocks:
        """Return the sums for schools numbered from 0."""
        order = np.argsort(code, kind="stable")
        starts = np.flatnonzero(np.diff(code[order], prepend=-1))

        def by_school(products: NDArray) -> NDArray:
            return np.add.reduceat(products[order], starts, axis=0)

        return cls(
            by_school(z[:, :, None] * z[:, None, :]),
            by_school(z[:, :, None] * x[:, None, :]),
            by_school(z * y[:, None]),
            x.T @ x,
            x.T @ y,
            float(y @ y),
            len(y),
            restricted,
        )

    def at(self, relative: NDArray) -> AtVariances:
        """Return what is best at ``relative``, the covariance of schools over the variance of pupils, shape (q, q)."""
        sandwich, log_det = self._inner(relative)
        xx = self.xx - np.einsum("sap,sab,sbr->pr", self.zx, sandwich, self.zx)
        xy = self.xy - np.einsum("sap,sab,sb->p", self.zx, sandwich, self.zy)
        yy = self.yy - np.einsum("sa,sab,sb->", self.zy, sandwich, self.zy)
        fixed = np.linalg.solve(xx, xy)
        free = self.pupils - (len(fixed) if self.restricted else 0)
        sigma2 = (yy - xy @ fixed) / free
        loglik = -0.5 * (free * (np.log(2 * np.pi * sigma2) + 1) + log_det)
        if self.restricted:
            loglik -= 0.5 * np.linalg.slogdet(xx)[1]
        return AtVariances(fixed, np.sqrt(sigma2 * np.diag(np.linalg.inv(xx))), float(loglik))

    def search(self) -> tuple[NDArray, float]:
        """Return the best relative covariance found from a great and from a small start, with its log likelihood."""
        from scipy.optimize import minimize

        q = self.zz.shape[1]
        lower = np.tril_indices(q)

        def covariance(root: NDArray) -> NDArray:
            factor = np.zeros((q, q))
            factor[lower] = root
            return factor @ factor.T

        options = {"xatol": 1e-6, "fatol": 1e-6, "maxiter": 1000}
        found = [
            minimize(
                lambda root: -self.at(covariance(root)).loglik,
                start * np.eye(q)[lower],
                method="Nelder-Mead",
                options=options,
            )
            for start in (0.7, 0.1)
        ]
        best = min(found, key=lambda result: result.fun)
        return covariance(best.x), -float(best.fun)

    def effects(self, relative: NDArray, sigma2: float) -> tuple[NDArray, NDArray]:
        """Return best linear predictions of what schools add and their standard deviations, shape (schools, q)."""
        sandwich, _log_det = self._inner(relative)
        effect = np.einsum("sab,sb->sa", sandwich, self.zy - self.zx @ self.at(relative).fixed)
        return effect, np.sqrt(sigma2 * np.einsum("saa->sa", sandwich))

    def _inner(self, relative: NDArray) -> tuple[NDArray, float]:
        whole = np.eye(len(relative)) + relative @ self.zz
        return np.linalg.solve(whole, np.broadcast_to(relative, whole.shape)), float(np.linalg.slogdet(whole)[1].sum())
