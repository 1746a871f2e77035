"""A dataset may hold any subset of tables, a study no list: every page is made, what is lacking is said in words."""

import json

import pytest

from shnor_lab import places
from shnor_lab import study as studies
from shnor_lab.dataset.schema import TABLES
from shnor_lab.pages.families import families
from shnor_lab.pages.lab import Lab

from ..wording import forbidden
from .conftest import SECTIONS


@pytest.fixture
def pages_of(small_workbench, share_region):
    """Return a function that makes every page of a study: its sections by family and key, its summary."""

    def made(params: str = "", *, keep=lambda table: True):
        root = small_workbench(params, keep=keep)
        share_region(root, "own")
        study, pages = studies.open("own"), {}
        for name, family in families().items():
            lab = Lab(study, output=f"outputs/own/x/{name}")
            answers = getattr(lab, name)
            assert answers.head().html()
            pages[name] = {key: getattr(answers, key)() for key in SECTIONS[name]}
            assert lab.leave().html()
            summary = json.loads((root / f"outputs/own/x/{name}/summary.json").read_text(encoding="utf-8"))
            assert summary["notebook"] == family.notebook
            for key, section in pages[name].items():
                assert section.text().strip(), (name, key)
                assert forbidden(section.text()) == [], (name, key)
        return pages

    return made


DELIVERED = sorted(file.stem for file in (places.root() / "data/demo/dataset").glob("*.parquet") if file.stem in TABLES)


@pytest.mark.parametrize("table", DELIVERED)
def test_pages_are_made_without_a_table(pages_of, table):
    pages = pages_of(keep=lambda key: key != table)
    if table == "results":
        assert "Результаты процедур" in pages["region"]["readiness"].text()
        assert "Результаты полны" not in pages["region"]["readiness"].text()


@pytest.mark.parametrize(
    ("kept", "params"),
    [((), ""), (("schools",), "list_edition: null\n")],
    ids=["the empty dataset", "schools alone and no list"],
)
def test_pages_are_made_of_next_to_nothing(pages_of, kept, params):
    for sections in pages_of(params, keep=lambda key: key in kept).values():
        assert any(section.missing for section in sections.values())


def test_pages_are_made_without_a_list_and_speak_of_the_latest_year_with_results(pages_of):
    passport = pages_of("list_edition: null\nas_of: 2024-12-01\n")["passport"]
    assert "2024/25" not in passport["fitness"].text()
    assert "не поступил ни от одной школы" not in passport["summary"].text()
