"""The demo study opened for pages, in a root of its own."""

import json

import pytest

from shnor_lab import open_study, places
from shnor_lab.pages.families import families
from shnor_lab.pages.lab import Lab

NOTEBOOKS = {name: family.notebook for name, family in families().items()}


def answered(family: str) -> list[str]:
    """Return the sections that the notebook of a family shows, read from its cells."""
    file = places.root() / "notebooks" / f"{NOTEBOOKS[family]}.ipynb"
    cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
    begin = f"lab.{family}."
    return ["".join(c["source"])[len(begin) : -2] for c in cells if "".join(c["source"]).startswith(begin)]


SECTIONS = {name: [key for key in answered(name) if key != "head"] for name in NOTEBOOKS}


@pytest.fixture(autouse=True)
def _blank_pictures(monkeypatch):
    """Charts have tests of their own."""
    monkeypatch.setattr("matplotlib.figure.Figure.savefig", lambda drawn, out, **_more: out.write(b"\x89PNG"))


@pytest.fixture(scope="session")
def _opened(demo_study):
    """Return the labs of the demo study by municipality: a test that changes one makes its own."""
    codes = ("", *demo_study.municipalities["municipality_id"])
    return {code: Lab(demo_study, municipality=code) for code in codes}


@pytest.fixture(scope="module")
def lab(in_demo_root, _opened):
    """Return the demo study from its first municipality."""
    return _opened[""]


@pytest.fixture(scope="module")
def labs(in_demo_root, _opened):
    """Return the demo study from each of its municipalities."""
    return [lab for code, lab in _opened.items() if code]


@pytest.fixture
def study_of(in_demo_root, small_region, tmp_path, monkeypatch, share_region):
    """Return a function that opens a study of the small region with other choices or with some tables taken away."""

    def opened(text: str, *, without: tuple[str, ...] = (), whole: bool = False, **options):
        for name in ("params", "data/datasets/own"):
            (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / "notebooks").symlink_to(in_demo_root / "notebooks")
        (tmp_path / "requirements.lock").symlink_to(in_demo_root / "requirements.lock")
        for file in (in_demo_root / "data/demo/dataset" if whole else small_region).iterdir():
            if file.stem not in without:
                (tmp_path / "data/datasets/own" / file.name).symlink_to(file.resolve())
        defaults = (in_demo_root / "params/defaults.yaml").read_bytes()
        (tmp_path / "params/defaults.yaml").write_bytes(defaults)
        (tmp_path / "params/own.yaml").write_text("dataset: own\ntitle: Область\n" + text, encoding="utf-8")
        share_region(tmp_path, "own")
        monkeypatch.setenv(places.VARIABLE, str(tmp_path))
        return open_study("own", **options)

    return opened
