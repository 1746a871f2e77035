"""The section of signs: words for what was found, what was not looked at, and totals only for publication."""

import pandas as pd
import pytest

from shnor_lab import open_study
from shnor_lab.dataset.parquet import write_table
from shnor_lab.dataset.schema import TABLES
from shnor_lab.pages.lab import Lab
from shnor_lab.study import signs

from ..wording import forbidden


@pytest.fixture
def lab(lab):
    """Return a page of its own, because tests put signs on it."""
    return Lab(lab.study)


def with_some_signs(lab):
    """Give the two largest schools of the municipality a sign of every kind, one strong and one moderate."""
    found = lab.passport.data.examined.copy()
    ran = found[(found["state"] == "run")].sort_values("n")
    for strength, place in (("strong", -1), ("weak", -2)):
        found.loc[ran.groupby("diagnostic").nth(place).index, "strength"] = strength
    lab.passport.data.__dict__["examined"] = found
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
    assert section.conclusion.startswith("Рассчитано 4 признака из 8: средний результат намного выше школ региона; ")
    assert "с 2014/15 по 2023/24 уч. г. рассчитанные признаки не найдены" in section.conclusion
    assert "Для этого нужны данные, которые не поступили: выполнение заданий." in section.note
    assert "нет таблицы: распределения первичных баллов, " in section.note
    assert "случайны" not in section.text()
    assert section.table.frame["run"].sum() > 0
    assert forbidden(section.text()) == []


def test_what_was_not_computed_is_said_before_that_nothing_was_found(lab):
    found = lab.passport.data.examined
    year = found["year"] == 2024
    lost = found["diagnostic"] != "high_mean"
    found = found[year].assign(
        state=found["state"].mask(lost, "not_delivered"), strength=found["strength"].mask(lost, None)
    )
    lab.passport.data.__dict__["examined"] = found[found["diagnostic"] != "trajectory"]
    section = lab.passport.reliability()
    assert section.conclusion == (
        "Рассчитан 1 признак из 8: средний результат намного выше школ региона. В результатах за 2023/24 уч. г. "
        "рассчитанные признаки не найдены; это не доказывает, что признаков, требующих проверки, нет."
    )
    assert "сколько участников получили каждую отметку; ВПР в 6 классе" in section.note.replace(", ВПР", "; ВПР")
    shown = section.table.frame.set_index("diagnostic")
    assert shown.loc["high_mean", "strong"] == 0 and shown.loc["mark_border", ["weak", "strong"]].isna().all()
    assert " | 0 | — | — | — | —" in section.text()


def test_lifted_marks_of_one_school_are_shown_as_signs(study_of):
    school, name, lifted = lifted_results(study_of("", whole=True))
    lab = open_study("own", municipality=lifted)
    section = lab.passport.reliability()
    assert set(section.table.frame["school_id"]) == {school}
    assert section.conclusion.startswith(
        "В результатах с 2014/15 по 2023/24 уч. г. по 1 школе есть признаки, требующие проверки; это не вывод о "
        "нарушении."
    )
    assert section.note.startswith("Рассчитано 4 признака из 8")
    assert "отметки почти не различаются между собой — стандартное отклонение отметок" in section.note
    text = section.text()
    assert name in text and "отметки почти не различаются между собой" in text
    assert "Из 100 сильных признаков случайны в среднем не более 5, из 100 умеренных и сильных — не более 20." in text
    assert "Признак указывает, где смотреть" in text and "не поступили: выполнение заданий" in text
    assert forbidden(text) == []


def lifted_results(lab):
    """Give every «2» and «5» of the largest school in one year the mark «4» and return it with its municipality."""
    folder, results = lab.study.dataset.folder, lab.study.table("results").copy()
    oge = (results["year"] == 2024) & results["procedure"].isin(["oge_ma", "oge_ru", "vpr_ma5", "vpr_ru5"])
    school = results[oge].groupby("school_id")["n"].min().idxmax()
    own = oge & (results["school_id"] == school)
    counts = results.loc[own, ["n_2", "n_3", "n_4", "n_5"]]
    results.loc[own, "n_4"] += counts["n_2"] + counts["n_5"]
    results.loc[own, ["n_2", "n_5", "n_low"]] = 0
    points = (3 * results["n_3"] + 4 * results["n_4"]).astype("float64")
    results["mean"] = results["mean"].mask(own, points / results["n"].astype("float64"))
    file = folder / "results.parquet"
    file.unlink()
    write_table(file, results, TABLES["results"])
    row = lab.study.schools.set_index("school_id").loc[school]
    return school, row["name"], row["municipality_id"]


@pytest.mark.parametrize("signed", [True, False])
def test_a_page_for_publication_shows_totals_only(study_of, signed):
    lab = study_of("audience: public\n", whole=True)
    if signed:
        with_some_signs(lab)
    section = lab.passport.reliability()
    assert not any(column.role == "school" for column in section.table.columns)
    assert section.table.frame["strong"].sum() == (4 if signed else 0)
    assert not any(name in section.text() for name in lab.passport.view.schools["name"])


def test_small_schools_only(lab):
    found = lab.passport.data.examined
    lab.passport.data.__dict__["examined"] = found.assign(
        state="too_few", p=float("nan"), strength=pd.array([None] * len(found), dtype="str")
    )
    section = lab.passport.reliability()
    assert section.conclusion == (
        "Не рассчитан ни один признак из 8. Есть ли признаки, требующие проверки, неизвестно."
    )
    assert "Не рассчитано, потому что участников менее 20: средний результат" in section.note
    assert section.table.frame["strong"].isna().all()


def test_every_word_of_a_code_is_there():
    from shnor_lab.pages.passport import sign_words

    for key in (*signs.DIAGNOSTICS, *signs.NOT_IN_TABLES):
        assert sign_words.diagnostic(key) and sign_words.lacking(key)


def test_nothing_delivered(study_of):
    lab = study_of("", without=("results",))
    assert "нужна таблица" in open_study("own").passport.reliability().text()
    assert lab.passport.reliability().missing is not None
