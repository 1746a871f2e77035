"""What the sections of ``11_rule_laboratory`` share: region-wide answers, each taken once."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from ...identify.rules import all_rules
from ...identify.sensitivity import strongest
from ...language import text as _
from ...present.sentences import population, school_years
from ...study import identification, laboratory, levels, margin
from ..family import Family
from .needs import NEEDS


class LaboratoryData(Family):
    """Data of the region behind the sections."""

    name = "laboratory"
    notebook = "11_rule_laboratory"
    regional = True
    needs = NEEDS

    @property
    def _population(self) -> str:
        """Return who is counted where lists are compared: all open schools, the years of the list with results."""
        years = self.study.result_years
        return population(len(self.study.schools), set(years) - set(self.study.silent_years) or years)

    @property
    def _silent(self) -> str:
        """Return of which years of the list there are no data, in a sentence; empty where there are of all."""
        years = self.study.silent_years
        return _("There are no data of {years}.", years=school_years(years)) if years else ""

    @cached_property
    def _pooled_population(self) -> str:
        """Return who is counted where levels are meant: schools with counts, the years pooled."""
        years = sorted({int(year) for found in self._procedures["years"] for year in found})
        return population(int(self._parts["schools"]), years, self._left_out)

    @cached_property
    def _left_out(self) -> dict[str, int]:
        """Return how many open schools no claim covers, by reason."""
        without = self._levels.loc[self._levels["results"] == 0, "school_id"]
        cells = self._cells[self._cells["school_id"].isin(without)]
        applies = cells.loc[cells["state"] != "not_applicable", "school_id"].nunique()
        return {
            _("no procedure of the rule in the school"): len(without) - applies,
            _("no counts below the threshold"): applies,
        }

    @cached_property
    def _cells(self) -> pd.DataFrame:
        return identification.CELLS.of(self.study)

    @cached_property
    def _answerable(self) -> bool:
        return identification.answerable(self._cells)

    @cached_property
    def _decisions(self) -> pd.DataFrame:
        return identification.DECISIONS.of(self.study)

    @cached_property
    def _compared(self) -> list[str]:
        return laboratory.compared(self._decisions)

    @cached_property
    def _together(self) -> list[str]:
        return laboratory.together(self._decisions)

    @cached_property
    def _apart(self) -> dict[str, str]:
        return laboratory.apart(self._decisions)

    @cached_property
    def _titles(self) -> dict[str, str]:
        return {key: rule.title for key, rule in all_rules().items()}

    @cached_property
    def _rules(self) -> pd.DataFrame:
        return laboratory.RULES.of(self.study)

    @cached_property
    def _pairs(self) -> pd.DataFrame:
        return laboratory.PAIRS.of(self.study)

    @cached_property
    def _joint(self) -> pd.DataFrame:
        return laboratory.JOINT.of(self.study)

    @cached_property
    def _by_setting(self) -> pd.DataFrame:
        """Return the lists by setting; of the study's own list: stayed, left, opened_listed (the answer becomes NA)."""
        found = margin.LIST_BY_SETTING.of(self.study)
        own = int(found.loc[found["chosen"], "length"].iloc[0])
        stayed = found["length"] - found["entered"]
        return found.assign(
            stayed=stayed,
            opened_listed=own - stayed - found["left"],
            exchanged=1 - found["jaccard"],
            either=own + found["entered"],
        )

    @property
    def _own_length(self) -> int:
        """Return how many schools the main rule lists under the settings of the study."""
        return int(self._by_setting.loc[self._by_setting["chosen"], "length"].iloc[0])

    @cached_property
    def _strongest(self) -> pd.Series | None:
        """Return the row of the option that moves the list most; None where none does."""
        first = strongest(self._by_setting).head(1)[["setting", "option"]].merge(self._by_setting)
        return first.iloc[0] if len(first) and first["exchanged"].iloc[0] > 0 else None

    @cached_property
    def _levels(self) -> pd.DataFrame:
        return levels.LEVELS.of(self.study)

    @cached_property
    def _parts(self) -> pd.Series:
        return levels.PARTS.of(self.study).iloc[0]

    @cached_property
    def _procedures(self) -> pd.DataFrame:
        return levels.PROCEDURES.of(self.study)
