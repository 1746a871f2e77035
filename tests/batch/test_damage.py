"""Whatever became of a file below ``outputs``, the index is written and the next run gives what a first run gives."""

import shutil

import nbformat
import pytest

from shnor_lab import language, places
from shnor_lab.batch import dictionary, engine, plan, publish, run, site

from .. import damage
from . import small_region

STUDY = small_region.SmallStudy(codes=["elkino"])
FAILURE = engine.Failure("failed", "ParamsError", "Беда", "Раздел")

PAGE = "elkino/10_small"
KEYS = {
    f"{PAGE}/done.json": ("fingerprint", "files"),
    "region/90_all/failed.json": ("fingerprint", "bucket", "error", "message", "section", "copy"),
    f"{PAGE}/summary.json": ("key_figures", "tables"),
    "forms/.source": (),
}
OTHERS = (
    f"{PAGE}/tables/sums.csv",
    f"{PAGE}.html",
    f"{PAGE}.ipynb",
    "run.json",
    "failures.csv",
    "index.html",
    "dictionary.html",
    "forms/Школы.xlsx",
)
KINDS = damage.contents() | damage.places()
CASES = {name: KINDS | damage.shapes() | damage.values(*keys) for name, keys in KEYS.items()} | dict.fromkeys(
    OTHERS, {kind: KINDS[kind] for kind in ("empty", "binary", "lost", "folder", "shut")}
)


def execute(notebook, parameters, **options):
    """Stand for the kernel: the municipal page succeeds, the one of the region fails."""
    if "municipality" not in parameters:
        return nbformat.from_dict(notebook), FAILURE
    folder = places.root() / parameters["output"]
    (folder / "tables").mkdir(parents=True)
    (folder / "tables" / "sums.csv").write_text("1", encoding="utf-8")
    (folder / "summary.json").write_text(
        '{"title": "Ёлкино", "key_figures": [{"label": "Школ", "value": "3"}], "sentences": [],'
        ' "tables": [{"key": "sums", "title": "Суммы", "csv": "tables/sums.csv", "xlsx": ""}]}',
        encoding="utf-8",
    )
    return notebook, None


def batch(**options):
    return run.run(STUDY, prepare=small_region.prepare, jobs=1, **options)


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    root = small_region.make(tmp_path_factory.mktemp("finished") / "область")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(places.VARIABLE, str(root))
        patch.setattr(engine, "execute", execute)
        small_region.know(patch.setattr)
        language.use("ru")
        batch()
        yield root


@pytest.fixture
def again(finished, tmp_path, monkeypatch):
    root = shutil.copytree(finished, tmp_path / "область")
    monkeypatch.setenv(places.VARIABLE, str(root))
    return root


@pytest.mark.parametrize(
    ("name", "change"),
    [pytest.param(name, change, id=f"{name}-{kind}") for name in CASES for kind, change in CASES[name].items()],
)
def test_what_was_damaged_is_made_anew(finished, again, monkeypatch, name, change):
    if name not in (dictionary.PAGE, *(one for one in CASES if one.startswith(dictionary.FORMS))):
        monkeypatch.setattr(dictionary, "build", lambda study: None)
    change(again / "outputs" / "tiny" / name)
    with publish.alone("tiny"):
        site.build(STUDY, run.fingerprints(STUDY, plan.whole(STUDY.params, STUDY.municipalities)))
    batch(only=["region" if name.startswith(PAGE) else "elkino"])
    report = batch()
    assert report.buckets["broken"] == 0
    assert small_region.files(again) == small_region.files(finished)
    assert (again / "outputs" / "tiny" / "run.json").is_file()
