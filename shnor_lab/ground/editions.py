"""Which years a list edition looks at."""

from __future__ import annotations

from ..params import ListEdition


def window(edition: ListEdition, years: int) -> tuple[int, ...]:
    """Return the result years that a rule reads, latest first.

    Parameters
    ----------
    edition : ListEdition
        Its result years, latest first, are continued backwards where they are fewer.
    years : int
        How many years the rule reads.
    """
    found = list(edition.result_years[:years])
    while len(found) < years:
        found.append(found[-1] - 1)
    return tuple(found)
