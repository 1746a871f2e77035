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


@pytest.mark.parametrize(
    ("module", "line"),
    [("measure", "import shnor_lab.batch"), ("present", "import shnor_lab.dataset"), ("surprise", "")],
)
def test_a_back_edge_and_a_package_without_a_layer_are_seen(tmp_path, module, line):
    package = tmp_path / "shnor_lab"
    for file in (ROOT / "shnor_lab").iterdir():
        if file.suffix == ".py" and file.name != "__init__.py":
            (package / file.name).parent.mkdir(exist_ok=True)
            (package / file.name).write_text("", encoding="utf-8")
        elif (file / "__init__.py").is_file():
            (package / file.name).mkdir(parents=True)
            (package / file.name / "__init__.py").write_text("", encoding="utf-8")
    (package / "__init__.py").write_text("", encoding="utf-8")
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    assert lint(tmp_path).returncode == 0
    (package / module).mkdir(exist_ok=True)
    (package / module / "__init__.py").write_text(line, encoding="utf-8")
    linted = lint(tmp_path)
    assert linted.returncode != 0
    assert module in linted.stdout + linted.stderr


def test_the_package_is_light_to_import():
    said = subprocess.run(
        [sys.executable, "-c", "import shnor_lab, shnor_lab.cli, sys; print(*sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert {"pandas", "numpy", "matplotlib", "statsmodels", "papermill", "pydantic"} & set(said.stdout.split()) == set()
