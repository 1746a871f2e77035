"""The page of the region: one figure has one value wherever it stands, and a total never hides who is meant."""

import pytest

from shnor_lab.study import identification

from ..wording import forbidden


def test_expected_entries_and_exits_are_rounded_once(lab):
    page = lab.region
    moved = page.movement().conclusion
    assert moved in page.summary().sentences
    frame = page.movement().table.frame
    assert f"ожидалось бы {frame['expected_out'].sum():.1f}".replace(".", ",") in moved
    assert f"хотя бы в одном из двух лет ответа нет: {frame['unknown'].sum()} школ" in moved


def test_observed_and_expected_movement_speak_of_the_same_schools(lab):
    moved = identification.MOVEMENT.of(lab.study)
    known = moved[moved["movement"] != "unknown"]
    expected = identification.expected_movement(moved)
    assert len(known) < len(moved)
    assert expected.listed_before == known["movement"].isin(["stay", "exit"]).sum()
    assert expected.listed_before + expected.not_listed_before == len(known)


def test_equal_lengths_do_not_pass_for_equal_lists(lab):
    frame = lab.region.lists().table.frame
    answers = identification.answers(lab.study)
    both = int((answers["official"].fillna(False) & answers["listed"].fillna(False)).sum())
    assert frame["both"].sum() == both < min(frame["official"].sum(), frame["listed"].sum())
    assert f"И по приказу, и по расчёту: {both} школа." in lab.region.summary().sentences


def test_schools_without_procedures_of_the_rule_stand_apart(lab):
    frame = lab.region.lists().table.frame
    outside = identification.outside(identification.CELLS.of(lab.study))
    assert frame["outside"].sum() == len(outside) > 0
    assert f"его процедур в них нет: {len(outside)}." in lab.region.summary().text()
    first = frame.iloc[0]
    asked = first["schools"] - first["unanswered"] - first["outside"]
    assert f"{first['municipality']} — {first['listed']} из {asked};" in lab.region.lists().figure.alt


def test_only_sheets_with_rows_are_counted(lab, labs):
    sheets = [one.identification.take_away()["Сверочная ведомость"] for one in labs]
    with_rows = sum(len(sheet.frame) > 0 for sheet in sheets)
    assert with_rows < len(lab.study.municipalities)
    assert lab.region.requests().conclusion.startswith(f"Сверочных ведомостей: {with_rows};")


@pytest.mark.parametrize("table", ["statuses", "results"])
def test_what_is_lacking_is_no_agreement_of_lists(study_of, table):
    page = study_of("", without=(table,)).region
    assert "И по приказу, и по расчёту" not in page.summary().text()
    assert forbidden(page.summary().text()) == []
