import pytest

from shnor_lab import glossary, language


@pytest.fixture(autouse=True)
def russian():
    language.use("ru")
    yield
    language.use("ru")


@pytest.mark.parametrize("term", glossary.terms(), ids=lambda term: term.key)
def test_every_term_is_whole(term):
    assert term.key.isidentifier() and term.key == term.key.lower()
    assert all((term.term, term.english, term.meaning_ru, term.meaning_en, term.source, term.stems))
    assert term.meaning_ru.endswith(".") and term.meaning_en.endswith(".")
    assert term.met_in(f"На странице: {term.term}."), "the stems do not find the word itself"


def test_words_and_names_are_given_once():
    terms = glossary.terms()
    assert len({term.term for term in terms}) == len({term.english for term in terms}) == len(terms)


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("Школы в перечне", {"list"}),
        ("по двум процедурам ОГЭ", {"procedure", "oge"}),
        ("вне границ случайных колебаний", {"funnel"}),
        ("уровень двух факторов риска", {"risk_factor"}),
        ("зоны риска", {"risk_zone"}),
        ("на 4 п.п. выше", {"percentage_points"}),
        ("не поступило", {"not_delivered"}),
        ("школа села Дальнее", set()),
        ("недоля, запорожье", set()),
    ],
)
def test_word_forms_are_found(text, keys):
    assert {term.key for term in glossary.terms_in(text)} == keys


def test_terms_stand_by_alphabet_and_follow_the_language():
    names = [term.name for term in glossary.terms_in("Порог, перечень, интервал")]
    assert names == sorted(names) == ["интервал", "перечень", "порог"]
    language.use("en")
    assert [term.name for term in glossary.terms_in("threshold of the list")] == ["list", "threshold"]
