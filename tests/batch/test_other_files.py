"""A run that makes one page leaves every other finished file as it is: pages, tables, kept results."""

import os

import pytest

from shnor_lab import study as studies
from shnor_lab.batch import run
from shnor_lab.pages.families import needs
from shnor_lab.study import prepare

from . import small_region

FEW = ("cells", "coverage", "participation", "rows_by_delivery", "signs")


def prepared(study, notebooks):
    """Compute what pages of both kinds read, as the command does."""
    read = [result for result in needs() if result.name in FEW]
    return prepare(study, read, known=needs())


def state(root) -> dict[str, tuple[int, int, bytes]]:
    """Return every file below the outputs with its identity, time of change and content."""
    changing = {"run.json", "index.html", "dictionary.html"}
    return {
        file.relative_to(root).as_posix(): (file.stat().st_ino, file.stat().st_mtime_ns, file.read_bytes())
        for file in sorted((root / "outputs").rglob("*"))
        if file.is_file() and file.name not in changing and not file.name.endswith(".lock")
    }


@pytest.fixture
def workbench(small_workbench):
    root = small_workbench("notebooks: [10_small, 90_all]\n")
    (root / "notebooks").unlink()
    small_region.make(root)
    return root


def test_a_page_deleted_and_made_again_touches_no_other_file(workbench):
    study = studies.open("own")
    first = run.run(study, prepare=prepared, jobs=1)
    assert first.exit_code == 0 and set(first.computed) == set(FEW)
    before = state(workbench)
    code = str(study.municipalities["municipality_id"].iloc[0])
    lost = workbench / "outputs/own" / code / "10_small.html"
    lost.unlink()
    again = run.run(studies.open("own"), prepare=prepared, jobs=1, limit=1)
    assert again.buckets == {"done": 1, "skipped": 1, "failed": 0, "broken": 0} and again.computed == {}
    after = state(workbench)
    assert set(after) == set(before)
    own = f"outputs/own/{code}/10_small"
    assert [name for name in before if before[name] != after[name] and not name.startswith(own)] == []
    assert after[f"{own}.html"][2] == before[f"{own}.html"][2]


def test_a_change_of_words_makes_pages_and_computes_nothing(workbench):
    run.run(studies.open("own"), prepare=prepared, jobs=1, limit=1)
    kept = {name: told for name, told in state(workbench).items() if "/kept/" in name}
    own = workbench / "params/own.yaml"
    own.write_text(own.read_text(encoding="utf-8") + "colophon: Иначе\nas_of: 2025-02-01\n", encoding="utf-8")
    os.utime(own)
    report = run.run(studies.open("own"), prepare=prepared, jobs=1, limit=1)
    assert report.buckets["done"] == 2 and report.computed == {}
    assert {name: told for name, told in state(workbench).items() if "/kept/" in name} == kept
