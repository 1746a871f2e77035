"""Municipalities: authorities, cases and reforms tie to one; what is not unique stays apart; codes tell names apart."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.dataset.match.answers import Answers
from shnor_lab.dataset.match.authorities import is_authority, municipality_in
from shnor_lab.dataset.match.register import Register
from shnor_lab.dataset.match.translit import whole_slug
from shnor_lab.dataset.schema import TABLES

ONE_DISTRICT = [
    "Ёлкинский район",
    "Ёлкинский муниципальный район",
    "Елкинский м.р-н",
    "Ёлкинского района",
    "Ёлкинский муниципальный округ",
    "Ёлкинского муниципального округа",
    "Муниципальный район «Ёлкинский»",
    "Комитет образования администрации муниципального района «Ёлкинский район»",
    'Комитет образования администрации муниципального района "Ёлкинский район"',
    "Управление образования Администрации МР Ёлкинский район",
    "Управление образования администрации Ёлкинского муниципального округа",
    "Отдел образования администрации Ёлкинского района",
    "МКУ «Управление образования Ёлкинского муниципального района»",
    "Муниципальное казённое учреждение «Отдел образования» администрации Ёлкинского МР",
    "Управление образования, культуры и спорта Ёлкинского района Вымышленной области",
    "Администрация муниципального образования «Ёлкинский район»",
    "Ёлкинский районный отдел образования",
    "Ёлкинское управление образования",
    "РУО Ёлкинского района",
    "Отдел образования по Ёлкинскому району",
]
ONE_TOWN = [
    "Ясногорск",
    "г. Ясногорск",
    "город Ясногорск",
    "городской округ Ясногорск",
    "ГО «Город Ясногорск»",
    "Комитет по образованию и делам молодежи городского округа «Город Ясногорск»",
    "Департамент образования администрации города Ясногорска",
    "Департамент образования г. Ясногорска",
    "Управление образования Ясногорска",
]


def register(*municipalities):
    """Return a register with a school in each municipality."""
    made = Register(TABLES["schools"].empty(), TABLES["school_names"].empty(), Answers({}))
    for name in municipalities:
        made.create("СОШ № 1", name)
    return made


def codes(made):
    return sorted(set(made.municipality_of.values()))


@pytest.mark.parametrize("wordings", [ONE_DISTRICT, ONE_TOWN], ids=["district", "town"])
def test_every_wording_ties_to_every_other(wordings):
    for known in wordings:
        made = register(known, "Ёлкинск", "Ясногорский район")
        assert {made.municipality(wording) for wording in wordings} == {made.municipality(known)}
        assert len(codes(made)) == 3


@pytest.mark.parametrize("wordings", [ONE_DISTRICT, ONE_TOWN], ids=["district", "town"])
def test_wordings_tie_in_a_register_that_was_stored(wordings):
    for known in wordings:
        again = Register(*register(known).frames(), Answers({}))
        assert {again.municipality(wording) for wording in wordings} == set(codes(again))


def test_a_town_and_the_district_of_the_same_name_are_a_question_for_what_may_be_either():
    made = register("Рузский городской округ", "Рузский район")
    assert made.municipality("Рузский городской округ") != made.municipality("Рузский район") != ""
    for either in ("Рузский муниципальный округ", "Рузское управление образования", "Рузский МО"):
        assert made.municipality(either) == ""
        assert sorted(made.places.similar(either)) == codes(made)


def test_what_says_to_be_something_else_is_a_question():
    made = register("Рузский район")
    for other in ("Рузский", "Рузский городской округ"):
        assert made.municipality(other) == ""
        assert made.places.similar(other) == codes(made)
    assert made.municipality("город Руза") == ""


def test_no_second_municipality_is_made_of_an_authority_of_either():
    made = register("Рузский", "Рузский район", "Рузское управление образования")
    assert len(codes(made)) == 2


def test_the_municipality_of_an_authority_is_named_by_itself():
    names = {
        "Комитет образования администрации Белоярского муниципального округа": "Белоярский муниципальный округ",
        "Управление образования городского округа «Город Ясногорск»": "Город Ясногорск",
        "Отдел образования администрации города Нижнего Энска": "Город Нижний Энск",
        "Управление образования Берёзового района": "Берёзовый район",
        "Отдел образования администрации Энского района города Энска": "Энский район города Энска",
        "Отдел образования Верхнедонского района": "Отдел образования Верхнедонского района",
        "Отдел образования Речного района": "Отдел образования Речного района",
        "Управление образования администрации Ёлкинского МО": "Ёлкинское муниципальное образование",
        "Отдел образования администрации города Тулы": "Отдел образования администрации города Тулы",
    }
    schools, _names = register(*names).frames()
    assert sorted(schools["municipality"]) == sorted(names.values())


@pytest.mark.parametrize(
    "name",
    [
        "Отдельный район", "Комитетский район", "Органный", "Министерство образования Вымышленного края",
        "Департамент образования Вымышленной области", "Управление образования", "город Энск и Энский район",
    ],
)  # fmt: skip
def test_what_is_no_authority_of_a_municipality_is_left_as_it_is(name):
    assert municipality_in(name) == (name, True) and not is_authority(name)


LONG = "Муниципальное казначейское объединение сельских поселений и посёлков долины реки Вымышленной имени первых "


@given(st.lists(st.text("абвъьэе -", min_size=1, max_size=200), unique=True, min_size=2, max_size=8))
@settings(max_examples=60, deadline=None)
def test_codes_differ_where_names_differ(ends):
    made = register(*(LONG + end for end in ends))
    shown = {made.municipality(LONG + end): end for end in ends}
    assert set(shown) == set(codes(made))
    assert all(len(code) <= 90 for code in shown)


def test_an_authority_whose_municipality_has_no_certain_nominative_ties_all_the_same():
    made = register("Отдел образования Верхнедонского района")
    assert made.municipality("Верхнедонской муниципальный округ") == made.municipality("Верхнедонской район") != ""
    assert Register(*made.frames(), Answers({})).municipality("Верхнедонской район") in codes(made)


def test_a_code_is_that_of_the_name_and_stays_when_others_come():
    names = [LONG + end for end in ("одного", "другого", "третьего")]
    one, other = register(*names), register(*reversed(names))
    for name in names:
        assert one.municipality(name) == other.municipality(name) == register(name).municipality(name)
    assert whole_slug("Лазурногорский район") == "lazurnogorskii-raion"


def test_a_reform_ties_old_results_and_new_ones_to_one_school():
    from shnor_lab.dataset.match import tie

    tied = tie(
        {
            "results": pd.DataFrame(
                {
                    "ref_name": ["СОШ № 1"] * 2,
                    "ref_municipality": [ONE_DISTRICT[7], ONE_DISTRICT[10]],
                    "year": [2022, 2023],
                }
            )
        },
        schools=TABLES["schools"].empty(),
        school_names=TABLES["school_names"].empty(),
        answers=pd.DataFrame({"question_id": [], "answer": []}, dtype="str"),
        file="файл.xlsx",
    )
    assert tied.tables["results"]["school_id"].nunique() == 1 and not len(tied.questions)
    assert tied.schools["municipality"].tolist() == ["Ёлкинский район"]
