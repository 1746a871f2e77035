"""What the sections of ``10_identification`` share: slices of region-wide answers, each taken once."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from ...identify.rules import all_rules
from ...identify.rules.regional_30 import Regional30Settings
from ...identify.sensitivity import other_options
from ...language import text as _
from ...present.numbers import absent
from ...present.order import in_order
from ...present.remarks import worded
from ...present.sentences import Certainty, of_schools, population
from ...study import certainty as _certainty
from ...study import identification as _identification
from .. import words
from ..family import Family
from ..settings import option, title
from .needs import NEEDS

FOREIGN = "not_applicable"
"""State of the answer for a school that has none of the procedures of the rule."""


class IdentificationData(Family):
    """Data of one municipality behind the sections."""

    name = "identification"
    notebook = "10_identification"
    regional = False
    needs = NEEDS

    @property
    def _year(self) -> int:
        return self.study.year

    @property
    def _population(self) -> str:
        return population(len(self._answers), self.study.result_years)

    @cached_property
    def _answers(self) -> pd.DataFrame:
        return self.sliced(_identification.answers(self.study))

    @cached_property
    def _decisions(self) -> pd.DataFrame:
        all_of = _identification.DECISIONS.of(self.study)
        return all_of[all_of["school_id"].isin(self.view.schools["school_id"])]

    @cached_property
    def _unknown(self) -> pd.DataFrame:
        found = _identification.UNANSWERED.of(self.study)
        return self.view.schools[["school_id", "name", "type"]].merge(found, on="school_id")

    @cached_property
    def _missing(self) -> dict[str, str]:
        return {row.school_id: worded(row.missing) for row in self._unknown.itertuples()}

    @cached_property
    def _certainties(self) -> pd.DataFrame:
        return _certainty.certainty(self.study)

    @property
    def _chances(self) -> pd.Series:
        """Return the chance of a lasting low share by school; none where participants are too few to tell."""
        return self._unless_few("p_low")

    @property
    def _levels(self) -> pd.Series:
        """Return the chance of an overall level in the lowest part of the region, likewise."""
        return self._unless_few("p_level")

    def _unless_few(self, chance: str) -> pd.Series:
        found = self._certainties.set_index("school_id")
        return found[chance].mask(found["certainty"] == "few")

    @property
    def _said(self) -> dict[str, Certainty]:
        """Return the third answer by school; a school without a chance has none."""
        found = self._certainties[self._certainties["certainty"] != "none"]
        return dict(zip(found["school_id"], found["certainty"], strict=True))

    @cached_property
    def _cells(self) -> pd.DataFrame:
        cells = _identification.CELLS.of(self.study)
        return cells[cells["school_id"].isin(self.view.schools["school_id"])]

    @cached_property
    def _answerable(self) -> bool:
        return _identification.answerable(self._cells)

    @cached_property
    def _outside(self) -> set[str]:
        """Return the schools to which the main rule does not apply."""
        return set(_identification.outside(self._cells))

    @cached_property
    def _within(self) -> pd.DataFrame:
        """Return the answers of the schools to which the main rule applies."""
        return self._answers[~self._answers["school_id"].isin(self._outside)]

    @property
    def _hardly_answers(self) -> bool:
        """Return whether the rule lists nobody, as most schools have no result of a year that it asks for."""
        answers = self._within["listed"]
        open_ = bool(2 * answers.isna().sum() > len(answers)) and not answers.any()
        return open_ and len(_identification.years_lacking(self._cells)) > 0

    def _others(self) -> list[str]:
        """Return how many schools the other methodologies single out; those that single out nobody stay out."""
        region = _identification.DECISIONS.of(self.study)
        phrases = []
        for key in _identification.answering(region):
            of_rule = region[region["rule"] == key]
            if not of_rule["listed"].any():
                continue
            own = self._decisions[self._decisions["rule"] == key]
            rule, answers = all_rules()[key], own["listed"].dropna()
            said = {"rule": words.quoted(rule.title), "listed": of_schools(int(answers.sum()), len(answers))}
            if answers.empty:
                phrases.append(_("{rule} — no answer here", rule=said["rule"]))
            elif own["p_low"].isna().all():
                status = words.rule_status(rule.status)
                phrases.append(_("{rule} — {listed} ({status}; how lasting is not judged)", status=status, **said))
            else:
                phrases.append(_("{rule} — {listed} ({status})", status=words.rule_status(rule.status), **said))
        return phrases

    @cached_property
    def _reasons(self) -> tuple[pd.DataFrame, list[str]]:
        return _identification.reason_rows(self._cells, self.view.schools, self._year)

    @cached_property
    def _share_rows(self) -> pd.DataFrame:
        return _identification.low_shares(self._cells, self.view.schools, self._year)

    @cached_property
    def _sensitivity(self) -> pd.DataFrame:
        return _setting_rows(
            _identification.SENSITIVITY.of(self.study),
            self.view.schools,
            self.study.settings[_identification.MAIN_RULE],
        )

    def _answered(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Return a frame with ``school_id`` and ``listed`` as its tables show it: no answer where the rule is foreign.

        ``state`` is then ``FOREIGN``, None elsewhere.
        """
        listed = frame["listed"].mask(frame["school_id"].isin(self._outside))
        return frame.assign(listed=listed, state=self._states(frame))

    def _states(self, frame: pd.DataFrame) -> list[str | None]:
        return [FOREIGN if school in self._outside else None for school in frame["school_id"]]

    def _ordered(self, frame: pd.DataFrame) -> pd.DataFrame:
        return in_order(frame, name="name", stage="type") if len(frame) else frame


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
