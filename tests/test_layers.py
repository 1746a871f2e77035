"""The layers of ARCHITECTURE.md, kept by import-linter, and the lightness of the first import."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LINT = [
    sys.executable,
    "-c",
    "from importlinter.cli import lint_imports_command as lint; lint()",
    "--no-logo",
    "--no-cache",
]


def lint(root):
    return subprocess.run(LINT, cwd=root, capture_output=True, text=True, check=False)


def test_a_package_imports_only_from_those_above_it():
    linted = lint(ROOT)
    assert linted.returncode == 0, linted.stdout + linted.stderr


@pytest.fixture
def stub(tmp_path):
    """Return a folder with the packages of the project, all empty, and its contracts."""
    package = tmp_path / "shnor_lab"
    for file in (ROOT / "shnor_lab").iterdir():
        if file.suffix == ".py" and file.name != "__init__.py":
            package.mkdir(exist_ok=True)
            (package / file.name).write_text("", encoding="utf-8")
        elif (file / "__init__.py").is_file():
            (package / file.name).mkdir(parents=True)
            (package / file.name / "__init__.py").write_text("", encoding="utf-8")
    inner = package / "measure" / "pooled"
    inner.mkdir()
    for name in ("__init__", "cells", "fit"):
        (inner / f"{name}.py").write_text("", encoding="utf-8")
    (package / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    assert lint(tmp_path).returncode == 0
    return package


@pytest.mark.parametrize(
    ("module", "line"),
    [("measure", "import shnor_lab.batch"), ("present", "import shnor_lab.dataset"), ("surprise", "")],
)
def test_a_back_edge_and_a_package_without_a_layer_are_seen(stub, module, line):
    (stub / module).mkdir(exist_ok=True)
    (stub / module / "__init__.py").write_text(line, encoding="utf-8")
    linted = lint(stub.parent)
    assert linted.returncode != 0
    assert module in linted.stdout + linted.stderr


def test_a_circle_inside_a_package_is_seen(stub):
    (stub / "measure" / "pooled" / "cells.py").write_text("from . import fit", encoding="utf-8")
    assert lint(stub.parent).returncode == 0
    (stub / "measure" / "pooled" / "fit.py").write_text("from . import cells", encoding="utf-8")
    linted = lint(stub.parent)
    assert linted.returncode != 0 and "shnor_lab.measure.pooled" in linted.stdout


def test_the_package_is_light_to_import():
    said = subprocess.run(
        [sys.executable, "-c", "import shnor_lab, shnor_lab.cli, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert {"pandas", "numpy", "matplotlib", "statsmodels", "papermill", "pydantic"} & set(said.stdout.split()) == set()
