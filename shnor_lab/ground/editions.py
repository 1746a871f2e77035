"""Which years a list edition looks at."""

from __future__ import annotations

from ..params import ListEdition


def window(edition: ListEdition, years: int) -> tuple[int, ...]:
    """Return ``years`` result years, latest first; those of the edition are continued backwards."""
    found = list(edition.result_years[:years])
    while len(found) < years:
        found.append(found[-1] - 1)
    return tuple(found)
