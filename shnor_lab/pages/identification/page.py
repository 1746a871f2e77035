"""``10_identification``: who is listed, why, and what is not known."""

from __future__ import annotations

from ...language import text as _
from ...present.table import Table
from ..family import Family, section
from . import certainty, lists, margin, methods, rules
from .data import IdentificationData, ordered
from .needs import NEEDS
from .sheets import computed_list, reconciliation_sheet


class Identification(Family[IdentificationData]):
    """Who is listed in one municipality."""

    name = "identification"
    notebook = "10_identification"
    regional = False
    needs = NEEDS
    opens = IdentificationData

    summary = section(lists.summary)
    reconcile = section(lists.reconcile)
    reasons = section(lists.reasons)
    unknown = section(lists.unknown)
    certainty = section(certainty.certainty)
    margin = section(margin.margin)
    rules = section(rules.rules)
    settings = section(methods.settings)
    movement = section(methods.movement)
    actions = section(methods.actions)

    def key_figures(self) -> dict[str, str]:
        """Return how many schools the order and the rule list, and for how many the rule cannot answer."""
        own = self.data.answers
        order = own["official"]
        listed = str(int(own["listed"].fillna(False).sum())) if self.data.answerable else _("no answer")
        return {
            _("By the order"): _("not delivered") if order.isna().all() else str(int(order.sum())),
            _("By the rule"): listed,
            _("Without an answer"): str(int(own["listed"].isna().sum())),
        }

    def take_away(self) -> dict[str, Table]:
        """Return the computed list and the reconciliation sheet."""
        own = self.data.answered(ordered(self.data.answers))
        own = own.assign(chance=own["school_id"].map(self.data.chances))
        return {
            _("Computed list"): computed_list(own, self.view.place, self.study),
            _("Reconciliation sheet"): reconciliation_sheet(own, self.view.place, self.study),
        }
