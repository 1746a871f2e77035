"""Below the result expected of schools in such conditions; ours, see `identify.expected`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ...language import text as _
from ..expected import Basis, BelowExpected


@dataclass(frozen=True)
class Rule(BelowExpected):
    """Expected is what schools in such conditions reach."""

    basis: ClassVar[Basis] = "context"

    @property
    def title(self) -> str:
        """Return the name of the rule."""
        return _("Below what schools in such conditions reach")

    @property
    def source(self) -> str:
        """Return its source."""
        return _("ours; the expected result comes from the study of social context")


RULE = Rule("context_adjusted", "ours", ("expected",), about="conditions", order=150)
