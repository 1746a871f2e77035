"""Answers of ``11_rule_laboratory``: which methodology deserves trust."""

from __future__ import annotations

from ...language import text as _
from ...present.column import TableColumn
from ...present.table import Table
from ...study import laboratory
from ..family import Family, section
from . import agreement, bias, claims, errors, lists, prediction, variance
from .data import LaboratoryData
from .needs import NEEDS


class Laboratory(Family[LaboratoryData]):
    """The rules of one region beside each other."""

    name = "laboratory"
    notebook = "11_rule_laboratory"
    regional = True
    needs = NEEDS
    opens = LaboratoryData

    summary = section(claims.summary)
    population = section(lists.population)
    rules = section(lists.rules)
    agreement = section(agreement.agreement)
    sensitivity = section(lists.sensitivity)
    variance = section(variance.variance)
    bias = section(bias.bias)
    prediction = section(prediction.prediction)
    errors = section(errors.errors)
    limits = section(claims.limits)

    def key_figures(self) -> dict[str, str]:
        """Return how many rules are compared and how many schools the claims cover."""
        covered = int(self.data.parts["schools"]) if len(self.data.procedures) else 0
        return {_("Rules compared"): str(len(self.data.compared)), _("Schools covered"): str(covered)}

    def take_away(self) -> dict[str, Table]:
        """Return who would enter and leave were the main rule replaced."""
        moved = laboratory.replacements(self.study)
        if moved.empty:
            return {}
        named = moved.merge(self.study.schools[["school_id", "name", "municipality"]], on="school_id")
        named = named.sort_values(["rule", "change", "municipality", "name"], kind="stable", ignore_index=True)
        return {
            _("Replacement of the rule"): Table(
                named.assign(
                    rule=named["rule"].map(self.data.titles),
                    change=named["change"]
                    .astype(str)
                    .map({"enter": _("enters"), "exit": _("leaves"), "unknown": _("no answer")}),
                ),
                (
                    TableColumn("rule", _("Instead of the rule of 30 per cent")),
                    TableColumn("municipality", _("Municipality")),
                    TableColumn("name", _("School"), role="school"),
                    TableColumn("change", _("What changes")),
                    TableColumn("reason_before", _("Ground by the rule of 30 per cent"), "remark"),
                    TableColumn("reason_now", _("Ground by the other rule"), "remark", role="statistic"),
                ),
                key="replacement",
                internal=True,
                caption=_("Schools whose listing hangs on which rule is used"),
                scope=self.data.population,
            )
        }
