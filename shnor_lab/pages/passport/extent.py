"""Sections of ``00_data_passport`` on how far the data reach: years, participants, sizes."""

from __future__ import annotations

import pandas as pd

from ... import catalogue
from ...language import text as _
from ...present.charts.sizes import BANDS, band
from ...present.column import TableColumn
from ...present.numbers import number, school_year
from ...present.section import Section
from ...present.sentences import of_schools, schools
from ...present.table import Table
from ...study import passport as _passport
from .. import words
from .data import PassportData


def coverage(data: PassportData) -> Section:
    """Return delivered of expected by procedure and year."""
    from ...present.charts import coverage

    own = data.by_year
    held, arrived = own[own["held"]], own[own["arrived"] > 0]
    not_held = int((~own["held"]).sum())
    absent = int((held["arrived"] == 0).sum())
    frame = own.assign(procedure=own["procedure"].map(words.procedure))
    table = by_year(
        frame.assign(arrived=frame["arrived"].mask(frame["state"] != "delivered")),
        "arrived",
        "expected",
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
            "Of {all} combinations «procedure, year» {arrived} arrived, {not_held} were not held, "
            "{absent} did not arrive.",
            all=len(own),
            arrived=len(arrived),
            not_held=not_held,
            absent=absent,
        ),
        note=_("Subjects by choice: schools with participants; nobody may have chosen the subject in the others.")
        if own["procedure"].astype(str).isin(_passport.by_choice()).any()
        else "",
    )


def participation(data: PassportData) -> Section:
    """Return participants of enrolled by procedure and year."""
    from ...present.charts import participation

    own = data.sliced(_passport.PARTICIPATION.of(data.study))
    own = own[own["enrolled"] > 0].reset_index(drop=True)
    if own.empty:
        return Section(
            "participation",
            conclusion=_("Enrolment in the grades did not arrive, so the share of participants is unknown."),
        )
    shares = _named_in_order(own)
    table = by_year(
        _with_absent(shares),
        "n",
        "enrolled",
        key="participation",
        caption=_("Participants of those enrolled in the grade"),
        scope=_("schools that delivered both numbers"),
    )
    figure = participation(shares, caption=_("Share of the grade that took part, by school year"))
    return Section(
        "participation",
        table=table,
        figure=figure,
        conclusion=_fewest(shares),
        caveats=("vpr", "ege_choice") if shares["key"].map(_chosen).any() else ("vpr",),
    )


def sizes(data: PassportData) -> Section:
    """Return schools by number of participants."""
    from ...present.charts import sizes

    asked = data.sliced(data.placed_cells)
    asked = asked[(asked["year"] == data.study.year) & (asked["state"] != "not_applicable")]
    cells = asked[asked["n"].fillna(0) > 0]
    if cells.empty:
        return Section("sizes", conclusion=_("No numbers of participants arrived for the last result year."))
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
    unknown = int(asked["n"].isna().groupby(asked["school_id"]).all().sum())
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
        )
        if few
        else _(
            "Every one of the {schools} has a procedure with 10 participants or more.",
            schools=schools(len(largest)),
        ),
        note=_("No numbers of participants for that year: {schools}.", schools=schools(unknown)) if unknown else "",
        caveats=("small_n",),
    )


def _fewest(shares: pd.DataFrame) -> str:
    """Return where the fewest took part last year, among what nobody chooses: a choice is no absence."""
    reach = _("A conclusion reaches only those who took part.")
    asked = shares[~shares["key"].map(_chosen)]
    if asked.empty:
        return reach
    lowest = asked[asked["year"] == asked["year"].max()].sort_values("share", kind="stable").iloc[0]
    fewest = _(
        "In {year}, of the procedures that all have to sit, the fewest took part in: {procedure}, {n} of {enrolled}.",
        year=school_year(lowest["year"]),
        procedure=lowest["procedure"],
        n=number(int(lowest["n"])),
        enrolled=number(int(lowest["enrolled"])),
    )
    return f"{fewest} {reach}"


def _chosen(key: str) -> bool:
    """Return whether pupils choose the procedure, or choose between it and another one of its subject."""
    items = catalogue.procedures()
    own = items[key]
    same = (own.family, own.grade, own.subject)
    return any(item.chosen for item in items.values() if (item.family, item.grade, item.subject) == same)


def _by_band(cells: pd.DataFrame) -> tuple[pd.DataFrame, list[str]]:
    """Return schools by procedure and size band, one row per procedure, and the bands in rising order."""
    titles = [band(low) for low, _high in BANDS]
    counts = pd.crosstab(cells["procedure"].astype(str), [band(int(n)) for n in cells["n"]])
    order = [key for key in catalogue.procedures() if key in counts.index]
    frame = counts.reindex(index=order, columns=titles, fill_value=0).rename_axis("procedure").reset_index()
    return frame.assign(procedure=frame["procedure"].map(words.procedure)), titles


def _named_in_order(own: pd.DataFrame) -> pd.DataFrame:
    """Return participation in catalogue order with the share; an autumn round is a row of its own."""
    place = {key: number for number, key in enumerate(catalogue.procedures())}
    rows = own.assign(
        key=own["procedure"].astype("str"), autumn=own["round"] == "autumn", share=own["n"] / own["enrolled"]
    )
    rows = rows.assign(place=rows["key"].map(place)).sort_values(["place", "autumn", "year"], ignore_index=True)
    named = [words.procedure(key, autumn=autumn) for key, autumn in zip(rows["key"], rows["autumn"], strict=True)]
    return rows.assign(procedure=named)


def _with_absent(shares: pd.DataFrame) -> pd.DataFrame:
    """Return the same rows, and one with a state for every year in which a procedure has none."""
    years = range(int(shares["year"].min()), int(shares["year"].max()) + 1)
    kinds = shares.drop_duplicates("procedure")[["procedure", "key", "autumn"]]
    whole = kinds.merge(pd.DataFrame({"year": years}), how="cross")
    whole = whole.merge(shares[["procedure", "year", "n", "enrolled"]], on=["procedure", "year"], how="left")
    states = [
        None if autumn else "not_delivered" if catalogue.held(key, year) else "not_held"
        for key, autumn, year in zip(whole["key"], whole["autumn"], whole["year"], strict=True)
    ]
    return whole.assign(state=states)


PAGE_YEARS = 6
"""Years side by side on the page; the files hold all."""


def by_year(frame: pd.DataFrame, count: str, base: str, *, key: str, caption: str, scope: str = "") -> Table:
    """Return «k of n» of each procedure side by side by year, the latest years first.

    Parameters
    ----------
    frame : DataFrame
        One row per procedure (title) and year, with ``state``.
    count, base : str
        Columns of numerator and denominator.
    """
    years = sorted(frame["year"].unique(), reverse=True)
    wide = frame.drop_duplicates("procedure")[["procedure"]].reset_index(drop=True)
    columns = [TableColumn("procedure", _("Procedure"))]
    for year in years:
        own = frame[frame["year"] == year].set_index("procedure")[[count, base, "state"]]
        own.columns = [f"k_{year}", f"n_{year}", f"state_{year}"]
        wide = wide.join(own, on="procedure", validate="one_to_one")
        columns.append(
            TableColumn(
                f"k_{year}",
                school_year(year),
                "counted",
                base=f"n_{year}",
                state=f"state_{year}",
                on_page=len(columns) <= PAGE_YEARS,
            )
        )
    return Table(wide, tuple(columns), key=key, caption=caption, scope=scope)
