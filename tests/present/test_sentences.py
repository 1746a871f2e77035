import datetime
import itertools

import pandas as pd
import pytest

from shnor_lab.params import ListEdition
from shnor_lab.present import caveats, sentences
from shnor_lab.present.typeset import bound

from ..wording import forbidden

ROWS = [
    (
        (True, True, "high"),
        {},
        "Расчёт подтверждает включение; по совокупности лет доля хотя бы в одной процедуре, вероятно, устойчиво "
        "не ниже порога.",
    ),
    (
        (True, True, "unclear"),
        {},
        "Расчёт подтверждает включение. Устойчиво ли доля не ниже порога, по этим данным не различить. "
        "Школа остаётся в перечне.",
    ),
    (
        (True, False, None),
        {"applies": False},
        "Правило не применимо, ни одной из его процедур в школе нет: уточнить, на чём основано включение в приказ. "
        "Это не основание исключать.",
    ),
    ((False, False, "low"), {"applies": False}, "Правило не применимо: ни одной из его процедур в школе нет."),
    (
        (True, True, "few"),
        {},
        "Расчёт подтверждает включение. Участников мало, поэтому судить об устойчивости рано. "
        "Школа остаётся в перечне.",
    ),
    (
        (True, True, "low"),
        {},
        "Расчёт подтверждает включение; доля близка к порогу или единична. "
        "Рекомендуется сверить данные и начать поддержку с диагностики.",
    ),
    ((True, True, None), {}, "Расчёт подтверждает включение."),
    *(
        (
            (True, False, any_),
            {},
            "Расчёт по поступившим данным не воспроизводит включение: проверить издание перечня, годы, "
            "попытку, филиал, число участников. Это не основание исключать.",
        )
        for any_ in ("high", "unclear", "low", None)
    ),
    *(
        (
            (False, True, any_),
            {"criterion": "1"},
            "По расчёту школа отвечает критерию 1, в приказе её нет: направить на сверку.",
        )
        for any_ in ("high", "unclear", "low", None)
    ),
    ((False, True, None), {}, "По расчёту школа отвечает методике, в приказе её нет: направить на сверку."),
    (
        (False, False, "high"),
        {},
        "Методика школу не выделяет; по совокупности лет доля, вероятно, высока. "
        "Рекомендуется наблюдение; перечень не меняется.",
    ),
    ((False, False, "low"), {}, "Оснований для внимания по этим данным нет."),
    (
        (False, False, "unclear"),
        {},
        "Оснований для внимания по этим данным не видно: данных недостаточно, чтобы их увидеть.",
    ),
    ((False, False, None), {}, "Методика школу не выделяет."),
    *(
        (
            (order, None, any_),
            {"missing": "ОГЭ, русский язык", "if_all_low": True, "if_none_low": False},
            "Правило не может ответить: нет результатов (ОГЭ, русский язык); ответ при любом исходе "
            "недостающих данных: "
            "да, если все они низкие; нет, если ни один не низкий.",
        )
        for order in (True, False)
        for any_ in ("high", "unclear", "low", None)
    ),
    ((True, None, None), {}, "Правило не может ответить: нет нужных результатов."),
    *(
        (
            (None, rule, any_),
            {},
            "Утверждённый перечень не поступил; показан только расчёт, он не является перечнем.",
        )
        for rule in (True, False)
        for any_ in ("high", "unclear", "low", None)
    ),
    (
        (None, None, None),
        {"missing": "ОГЭ"},
        "Утверждённый перечень не поступил; показан только расчёт, он не является "
        "перечнем. Правило не может ответить: нет результатов (ОГЭ).",
    ),
]


@pytest.mark.parametrize(("answers", "parts", "said"), ROWS)
def test_three_answers_row_by_row(answers, parts, said):
    assert sentences.three_answers(*answers, **parts) == said


def test_three_answers_take_cells_of_frames_and_cover_every_combination():
    values = (True, False, pd.NA)
    said = [
        sentences.three_answers(*combination)
        for combination in itertools.product(values, values, ("high", "unclear", "low", None))
    ]
    assert all(said)
    assert [forbidden(words) for words in said] == [[]] * len(said)


def test_four_states_are_four_words():
    words = [
        sentences.state(key) for key in ("not_delivered", "not_held", "not_applicable", "no_participants", "no_counts")
    ]
    assert words[:3] == ["не поступило", "не проводилось", "не применимо"]
    assert len(set(words)) == 5
    with pytest.raises(KeyError):
        sentences.state("zero")


def test_answers_are_three_valued():
    assert [sentences.answer(value) for value in (True, False, pd.NA, None)] == [
        "да",
        "нет",
        "не определено",
        "не определено",
    ]


def test_enumeration():
    assert sentences.enumeration([]) == ""
    assert sentences.enumeration(["а"]) == "а"
    assert sentences.enumeration(["а", "б"]) == "а и б"
    assert sentences.enumeration(["а", "б", "в"]) == "а, б и в"
    assert sentences.enumeration(["ОГЭ, математика", "ЕГЭ"]) == "ОГЭ, математика; ЕГЭ"
    assert sentences.enumeration(["а", "б", "в"], limit=2) == "а, б и ещё 1"
    assert sentences.enumeration(["а", "б"], limit=2) == "а и б"


@pytest.mark.parametrize(
    ("n", "said"),
    [(0, "0 школ"), (1, "1 школа"), (2, "2 школы"), (5, "5 школ"), (11, "11 школ"), (21, "21 школа")],
)
def test_numbers_agree(n, said):
    assert sentences.schools(n) == said
    assert sentences.population(n, [2023]).endswith(f"; {said}, 2022/23 уч. г.")


def test_counts_with_their_nouns():
    assert sentences.of_schools(3, 8) == "3 из 8 школ"
    assert sentences.of_schools(0, 21) == "0 из 21 школы"
    said = [
        verb(2)
        for verb in (
            sentences.procedures,
            sentences.municipalities,
            sentences.files,
            sentences.rows,
        )
    ]
    assert said == ["2 процедуры", "2 муниципалитета", "2 файла", "2 строки"]


def test_population_names_who_is_left_out():
    assert sentences.population(14, [2023, 2022], {"нет данных": 2, "закрыты": 0}) == (
        "участники основного периода, до пересдачи, без выпускников прошлых лет; 14 школ, 2021/22 и "
        "2022/23 уч. гг.; "
        "не вошли: 2 школы (нет данных)"
    )


def test_edition_of_the_list():
    approved = ListEdition(year=2023, approved=datetime.date(2023, 3, 14), result_years=[2022, 2021])
    assert (
        sentences.edition(approved)
        == "перечень 2023 года, утверждён 14.03.2023, по результатам 2020/21 и 2021/22 уч. гг."
    )
    assert sentences.edition(approved.earlier()).startswith(
        "перечень 2022 года, дата утверждения не указана, по результатам 2019/20"
    )


LINES = {
    "list": "Перечень служит для адресной поддержки. Не для рейтингования школ и не для оценки "
    "руководителей и учителей.",
    "list_differs": "Статистическая оценка не является основанием для включения в перечень или исключения из него.",
    "small_n": "Малочисленно: показаны числа, доля не рассчитывается.",
    "interval": "Интервал показывает, каким мог бы быть результат другого класса той же школы при тех же "
    "условиях; участвовали все, "
    "это не ошибка выборки.",
    "vpr": "Условия проведения ВПР различаются; см. «Признаки, требующие проверки».",
    "ege_choice": "Экзамен выбирают сами участники: доли двух экзаменов не складываются и не сравниваются "
    "между школами без учёта выбора.",
    "selected_group": "Школы отобраны по низкому результату, поэтому часть улучшения ожидаема без мер.",
    "schools_not_pupils": "Вывод о школах, а не о детях и семьях. Неучтённые условия входят в остаток.",
    "reliability_sign": "Признак указывает, где смотреть; объяснений может быть несколько.",
    "few_schools": "Самостоятельный вывод невозможен; показан ответ региона.",
    "own_levels": "Расчёт составителей, не официальная методика.",
    "changed_settings": "Настройки отличаются от методики: исследовательский вариант.",
}


def test_caveats_are_the_agreed_lines():
    assert {key: caveats.caveat(key) for key in caveats.all_keys()} == LINES
    assert set(caveats.READING) <= set(LINES)
    with pytest.raises(KeyError):
        caveats.caveat("unknown")


def test_lines_do_not_break_inside_a_number():
    fixed = "\N{NO-BREAK SPACE}"
    assert bound("СОШ № 2: 5 из 12, 42 % — 4 п.п. в 2022/23 уч. г.") == (
        f"СОШ №{fixed}2: 5{fixed}из{fixed}12, 42{fixed}%{fixed}— 4{fixed}п.п. в 2022/23{fixed}уч.{fixed}г."
    )
    assert bound("34 % (20–51), 2022–2024 гг.") == (
        "34\N{NO-BREAK SPACE}% (20–\N{WORD JOINER}51), 2022–2024\N{NO-BREAK SPACE}гг."
    )
    assert bound("(−0,06–0,2)") == "(−0,06–\N{WORD JOINER}0,2)"
    assert bound("школа из района") == "школа из района"
