"""Sections of ``10_identification`` on what the answer hangs on, and what to do."""

from __future__ import annotations

import pandas as pd

from ...identify.rules import all_rules
from ...language import text as _
from ...present.column import TableColumn
from ...present.numbers import number
from ...present.section import Section
from ...present.sentences import enumeration, of_schools, schools
from ...present.table import Table
from ...study import identification as _identification
from ...study import overview, reconcile
from ...study.margin import MOVES
from .. import words
from ..family import section
from .data import IdentificationData, plain


class Methods(IdentificationData):
    """Other methodologies, settings and editions."""

    @section
    def rules(self) -> Section:
        """Return what the other rules say."""
        from ...present.charts import agreement

        own = self._decisions
        keys = [key for key in all_rules() if not own.loc[own["rule"] == key, "listed"].isna().all()]
        silent = [rule.title for key, rule in all_rules().items() if key not in keys]
        wide = own.pivot(index="school_id", columns="rule", values="listed").reindex(columns=list(all_rules()))
        flagged = wide.fillna(False).astype(bool).sum(axis=1).rename("count").reset_index()
        frame = self._ordered(self.lab.schools[["school_id", "name", "type"]].merge(flagged, on="school_id")).merge(
            wide.reset_index(), on="school_id"
        )
        named = [
            "; ".join(all_rules()[key].title for key in keys if plain(row[key])) for _place, row in frame.iterrows()
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
            caption=_("Answers of all rules; sources and status of each are in the file, on the sheet of columns"),
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
        if not self._answerable:
            conclusion = "; ".join(self._others()) + "." if self._others() else _("No methodology can answer.")
        note = (
            _("Cannot answer on these data: {rules}.", rules=enumeration([words.quoted(rule) for rule in silent]))
            if silent
            else ""
        )
        if "lowest_share" in keys and not self._answerable:
            note += " " + _(
                "«{rule}» stands here on mean marks of procedures with {n} participants or more: a mean says nothing "
                "of how many did not reach the threshold.",
                rule=all_rules()["lowest_share"].title,
                n=self.study.settings["lowest_share"].n_min,
            )
        return Section("rules", table=table, figure=figure, conclusion=conclusion, note=note, caveats=("list",))

    @section
    def settings(self) -> Section:
        """Return who enters and leaves under other readings of the rule."""
        if not self._answerable:
            return Section("settings", conclusion=_("The rule has no answer here, so no setting can change it."))
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
        moving = own[(own["enters"] != "") | (own["leaves"] != "") | (own["opens"] != "")]
        conclusion = (
            _(
                "The list of the computation depends on: {settings}.",
                settings="; ".join(name[0].lower() + name[1:] for name in dict.fromkeys(moving["setting"])),
            )
            if len(moving)
            else _("No open setting changes the computation for this municipality.")
        )
        return Section("settings", table=table, conclusion=conclusion, caveats=("changed_settings",))

    @section
    def movement(self) -> Section:
        """Return entries and exits since the year before, and what chance alone would give."""
        if not self._answerable:
            return Section("movement", conclusion=_("The rule answers in no edition, so no movement can be told."))
        own = _identification.MOVEMENT.of(self.study).merge(
            self._answers[["school_id", "name", "type", "reason"]], on="school_id"
        )
        own = own.merge(MOVES.of(self.study)[["school_id", "cause", "detail"]], on="school_id", how="left")
        why = own[["cause", "detail"]].fillna("").itertuples(index=False)
        own["why"] = [words.move_cause(*pair) for pair in why]
        moved = self._ordered(own[own["movement"] != "absent"].reset_index(drop=True))
        counts = self.sliced(overview.movement(self.study)).iloc[0]
        table = Table(
            moved.assign(movement=moved["movement"].astype(str).map(words.movement)),
            (
                TableColumn("name", _("School"), role="school"),
                TableColumn("before", _("Computation a year before"), "flag"),
                TableColumn("now", _("Computation of this edition"), "flag"),
                TableColumn("movement", _("Movement")),
                TableColumn("why", _("Why the answer moved")),
                TableColumn("reason", _("Ground now")),
            ),
            key="movement",
            caption=_(
                "Schools listed by the rule in either edition, or without an answer; {schools}",
                schools=schools(len(own)),
            ),
        )
        conclusion = _(
            "{entered} entered, {left} left; without any change in the schools {expected_in} entries and "
            "{expected_out} exits "
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
        own = self._ordered(self.sliced(reconcile.ACTIONS.of(self.study)))
        table = Table(
            own.assign(step=own["step"].map(words.step)),
            (
                TableColumn("name", _("School"), role="school"),
                TableColumn("step", _("Next step"), role="statistic"),
                TableColumn("reason", _("Ground"), role="statistic"),
            ),
            key="actions",
            caption=_("Next steps by school; the reconciliation sheet holds the same schools"),
        )
        steps = own["step"].value_counts()
        parts = [f"{words.step(code)} — {schools(int(steps[code]))}" for code in reconcile.STEPS if code in steps]
        conclusion = (
            _("Next steps: {steps}.", steps="; ".join(parts)) if parts else _("No step is called for by these data.")
        )
        totals = Table(
            pd.DataFrame(
                [(words.step(code), int(steps[code])) for code in reconcile.STEPS if code in steps],
                columns=["step", "count"],
            ),
            (TableColumn("step", _("Next step")), TableColumn("count", _("Schools"), "count")),
            key="actions",
            caption=_("Next steps by number of schools"),
        )
        return Section("actions", table=table, totals=totals, conclusion=conclusion, caveats=("list", "list_differs"))
