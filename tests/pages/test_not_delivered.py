"""What was not delivered is said in words; it is never a zero and never a traceback."""

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
