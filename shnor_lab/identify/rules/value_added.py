"""Below the result expected from earlier results of the same pupils; ours, see `identify.expected`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ...language import text as _
from ..expected import Basis, BelowExpected


@dataclass(frozen=True)
class Rule(BelowExpected):
    """Expected is what earlier results of the same pupils foretell."""

    basis: ClassVar[Basis] = "prior"

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("Below what earlier results of the same pupils foretold")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("ours; the expected result comes from earlier results of the same pupils")


RULE = Rule("value_added", "ours", ("expected",), about="change", order=160)
