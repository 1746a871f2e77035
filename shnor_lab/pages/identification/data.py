"""What the sections of ``10_identification`` share: slices of region-wide answers, each taken once."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from ...identify.rules.regional_30 import Regional30Settings
from ...identify.sensitivity import other_options
from ...present.numbers import absent
from ...present.order import in_order
from ...present.remarks import worded
from ...present.sentences import Certainty, population
from ...study import certainty as _certainty
from ...study import identification as _identification
from .. import words
from ..place_data import PlaceData
from ..settings import option, title

FOREIGN = "not_applicable"
"""State of the answer for a school that has none of the procedures of the rule."""


class IdentificationData(PlaceData):
    """Data of one municipality behind the sections."""

    @property
    def population(self) -> str:
        """Return who is counted: the schools of the place, the years of the list."""
        return population(len(self.answers), self.study.result_years)

    @cached_property
    def answers(self) -> pd.DataFrame:
        """Return what order and rule say, one row per school."""
        return self.sliced(_identification.answers(self.study))

    @cached_property
    def decisions(self) -> pd.DataFrame:
        """Return the answers of all rules, one row per school and rule."""
        all_of = _identification.DECISIONS.of(self.study)
        return all_of[all_of["school_id"].isin(self.view.schools["school_id"])]

    @cached_property
    def unknown(self) -> pd.DataFrame:
        """Return the schools for which the rule cannot answer and what is lacking, one row per school."""
        found = _identification.UNANSWERED.of(self.study)
        return self.view.schools[["school_id", "name", "type"]].merge(found, on="school_id")

    @cached_property
    def missing(self) -> dict[str, str]:
        """Return what is lacking by school, in words."""
        return {row.school_id: worded(row.missing) for row in self.unknown.itertuples()}

    @cached_property
    def certainties(self) -> pd.DataFrame:
        """Return how lasting each answer is, one row per school of the region."""
        return _certainty.certainty(self.study)

    @property
    def chances(self) -> pd.Series:
        """Return the chance of a lasting low share by school; none where participants are too few to tell."""
        return self._unless_few("p_low")

    @property
    def levels(self) -> pd.Series:
        """Return the chance of an overall level in the lowest part of the region, likewise."""
        return self._unless_few("p_level")

    def _unless_few(self, chance: str) -> pd.Series:
        found = self.certainties.set_index("school_id")
        return found[chance].mask(found["certainty"] == "few")

    @property
    def third_answers(self) -> dict[str, Certainty]:
        """Return the third answer by school; a school without a chance has none."""
        found = self.certainties[self.certainties["certainty"] != "none"]
        return dict(zip(found["school_id"], found["certainty"], strict=True))

    @cached_property
    def cells(self) -> pd.DataFrame:
        """Return the cells of the main rule, one row per school, year and procedure."""
        cells = _identification.CELLS.of(self.study)
        return cells[cells["school_id"].isin(self.view.schools["school_id"])]

    @cached_property
    def answerable(self) -> bool:
        """Return whether the main rule answers for any school."""
        return _identification.answerable(self.cells)

    @cached_property
    def outside(self) -> set[str]:
        """Return the schools to which the main rule does not apply."""
        return set(_identification.outside(self.cells))

    @cached_property
    def within(self) -> pd.DataFrame:
        """Return the answers of the schools to which the main rule applies."""
        return self.answers[~self.answers["school_id"].isin(self.outside)]

    @property
    def hardly_answers(self) -> bool:
        """Return whether the rule lists nobody, as most schools have no result of a year that it asks for."""
        answers = self.within["listed"]
        open_ = bool(2 * answers.isna().sum() > len(answers)) and not answers.any()
        return open_ and len(_identification.years_lacking(self.cells)) > 0

    @cached_property
    def reasons(self) -> tuple[pd.DataFrame, list[str]]:
        """Return the last year's results of schools with a low one, one row per school, and their procedures."""
        return _identification.reason_rows(self.cells, self.view.schools, self.study.year)

    @cached_property
    def share_rows(self) -> pd.DataFrame:
        """Return the low results of the last year with their intervals, one row per school and procedure."""
        return _identification.low_shares(self.cells, self.view.schools, self.study.year)

    @cached_property
    def sensitivity(self) -> pd.DataFrame:
        """Return who enters, leaves or loses the answer, one row per other option of a setting."""
        return _setting_rows(
            _identification.SENSITIVITY.of(self.study),
            self.view.schools,
            self.study.settings[_identification.MAIN_RULE],
        )

    def answered(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame with ``school_id`` and ``listed`` as its tables show it: no answer where the rule is foreign.

        ``state`` is then ``FOREIGN``, None elsewhere.
        """
        listed = frame["listed"].mask(frame["school_id"].isin(self.outside))
        return frame.assign(listed=listed, state=self.states(frame))

    def states(self, frame: pd.DataFrame) -> list[str | None]:
        """Return ``FOREIGN`` for a school to which the main rule does not apply, None for the others, row by row."""
        return [FOREIGN if school in self.outside else None for school in frame["school_id"]]


def _setting_rows(moved: pd.DataFrame, schools_here: pd.DataFrame, chosen: Regional30Settings) -> pd.DataFrame:
    """Return one row per other option: setting, option, and who enters, leaves, loses the answer (None = nobody)."""
    own = moved.merge(schools_here[["school_id", "name"]], on="school_id")
    rows = []
    for name, value in other_options(chosen):
        here = own[(own["setting"] == name) & (own["option"] == str(value))]
        named = {
            change: words.names(here[here["change"] == change]) or None for change in ("enter", "leave", "to_unknown")
        }
        rows.append((title(name), option(name, value), named["enter"], named["leave"], named["to_unknown"]))
    return pd.DataFrame(rows, columns=["setting", "option", "enters", "leaves", "opens"])


def plain(value: object) -> bool | None:
    """Return a three-valued answer as True, False or None."""
    return None if absent(value) else bool(value)


def ordered(frame: pd.DataFrame) -> pd.DataFrame:
    """Return schools by stage and natural order of names."""
    return in_order(frame, name="name", stage="type") if len(frame) else frame
