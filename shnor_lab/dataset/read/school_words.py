"""Words by which a printed name is known to be a school rather than a territory or a total."""

from __future__ import annotations

import re

_SCHOOL = re.compile(
    r"\b(школ\w*|сош|оош|нош|гимнази\w*|лице\w*|м[бка]?оу|г[бка]?оу|ч?оу|кадетск\w*|интернат\w*|образовательн\w*|цо)\b|№\s*\d",
    re.I,
)


def is_school(name: str) -> bool:
    """Return whether a name has a word of a school in it.

    Examples
    --------
    >>> is_school("МБОУ «СОШ № 9001»"), is_school("Вымышленный район")
    (True, False)
    """
    return _SCHOOL.search(name) is not None
