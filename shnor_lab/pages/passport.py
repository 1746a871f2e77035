"""Answers of ``00_data_passport``: what arrived, and what it is good for."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from .. import catalogue
from ..language import plural as _n
from ..language import text as _
from ..present.charts.sizes import BANDS, band
from ..present.column import TableColumn
from ..present.numbers import counted
from ..present.section import Section
from ..present.sentences import enumeration, files, of_schools, rows, schools
from ..present.table import Table
from ..study import fitness as _fitness
from ..study import passport as _passport
from . import words
from .family import Family, section

SHOWN_LEVELS = ("error", "row")
"""Findings that stop something; notes are counted, and stand in the file."""


class Passport(Family):
    """What arrived for one municipality."""

    notebook = "00_data_passport"
    uses_rule = False

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
            named = list(analyses.loc[analyses["state"] == code, "analysis"])
            if named:
                sentences.append(f"{begin} {enumeration(named)} ({len(named)}).")
        if self.study.dataset.has("results"):
            held = self._coverage[self._coverage["held"]]
            sentences.append(
                _(
                    "Of {expected} expected results «school, procedure, year» {arrived} arrived.",
                    expected=int(held["expected"].sum()),
                    arrived=int(held["arrived"].sum()),
                )
            )
        silent = _passport.reporting(self.study, "passport", self.study.params.list_edition.result_years[0])
        delivered = self.sliced(silent)["delivered"]
        sentences.append(
            _(
                "The social passport for the last result year was delivered by {schools}.",
                schools=of_schools(int(delivered.sum()), len(delivered)),
            )
        )
        sentences.append(self._findings_sentence())
        return Section("summary", sentences=tuple(sentences))

    @section
    def deliveries(self) -> Section:
        """Return what the program made of every file."""
        listed = self._deliveries
        table = Table(
            listed,
            (
                TableColumn("file", _("File")),
                TableColumn("layout", _("Recognised as")),
                TableColumn("years", _("Years")),
                TableColumn("rows_in", _("Rows in the file"), "count"),
                TableColumn("stored", _("Stored"), "count"),
                TableColumn("quarantined", _("Set aside"), "count"),
                TableColumn(
                    "own", _("Rows of this municipality") if self.place else _("Rows of the region"), "count"
                ),
            ),
            key="deliveries",
            caption=_("Delivered files; {files}", files=files(len(listed))),
        )
        refused = int((listed["stored"] == 0).sum())
        return Section(
            "deliveries",
            table=table,
            conclusion=_(
                "Read: {files}; {refused} of them gave no row.", files=files(len(listed)), refused=refused
            ),
        )

    @section
    def schools(self) -> Section:
        """Return how the schools are known: by register, from deliveries, by an answer; branches, mergers, renamings."""
        own = self.lab.schools
        names = self.study.dataset.table("school_names")
        names = names[names["school_id"].isin(own["school_id"])]
        titled = names[names["scheme"] == "name"].groupby("school_id", observed=True)["value"].nunique()
        origin = names.groupby("school_id", observed=True)["origin"].agg(set)
        known = own["school_id"].map(origin)
        counts = [
            (_("in the delivered register"), known.map(lambda o: isinstance(o, set) and "register" in o)),
            (
                _("known from other files only"),
                known.map(lambda o: isinstance(o, set) and "register" not in o),
            ),
            (_("confirmed by an answer"), known.map(lambda o: isinstance(o, set) and "answer" in o)),
            (_("branches"), own["parent"].notna()),
            (_("successors of merged or renamed schools"), own["predecessor"].notna()),
            (_("with several names"), own["school_id"].map(titled).fillna(0) > 1),
        ]
        table = Table(
            pd.DataFrame(
                [(title, int(flag.sum()), words.names(own[flag.astype(bool)])) for title, flag in counts],
                columns=["what", "count", "named"],
            ),
            (
                TableColumn("what", _("How the school is known")),
                TableColumn("count", _("Schools"), "count"),
                TableColumn("named", _("Which"), role="school"),
            ),
            key="schools",
            caption=_(
                "Schools of the municipality and how they are known; {schools}", schools=schools(len(own))
            ),
        )
        waiting = self.study.dataset.questions()
        asked = int((waiting["municipality_id"] == self.place).sum()) if self.place else len(waiting)
        question = (
            _n(
                asked,
                "{n} question about names waits for an answer: questions.xlsx in the dataset folder.",
                "{n} questions about names wait for an answer: questions.xlsx in the dataset folder.",
            )
            if asked
            else _("There are no open questions about names.")
        )
        return Section("schools", table=table, conclusion=question)

    @section
    def coverage(self) -> Section:
        """Return delivered of expected by procedure and year."""
        from ..present.charts import coverage

        own = self._by_year
        held, arrived = own[own["held"]], own[own["arrived"] > 0]
        not_held = int((~own["held"]).sum())
        absent = int((held["arrived"] == 0).sum())
        frame = own.assign(procedure=own["procedure"].map(words.procedure))
        table = Table(
            frame,
            (
                TableColumn("procedure", _("Procedure")),
                TableColumn("year", _("School year"), "year"),
                TableColumn("arrived", _("Arrived"), "counted", base="expected", state="state"),
                TableColumn("no_counts", _("Without counts below the threshold"), "count"),
            ),
            key="coverage",
            caption=_("Results that arrived, of schools where the procedure is held"),
        )
        figure = coverage(
            frame.assign(delivered=frame["arrived"]),
            caption=_("Share of schools whose results arrived, by procedure and school year"),
        )
        return Section(
            "coverage",
            table=table,
            figure=figure,
            conclusion=_(
                "Of {all} combinations «procedure, year» {arrived} arrived, {not_held} were not held, {absent} did not arrive.",
                all=len(own),
                arrived=len(arrived),
                not_held=not_held,
                absent=absent,
            ),
        )

    @section
    def participation(self) -> Section:
        """Return participants of enrolled by procedure and year."""
        from ..present.charts import participation

        own = self.sliced(_passport.PARTICIPATION.of(self.study))
        own = own[own["enrolled"] > 0].reset_index(drop=True)
        if own.empty:
            return Section(
                "participation",
                conclusion=_(
                    "Enrolment in the grades did not arrive, so the share of participants is unknown."
                ),
            )
        shares = own.assign(share=own["n"] / own["enrolled"], procedure=own["procedure"].map(words.procedure))
        table = Table(
            shares,
            (
                TableColumn("procedure", _("Procedure")),
                TableColumn("year", _("School year"), "year"),
                TableColumn("schools", _("Schools"), "count"),
                TableColumn("n", _("Participants of enrolled"), "counted", base="enrolled"),
                TableColumn("share", _("Share"), "share", base="enrolled"),
            ),
            key="participation",
            caption=_("Participants of those enrolled in the grade; schools that delivered both numbers"),
        )
        latest = shares[shares["year"] == shares["year"].max()].sort_values("share")
        lowest = latest.iloc[0]
        conclusion = _(
            "In the last year the fewest took part in: {procedure}, {n} of {enrolled}. A conclusion reaches only those who took part.",
            procedure=lowest["procedure"],
            n=int(lowest["n"]),
            enrolled=int(lowest["enrolled"]),
        )
        figure = participation(shares, caption=_("Share of the grade that took part, by school year"))
        return Section("participation", table=table, figure=figure, conclusion=conclusion, caveats=("vpr",))

    @section
    def sizes(self) -> Section:
        """Return schools by number of participants."""
        from ..present.charts import sizes

        cells = self.sliced(self._placed_cells)
        cells = cells[(cells["year"] == self._latest) & (cells["n"].fillna(0) > 0)]
        frame, titles = _by_band(cells)
        table = Table(
            frame,
            (
                TableColumn("procedure", _("Procedure")),
                *(TableColumn(title, _("{band} participants", band=title), "count") for title in titles),
            ),
            key="sizes",
            caption=_("Schools by number of participants, last result year"),
        )
        largest = cells.groupby("school_id")["n"].max()
        few = int((largest < 10).sum())
        return Section(
            "sizes",
            table=table,
            figure=sizes(
                cells.assign(procedure=cells["procedure"].map(words.procedure)),
                caption=_("Schools by number of participants"),
            ),
            conclusion=_(
                "In {schools} no procedure has 10 participants: one pupil changes a share by more than 10 points.",
                schools=of_schools(few, len(largest)),
            ),
            caveats=("small_n",),
        )

    @section
    def findings(self) -> Section:
        """Return what the checks found, weightiest first."""
        found = self.study.dataset.findings()
        frame = found.assign(weight=found["level"].map(words.level))
        table = Table(
            frame,
            (
                TableColumn("weight", _("Weight")),
                TableColumn("message", _("What was seen")),
                TableColumn("count", _("How many"), "count"),
                TableColumn("file", _("File")),
                TableColumn("sheet", _("Sheet")),
                TableColumn("first_rows", _("Rows")),
                TableColumn("examples", _("Examples")),
                TableColumn("todo", _("What to do")),
            ),
            key="findings",
            caption=_("Findings in the delivered files of the whole region"),
        )
        return Section("findings", table=table, conclusion=self._findings_sentence())

    @section
    def breaks(self) -> Section:
        """Return which years must not be compared."""
        found = _passport.breaks(self.study)
        frame = found.assign(
            kind=found["kind"].map(words.break_kind),
            status=found["status"].map(words.fact_status),
            procedures=[enumeration(map(words.procedure, keys), limit=4) for keys in found["procedures"]],
        )
        table = Table(
            frame,
            (
                TableColumn("year", _("School year"), "year"),
                TableColumn("kind", _("What")),
                TableColumn("procedures", _("Procedures")),
                TableColumn("reason", _("Reason")),
                TableColumn("status", _("Checked")),
                TableColumn("source", _("Source"), on_page=False),
            ),
            key="breaks",
            caption=_("Breaks in the series of the delivered procedures"),
        )
        unverified = int((found["status"] == "unverified").sum())
        return Section(
            "breaks",
            table=table,
            conclusion=_n(
                len(found),
                "{n} break touches these data; not verified: {unverified}.",
                "{n} breaks touch these data; not verified: {unverified}.",
                unverified=unverified,
            ),
        )

    @section
    def fitness(self) -> Section:
        """Return which analysis is open, and what is lacking from whom."""
        frame = self._fitness
        shown = frame.assign(
            state=frame["state"].map(words.analysis_state),
            addressee=frame["addressee"].map(words.addressee),
            form=frame["form"].map(lambda key: words.table_title(key) if key else ""),
        )
        table = Table(shown, fitness_columns(), key="fitness", caption=_("What these data allow"))
        lacking = len(_fitness.requests(self.study, self.place))
        return Section(
            "fitness",
            table=table,
            conclusion=_n(
                lacking, "{n} request for missing data is ready.", "{n} requests for missing data are ready."
            )
            if lacking
            else _("Nothing has to be asked for."),
        )

    def key_figures(self) -> dict[str, str]:
        """Return schools, results that arrived, findings that stop something."""
        held = self._coverage[self._coverage["held"]]
        found = self.study.dataset.findings()
        return {
            _("Schools"): str(len(self.lab.schools)),
            _("Results arrived"): counted(int(held["arrived"].sum()), int(held["expected"].sum())),
            _("Findings that stop something"): str(int(found["level"].isin(SHOWN_LEVELS).sum())),
        }

    def take_away(self) -> dict[str, Table]:
        """Return the findings and the request for missing data."""
        asked = _fitness.requests(self.study, self.place)
        shown = asked.assign(
            state=asked["state"].map(words.analysis_state),
            addressee=asked["addressee"].map(words.addressee),
            form=asked["form"].map(words.table_title),
        )
        request = Table(
            shown,
            fitness_columns(),
            key="request",
            caption=_("Request for missing data: {place}", place=self.lab.place),
        )
        files = {_("Request for missing data"): request}
        findings = self.lab.kept.get("findings")
        if findings is not None and findings.table is not None:
            files[_("Findings of the checks")] = findings.table
        return files

    @property
    def _latest(self) -> int:
        return self.study.params.list_edition.result_years[0]

    @cached_property
    def _fitness(self) -> pd.DataFrame:
        return _fitness.fitness(self.study, self.place)

    @cached_property
    def _coverage(self) -> pd.DataFrame:
        return self.sliced(_passport.COVERAGE.of(self.study))

    @cached_property
    def _by_year(self) -> pd.DataFrame:
        own = self._coverage
        sums = own.groupby(["procedure", "year"], observed=True).agg(
            arrived=("arrived", "sum"),
            expected=("expected", "sum"),
            no_counts=("no_counts", "sum"),
            held=("held", "all"),
        )
        sums = sums.reset_index()
        sums = sums[(sums["expected"] > 0) | ~sums["held"] | (sums["arrived"] > 0)].reset_index(drop=True)
        sums["state"] = "delivered"
        sums.loc[sums["arrived"] == 0, "state"] = "not_delivered"
        sums.loc[~sums["held"], "state"] = "not_held"
        return sums

    @cached_property
    def _placed_cells(self) -> pd.DataFrame:
        place = self.study.schools[["school_id", "municipality_id"]]
        return _passport.CELLS.of(self.study).merge(place, on="school_id")

    @cached_property
    def _deliveries(self) -> pd.DataFrame:
        given = _passport.rows_by_delivery(self.study)
        own = self.sliced(given).groupby("source_id")["rows"].sum()
        listed = pd.DataFrame(self.study.dataset.deliveries)
        return listed.assign(own=listed["source_id"].map(own).fillna(0).astype("int64"))

    def _findings_sentence(self) -> str:
        found = self.study.dataset.findings()
        if found.empty:
            return _("The checks found nothing.")
        stopping = found[found["level"].isin(SHOWN_LEVELS)]
        aside = int(found.loc[found["level"] == "row", "count"].sum())
        return _(
            "The checks gave {findings} kinds of findings, {stopping} of them stop something; set aside: {rows}.",
            findings=len(found),
            stopping=len(stopping),
            rows=rows(aside),
        )


def _by_band(cells: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return schools by procedure and size band, one row per procedure, and the bands in rising order."""
    titles = [band(low) for low, _high in BANDS]
    counts = pd.crosstab(cells["procedure"].astype(str), [band(int(n)) for n in cells["n"]])
    order = [key for key in catalogue.procedures() if key in counts.index]
    frame = counts.reindex(index=order, columns=titles, fill_value=0).rename_axis("procedure").reset_index()
    return frame.assign(procedure=frame["procedure"].map(words.procedure)), titles


def fitness_columns() -> tuple[TableColumn, ...]:
    """Return the columns of the table of fitness and of the request for missing data."""
    return (
        TableColumn("analysis", _("Analysis")),
        TableColumn("state", _("State")),
        TableColumn("lacking", _("What is lacking")),
        TableColumn("addressee", _("Ask from")),
        TableColumn("form", _("Form")),
    )
