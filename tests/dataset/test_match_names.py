import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from shnor_lab.dataset.match.names import kind, normal, normal_municipality, numbers, short
from shnor_lab.dataset.match.translit import slug

PLAIN = st.builds(
    lambda kind, number, place: f"{kind} № {number}{place}",
    st.sampled_from(["СОШ", "ООШ", "НОШ", "Лицей", "Гимназия"]),
    st.integers(1, 400),
    st.sampled_from(["", " г. Вымыслов", " с. Нижнее Мнимово", " имени А. Б. Вымышленного"]),
)
DECORATION = st.lists(
    st.sampled_from(
        [
            lambda name: f"МБОУ «{name}»",
            lambda name: f"МКОУ {name}",
            lambda name: f"Муниципальное автономное общеобразовательное учреждение «{name}»",
            lambda name: name.replace("№ ", "№"),
            lambda name: name.replace("№", "N"),
            lambda name: name.replace("№", "No"),
            lambda name: name.replace("№ ", "#"),
            lambda name: name.replace("№ ", ""),
            lambda name: name.replace(" ", "\u00a0"),
            lambda name: f"  {name}\t",
            lambda name: name.upper(),
            lambda name: name.lower(),
            lambda name: name.replace("г. ", "город "),
            lambda name: name.replace("с. ", "с."),
            lambda name: name.replace("имени", "им."),
            lambda name: name.replace("А. Б. ", "А.Б."),
            lambda name: name.replace("С", "C").replace("О", "O"),
            lambda name: name.replace("СОШ", "средняя общеобразовательная школа"),
            lambda name: name.replace("СОШ", "средняя (полная) общеобразовательная школа"),
            lambda name: name.replace(" ", " - "),
        ]
    ),
    max_size=4,
)


@given(st.text(max_size=60))
@settings(max_examples=200, deadline=None)
def test_normal_is_idempotent(text):
    assert normal(normal(text)) == normal(text)
    assert normal_municipality(normal_municipality(text)) == normal_municipality(text)


@given(PLAIN, DECORATION)
@example("СОШ № 1 с. Нижнее Мнимово", [str.upper, lambda name: name.replace("С", "C").replace("О", "O")])
@settings(max_examples=200, deadline=None)
def test_decoration_changes_nothing(name, decorations):
    decorated = name
    for decorate in decorations:
        decorated = decorate(decorated)
    assert normal(decorated) == normal(name)


@given(PLAIN, PLAIN, DECORATION)
@settings(max_examples=100, deadline=None)
def test_other_number_is_other_name(one, other, decorations):
    for decorate in decorations:
        one = decorate(one)
    if numbers(normal(one)) != numbers(normal(other)):
        assert normal(one) != normal(other)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("МБОУСОШ №3", "сош 3"),
        ("СОШ№3", "сош 3"),
        ("СОШ № 3 (Ясенево-Вымышленское)", "сош 3 ясенево вымышленское"),
        ("МКОУ «Основная общеобразовательная школа д. Сказкино»", "оош д сказкино"),
        ("Средняя школа № 5", "сш 5"),
        ("Лицей № 2 пгт Придумово", "лицей 2 пгт придумово"),
        ("Лицей № 2 посёлка городского типа Придумово", "лицей 2 пгт придумово"),
        ("Школа № 12Б", "школа 12 б"),
        ("МБОУ", ""),
    ],
)
def test_normal(name, expected):
    assert normal(name) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("г. Энск", "Энск"),
        ("ГОРОД ЭНСК", "городской округ город Энск"),
        ("Лазурногорский р-н", "лазурногорский муниципальный район"),
        ("Тихоозёрский\u00a0район", "Тихоозерский район "),
    ],
)
def test_municipalities_agree(one, other):
    assert normal_municipality(one) == normal_municipality(other)


def test_city_and_district_stay_apart():
    assert normal_municipality("город Энск") != normal_municipality("Энский район")
    assert normal_municipality("Берёзовый") != normal_municipality("Берёзовый район")


def test_parts_of_a_name():
    assert numbers("сош 03 им 50 летия") == ("3", "50")
    assert (kind("оош 4"), kind("школа 4")) == ("оош", "")
    assert (short("сош 3 г вымыслов"), short("оош д сказкино")) == ("сош 3", "оош д сказкино")


@given(st.text(max_size=80))
@settings(max_examples=200, deadline=None)
def test_slug_is_a_code(text):
    code = slug(text)
    assert len(code) <= 40
    assert code == slug(code)
    assert set(code) <= set("abcdefghijklmnopqrstuvwxyz0123456789-")
    assert not code.startswith("-") and not code.endswith("-") and "--" not in code


def test_slug():
    assert slug("Щучьё-Объездное № 7") == "shchuche-obezdnoe-7"
    assert slug("школа " * 20) == "shkola-shkola-shkola-shkola-shkola"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Муниципальное бюджетное общеобразовательное учреждение города Вымыслов «Школа № 3»", "МБОУ школа № 3"),
        ("Муниципальное общеобразовательное учреждение города Вымыслов школа № 3", "Школа № 3"),
        ("Муниципальное общеобразовательноеучреждение «Школа № 3»", "Школа № 3"),
        ("Государственное бюджетное профессиональное образовательное учреждение «Колледж № 3»", "ГБПОУ Колледж № 3"),
    ],
)
def test_the_founder_between_legal_form_and_name_is_decoration(one, other):
    assert normal(one) == normal(other)


def test_a_city_behind_the_name_stays_a_part_of_it():
    assert normal("МБОУ «Школа № 3» города Вымыслов") != normal("МБОУ «Школа № 3»")
