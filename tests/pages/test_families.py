"""The one notion of a notebook: what a family says it needs is what its notebook reads; another one needs no list."""

import json
import sys

import nbformat
import pytest

from shnor_lab import open_study, pages, params, places
from shnor_lab import study as studies
from shnor_lab.batch import plan
from shnor_lab.pages import families
from shnor_lab.study.study import Study

from ..batch import small_region
from .conftest import NOTEBOOKS


def run(notebook: str) -> None:
    """Execute the code of a notebook in this process."""
    cells = json.loads(places.notebook(notebook).read_text(encoding="utf-8"))["cells"]
    shown: dict = {}
    for cell in cells:
        if cell["cell_type"] == "code":
            exec("".join(cell["source"]), shown)


@pytest.mark.parametrize("family", NOTEBOOKS)
def test_a_notebook_reads_the_results_that_its_family_names(family, in_demo_root, monkeypatch):
    asked, depth, result_of = set(), [0], Study.result

    def recorded(study, result):
        if not depth[0]:
            asked.add(result)
        depth[0] += 1
        try:
            return result_of(study, result)
        finally:
            depth[0] -= 1

    monkeypatch.setattr(Study, "result", recorded)
    run(NOTEBOOKS[family])
    named = set(families.families()[family].needs)
    assert sorted(one.name for one in asked - named) == [], "read, but not named in needs"
    assert sorted(one.name for one in named - asked) == [], "named in needs, but not read"


PACKAGE = '''
from shnor_lab.pages.family import Family, section
from shnor_lab.pages.place_data import PlaceData
from shnor_lab.present.section import Section
from shnor_lab.study import passport


def summary(data):
    """Return how many cells there are."""
    return Section("summary", sentences=(f"Клеток: {{len(passport.CELLS.of(data.study))}}",))


class Invented(Family[PlaceData]):
    """Answers of a notebook that no list names."""

    name = "invented"
    notebook = "55_invented"
    regional = {regional}
    needs = (passport.CELLS,)
    opens = PlaceData

    summary = section(summary)


FAMILY = Invented
'''


@pytest.fixture
def added(tmp_path, monkeypatch):
    """Return a function that adds a family package."""

    def add(*, regional: bool):
        folder = tmp_path / "added" / "invented"
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text(PACKAGE.format(regional=regional), encoding="utf-8")
        monkeypatch.setattr(pages, "__path__", [*pages.__path__, str(folder.parent)])
        families.families.cache_clear()

    yield add
    monkeypatch.undo()
    families.families.cache_clear()
    sys.modules.pop("shnor_lab.pages.invented", None)


@pytest.mark.parametrize("regional", [False, True])
def test_a_notebook_is_added_by_its_package_and_its_file(added, small_workbench, share_region, regional):
    root = small_workbench()
    share_region(root, "own")
    (root / "notebooks").unlink()
    (root / "notebooks").mkdir()
    added(regional=regional)
    parameters = 'study = "own"\noutput = ""' if regional else small_region.PARAMETERS.replace("tiny", "own")
    opened = "lab = open_study(study, output=output" + ("" if regional else ", municipality=municipality") + ")"
    cells = ["from shnor_lab import open_study\n" + opened, "lab.invented.summary()", "lab.leave()"]
    nbformat.write(
        nbformat.from_dict(small_region.notebook(*cells, parameters=parameters)), root / "notebooks/55_invented.ipynb"
    )
    assert "55_invented" in families.notebooks() and "invented" in dir(open_study("own"))
    study = studies.open("own")
    chosen = params.load("own").model_copy(update={"notebooks": ["55_invented"]})
    places_planned = [item.folder for item in plan.whole(chosen, study.municipalities)]
    assert places_planned == (["region"] if regional else list(study.municipalities["municipality_id"]))
    assert [one.name for one in families.needs(["55_invented"])] == ["cells"]
    run("55_invented")
    assert open_study("own").invented.summary().sentences[0].startswith("Клеток: ")


def test_what_one_family_shows_changes_nothing_that_another_shows(lab):
    region = lab.region.head().html()
    assert lab.passport.view.municipality and lab.identification.view == lab.passport.view
    assert lab.region.head().html() == region
    assert lab.region.view.municipality == "" and len(lab.region.view.schools) == len(lab.study.schools)
    assert lab.passport.summary() is not lab.region.summary()
    shown = lab.leave().html()
    assert lab.passport.summary().sentences and shown


def test_a_family_that_is_not_there_is_told_with_those_that_are(lab):
    with pytest.raises(AttributeError, match="passport, identification, laboratory, region"):
        lab.pasport  # noqa: B018 - asked for by a wrong name
