"""Pupils in schools: how much of the spread lies between schools, and what each school adds, checked before told.

Called by no page yet: for the social context, its association of conditions with results and the expected result.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from ..remarks import remark
from .two_level_check import Blocks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import ArrayLike, NDArray
    from statsmodels.regression.mixed_linear_model import MixedLMResults

State = Literal["fitted", "too_few", "dependent", "boundary", "not_settled"]

LEAST_SCHOOLS = 5
METHODS = ("bfgs", "powell")
"""Optimisers of MixedLM, in the order they are tried until an answer passes every check."""
_SMALLEST = 1e-6
_SAME = 1e-3


@dataclass(frozen=True)
class TwoLevel:
    """A normal model of pupils in schools; everything but ``state`` is NaN or empty unless ``state`` is fitted.

    Parameters
    ----------
    state : str
        fitted; too_few (fewer than `LEAST_SCHOOLS` schools, no school with two pupils, or no more pupils than
        coefficients); dependent (a condition repeats the others); boundary (the best variance between schools is 0 or,
        with a slope, the best covariance is singular); not_settled (no optimiser gave an answer that holds).
    fixed : DataFrame
        One row per coefficient (``constant`` first): ``estimate``, ``se``.
    between : DataFrame
        Covariance of what schools add: ``constant`` and, if asked for, the slope.
    tau2, sigma2 : float
        Variance of the schools' constant and of pupils within schools, in squared units of the result.
    icc : float
        ``tau2 / (tau2 + sigma2)``, 0-1.
    loglik : float
        Log likelihood, restricted if so fitted.
    schools : DataFrame
        One row per school: ``n`` pupils, ``reliability`` = ``tau2 / (tau2 + sigma2 / n)`` (0-1, of a mean of n
        pupils), ``effect`` (best linear prediction of what the school adds to the constant) and ``effect_sd`` (its
        standard deviation given variances and coefficients); with a slope also ``slope`` and ``slope_sd``.
    """

    state: State
    fixed: pd.DataFrame
    between: pd.DataFrame
    tau2: float
    sigma2: float
    icc: float
    loglik: float
    schools: pd.DataFrame

    @classmethod
    def without_answer(cls, state: State) -> TwoLevel:
        """Return a model that has no numbers."""
        effects = pd.DataFrame(columns=["n", "reliability", "effect", "effect_sd"], dtype="float64")
        fixed = pd.DataFrame(columns=["estimate", "se"], dtype="float64")
        return cls(state, fixed, pd.DataFrame(dtype="float64"), np.nan, np.nan, np.nan, np.nan, effects)

    @property
    def why(self) -> str:
        """Return a remark on why there are no numbers; empty when there are."""
        if self.state == "too_few":
            return remark("There are too few schools or pupils to tell differences between schools from chance.")
        if self.state == "dependent":
            return remark("One of the conditions repeats the others, so their parts cannot be told apart.")
        if self.state == "boundary":
            return remark("The data do not separate differences between schools from differences between pupils.")
        if self.state == "not_settled":
            return remark("The calculation did not settle on one answer, so no numbers are shown.")
        return ""


def fit_two_level(
    y: ArrayLike,
    school: ArrayLike,
    *,
    conditions: pd.DataFrame | None = None,
    slope: str | None = None,
    restricted: bool = True,
) -> TwoLevel:
    """Return a model of results with a constant per school, fitted by statsmodels and checked independently.

    Parameters
    ----------
    y, school : array-like
        Result and school, one entry per pupil (or other unit); no nulls.
    conditions : DataFrame, optional
        Columns that explain results, one row per entry of ``y`` in the same order; a constant is added.
    slope : str, optional
        Column of ``conditions`` whose coefficient differs between schools.
    restricted : bool
        Restricted maximum likelihood (for variances), else full maximum likelihood (to compare coefficients).

    Returns
    -------
    TwoLevel
        Numbers, or a state that says why there are none.

    Raises
    ------
    ValueError
        A null or infinite value in ``y`` or ``conditions``, or a null school.

    Notes
    -----
    ``y = X b + Z u + e``, ``u ~ N(0, T)`` per school, ``e ~ N(0, sigma2)``. MixedLM may call an infinite likelihood
    converged, return coefficients of 0 at a tiny variance, or stop short of the optimum. So the optimum is first sought
    independently (`two_level_check.Blocks`); on the boundary MixedLM is not asked, elsewhere it starts there and its
    answer is accepted only if it converged with finite numbers, its coefficients and standard errors equal those of
    generalised least squares at its own variances, and its likelihood equals ours there and at the independent
    optimum. A rejected answer makes the next optimiser try.

    References
    ----------
    Raudenbush, Bryk (2002), Hierarchical Linear Models, chapters 3-5. Reference numbers: lme4 on High School and
    Beyond and on the Dutch classes of Snijders and Bosker.

    Examples
    --------
    >>> random = np.random.default_rng(1)
    >>> school = np.repeat(np.arange(40), 25)
    >>> y = 50 + 4 * random.standard_normal(40)[school] + 8 * random.standard_normal(1000)
    >>> found = fit_two_level(y, school)
    >>> found.state, round(found.icc, 1), round(float(found.schools["reliability"].iloc[0]), 1)
    ('fitted', 0.2, 0.9)
    """
    values = np.asarray(y, dtype="float64")
    x = pd.DataFrame({"constant": np.ones(len(values))})
    if conditions is not None:
        x = pd.concat([x, conditions.reset_index(drop=True).astype("float64")], axis=1)
    code, names = pd.factorize(pd.Series(school), sort=True)
    if (
        len(x) != len(values)
        or (code < 0).any()
        or not np.isfinite(values).all()
        or not np.isfinite(x.to_numpy()).all()
    ):
        raise ValueError("every unit needs a result, a school and a value of each condition")
    z = x[["constant", *([slope] if slope else [])]]
    sizes = np.bincount(code, minlength=1)
    if len(names) < LEAST_SCHOOLS or sizes.max() < 2 or len(values) <= x.shape[1] + z.shape[1]:
        return TwoLevel.without_answer("too_few")
    if np.linalg.matrix_rank(x.to_numpy()) < x.shape[1]:
        return TwoLevel.without_answer("dependent")
    blocks = Blocks.of(values, x.to_numpy(), z.to_numpy(), code, restricted=restricted)
    best, loglik = blocks.search()
    if np.linalg.eigvalsh(best)[0] < _SMALLEST:
        return TwoLevel.without_answer("boundary")
    for fitted in _mixed(values, x, code, z, best, blocks):
        if _holds(fitted, blocks, loglik):
            tau, sigma2 = np.asarray(fitted.cov_re, dtype="float64"), float(fitted.scale)
            return _told(blocks, tau, sigma2, x.columns, z.columns, names, sizes)
    return TwoLevel.without_answer("not_settled")


def _mixed(
    y: NDArray, x: pd.DataFrame, code: NDArray, z: pd.DataFrame, best: NDArray, blocks: Blocks
) -> Iterator[MixedLMResults]:
    """Yield the answers of MixedLM by one optimiser after the other; those that break off are passed over."""
    from statsmodels.regression.mixed_linear_model import MixedLM, MixedLMParams

    start = MixedLMParams.from_components(fe_params=blocks.at(best).fixed, cov_re=best)
    for method in METHODS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                fitted = MixedLM(y, x, code, exog_re=z).fit(reml=blocks.restricted, method=method, start_params=start)
            except (np.linalg.LinAlgError, ValueError, ZeroDivisionError):
                continue
        yield fitted


def _holds(fitted: MixedLMResults, blocks: Blocks, best: float) -> bool:
    """Return whether an answer of MixedLM is the optimum and its coefficients are those of its own variances."""
    tau, sigma2 = np.asarray(fitted.cov_re, dtype="float64"), float(fitted.scale)
    told, se = (np.asarray(part, dtype="float64") for part in (fitted.fe_params, fitted.bse_fe))
    numbers = np.concatenate([tau.ravel(), told, se, [sigma2, fitted.llf]])
    if not (fitted.converged and np.isfinite(numbers).all() and sigma2 > 0 and (se > 0).all()):
        return False
    at = blocks.at(tau / sigma2)
    coefficients = np.abs(told - at.fixed) < 0.01 * at.se
    errors = np.abs(se / at.se - 1) < 0.01
    likelihood = abs(fitted.llf - at.loglik) < _SAME and abs(best - at.loglik) < _SAME
    return bool(coefficients.all() and errors.all() and likelihood)


def _told(
    blocks: Blocks, tau: NDArray, sigma2: float, fixed: pd.Index, random: pd.Index, names: ArrayLike, sizes: NDArray
) -> TwoLevel:
    at = blocks.at(tau / sigma2)
    effect, sd = blocks.effects(tau / sigma2, sigma2)
    tau2 = float(tau[0, 0])
    schools = pd.DataFrame({"n": sizes, "reliability": tau2 / (tau2 + sigma2 / sizes)}, index=pd.Index(names))
    for number, name in enumerate(("effect", "slope")[: len(random)]):
        schools[name], schools[f"{name}_sd"] = effect[:, number], sd[:, number]
    return TwoLevel(
        "fitted",
        pd.DataFrame({"estimate": at.fixed, "se": at.se}, index=fixed),
        pd.DataFrame(tau, index=random, columns=random),
        tau2,
        sigma2,
        tau2 / (tau2 + sigma2),
        at.loglik,
        schools,
    )
