"""``00_data_passport``: what arrived, and what it is good for."""

from __future__ import annotations

from ...language import text as _
from ...present.numbers import counted
from ...present.table import Table
from ..family import Family, section
from . import arrived, extent, fitness, reliability
from .data import SHOWN_LEVELS, PassportData
from .needs import NEEDS


class Passport(Family[PassportData]):
    """What arrived for one municipality."""

    name = "passport"
    notebook = "00_data_passport"
    regional = False
    needs = NEEDS
    uses_rule = False
    opens = PassportData

    summary = section(fitness.summary)
    deliveries = section(arrived.deliveries)
    schools = section(arrived.schools)
    coverage = section(extent.coverage)
    participation = section(extent.participation)
    sizes = section(extent.sizes)
    findings = section(arrived.findings)
    breaks = section(arrived.breaks)
    reliability = section(reliability.reliability)
    fitness = section(fitness.fitness)

    def key_figures(self) -> dict[str, str]:
        """Return schools, results that arrived, findings that stop something."""
        held = self.data.coverage[self.data.coverage["held"]]
        found = self.data.kinds
        return {
            _("Schools"): str(len(self.view.schools)),
            _("Results arrived"): counted(int(held["arrived"].sum()), int(held["expected"].sum())),
            _("Findings that stop something"): str(int(found["level"].isin(SHOWN_LEVELS).sum())),
        }

    def take_away(self) -> dict[str, Table]:
        """Return the request for missing data, the findings, and the journal of corrections where there is one."""
        files = {
            _("Request for missing data"): fitness.request(self.data),
            _("Findings of the checks"): arrived.findings_by_file(self.data),
        }
        if len(self.data.corrections):
            files[_("Journal of corrections")] = arrived.journal_of_corrections(self.data)
        return files
