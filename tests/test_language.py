"""Every message of the code stands in Russian; no Russian text holds a word that readers must not meet."""

import ast
import dataclasses
import io
import json
import re
import string
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
import yaml
from babel.messages.pofile import read_po

import shnor_lab
from shnor_lab import language
from shnor_lab.dataset.schema import TABLES

from .wording import forbidden

PACKAGE = Path(shnor_lab.__file__).parent
ROOT = PACKAGE.parent
CATALOGUES = sorted((PACKAGE / "locale" / "ru").glob("*.po"))
SOURCES = sorted(PACKAGE.rglob("*.py"))


FORMS = {"text": slice(0, 1), "plural": slice(1, 3), "remark": slice(0, 1), "remark_of": slice(1, 3)}
"""Where each marker of a message has its English forms among its arguments."""

SPEAKS = {"language": ("text", "plural"), "remarks": ("remark", "remark_of")}
"""Markers by their module."""

GIVEN = ("language.py", "remarks.py", "present/remarks.py")
"""Modules that are handed messages written elsewhere."""


@dataclasses.dataclass(frozen=True)
class Call:
    where: str
    marker: str
    forms: tuple[str, ...] | None
    at_import: bool


def nodes(node: ast.AST, inside: bool = False) -> Iterator[tuple[ast.AST, bool]]:
    """Yield a node and all below it, each with whether it lies in the body of a function."""
    yield node, inside
    function = isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
    for name, value in ast.iter_fields(node):
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from nodes(child, inside or (function and name == "body"))


@cache
def calls(file: Path) -> list[Call]:
    """Return where messages are marked in a module; forms is None when an argument is no literal."""
    if file.relative_to(PACKAGE).as_posix() in GIVEN:
        return []
    text = file.read_text(encoding="utf-8")
    if not any(module in text for module in SPEAKS):
        return []
    tree = ast.parse(text)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name in SPEAKS.get((node.module or "").split(".")[-1], ())
    }
    found = []
    for node, inside in nodes(tree):
        verb = _verb(node.func, names) if isinstance(node, ast.Call) else None
        if verb:
            literals = node.args[FORMS[verb]]
            whole = len(literals) == FORMS[verb].stop - FORMS[verb].start
            constant = all(isinstance(arg, ast.Constant) and isinstance(arg.value, str) for arg in literals)
            forms = tuple(arg.value for arg in literals) if whole and constant else None
            where = f"{file.relative_to(ROOT).as_posix()}:{node.lineno}"
            found.append(Call(where, verb, forms, not inside))
    return found


def _verb(function, names: dict[str, str]) -> str | None:
    if isinstance(function, ast.Name):
        return names.get(function.id)
    module = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id
    return function.attr if module and function.attr in SPEAKS.get(module, ()) else None


@cache
def messages():
    return {
        (file.name, message.id): message
        for file in CATALOGUES
        for message in read_po(io.BytesIO(file.read_bytes()), locale="ru")
        if message.id
    }


@cache
def known() -> dict:
    return {key: message for (_file, key), message in messages().items()}


def words(message) -> tuple[str, ...]:
    return tuple(message.string) if isinstance(message.string, (tuple, list)) else (message.string,)


def fields(text: str) -> set[str]:
    return {name for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None}


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_every_message_is_a_literal_and_stands_in_russian(file):
    translated = known()
    found = calls(file)
    assert [call.where for call in found if call.forms is None] == [], "only literal messages can be translated"
    lacking = []
    for call in found:
        key = call.forms[0] if len(call.forms) == 1 else call.forms
        if key not in translated or not all(words(translated[key])):
            lacking.append(f"{call.where}: {key}")
    assert lacking == []


@pytest.mark.parametrize("file", SOURCES, ids=lambda file: file.relative_to(PACKAGE).as_posix())
def test_no_message_is_fixed_at_import(file):
    at_import = [call.where for call in calls(file) if call.at_import and call.marker in SPEAKS["language"]]
    assert at_import == [], "the language is chosen after import"


@pytest.mark.parametrize("file", CATALOGUES, ids=lambda file: file.name)
def test_catalogue_is_whole(file):
    wrong = []
    for (name, key), message in messages().items():
        if name != file.name:
            continue
        forms = (key,) if isinstance(key, str) else key
        expected = {frozenset(fields(form)) for form in forms}
        if len(words(message)) != (1 if isinstance(key, str) else 3):
            wrong.append(f"{key}: number of plural forms")
        if message.fuzzy or not all(words(message)):
            wrong.append(f"{key}: not translated")
        allowed = set().union(*expected) | ({"n"} if not isinstance(key, str) else set())
        if any(fields(form) - allowed for form in words(message)) or (
            isinstance(key, str) and fields(key) != fields(words(message)[0])
        ):
            wrong.append(f"{key}: fields differ")
    assert wrong == []


def test_no_message_is_left_over():
    used = {
        call.forms[0] if len(call.forms) == 1 else call.forms for file in SOURCES for call in calls(file) if call.forms
    }
    assert sorted(f"{file}: {key}" for file, key in messages() if key not in used) == []


def test_catalogues_do_not_contradict_each_other():
    seen, wrong = {}, []
    for (file, key), message in messages().items():
        if key in seen and seen[key][1] != words(message):
            wrong.append(f"{key}: {seen[key][0]} and {file}")
        seen.setdefault(key, (file, words(message)))
    assert wrong == []


def test_language_switches_and_returns():
    try:
        language.use("en")
        assert language.plural(2, "{n} school", "{n} schools") == "2 schools"
    finally:
        language.use("ru")
    assert [language.plural(n, "{n} school", "{n} schools") for n in (1, 2, 5, 11, 21)] == [
        "1 школа",
        "2 школы",
        "5 школ",
        "11 школ",
        "21 школа",
    ]


def russian_texts() -> dict[str, str]:
    """Return every Russian text of the project by where it stands."""
    texts = {f"{file}: {key}": form for (file, key), message in messages().items() for form in words(message) if form}
    for key, table in TABLES.items():
        texts[f"schema {key}"] = f"{table.title}\n{table.grain}"
        for column in table.columns:
            texts[f"schema {key}.{column.name}"] = "\n".join([column.title, column.note, *column.words])
    for file in sorted((PACKAGE / "catalogue").glob("*.yaml")):
        for place, text in _strings(yaml.safe_load(file.read_text(encoding="utf-8")), file.name):
            texts[place] = text
    for file in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for number, cell in enumerate(json.loads(file.read_text(encoding="utf-8"))["cells"]):
            if cell["cell_type"] == "markdown":
                texts[f"{file.name}, cell {number}"] = "".join(cell["source"])
    return texts


def _strings(node, place: str):
    if isinstance(node, str) and re.search("[а-яё]", node, re.IGNORECASE):
        yield place, node
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _strings(value, f"{place}.{key}")
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _strings(value, f"{place}[{number}]")


def test_no_text_holds_a_forbidden_word():
    found = {place: wrong for place, text in russian_texts().items() if (wrong := forbidden(text))}
    assert found == {}


@pytest.mark.parametrize(
    "text",
    [
        "Слабые школы района",
        "худшая школа",
        "отстающие школы",
        "проблемные школы",
        "Аутсайдеры",
        "Рейтинг школ",
        "школа на последнем месте",
        "школа занимает 3 место",
        "регион лидирует",
        "двоечники",
        "неуспевающий контингент",
        "дети из неблагополучных семей",
        "инофоны",
        "сложный контингент",
        "необъективная школа",
        "завышение результатов",
        "признаки списывания",
        "школа ошибочно включена",
        "ложная ШНОР",
        "неэффективная школа",
        "возраст влияет на долю",
        "программа привела: меры привели и привело к росту",
        "рост за счёт программы",
        "благодаря поддержке",
        "эффект программы 5 п.п.",
        "различие значимо",
        "высокий риск",
        "риски школы",
        "мероприятие не выполнено",
    ],
)
def test_forbidden_words_are_found(text):
    assert forbidden(text)


@pytest.mark.parametrize(
    "text",
    [
        "Школы, включённые в перечень",
        "положение относительно порога",
        "сложные условия работы",
        "признак, требует проверки",
        "результат ниже ожидаемого при таких условиях",
        "Подтверждений эффекта нет.",
        "зона риска, факторы риска, группа риска",
        "вместо прежней школы",
        "имеет место разночтение",
        "нет отметки",
        "в документе: «рейтинг школ»",
        "слабая связь",
        "эффективность поддержки",
        "неуспеваемость",
        "Перечень служит для адресной поддержки. Не для рейтингования школ и не для оценки руководителей и учителей.",
    ],
)
def test_allowed_words_pass(text):
    assert forbidden(text) == []
