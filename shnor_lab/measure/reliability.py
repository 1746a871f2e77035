"""How much of a result lasts: reliability by participants, years and procedures."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from .pooled.parts import VarianceParts


def sampling_variance(share: float, n: float) -> float:
    """Return the variance that n pupils add to a school's level in one procedure, on the probit scale.

    Parameters
    ----------
    share : float
        Share of low results in the region, 0-1 and neither.
    n : float
        Participants.

    Notes
    -----
    Delta method: ``p(1 - p) / n / φ(Φ⁻¹(p))²``. Results yes or no say less of a level than marks do: at a share of
    10 % one pupil adds 2.9, not 1.

    Examples
    --------
    >>> round(sampling_variance(0.5, 10), 3)
    0.157
    """
    from scipy.special import ndtri

    density = np.exp(-(ndtri(share) ** 2) / 2) / np.sqrt(2 * np.pi)
    return float(share * (1 - share) / n / density**2)


def reliability(parts: VarianceParts, *, share: float, n: float, years: int = 1, procedures: int = 1) -> float:
    """Return the share of the variance of a pooled result that lasts, 0-1.

    Parameters
    ----------
    parts : VarianceParts
        Of the region.
    share : float
        Share of low results in a procedure.
    n : float
        Participants per procedure and year.
    years, procedures : int
        How many are pooled.

    Notes
    -----
    ``L / (L + year/T + cell/(T P) + sampling/(T P))`` with ``L = school + procedure/P``, the variance of the lasting
    overall level over the same P procedures.

    References
    ----------
    Kane, Staiger (2002), The promise and pitfalls of using imprecise school accountability measures, JEP 16(4):91-114.
    """
    lasting = parts.school + parts.procedure / procedures
    cells = years * procedures
    noise = parts.year / years + (parts.cell + sampling_variance(share, n)) / cells
    return float(lasting / (lasting + noise)) if lasting > 0 else 0.0


def parts_by_procedure(parts: VarianceParts, shares: pd.Series, n: pd.Series) -> pd.DataFrame:
    """Return what the differences between schools in one year consist of, one row per procedure.

    Parameters
    ----------
    parts : VarianceParts
        Of the region.
    shares, n : Series
        Share of low results and median participants, by procedure.

    Returns
    -------
    DataFrame
        ``procedure, share, n``, then parts of the variance of one year that add to 1: ``lasting`` (school and
        procedure), ``one_off`` (year and cell), ``sampling`` (how many sat); and ``reliability`` = ``lasting``.
        NaN where the share is 0 or 1 or nobody sat.
    """
    sampling = pd.Series(
        [
            sampling_variance(share, count) if 0 < share < 1 and count > 0 else np.nan
            for share, count in zip(shares, n.reindex(shares.index), strict=True)
        ],
        index=shares.index,
    )
    total = parts.lasting + parts.one_off + sampling
    return pd.DataFrame(
        {
            "procedure": shares.index.astype(str),
            "share": shares.to_numpy(dtype="float64"),
            "n": n.reindex(shares.index).to_numpy(dtype="float64"),
            "lasting": (parts.lasting / total).to_numpy(),
            "one_off": (parts.one_off / total).to_numpy(),
            "sampling": (sampling / total).to_numpy(),
            "reliability": (parts.lasting / total).to_numpy(),
        }
    )


def reliability_table(
    parts: VarianceParts, *, share: float, sizes: Sequence[int], years: Sequence[int], procedures: int
) -> pd.DataFrame:
    """Return reliability by participants and years pooled, one row per pair: ``n, years, reliability`` (0-1).

    Parameters
    ----------
    parts : VarianceParts
        Of the region.
    share : float
        Share of low results, 0-1, at which chance is reckoned.
    sizes : sequence of int
        Participants of a school in one procedure and year.
    years : sequence of int
        How many years are pooled.
    procedures : int
        How many are pooled in every year.
    """
    rows = [
        (size, count, reliability(parts, share=share, n=size, years=count, procedures=procedures))
        for size in sizes
        for count in years
    ]
    return pd.DataFrame(rows, columns=["n", "years", "reliability"])
