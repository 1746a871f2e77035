"""What was not delivered is said in words; it is never a zero and never a traceback."""

from shnor_lab import open_study
from shnor_lab.dataset.parquet import write_table
from shnor_lab.dataset.schema import TABLES
from shnor_lab.pages.lab import Lab

from .conftest import SECTIONS


def test_pages_open_without_statuses(study_of):
    lab = study_of("", without=("statuses",))
    page = lab.identification
    assert "не поступил" in page.summary().text()
    assert page.reconcile().conclusion.startswith("Утверждённый перечень не поступил")
    assert lab.region.lists().table.frame["official"].isna().all()


def test_pages_open_without_results(study_of):
    lab = study_of("", without=("results",))
    for family, keys in SECTIONS.items():
        for key in keys:
            text = getattr(getattr(lab, family), key)().text()
            assert text
    assert "Результаты процедур" in lab.passport.coverage().text()
    assert "нужна таблица" in lab.passport.coverage().text()


def test_a_lacking_passport_closes_its_analysis_and_makes_a_request(study_of):
    lab = study_of("", without=("passport",))
    table = lab.passport.fitness().table.frame.set_index("analysis")
    assert table.loc["Социальный контекст", "state"] == "нельзя"
    request = lab.passport.take_away()["Запрос недостающих данных"].frame
    assert "Социальный паспорт" in set(request["form"])


def test_applied_corrections_are_told_and_handed_out(study_of, in_demo_root):
    lab = study_of("")
    assert "Исправлений в журнале нет" in lab.passport.findings().conclusion
    journal = TABLES["corrections"].empty()
    journal.loc[0, ["table", "key", "column", "was", "is", "ground", "applied"]] = [
        "results", "a|2024|oge_ma|main|main|current", "n", "31", "13", "опечатка", True,
    ]  # fmt: skip
    write_table(lab.study.dataset.folder / "corrections.parquet", journal, TABLES["corrections"])
    again = open_study("own")
    assert "Исправлений в журнале: 1; применено: 1." in again.passport.findings().conclusion
    assert len(again.passport.take_away()["Журнал исправлений"].frame) == 1


def test_without_an_order_the_next_step_is_to_ask_for_it(study_of):
    lab = study_of("", without=("statuses",))
    for code in lab.study.municipalities["municipality_id"][:6]:
        steps = set(Lab(lab.study, municipality=code).identification.actions().table.frame["step"])
        assert not any("готовить" in step or "начать поддержку" in step for step in steps)
