"""Numbers in the sentences of the page are those of its tables, and those of the rule."""

import pandas as pd

from shnor_lab import open_study
from shnor_lab.study import identification


def test_the_unknown_table_lists_exactly_the_schools_without_an_answer(lab):
    for code in lab.study.municipalities["municipality_id"]:
        page = open_study("demo", municipality=code).identification
        answers = identification.answers(lab.study)
        own = answers[answers["municipality_id"] == code]
        listed = page.unknown().table.frame["school_id"]
        assert set(listed) == set(own.loc[own["listed"].isna(), "school_id"])


def test_reconcile_shows_the_three_answers_in_their_order(lab):
    table = lab.identification.reconcile().table
    assert [column.name for column in table.columns][:4] == ["name", "official", "listed", "chance"]


def test_movement_agrees_with_the_region(lab):
    region = lab.region.movement().table.frame.set_index("municipality_id")
    code = lab.study.municipalities["municipality_id"].iloc[0]
    page = open_study("demo", municipality=code).identification.movement()
    moved = page.table.frame["movement"].value_counts()
    assert moved.get("вошла", 0) == region.loc[code, "entered"]
    assert moved.get("вышла", 0) == region.loc[code, "left"]


def test_region_totals_are_sums_of_municipalities(lab):
    table = lab.region.lists().table.frame
    answers = identification.answers(lab.study)
    assert table["schools"].sum() == len(answers)
    assert table["listed"].sum() == answers["listed"].sum()
    assert table["official"].sum() == answers["official"].sum()


def test_marked_cells_are_those_at_or_above_the_threshold(lab):
    frame, procedures = lab.identification.reasons().table.frame, []
    for column in frame.columns:
        if column.startswith("k_"):
            procedures.append(column[2:])
    assert procedures
    for key in procedures:
        part = frame[[f"k_{key}", f"n_{key}", f"low_{key}"]].dropna()
        marked = part[f"low_{key}"].astype(bool)
        exact = 100 * part[f"k_{key}"] >= 30 * part[f"n_{key}"]
        pd.testing.assert_series_equal(marked, exact.astype(bool), check_names=False)


def test_schools_stand_by_stage_and_natural_order_never_by_result(lab):
    shown = lab.identification.rules().table.frame["name"].tolist()
    expected = [name for name in lab.identification.lab.schools["name"] if name in set(shown)]
    assert shown == expected
