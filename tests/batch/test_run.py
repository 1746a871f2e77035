import csv
import io
import json
import os
import re
import shutil
import tempfile
import threading
import time
from pathlib import Path

import psutil
import pytest

from shnor_lab import params
from shnor_lab.batch import engine, plan, progress, publish, run
from shnor_lab.errors import BatchError
from shnor_lab.writing import whole

from . import small_region
from .small_region import SmallStudy, files

BOTH = """
warnings.warn("ожидаемое предупреждение")
if municipality == "elkino":
    raise shnor_lab.errors.ParamsError("Порога нет", where=str(folder), todo="указать порог")
""".strip()


def batch(study=None, **options):
    return run.run(study or SmallStudy(), prepare=small_region.prepare, jobs=2, **options)


def buckets(report):
    return {outcome.item.key: outcome.bucket for outcome in report.outcomes}


@pytest.fixture
def quick(monkeypatch):
    """Replace the kernel: what is tested here are files and buckets."""
    ran = []

    def execute(notebook, parameters, **options):
        from shnor_lab import places

        place = parameters.get("municipality", "region")
        ran.append(place)
        folder = places.root() / parameters["output"] / "tables"
        folder.mkdir(parents=True)
        (folder / "sums.csv").write_text(place, encoding="utf-8")
        return notebook, None

    monkeypatch.setattr(engine, "execute", execute)
    return ran


def test_a_run_with_a_planned_failure_and_warning(root, capsys):
    small_region.make(root, middle=BOTH)
    report = batch()
    outputs = root / "outputs" / "tiny"

    assert report.buckets == {"done": 4, "skipped": 0, "failed": 1, "broken": 0}
    assert report.exit_code == 1
    assert buckets(report)["elkino/10_small"] == "failed"

    page = (outputs / "elkino" / "10_small.html").read_text(encoding="utf-8")
    for said in ("Порога нет", "указать порог", "Раздел первый", "Вымышленный регион", "10_small.failed.ipynb"):
        assert said in page
    assert "Traceback" not in page
    assert not (outputs / "elkino" / "10_small" / "tables").exists()
    assert "ParamsError" in (outputs / "elkino" / "10_small.failed.ipynb").read_text(encoding="utf-8")

    rows = list(csv.DictReader(io.StringIO((outputs / "failures.csv").read_text("utf-8-sig")), delimiter=";"))
    assert [list(row.values())[:6] for row in rows] == [
        ["elkino", "Ёлкино", "10_small", "failed", "Раздел первый", "ParamsError"]
    ]

    good = (outputs / "vyazy" / "10_small.html").read_text(encoding="utf-8")
    assert "ожидаемое предупреждение" in good
    assert "<title>Проба пера — Вязы</title>" in good
    assert "import json" not in good
    assert not re.search(r"(src|href)=[\"']?(https?:)?//", good)
    copy = (outputs / "vyazy" / "10_small.ipynb").read_text(encoding="utf-8")
    assert "municipality = 'vyazy'" in copy

    here = [
        str(root),
        str(Path(__file__).resolve().parents[2]),
        tempfile.gettempdir() + "/",
        "ipykernel_",
        "site-packages",
    ]
    named = {
        name: mark
        for name, content in (files(root) | {"run.json": (outputs / "run.json").read_bytes()}).items()
        for mark in here
        if mark.encode() in content
    }
    assert named == {}

    record = json.loads((outputs / "run.json").read_text(encoding="utf-8"))
    assert set(record) >= {
        "study",
        "versions",
        "data",
        "params",
        "buckets",
        "notebooks",
        "computed",
        "started",
        "seconds",
    }
    assert record["buckets"] == report.buckets
    assert record["computed"] == {"decisions": 1}
    assert capsys.readouterr().err.count("\n") == 5
    assert not (outputs / ".work").exists()


@pytest.mark.skipif(os.name != "posix", reason="a file is told by its inode")
@pytest.mark.parametrize("failure", [None, engine.Failure("failed", "ParamsError", "Беда", "Раздел")])
def test_every_file_of_a_page_is_flushed_once_before_it_gets_its_name(root, monkeypatch, failure):
    def execute(notebook, parameters, **options):
        folder = root / parameters["output"]
        if failure is None:
            whole(folder / "tables" / "sums.csv", b"1")
            whole(folder / "summary.json", b'{"key_figures": [], "tables": []}')
        return notebook, failure

    def published():
        return [file for file in outputs.glob("elkino/**/*") if file.is_file()]

    def seen(number):
        flushed.append(os.fstat(number).st_ino)
        assert flushed[-1] not in {file.stat().st_ino for file in published()}

    flushed, outputs = [], root / "outputs" / "tiny"
    monkeypatch.setattr(engine, "execute", execute)
    monkeypatch.setattr(os, "fsync", seen)
    report = batch(SmallStudy(codes=["elkino"]), only=["elkino"])
    assert report.buckets["broken"] == 0
    assert [flushed.count(file.stat().st_ino) for file in published()] == [1] * (3 if failure else 5)


def test_what_is_up_to_date_is_skipped(root, quick):
    batch()
    first = files(root)
    quick.clear()
    report = batch()
    assert quick == []
    assert report.buckets == {"done": 0, "skipped": 5, "failed": 0, "broken": 0}
    assert report.computed == {}
    assert files(root) == first


@pytest.mark.parametrize("change", ["data", "text", "choice", "force"])
def test_a_change_makes_pages_anew(root, quick, change):
    batch()
    quick.clear()
    study = SmallStudy(data="1" * 64) if change == "data" else SmallStudy()
    if change == "text":
        content = small_region.notebook("## Другой заголовок")
        small_region.write_notebook(root, "10_small", content)
    if change == "choice":
        with (root / "params" / "tiny.yaml").open("a", encoding="utf-8") as lines:
            lines.write("seed: 7\n")
    batch(study, force=change == "force")
    assert len(quick) == (4 if change == "text" else 5)


def test_a_lost_or_changed_file_is_made_anew(root, quick):
    batch()
    before = files(root)
    outputs = root / "outputs" / "tiny"
    (outputs / "elkino" / "10_small.html").unlink()
    (outputs / "vyazy" / "10_small" / "tables" / "sums.csv").write_text("чужое", encoding="utf-8")
    (outputs / "sosnovka" / "10_small" / "done.json").write_text("{", encoding="utf-8")
    quick.clear()
    batch()
    assert sorted(quick) == ["elkino", "sosnovka", "vyazy"]
    assert files(root) == before


def test_a_file_or_a_half_moved_page_in_the_place_of_a_page_is_made_anew(root, quick):
    batch()
    before = files(root)
    outputs = root / "outputs" / "tiny"
    shutil.rmtree(outputs / "elkino" / "10_small")
    (outputs / "elkino" / "10_small").write_text("чужое", encoding="utf-8")
    (outputs / "vyazy" / "10_small" / "done.json").rename(outputs / "vyazy" / "10_small" / "partial.json")
    quick.clear()
    assert batch().buckets["done"] == 2
    assert sorted(quick) == ["elkino", "vyazy"]
    assert files(root) == before


def test_part_of_the_plan_leaves_the_rest(root, quick):
    batch()
    before = files(root)
    quick.clear()
    report = batch(force=True, only=["elkino"])
    assert quick == ["elkino"]
    assert report.removed == 0
    assert files(root) == before


def test_a_failure_withdraws_the_old_page_and_is_tried_again(root, quick, monkeypatch):
    batch()
    fine = files(root)
    executed = engine.execute
    failure = engine.Failure("failed", "ParamsError", "Беда", "Раздел")
    monkeypatch.setattr(engine, "execute", lambda notebook, parameters, **options: (notebook, failure))
    report = batch(only=["elkino"], force=True)
    assert report.exit_code == 1
    assert not any("elkino/10_small/tables" in name for name in files(root))
    monkeypatch.setattr(engine, "execute", executed)
    report = batch()
    assert buckets(report)["elkino/10_small"] == "done"
    assert files(root) == fine


def test_what_the_plan_no_longer_has_is_removed_and_counted(root, quick):
    batch()
    mine = root / "outputs" / "tiny" / "elkino" / "моё.ipynb"
    mine.write_text("{}", encoding="utf-8")
    answers = root / "outputs" / "tiny" / "region" / ("a" * 64)
    answers.mkdir()
    small_region.make(root, notebooks=("10_small",))
    report = batch(SmallStudy(codes=["berezovka", "sosnovka"]))
    assert report.removed == 3
    left = {name.split("/")[0] for name in files(root) if "/" in name} - {"forms"}
    assert left == {"berezovka", "sosnovka", "elkino"}
    assert mine.exists()
    assert answers.exists()


def test_a_folder_of_the_program_is_no_page_of_the_region(root, quick):
    batch()
    page = root / "outputs" / "tiny" / "region" / "90_all"
    shutil.copytree(page, root / "outputs" / "tiny" / "kept" / "90_all")
    shutil.copytree(page, root / "outputs" / "tiny" / "kept" / "80_old")
    assert batch().removed == 0 and (root / "outputs" / "tiny" / "kept" / "80_old").is_dir()


def test_a_defect_while_writing_a_page_stops_nobody_else(root, quick, monkeypatch, capsys):
    published = publish.publish

    def full_disk(study, item, **content):
        if item.municipality_id == "elkino":
            raise OSError(28, "нет места")
        published(study, item, **content)

    monkeypatch.setattr(publish, "publish", full_disk)
    report = batch()
    assert report.buckets == {"done": 4, "skipped": 0, "failed": 0, "broken": 1}
    assert "нет места" in capsys.readouterr().err


def test_a_batch_that_is_stopped_ends_its_threads_and_kernels_and_leaves_whole_pages(root, monkeypatch):
    batch()
    before = files(root)
    small_region.make(root, middle="while municipality == 'elkino':\n    time.sleep(1)")
    threads = threading.active_count()

    def stop(progress, item, bucket, seconds):
        raise KeyboardInterrupt

    monkeypatch.setattr(progress.Progress, "line", stop)
    began = time.monotonic()
    with pytest.raises(KeyboardInterrupt):
        batch(only=["elkino", "region"], force=True)
    assert time.monotonic() - began < 60
    assert threading.active_count() == threads
    assert psutil.Process().children(recursive=True) == []
    left = {name: content for name, content in files(root).items() if name.startswith("elkino/")}
    assert left == {name: content for name, content in before.items() if name.startswith("elkino/")}


def test_a_second_batch_on_the_same_study_stops_in_words(root, quick):
    with publish.alone("tiny"), pytest.raises(BatchError, match="tiny"):
        batch()
    assert quick == []
    assert batch().exit_code == 0


def test_a_notebook_that_cannot_run_stops_everything_before_the_first(root, quick):
    small_region.write_notebook(root, "90_all", small_region.notebook(parameters='study = ""\nno = ""'))
    with pytest.raises(BatchError):
        batch()
    assert quick == []


def test_states(root, quick):
    study = SmallStudy()
    items = plan.whole(study.params, study.municipalities)
    marks = run.fingerprints(study, items)
    assert publish.state("tiny", items[0], marks[items[0]]) == "absent"
    batch()
    assert publish.state("tiny", items[0], marks[items[0]]) == "done"
    assert publish.state("tiny", items[0], "другой") == "stale"


def test_fingerprints_differ_by_page_and_not_by_place(root, tmp_path, monkeypatch, quick):
    study = SmallStudy()
    items = plan.whole(study.params, study.municipalities)
    here = run.fingerprints(study, items)
    assert len(set(here.values())) == len(items)
    monkeypatch.setenv("SHNOR_HOME", str(small_region.make(tmp_path / "другое место")))
    assert run.fingerprints(study, items) == here
    assert params.load("tiny").study == "tiny"
