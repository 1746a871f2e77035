"""The section of signs: words for what was found, what was not looked at, and totals only for publication."""

import pandas as pd
import pytest

from shnor_lab import open_study
from shnor_lab.study import signs

from ..wording import forbidden


def with_some_signs(lab):
    """Give the two largest schools of the municipality a sign of every kind, one strong and one moderate."""
    found = lab.passport._examined.copy()
    ran = found[(found["state"] == "run")].sort_values("n")
    for strength, place in (("strong", -1), ("weak", -2)):
        found.loc[ran.groupby("diagnostic").nth(place).index, "strength"] = strength
    lab.passport.__dict__["_examined"] = found
    return signs.with_sign(found)


def test_signs_are_shown_with_what_is_expected(lab):
    flagged = with_some_signs(lab)
    section = lab.passport.reliability()
    table = section.table
    assert len(table.frame) == len(flagged) == 8
    assert [column.title for column in table.columns if column.on_page] == [
        "Школа", "Процедура", "Учебный год", "Признак, требует проверки", "Участников", "Значение",
        "Ожидалось в регионе", "Выраженность признака",
    ]  # fmt: skip
    text = section.text()
    assert "признаки, требующие проверки; это не вывод о нарушении" in section.conclusion
    assert "сильный" in text and "умеренный" in text and "%" in text
    assert "Признак указывает, где смотреть" in text
    assert forbidden(text) == []


def test_no_sign_shows_what_was_examined(lab):
    section = lab.passport.reliability()
    assert "не найдено; это не доказывает, что их нет" in section.conclusion
    assert section.table.frame["run"].sum() > 0
    assert "Не поступило, поэтому не рассчитано: выполнение заданий" in section.text()
    assert forbidden(section.text()) == []


@pytest.mark.parametrize("signed", [True, False])
def test_a_page_for_publication_shows_totals_only(study_of, signed):
    lab = study_of("audience: public\n")
    if signed:
        with_some_signs(lab)
    section = lab.passport.reliability()
    assert not any(column.role == "school" for column in section.table.columns)
    assert section.table.frame["strong"].sum() == (4 if signed else 0)
    assert not any(name in section.text() for name in lab.schools["name"])


def test_small_schools_only(lab):
    found = lab.passport._examined
    lab.passport.__dict__["_examined"] = found.assign(
        state="too_few", p=float("nan"), strength=pd.array([None] * len(found), dtype="str")
    )
    section = lab.passport.reliability()
    assert section.conclusion == "Признаки не рассчитаны: нет результатов, в которых 20 участников и более."
    assert "0 из " in section.note


def test_every_word_of_a_code_is_there():
    from shnor_lab.pages.passport import reliability

    assert all(reliability.diagnostic(key) for key in signs.DIAGNOSTICS)
    assert all(reliability.lacking(key) for key in ("task_profile", *signs.NOT_IN_TABLES))


def test_nothing_delivered(study_of):
    lab = study_of("", without=("results",))
    assert "нужна таблица" in open_study("own").passport.reliability().text()
    assert lab.passport.reliability().missing is not None
