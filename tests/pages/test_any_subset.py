"""A dataset may hold any subset of tables, a study no list: every page is made, what is lacking is said in words."""

import json

import pytest

from shnor_lab import open_study, places
from shnor_lab.dataset.schema import TABLES
from shnor_lab.pages.families import families

from ..wording import forbidden
from .conftest import SECTIONS


@pytest.fixture
def page_of(small_workbench, share_region):
    """Return a function that makes one page of a study: its sections, its summary."""

    def made(family: str, *, keep, params: str = ""):
        root = small_workbench(params, keep=keep)
        share_region(root, "own")
        lab = open_study("own", output="outputs/own/x/page")
        answers = getattr(lab, family)
        assert answers.head().html()
        sections = {key: getattr(answers, key)() for key in SECTIONS[family]}
        assert lab.leave().html()
        summary = json.loads((root / "outputs/own/x/page/summary.json").read_text(encoding="utf-8"))
        assert summary["notebook"] == families()[family].notebook
        for key, section in sections.items():
            assert section.text().strip(), key
            assert forbidden(section.text()) == [], key
        return sections

    return made


DELIVERED = sorted(file.stem for file in (places.root() / "data/demo/dataset").glob("*.parquet") if file.stem in TABLES)


@pytest.mark.parametrize("table", DELIVERED)
@pytest.mark.parametrize("family", SECTIONS)
def test_a_page_is_made_without_a_table(page_of, family, table):
    page_of(family, keep=lambda key: key != table)


@pytest.mark.parametrize("family", SECTIONS)
def test_a_page_is_made_of_the_empty_dataset(page_of, family):
    sections = page_of(family, keep=lambda key: False)
    assert any(section.missing for section in sections.values())


@pytest.mark.parametrize("family", SECTIONS)
def test_a_page_is_made_of_schools_alone_without_a_list(page_of, family):
    sections = page_of(family, keep=lambda key: key == "schools", params="list_edition: null\n")
    assert any(section.missing for section in sections.values())


@pytest.mark.parametrize("family", SECTIONS)
def test_a_page_is_made_without_a_list(page_of, family):
    page_of(family, keep=lambda key: True, params="list_edition: null\n")


def test_what_was_not_delivered_is_not_called_complete(page_of):
    without_results = page_of("region", keep=lambda key: key != "results")
    assert "Результаты процедур" in without_results["readiness"].text()
    assert "Результаты полны" not in without_results["readiness"].text()


def test_without_a_list_the_latest_year_with_results_is_spoken_of(page_of):
    passport = page_of("passport", keep=lambda key: True, params="list_edition: null\nas_of: 2024-12-01\n")
    assert "2024/25" not in passport["fitness"].text()
    assert "не поступил ни от одной школы" not in passport["summary"].text()
