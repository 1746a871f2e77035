"""Answers of ``10_identification``: who is listed, why, and what is not known."""

from __future__ import annotations

from ...language import text as _
from ...present.table import Table
from .certainty import Certainty
from .lists import Lists
from .margin import Margin
from .methods import Methods
from .rules import Rules
from .sheets import computed_list, reconciliation_sheet


class Identification(Lists, Certainty, Margin, Rules, Methods):
    """Who is listed in one municipality."""

    def key_figures(self) -> dict[str, str]:
        """Return how many schools the order and the rule list, and for how many the rule cannot answer."""
        own = self._answers
        order = own["official"]
        return {
            _("By the order"): _("not delivered") if order.isna().all() else str(int(order.sum())),
            _("By the rule"): str(int(own["listed"].fillna(False).sum())) if self._answerable else _("no answer"),
            _("Without an answer"): str(int(own["listed"].isna().sum())),
        }

    def take_away(self) -> dict[str, Table]:
        """Return the computed list and the reconciliation sheet."""
        own = self._answered(self._ordered(self._answers))
        own = own.assign(chance=own["school_id"].map(self._chances))
        return {
            _("Computed list"): computed_list(own, self.view.place, self.study),
            _("Reconciliation sheet"): reconciliation_sheet(own, self.view.place, self.study),
        }
