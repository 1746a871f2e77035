"""A remark keeps its code and fields through JSON, and every one that the code makes has words in both languages."""

import json
import re
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shnor_lab import catalogue, language, remarks
from shnor_lab.ground.orders import LEVELS
from shnor_lab.identify.rules import all_rules
from shnor_lab.pages.words import said
from shnor_lab.present.remarks import worded
from shnor_lab.remarks import remark, remark_of

from .test_language import SOURCES, SPEAKS, calls

TEMPLATES = sorted(
    {call.forms for file in SOURCES for call in calls(file) if call.forms and call.marker in SPEAKS["remarks"]}
)
MARK = "‹{}›"

keys = [
    st.sampled_from(list(catalogue.procedures())).map(remarks.procedure_of),
    st.sampled_from(list(catalogue.read("tables"))).map(remarks.table_of),
    st.sampled_from(list(catalogue.conditions())).map(remarks.condition_of),
    st.sampled_from(list(catalogue.conditions())).map(lambda key: remarks.condition_of(key, hard=True)),
    st.sampled_from(LEVELS).map(remarks.level_of),
    st.sampled_from(list(all_rules())).map(remarks.rule_of),
    st.tuples(st.sampled_from(["c2_mode", "n_min", "kdr", "own"]), st.booleans() | st.integers() | st.text()).map(
        lambda chosen: remarks.setting_of(*chosen)
    ),
]
numbers = [
    st.integers(1990, 2040).map(remarks.year_of),
    st.floats(0, 1).map(remarks.chance_of),
    st.floats(0, 1).map(remarks.percent_of),
]
plain = st.text() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
lists = st.sampled_from([remarks.enumeration, remarks.commas, remarks.phrases, remarks.sentences])


def filled(template: tuple[str, ...], field) -> remarks.Remark:
    """Return the remark of a template whose fields are taken from a function of their name."""
    made = {name: field(name) for name in fields(template) if name != "n" or len(template) == 1}
    return remark(*template, **made) if len(template) == 1 else remark_of(field("n"), *template, **made)


def fields(template: tuple[str, ...]) -> list[str]:
    found = (name for form in template for _text, name, _spec, _conversion in string.Formatter().parse(form) if name)
    return list(dict.fromkeys(found))


@st.composite
def said_of(draw, inner):
    template = draw(st.sampled_from(TEMPLATES))
    return filled(template, lambda name: draw(st.integers(0, 10**6) if name == "n" else inner))


any_remark = said_of(
    st.recursive(
        st.one_of(plain, *keys, *numbers),
        lambda inner: st.tuples(lists, st.lists(inner, max_size=3)).map(lambda made: made[0](made[1])) | said_of(inner),
        max_leaves=6,
    )
)


@given(any_remark)
def test_a_remark_survives_json_and_has_words_in_both_languages(made):
    read = json.loads(made)
    assert json.dumps(read, ensure_ascii=False, separators=(",", ":")) == made
    for code in language.LANGUAGES:
        language.use(code)
        assert said(made) == said(str(made)) and said(made)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template[0][:60])
def test_every_remark_of_the_code_shows_all_its_fields_in_both_languages(template):
    shown = {}
    for code in language.LANGUAGES:
        language.use(code)
        for number in (1, 2, 5):
            words = worded(filled(template, lambda name, number=number: number if name == "n" else MARK.format(name)))
            assert all(MARK.format(name) in words for name in fields(template) if name != "n")
            assert "n" not in fields(template) or str(number) in words or number == 1
            assert "{" not in words
        shown[code] = re.sub("‹.*?›", "", words)
    assert not re.search("[а-яё]", shown["en"], re.IGNORECASE)
    assert re.search("[а-яё]", shown["ru"], re.IGNORECASE) or not re.search("[a-z]", shown["en"], re.IGNORECASE)


def test_there_are_remarks_to_word():
    assert len(TEMPLATES) > 60


@pytest.mark.parametrize("text", ["", "тест", '{"k": 1}', "[1]", "{year}: {names}"])
def test_a_text_that_is_no_remark_passes_as_it_is(text):
    assert worded(text) == text


def test_kinds_are_put_into_words_by_the_language_and_its_rounding():
    made = remark(
        "{procedure}: {earlier} in {then}, {latest} in {now}",
        procedure=remarks.procedure_of("oge_ma"),
        earlier=remarks.chance_of(0.41),
        then=remarks.year_of(2023),
        latest=remarks.percent_of(0.125),
        now=remarks.condition_of("internet", hard=True),
    )
    language.use("en")
    assert worded(made) == (
        "OGE mathematics: out of 100 schools with the same data, about 40 in 2022/23, 12.5 in stable internet (few)"
    )
    language.use("ru")
    assert worded(made) == (
        "ОГЭ, математика: 2022/23 уч. г. — из 100 школ с такими же данными — примерно 40, "
        "Устойчивый доступ в интернет (мало) уч. г. — 12,5"
    )


def test_lists_have_the_stops_of_their_kind():
    items = ["а, б", "в", "г"]
    assert worded(remarks.enumeration(items)) == "а, б; в и г"
    assert worded(remarks.commas(items)) == "а, б, в, г"
    assert worded(remarks.phrases(items)) == "а, б; в; г"
    assert worded(remarks.sentences(items)) == "а, б. в. г"


def test_a_text_among_the_fields_is_printed_as_it_is_and_a_remark_is_put_into_words():
    inner = remark("{k} of {n}", k=1, n=2)
    assert worded(remark("{level} ({act})", level=str(inner), act="№ 1 {a} «б»")) == f"{inner} (№ 1 {{a}} «б»)"
    assert worded(remark("{level} ({act})", level=inner, act="№ 1")) == "1 из 2 (№ 1)"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), None, [1]])
def test_what_no_reader_can_be_shown_is_no_field(value):
    with pytest.raises(TypeError, match="cannot be a field"):
        remark("{k} of {n}", k=value, n=1)


def test_a_code_that_has_no_words_is_an_error():
    with pytest.raises(KeyError):
        worded(remark("{k} of {n}", k=remarks.level_of("nobody"), n=1))
    with pytest.raises(KeyError):
        worded(remark("{k} of {n}", k=remarks.rule_of("regional_30"), n=1))
