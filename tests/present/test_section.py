import base64
import dataclasses

import pytest

from shnor_lab.present.figure import Figure
from shnor_lab.present.section import Missing, Section

FIGURE = Figure(b"\x89PNG", alt="СОШ № 2 — 5 из 12", caption="Подпись", names_schools=True, statistical=True)


@pytest.fixture
def section(table) -> Section:
    return Section(
        "reasons",
        table=table,
        figure=FIGURE,
        conclusion="Критерий 1: ОГЭ, математика (4 из 11) & ВПР.",
        caveats=("small_n", "list", "interval"),
        note="Показаны школы с низким результатом.",
        links={"XLSX": "tables/10_reasons.xlsx"},
    )


def test_html(section, snapshot):
    assert section.html() == snapshot


def test_plain_text(section, snapshot):
    assert section.text() == snapshot


def test_notebooks_get_both_forms(section):
    assert section._repr_mimebundle_() == {"text/html": section.html(), "text/plain": section.text()}
    assert section._repr_html_() == section.html()


def test_parts_stand_in_their_order(section):
    shown = section.html()
    places = [
        shown.index(part)
        for part in ("Критерий 1", "<table", "<img", "Показаны школы", "Как читать.", "Чего это не означает.")
    ]
    assert places == sorted(places)
    assert shown.index("Малочисленно") < shown.index("Чего это не означает.") < shown.index("Перечень служит")
    assert base64.b64encode(FIGURE.png).decode() in shown and 'alt="СОШ №\N{NO-BREAK SPACE}2' in shown


def test_missing_table_is_words_with_a_link():
    one = Section(
        "passport",
        missing=Missing(("Социальный паспорт",), form="Социальный паспорт.xlsx", link="forms/passport.xlsx"),
    )
    assert one.text() == "Данные не поступили: нужна таблица «Социальный паспорт» (форма: Социальный паспорт.xlsx)."
    assert '<a href="forms/passport.xlsx">Социальный паспорт.xlsx</a>).' in one.html()
    two = Missing(("Кадры", "Ресурсы"))
    assert two.text() == "Данные не поступили: нужны таблицы «Кадры» и «Ресурсы»."
    assert "href" not in Missing(("Кадры",), form="Кадры.xlsx").html()


def test_text_section_lists_sentences():
    shown = Section("summary", sentences=("По приказу — 3 из 14 школ.", "<b>")).html()
    assert (
        "<li>По приказу\N{NO-BREAK SPACE}— 3\N{NO-BREAK SPACE}из\N{NO-BREAK SPACE}14 "
        "школ.</li><li>&lt;b&gt;</li>" in shown
    )


def test_unknown_caveat_is_refused():
    with pytest.raises(KeyError):
        Section("a", caveats=("nothing",)).html()


def test_sections_are_frozen(section):
    with pytest.raises(dataclasses.FrozenInstanceError):
        section.conclusion = ""
