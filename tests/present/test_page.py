import datetime
import re

import pytest

from shnor_lab.params import ListEdition, Window
from shnor_lab.present.page import Foot, Head, theme, window

HEAD = Head(
    place="Берёзовский район",
    region="Вымышленная область",
    n_schools=14,
    edition=ListEdition(year=2023, approved=datetime.date(2023, 3, 14), result_years=[2022, 2021]),
    windows=(Window(name="Программа", start=2021, end=2023), Window(name="Вторая", start=2024)),
    as_of=datetime.date(2024, 12, 1),
    data_date="2024-11-20",
    notice="Демонстрационные данные: вымышленный регион",
)


def test_head_names_everything_a_reader_has_to_know(snapshot):
    assert HEAD.text() == snapshot
    plain = re.sub("<[^>]+>", " ", HEAD.html().partition("</style>")[2]).replace("\N{NO-BREAK SPACE}", " ")
    for line in HEAD.text().split("\n"):
        assert all(part in plain for part in line.split(": ", 1)), line


def test_head_leaves_out_what_is_not_known():
    assert Head(place="Область").text().split("\n") == [
        "Для внутренней работы, не для публикации",
        "Территория: Область",
        "Уровень интервалов: 95 %",
    ]


def test_head_says_for_whom():
    assert "Для внутренней работы, не для публикации" in HEAD.html()
    public = Head(place="Область", audience="public")
    assert "Для публикации" in public.html() and "внутренней" not in public.html()


@pytest.mark.parametrize(
    ("years", "said"),
    [
        (Window(name="Программа", start=2021, end=2023), "2021–2023 гг."),
        (Window(name="Программа", start=2024), "с 2024 г."),
        (Window(name="Программа", start=2024, end=2024), "2024 г."),
    ],
)
def test_windows(years, said):
    assert window(years) == said


def test_foot_explains_the_words_of_its_page(table):
    foot = Foot(
        settings=table,
        words="Школа включена в перечень, доля не ниже порога.",
        provenance={"Данные": "abc"},
        links={"Замечания": "tables/findings.xlsx"},
        colophon="Вымышленная область, 2024",
    )
    shown = foot.html()
    for part in (
        "Открытые настройки",
        "Слова на этой странице",
        "<dt>перечень</dt>",
        "<dt>порог</dt>",
        "<dd>abc</dd>",
        'href="tables/findings.xlsx"',
        "Вымышленная область, 2024",
    ):
        assert part in shown
    assert "<dt>карантин</dt>" not in shown
    assert foot._repr_mimebundle_()["text/plain"] == foot.text() and "порог — " in foot.text()


def test_empty_foot_has_no_headings():
    assert Foot().html() == '<footer class="shnor shnor-foot">\n</footer>'


def test_theme_touches_only_our_names_and_nothing_remote():
    rules = re.findall(r"([^{}]+)\{", re.sub(r"@media print \{", "", theme()))
    assert rules and all(selector.strip().startswith(".shnor") for rule in rules for selector in rule.split(","))
    assert "url(" not in theme() and "@import" not in theme()
