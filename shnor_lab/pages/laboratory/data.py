"""What the sections of ``11_rule_laboratory`` share: region-wide answers, each taken once."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from ...identify.rules import all_rules
from ...identify.sensitivity import strongest
from ...language import text as _
from ...present.sentences import population, school_years
from ...study import identification, laboratory, levels, margin
from ..place_data import PlaceData


class LaboratoryData(PlaceData):
    """Data of the region behind the sections."""

    @property
    def population(self) -> str:
        """Return who is counted where lists are compared: all open schools, the years of the list with results."""
        years = self.study.result_years
        return population(len(self.study.schools), set(years) - set(self.study.silent_years) or years)

    @property
    def silent(self) -> str:
        """Return of which years of the list there are no data, in a sentence; empty where there are of all."""
        years = self.study.silent_years
        return _("There are no data of {years}.", years=school_years(years)) if years else ""

    @cached_property
    def pooled_population(self) -> str:
        """Return who is counted where levels are meant: schools with counts, the years pooled."""
        years = sorted({int(year) for found in self.procedures["years"] for year in found})
        return population(int(self.parts["schools"]), years, self.left_out)

    @cached_property
    def left_out(self) -> dict[str, int]:
        """Return how many open schools no claim covers, by reason."""
        without = self.levels.loc[self.levels["results"] == 0, "school_id"]
        cells = self.cells[self.cells["school_id"].isin(without)]
        applies = cells.loc[cells["state"] != "not_applicable", "school_id"].nunique()
        return {
            _("no procedure of the rule in the school"): len(without) - applies,
            _("no counts below the threshold"): applies,
        }

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Return the cells of the main rule, one row per school, year and procedure."""
        return identification.CELLS.of(self.study)

    @cached_property
    def answerable(self) -> bool:
        """Return whether the main rule answers for any school."""
        return identification.answerable(self.cells)

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """Return the decisions, one row per rule and school."""
        return identification.DECISIONS.of(self.study)

    @cached_property
    def compared(self) -> list[str]:
        """Return the rules whose lists can be compared."""
        return laboratory.compared(self.decisions)

    @cached_property
    def together(self) -> list[str]:
        """Return the rules whose agreement is told by one number."""
        return laboratory.together(self.decisions)

    @cached_property
    def apart(self) -> dict[str, str]:
        """Return the compared rules outside that number, and why."""
        return laboratory.apart(self.decisions)

    @cached_property
    def titles(self) -> dict[str, str]:
        """Return the title of every rule by its key."""
        return {key: rule.title for key, rule in all_rules().items()}

    @cached_property
    def rules(self) -> pd.DataFrame:
        """Return one row per rule: its list and whom it cannot answer."""
        return laboratory.RULES.of(self.study)

    @cached_property
    def pairs(self) -> pd.DataFrame:
        """Return one row per pair of compared rules."""
        return laboratory.PAIRS.of(self.study)

    @cached_property
    def joint(self) -> pd.DataFrame:
        """Return one row per coefficient of agreement."""
        return laboratory.JOINT.of(self.study)

    @cached_property
    def by_setting(self) -> pd.DataFrame:
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
    def own_length(self) -> int:
        """Return how many schools the main rule lists under the settings of the study."""
        return int(self.by_setting.loc[self.by_setting["chosen"], "length"].iloc[0])

    @cached_property
    def strongest(self) -> pd.Series | None:
        """Return the row of the option that moves the list most; None where none does."""
        first = strongest(self.by_setting).head(1)[["setting", "option"]].merge(self.by_setting)
        return first.iloc[0] if len(first) and first["exchanged"].iloc[0] > 0 else None

    @cached_property
    def levels(self) -> pd.DataFrame:
        """Return the lasting level, one row per school."""
        return levels.LEVELS.of(self.study)

    @cached_property
    def parts(self) -> pd.Series:
        """Return the state of the pooled model and its variances."""
        return levels.PARTS.of(self.study).iloc[0]

    @cached_property
    def procedures(self) -> pd.DataFrame:
        """Return one row per procedure with counts in the years pooled."""
        return levels.PROCEDURES.of(self.study)
