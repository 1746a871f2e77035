"""The tables of validation/README.md say what the committed results say."""

import re

import pytest
import tables_of_readme as script

STALE = "a table of README.md is not what the results give: run validation/tables_of_readme.py and read what changed"


@pytest.fixture(scope="module")
def page():
    return script.README.read_text(encoding="utf-8")


def test_every_table_is_what_the_results_give(page):
    named = re.findall(r"<!-- table: (\w+) -->", page)
    assert sorted(named) == sorted(script.TABLES) and page.count("<!-- end -->") == len(named)
    assert script.filled(page) == page, STALE


def test_a_number_typed_by_hand_does_not_stay(page):
    for name in script.TABLES:
        start = page.index(f"<!-- table: {name} -->")
        digit = max(found.start() for found in re.finditer(r"\d", page[: page.index("<!-- end -->", start)]))
        typed = page[:digit] + str((int(page[digit]) + 1) % 10) + page[digit + 1 :]
        assert script.filled(typed) == page


@pytest.mark.parametrize(
    ("value", "digits", "printed"), [(0.0685, 1, "6.8"), (-0.0279, 1, "−2.8"), (0.0002, 1, "0.0"), (1.0, 0, "100")]
)
def test_shares_are_printed_as_per_cent(value, digits, printed):
    assert script.percent(value, digits) == printed
