"""The docstring of a public verb says what goes in and what comes out."""

import itertools
import sys

import docstrings
import pytest

NUMBER = itertools.count()

WHOLE = """Return the rows of a group, one row per school.

Parameters
----------
frame : DataFrame
    One row per school.
by : str
    The group.
"""


@pytest.fixture
def house(tmp_path, monkeypatch):
    """Return a function that builds an importable package from its files and gives its folder."""

    def build(**files):
        folder = tmp_path / f"house_{next(NUMBER)}"
        for name, source in {"": "", "low": "", "high": "", **files}.items():
            file = folder.joinpath(*name.split("__")) if name else folder
            file = file / "__init__.py" if name.count("__") == 0 else file.with_suffix(".py")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(source, encoding="utf-8")
        return folder

    monkeypatch.syspath_prepend(tmp_path)
    before = set(sys.modules)
    yield build
    for name in set(sys.modules) - before:
        if name.startswith("house_"):
            del sys.modules[name]


def verb(words, signature="frame, by"):
    return f'def total({signature}):\n    """{words}"""\n    return 1\n\n\ndef _own(a, b):\n    return 1\n'


def lacking(house, words, signature="frame, by"):
    found = docstrings.lacking(
        house(low="from .count import total\n__all__ = ['total']\n", low__count=verb(words, signature))
    )
    assert all(".low.count.total: " in line for line in found)
    return sorted(line[-5:-1] for line in found)


@pytest.mark.parametrize(
    ("words", "signature"),
    [
        (WHOLE, "frame, by"),
        ("Return half of it, a share 0-1.", "frame"),
        ("Write it; return the path.", "frame"),
        (WHOLE.replace("Return", "Count") + "\nReturns\n-------\nDataFrame\n    One row per school.\n", "frame, by"),
        (WHOLE.replace("by : str", "**by"), "frame, **by"),
    ],
)
def test_what_says_all_passes(house, words, signature):
    assert lacking(house, words, signature) == []


@pytest.mark.parametrize(
    ("words", "signature", "codes"),
    [
        ("", "frame, by", ["GL08"]),
        ("Return the rows of a group.", "frame, by", ["PR01"]),
        (WHOLE, "frame, by, level", ["PR01"]),
        (WHOLE, "frame", ["PR02"]),
        (WHOLE, "frame, group", ["PR01", "PR02"]),
        (WHOLE, "by, frame", ["PR03"]),
        ("Count the rows.", "frame", ["RT01"]),
        ("Return it.\n\nNotes\n-----\nOurs.\n\nReturns\n-------\nint\n    Rows.\n", "frame", ["GL07"]),
    ],
)
def test_what_is_not_said_is_named(house, words, signature, codes):
    assert lacking(house, words, signature) == codes


@pytest.mark.parametrize(
    "source",
    [
        "from ..low.count import total\n",
        "from ..low import count\n\n\ndef page():\n    return count.total(1, 2)\n",
        "def page():\n    from ..low.count import total as all_of_them\n\n    return all_of_them(1, 2)\n",
    ],
)
def test_what_another_package_takes_is_public(house, source):
    folder = house(low__count=verb("Return it."), high__page=source)
    assert list(docstrings.verbs(folder)) == [f"{folder.name}.low.count.total"]


def test_what_only_the_own_package_takes_is_not(house):
    folder = house(low__count=verb("Return it."), low__other="from .count import _own, total\n")
    assert docstrings.verbs(folder) == {}


def test_a_verb_is_found_behind_its_decorator(house):
    source = "from functools import cache\n\n\n@cache\n" + verb("Return it.")
    folder = house(low__count=source, high__page="from ..low.count import total\n")
    assert docstrings.lacking(folder) != []
