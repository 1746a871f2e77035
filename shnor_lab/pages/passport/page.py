"""Answers of ``00_data_passport``: what arrived, and what it is good for."""

from __future__ import annotations

import pandas as pd

from ...dataset.schema import TABLES
from ...language import plural as _n
from ...language import text as _
from ...present.column import TableColumn
from ...present.numbers import counted, number
from ...present.section import Section
from ...present.sentences import enumeration, of_schools
from ...present.table import Table
from ...study import fitness as _fitness
from ...study import passport as _passport
from .. import words
from ..family import section
from .arrived import Arrived
from .data import SHOWN_LEVELS
from .extent import Extent
from .reliability import Reliability


class Passport(Arrived, Extent, Reliability):
    """What arrived for one municipality."""

    @section
    def summary(self) -> Section:
        """Return the main facts: which analysis is open, which is closed, how much is lacking."""
        analyses = self._fitness
        sentences = []
        for code, begin in (
            ("open", _("Possible with these data:")),
            ("reserve", _("Possible with reserve:")),
            ("closed", _("Not possible yet:")),
        ):
            named = [words.analysis(key) for key in analyses.loc[analyses["state"] == code, "analysis"]]
            if named:
                sentences.append(f"{begin} {enumeration(named)} ({len(named)}).")
        if self.study.has("results"):
            held = self._coverage[self._coverage["held"]]
            sentences.append(
                _(
                    "Of {expected} expected results «school, procedure, year» {arrived} arrived.",
                    expected=number(int(held["expected"].sum())),
                    arrived=number(int(held["arrived"].sum())),
                )
            )
        silent = _passport.reporting(self.study, "passport", self._latest)
        delivered = self.sliced(silent)["delivered"]
        sentences.append(
            _(
                "The social passport for the last result year was delivered by {schools}.",
                schools=of_schools(int(delivered.sum()), len(delivered)),
            )
            if delivered.any()
            else _("No social passport was delivered for the last result year.")
        )
        sentences.append(self._findings_sentence())
        return Section("summary", sentences=tuple(sentences))

    @section
    def fitness(self) -> Section:
        """Return which analysis is open, and what is lacking from whom."""
        table = Table(_in_words(self._fitness), fitness_columns(), key="fitness", caption=_("What these data allow"))
        lacking = len(_fitness.requests(self.study, self.place))
        return Section(
            "fitness",
            table=table,
            conclusion=_n(lacking, "{n} request for missing data is ready.", "{n} requests for missing data are ready.")
            if lacking
            else _("Nothing has to be asked for."),
        )

    def key_figures(self) -> dict[str, str]:
        """Return schools, results that arrived, findings that stop something."""
        held = self._coverage[self._coverage["held"]]
        found = self._kinds
        return {
            _("Schools"): str(len(self.view.schools)),
            _("Results arrived"): counted(int(held["arrived"].sum()), int(held["expected"].sum())),
            _("Findings that stop something"): str(int(found["level"].isin(SHOWN_LEVELS).sum())),
        }

    def take_away(self) -> dict[str, Table]:
        """Return the findings and the request for missing data."""
        request = Table(
            _in_words(_fitness.requests(self.study, self.place)),
            fitness_columns(),
            key="request",
            caption=_("Request for missing data: {place}", place=self.view.place),
        )
        files = {_("Request for missing data"): request}
        files[_("Findings of the checks")] = self.findings_by_file()
        if len(self._corrections):
            files[_("Journal of corrections")] = Table(
                self._corrections,
                tuple(
                    TableColumn(column.name, column.title, "flag" if column.kind == "flag" else "text")
                    for column in TABLES["corrections"].columns
                    if column.name not in ("source_id", "source_row")
                ),
                key="corrections",
                caption=_("Corrections applied after reading"),
                scope=_("the delivered files stay as they are"),
            )
        return files


def _in_words(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table of fitness, or a part of it, with words for its codes."""
    return frame.assign(
        analysis=frame["analysis"].map(words.analysis),
        state=frame["state"].map(words.analysis_state),
        lacking=frame["lacking"].map(words.said),
        addressee=frame["addressee"].map(words.addressee),
        form=frame["form"].map(lambda key: words.table_title(key) if key else ""),
    )


def fitness_columns() -> tuple[TableColumn, ...]:
    """Return the columns of the table of fitness and of the request for missing data."""
    return (
        TableColumn("analysis", _("Analysis")),
        TableColumn("state", _("State")),
        TableColumn("lacking", _("What is lacking")),
        TableColumn("addressee", _("Ask from")),
        TableColumn("form", _("Form")),
    )
