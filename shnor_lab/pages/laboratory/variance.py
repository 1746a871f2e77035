"""Section of ``11_rule_laboratory`` on how much of a result lasts."""

from __future__ import annotations

import pandas as pd

from ...language import text as _
from ...present.column import TableColumn
from ...present.numbers import number
from ...present.section import Section
from ...present.sentences import procedures, schools
from ...present.table import Table
from ...study import variance as _variance
from .. import words
from .data import LaboratoryData
from .figures import TYPICAL_SIZES
from .trust_words import BOUNDS, without_model


def variance(data: LaboratoryData) -> Section:
    """Return the variance parts by procedure, and reliability by participants and years."""
    from ...present.charts.reliability import reliability

    if why := without_model(data):
        return Section("variance", conclusion=why)
    own = _variance.PARTS_BY_PROCEDURE.of(data.study)
    table = Table(
        own.assign(
            procedure=own["procedure"].map(words.procedure),
            participants=data.procedures["participants"].to_numpy(),
            bounds=[
                BOUNDS.format(low=number(low, 2), high=number(high, 2))
                for low, high in zip(own["reliability_from"], own["reliability_to"], strict=True)
            ],
        ),
        (
            TableColumn("procedure", _("Procedure")),
            TableColumn("share", _("Share below the threshold, region"), "share", base="participants"),
            TableColumn("n", _("Participants of a school in a year, median"), "number", decimals=0),
            TableColumn(
                "lasting",
                _("Lasting part"),
                "number",
                decimals=2,
                definition=_("Part of the variance of one year's results that stays with the school, 0 to 1"),
                source="Kane, Staiger, 2002",
            ),
            TableColumn(
                "one_off",
                _("Passing part"),
                "number",
                decimals=2,
                definition=_("Part that belongs to the school and to one year only, 0 to 1"),
            ),
            TableColumn(
                "sampling",
                _("Part of small numbers"),
                "number",
                decimals=2,
                definition=_("Part that comes of how few pupils sat, 0 to 1"),
            ),
            TableColumn("bounds", _("Lasting part, interval")),
            *(
                TableColumn(name, title, "number", decimals=3, on_page=False)
                for name, title in (
                    ("reliability_from", _("Lasting part, from")),
                    ("reliability_to", _("Lasting part, to")),
                )
            ),
        ),
        key="variance",
        caption=_("What the differences between schools in one procedure and one year consist of"),
        scope=data.pooled_population,
        note=_(
            "Variances of the level, the pupils of a school among themselves being 1: school {school}, school in a "
            "procedure {procedure}, school in a year {year}, school in a procedure and year {cell}.",
            **{name: number(data.parts[name], 3) for name in ("school", "procedure", "year", "cell")},
        ),
    )
    curve = _variance.RELIABILITY.of(data.study)
    if curve.empty:
        return Section("variance", table=table, conclusion=_("Nobody or everybody is below the threshold."))
    figure = reliability(
        curve,
        typical=float(data.levels["size"].median()),
        caption=_(
            "Reliability of a result over {procedures} by participants and years pooled; {population}",
            procedures=procedures(int(curve["procedures"].iloc[0])),
            population=data.pooled_population,
        ),
    )
    return Section(
        "variance",
        table=table,
        figure=figure,
        conclusion=_how_reliable(data, curve),
        note=_(
            "The intervals say how closely the results of the region determine the parts. What is meant is the "
            "lasting process of the school: all schools and participants are counted."
        ),
        statistical=True,
    )


def _how_reliable(data: LaboratoryData, curve: pd.DataFrame) -> str:
    curve = curve.set_index(["n", "years"])
    found = [
        _(
            "With {n} participants the reliability of one year is {one}, of three years {three}.",
            n=size,
            one=_with_bounds(curve.loc[(size, 1)]),
            three=_with_bounds(curve.loc[(size, _variance.YEARS)]),
        )
        for size in TYPICAL_SIZES
    ]
    rest = _(
        "This holds for a result over {procedures}; {schools} in the model.",
        procedures=procedures(int(curve["procedures"].iloc[0])),
        schools=schools(int(data.parts["schools"])),
    )
    return " ".join([*found, rest])


def _with_bounds(row: pd.Series) -> str:
    return f"{number(row['reliability'], 2)} ({number(row['low'], 2)}–{number(row['high'], 2)})"
