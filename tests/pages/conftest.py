"""The demo study opened for pages, in a root of its own."""

import json

import pytest

from shnor_lab import open_study, places
from shnor_lab.study.fingerprint import digest

SECTIONS = {
    "passport": [
        "summary",
        "deliveries",
        "schools",
        "coverage",
        "participation",
        "sizes",
        "findings",
        "breaks",
        "reliability",
        "fitness",
    ],
    "identification": [
        "summary",
        "reconcile",
        "reasons",
        "unknown",
        "certainty",
        "margin",
        "rules",
        "settings",
        "movement",
        "actions",
    ],
    "laboratory": [
        "summary",
        "population",
        "rules",
        "agreement",
        "sensitivity",
        "variance",
        "bias",
        "prediction",
        "errors",
        "limits",
    ],
    "region": ["summary", "readiness", "lists", "movement", "requests", "changes"],
}
NOTEBOOKS = {
    "passport": "00_data_passport",
    "identification": "10_identification",
    "laboratory": "11_rule_laboratory",
    "region": "90_region_overview",
}


@pytest.fixture(scope="module")
def lab(in_demo_root):
    return open_study("demo")


@pytest.fixture
def study_of(in_demo_root, tmp_path, monkeypatch, share_region):
    """Return a function that opens a study with other choices or with some tables taken away."""

    def opened(text: str, *, without: tuple[str, ...] = (), **options):
        for name in ("params", "data/datasets/own"):
            (tmp_path / name).mkdir(parents=True, exist_ok=True)
        (tmp_path / "notebooks").symlink_to(in_demo_root / "notebooks")
        (tmp_path / "requirements.lock").symlink_to(in_demo_root / "requirements.lock")
        for file in (in_demo_root / "data/demo/dataset").iterdir():
            if file.stem not in without:
                (tmp_path / "data/datasets/own" / file.name).symlink_to(file.resolve())
        defaults = (in_demo_root / "params/defaults.yaml").read_bytes()
        (tmp_path / "params/defaults.yaml").write_bytes(defaults)
        (tmp_path / "params/own.yaml").write_text("dataset: own\ntitle: Область\n" + text, encoding="utf-8")
        share_region(tmp_path, "own", kept_as=digest(text, *without))
        monkeypatch.setenv(places.VARIABLE, str(tmp_path))
        return open_study("own", **options)

    return opened


def answered(family, notebook: str) -> list[str]:
    """Return the sections that the notebook shows, read from its cells."""
    cells = json.loads(places.notebook(notebook).read_text(encoding="utf-8"))["cells"]
    begin = f"lab.{family}."
    return ["".join(c["source"])[len(begin) : -2] for c in cells if "".join(c["source"]).startswith(begin)]
