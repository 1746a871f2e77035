"""Answers of ``10_identification``: who is listed, why, and what is not known."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from ..identify.rules import all_rules
from ..identify.sensitivity import other_options
from ..language import text as _
from ..present.column import TableColumn
from ..present.numbers import absent, number, school_year
from ..present.order import in_order
from ..present.section import Section
from ..present.sentences import enumeration, of_schools, population, schools, three_answers
from ..present.table import Table
from ..study import identification as _identification
from ..study import overview, reconcile
from . import words
from .family import Family, section
from .settings import option, title

PAGE_PROCEDURES = 5
"""Procedures on the page beside school and criteria; the files hold all."""


class Identification(Family):
    """Who is listed in one municipality."""

    notebook = "10_identification"

    @section
    def summary(self) -> Section:
        """Return the three answers in numbers, and what is not known."""
        own = self._answers
        order, rule = own["official"], own["listed"]
        sentences = []
        if order.isna().all():
            sentences.append(
                _("The approved list was not delivered; only the computation is shown, it is not a list.")
            )
        else:
            named = own[order.fillna(False).astype(bool)]
            sentences.append(
                _("By the order the list holds {listed}.", listed=of_schools(len(named), len(own)))
            )
        computed = own[rule.fillna(False).astype(bool)]
        sentences.append(
            _(
                "By the rule of 30 per cent: {listed}{named}.",
                listed=of_schools(len(computed), len(own)),
                named=f": {words.names(computed)}" if len(computed) else "",
            )
        )
        if not order.isna().all():
            same = int((order == rule).fillna(False).sum())
            sentences.append(_("Order and computation agree for {same}.", same=of_schools(same, len(own))))
        unanswered = own[rule.isna()]
        sentences.append(
            _(
                "For {schools} the rule cannot answer, results are lacking: {named}.",
                schools=schools(len(unanswered)),
                named=words.names(unanswered),
            )
            if len(unanswered)
            else _("The rule answers for every school.")
        )
        few = int(self._small.isin(own["school_id"]).sum())
        sentences.append(
            _(
                "In {schools} with a low result fewer than 10 took part in it; how lasting such an answer is, these data do not show.",
                schools=schools(few),
            )
        )
        return Section("summary", sentences=tuple(sentences))

    @section
    def reconcile(self) -> Section:
        """Return the order beside the rule, with the likely cause of each difference."""
        own = self._ordered(self.sliced(reconcile.reconcile(self.study)))
        listed = self.study.settings[_identification.MAIN_RULE]
        frame = own.assign(
            cause=[
                words.cause(cause, "; ".join(_option(pair) for pair in options.split("; ") if pair))
                for cause, options in zip(own["cause"], own["options"], strict=True)
            ],
            said=[
                three_answers(
                    _plain(row.official), _plain(row.listed), missing=self._missing.get(row.school_id, ())
                )
                for row in own.itertuples()
            ],
        )
        table = Table(
            frame,
            (
                TableColumn("name", _("School"), role="school"),
                TableColumn("official", _("By the order"), "flag", missing=_("list not delivered")),
                TableColumn("listed", _("Computed by the methodology"), "flag"),
                TableColumn(
                    "p_listed",
                    _("How lasting"),
                    "chance",
                    role="statistic",
                    definition=_(
                        "Out of 100 repetitions of the same exams with unchanged schools, in how many the "
                        "rule would list the school. Procedures are taken as independent."
                    ),
                ),
                TableColumn("cause", _("Likely cause of the difference")),
                TableColumn("said", _("What follows")),
            ),
            key="reconcile",
            caption=_(
                "Schools that the order or the computation lists; threshold {percent}%; {population}",
                percent=listed.threshold_percent,
                population=self._population,
            ),
            note=_(
                "«How lasting»: in how many of 100 repetitions of the same exams the rule would list the school."
            ),
        )
        differ = own[(own["cause"] != "")]
        conclusion = (
            _(
                "Order and computation differ for {schools}: {named}.",
                schools=schools(len(differ)),
                named=words.names(differ),
            )
            if len(differ)
            else _("Order and computation do not differ.")
        )
        if own["official"].isna().all():
            conclusion = _(
                "The approved list was not delivered; only the computation is shown, it is not a list."
            )
        return Section("reconcile", table=table, conclusion=conclusion, caveats=("list", "list_differs"))

    @section
    def reasons(self) -> Section:
        """Return «k of n» by procedure for the schools with a low result in the last year."""
        from ..present.charts import shares

        frame, procedures = self._reasons
        columns = [
            TableColumn("name", _("School"), role="school"),
            TableColumn("c1", _("Criterion 1"), "flag"),
            TableColumn("c2", _("Criterion 2"), "flag"),
            *(
                TableColumn(
                    f"k_{key}",
                    words.procedure(key),
                    "counted",
                    base=f"n_{key}",
                    state=f"state_{key}",
                    mark=f"low_{key}",
                    on_page=place < PAGE_PROCEDURES,
                )
                for place, key in enumerate(procedures)
            ),
        ]
        percent = self.study.settings[_identification.MAIN_RULE].threshold_percent
        table = Table(
            frame,
            tuple(columns),
            key="reasons",
            mark_words=_("not below the threshold of {percent}%", percent=percent),
            caption=_(
                "Below the threshold of participants, {year}; {population}",
                year=school_year(self._year),
                population=self._population,
            ),
        )
        figure = None
        drawn = self._share_rows
        if len(drawn):
            drawn = drawn.assign(procedure=drawn["procedure"].map(words.procedure))
            figure = shares(
                drawn,
                threshold=percent / 100,
                caption=_("Share below the threshold with 95% interval, schools with a low result"),
            )
        met = frame[frame["c1"].fillna(False).astype(bool) | frame["c2"].fillna(False).astype(bool)]
        conclusion = (
            _("A criterion is met by {schools}: {named}.", schools=schools(len(met)), named=words.names(met))
            if len(met)
            else _("No school of the municipality meets a criterion by the delivered results.")
        )
        caveats = ["list", "small_n", "interval"] if figure else ["list", "small_n"]
        if any(key.startswith("vpr") for key in procedures):
            caveats.append("vpr")
        if {"ege_ma_base", "ege_ma_prof"} & set(procedures):
            caveats.append("ege_choice")
        return Section("reasons", table=table, figure=figure, conclusion=conclusion, caveats=tuple(caveats))

    @section
    def unknown(self) -> Section:
        """Return where the rule cannot answer and what would close it."""
        frame = self._ordered(self._unknown)
        table = Table(
            frame,
            (
                TableColumn("name", _("School"), role="school"),
                TableColumn("missing", _("What is lacking")),
                TableColumn("n_missing", _("Results lacking"), "count"),
                TableColumn(
                    "decides_alone", _("Of them one low result alone would list the school"), "count"
                ),
                TableColumn("if_all_low", _("Answer if all of it were low"), "flag"),
                TableColumn("if_none_low", _("Answer if none of it were low"), "flag"),
            ),
            key="unknown",
            caption=_(
                "Schools for which the rule of 30 per cent cannot answer; {population}",
                population=self._population,
            ),
        )
        conclusion = (
            _(
                "The answer is open for {schools}. A lacking result counts neither as low nor as sufficient.",
                schools=of_schools(len(frame), len(self._answers)),
            )
            if len(frame)
            else _("The rule answers for every school.")
        )
        return Section("unknown", table=table, conclusion=conclusion)

    @section
    def rules(self) -> Section:
        """Return what the other rules say."""
        from ..present.charts import agreement

        own = self._decisions
        keys = [key for key in all_rules() if not own.loc[own["rule"] == key, "listed"].isna().all()]
        silent = [rule.title for key, rule in all_rules().items() if key not in keys]
        wide = own.pivot(index="school_id", columns="rule", values="listed").reindex(
            columns=list(all_rules())
        )
        flagged = wide.fillna(False).astype(bool).sum(axis=1).rename("count").reset_index()
        frame = self._ordered(
            self.lab.schools[["school_id", "name", "type"]].merge(flagged, on="school_id")
        ).merge(wide.reset_index(), on="school_id")
        named = [
            enumeration([all_rules()[key].title for key in keys if _plain(row[key]) is True])
            for _place, row in frame.iterrows()
        ]
        table = Table(
            frame.assign(named=named),
            (
                TableColumn("name", _("School"), role="school"),
                TableColumn("count", _("Rules that single it out"), "count"),
                TableColumn("named", _("Which")),
                *(
                    TableColumn(
                        key,
                        f"{rule.title} ({words.rule_status(rule.status)})",
                        "flag",
                        source=rule.source,
                        on_page=False,
                    )
                    for key, rule in all_rules().items()
                ),
            ),
            key="rules",
            caption=_(
                "Answers of all rules; sources and status of each are in the file, on the sheet of columns"
            ),
        )
        drawn = own[own["rule"].isin(keys)].merge(self.lab.schools[["school_id", "name"]], on="school_id")
        order = {name: place for place, name in enumerate(frame["name"])}
        drawn = drawn.assign(
            school=drawn["name"],
            place=drawn["name"].map(order),
            rule=drawn["rule"].map(lambda key: all_rules()[key].title),
        ).sort_values("place", kind="stable")
        figure = agreement(drawn, caption=_("What each rule says of each school")) if keys else None
        most = frame[frame["count"] >= 2]
        conclusion = _(
            "Two or more of {rules} rules that can answer single out {schools}.",
            rules=len(keys),
            schools=of_schools(len(most), len(frame)),
        )
        note = _("Cannot answer on these data: {rules}.", rules=enumeration(silent)) if silent else ""
        return Section(
            "rules", table=table, figure=figure, conclusion=conclusion, note=note, caveats=("list",)
        )

    @section
    def settings(self) -> Section:
        """Return who enters and leaves under other readings of the rule."""
        own = self._sensitivity
        table = Table(
            own,
            (
                TableColumn("setting", _("Setting")),
                TableColumn("option", _("If decided otherwise")),
                TableColumn("enters", _("Enter")),
                TableColumn("leaves", _("Leave")),
                TableColumn("opens", _("The answer becomes open")),
            ),
            key="settings",
            caption=_("Open settings of the rule of 30 per cent, one changed at a time"),
        )
        moving = own[(own["enters"] != "") | (own["leaves"] != "")]
        conclusion = (
            _(
                "The list of the computation depends on: {settings}.",
                settings=enumeration(dict.fromkeys(moving["setting"])),
            )
            if len(moving)
            else _("No open setting changes the computation for this municipality.")
        )
        return Section("settings", table=table, conclusion=conclusion, caveats=("changed_settings",))

    @section
    def movement(self) -> Section:
        """Return entries and exits since the computation for the year before, and what chance alone would give."""
        own = _identification.MOVEMENT.of(self.study).merge(
            self._answers[["school_id", "name", "type", "reason"]], on="school_id"
        )
        moved = self._ordered(own[own["movement"] != "absent"].reset_index(drop=True))
        counts = self.sliced(overview.movement(self.study)).iloc[0]
        table = Table(
            moved.assign(movement=moved["movement"].astype(str).map(words.movement)),
            (
                TableColumn("name", _("School"), role="school"),
                TableColumn("before", _("Computation a year before"), "flag"),
                TableColumn("now", _("Computation of this edition"), "flag"),
                TableColumn("movement", _("Movement")),
                TableColumn("reason", _("Ground now")),
            ),
            key="movement",
            caption=_(
                "Schools listed by the rule in either edition, or without an answer; {schools}",
                schools=schools(len(own)),
            ),
        )
        conclusion = _(
            "{entered} entered, {left} left; without any change in the schools {expected_in} entries and {expected_out} exits "
            "would be expected.",
            entered=schools(int(counts["entered"])),
            left=schools(int(counts["left"])),
            expected_in=number(counts["expected_in"], 1),
            expected_out=number(counts["expected_out"], 1),
        )
        return Section("movement", table=table, conclusion=conclusion, caveats=("selected_group",))

    @section
    def actions(self) -> Section:
        """Return the next step for each school that needs one."""
        own = self._ordered(self.sliced(reconcile.actions(self.study)))
        table = Table(
            own.assign(step=own["step"].map(words.step)),
            (
                TableColumn("name", _("School"), role="school"),
                TableColumn("step", _("Next step")),
                TableColumn("reason", _("Ground")),
            ),
            key="actions",
            caption=_("Next steps by school; the reconciliation sheet holds the same schools"),
        )
        steps = own["step"].value_counts()
        parts = [
            f"{words.step(code)} — {schools(int(steps[code]))}" for code in reconcile.STEPS if code in steps
        ]
        conclusion = enumeration(parts) + "." if parts else _("No step is called for by these data.")
        return Section("actions", table=table, conclusion=conclusion, caveats=("list", "list_differs"))

    def key_figures(self) -> dict[str, str]:
        """Return how many schools the order and the rule list, and for how many the rule cannot answer."""
        own = self._answers
        order = own["official"]
        return {
            _("By the order"): _("not delivered") if order.isna().all() else str(int(order.sum())),
            _("By the rule"): str(int(own["listed"].fillna(False).sum())),
            _("Without an answer"): str(int(own["listed"].isna().sum())),
        }

    def take_away(self) -> dict[str, Table]:
        """Return the computed list and the reconciliation sheet."""
        from .sheets import computed_list, reconciliation_sheet

        own = self._ordered(self._answers)
        if self.study.params.audience == "public":
            return {}
        return {
            _("Computed list"): computed_list(own, self.lab.place, self.study),
            _("Reconciliation sheet"): reconciliation_sheet(own, self.lab.place, self.study),
        }

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
    def _cells(self) -> pd.DataFrame:
        cells = _identification.CELLS.of(self.study)
        return cells[cells["school_id"].isin(self.lab.schools["school_id"])]

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


def _plain(value: object) -> bool | None:
    return None if absent(value) else bool(value)


def _option(pair: str) -> str:
    setting, value = pair.split("=", 1)
    return f"{title(setting).lower()} — {option(setting, value)}"


def _setting_rows(moved: pd.DataFrame, schools_here: pd.DataFrame, chosen) -> pd.DataFrame:
    """Return one row per other option of a setting: setting, option, and who enters, leaves, loses the answer."""
    own = moved.merge(schools_here[["school_id", "name"]], on="school_id")
    rows = []
    for name, value in other_options(chosen):
        here = own[(own["setting"] == name) & (own["option"] == str(value))]
        named = {
            change: words.names(here[here["change"] == change]) for change in ("enter", "leave", "to_unknown")
        }
        rows.append((title(name), option(name, value), named["enter"], named["leave"], named["to_unknown"]))
    return pd.DataFrame(rows, columns=["setting", "option", "enters", "leaves", "opens"])
