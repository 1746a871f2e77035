"""What the sections of ``10_identification`` share: slices of region-wide answers, each taken once."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from ...identify.rules import all_rules
from ...identify.sensitivity import other_options
from ...language import text as _
from ...present.numbers import absent
from ...present.order import in_order
from ...present.sentences import Certainty, of_schools, population
from ...study import certainty as _certainty
from ...study import identification as _identification
from ...study import reconcile
from .. import words
from ..family import Family
from ..settings import option, title


class IdentificationData(Family):
    """Data of one municipality behind the sections."""

    notebook = "10_identification"

    @property
    def _year(self) -> int:
        return self.study.params.list_edition.result_years[0]

    @property
    def _population(self) -> str:
        return population(len(self._answers), self.study.params.list_edition.result_years)

    @cached_property
    def _answers(self) -> pd.DataFrame:
        return self.sliced(_identification.answers(self.study))

    @cached_property
    def _decisions(self) -> pd.DataFrame:
        all_of = _identification.DECISIONS.of(self.study)
        return all_of[all_of["school_id"].isin(self.lab.schools["school_id"])]

    @cached_property
    def _unknown(self) -> pd.DataFrame:
        found = _identification.UNANSWERED.of(self.study)
        return self.lab.schools[["school_id", "name", "type"]].merge(found, on="school_id")

    @cached_property
    def _missing(self) -> dict[str, tuple[str, ...]]:
        return {row.school_id: tuple(row.missing.split("; ")) for row in self._unknown.itertuples()}

    @cached_property
    def _certainties(self) -> pd.DataFrame:
        return _certainty.certainty(self.study)

    @property
    def _chances(self) -> pd.Series:
        """Return the chance of a lasting low share by school; none where participants are too few to tell."""
        found = self._certainties.set_index("school_id")
        return found["p_low"].mask(found["certainty"] == "few")

    @property
    def _said(self) -> dict[str, Certainty]:
        """Return the third answer by school; a school without a chance has none."""
        states: dict[str, Certainty] = {"high": "high", "low": "low", "unclear": "unclear", "few": "unclear"}
        found = self._certainties
        return {
            school: states[state]
            for school, state in zip(found["school_id"], found["certainty"], strict=True)
            if state in states
        }

    @cached_property
    def _cells(self) -> pd.DataFrame:
        cells = _identification.CELLS.of(self.study)
        return cells[cells["school_id"].isin(self.lab.schools["school_id"])]

    @cached_property
    def _answerable(self) -> bool:
        return _identification.answerable(self._cells)

    def _others(self) -> list[str]:
        """Return what the other methodologies single out, one phrase each; those that single out nobody stay out."""
        region = _identification.DECISIONS.of(self.study)
        phrases = []
        for key in _identification.answering(region):
            of_rule = region[region["rule"] == key]
            if not of_rule["listed"].any():
                continue
            own = self._decisions[self._decisions["rule"] == key]
            answers = own[own["listed"].notna()]
            listed = own.loc[own["listed"].fillna(False), "school_id"]
            named = self.lab.schools[self.lab.schools["school_id"].isin(listed)]
            phrases.append(
                _(
                    "{rule}: {listed}{named}",
                    rule=all_rules()[key].title,
                    listed=of_schools(len(named), len(answers)),
                    named=f" ({words.names(named)})" if len(named) else "",
                )
                if len(answers)
                else _("{rule}: no answer here", rule=all_rules()[key].title)
            )
        return phrases

    @cached_property
    def _small(self) -> pd.Series:
        low = self._cells["low"].astype(bool) & (self._cells["n"] < reconcile.SMALL).fillna(False)
        return pd.Series(self._cells.loc[low, "school_id"].unique())

    @cached_property
    def _reasons(self) -> tuple[pd.DataFrame, list[str]]:
        return _identification.reason_rows(self._cells, self.lab.schools, self._year)

    @cached_property
    def _share_rows(self) -> pd.DataFrame:
        return _identification.low_shares(self._cells, self.lab.schools, self._year)

    @cached_property
    def _sensitivity(self) -> pd.DataFrame:
        return _setting_rows(
            _identification.SENSITIVITY.of(self.study),
            self.lab.schools,
            self.study.settings[_identification.MAIN_RULE],
        )

    def _ordered(self, frame: pd.DataFrame) -> pd.DataFrame:
        return in_order(frame, name="name", stage="type") if len(frame) else frame


def _setting_rows(moved: pd.DataFrame, schools_here: pd.DataFrame, chosen) -> pd.DataFrame:
    """Return one row per other option: setting, option, and who enters, leaves, loses the answer."""
    own = moved.merge(schools_here[["school_id", "name"]], on="school_id")
    rows = []
    for name, value in other_options(chosen):
        here = own[(own["setting"] == name) & (own["option"] == str(value))]
        named = {change: words.names(here[here["change"] == change]) for change in ("enter", "leave", "to_unknown")}
        rows.append((title(name), option(name, value), named["enter"], named["leave"], named["to_unknown"]))
    return pd.DataFrame(rows, columns=["setting", "option", "enters", "leaves", "opens"])


def plain(value: object) -> bool | None:
    """Return a three-valued answer as True, False or None."""
    return None if absent(value) else bool(value)
