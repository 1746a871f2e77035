"""Notebooks keep their rules, and nbval notices a stored number that is no longer true."""

import copy
import json
import re
import subprocess
import sys
from pathlib import Path

import notebook_rules
import pytest

NOTEBOOKS = sorted(notebook_rules.NOTEBOOKS.glob("*.ipynb"))
STORED = {"metadata": {"tags": ["keep_output", "nbval-check-output"]}, "execution_count": 3}


def code(source, **parts):
    return {"cell_type": "code", "metadata": {}, "execution_count": None, "outputs": [], "source": source} | parts


def result(text):
    return [{"output_type": "execute_result", "data": {"text/plain": text}, "execution_count": 3, "metadata": {}}]


GOOD = {
    "cells": [
        {"cell_type": "markdown", "metadata": {}, "source": "# Заголовок"},
        code('study = "demo"\noutput = ""', metadata={"tags": ["parameters"]}),
        code("from shnor_lab import open_study\n\nlab = open_study(study, output=output)"),
        code("lab.region.summary()", **STORED, outputs=result("'один'")),
        code("lab.region.lists()", **STORED, outputs=result("'два'")),
        code("lab.leave()"),
    ],
    "metadata": {"kernelspec": {"name": "python3", "language": "python"}},
    "nbformat": 4,
    "nbformat_minor": 5,
}


@pytest.mark.parametrize("file", NOTEBOOKS, ids=lambda file: file.stem)
def test_rules(file):
    assert notebook_rules.problems(json.loads(file.read_text(encoding="utf-8"))) == []


def test_a_good_notebook_has_no_problem():
    assert notebook_rules.problems(GOOD) == []


def set_source(position, source):
    def change(notebook):
        notebook["cells"][position]["source"] = source

    return change


def set_part(position, **parts):
    def change(notebook):
        notebook["cells"][position] |= parts

    return change


IMAGE = [{"output_type": "display_data", "data": {"image/png": "iVBO"}, "metadata": {}}]
INSIDE = [
    {"output_type": "display_data", "data": {"text/html": "<img src='data:image/png;base64,iVBO'>"}, "metadata": {}}
]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (set_source(0, "# Один\n\n# Два"), "2 headings"),
        (set_source(1, 'study = "a"; output = str(1)'), "plain strings"),
        (set_source(1, "study: str = 'a'"), "plain strings"),
        (set_part(1, metadata={}), "0 cells tagged parameters"),
        (set_source(2, "lab = 1"), "open_study"),
        (set_source(3, "lab.a()\nlab.b()"), "not one call"),
        (set_source(3, "x = lab.a()"), "not one call"),
        (set_source(3, "[lab.a(x) for x in y]"), "not one call"),
        (set_source(3, "for x in y:\n    lab.a()"), "loop"),
        (set_source(3, "def f():\n    pass"), "definition"),
        (set_source(3, "%matplotlib inline"), "magic"),
        (set_source(3, 'lab.a("data/x.csv")'), "path"),
        (set_source(5, "lab.region.last()"), "lab.leave()"),
        (set_part(5, outputs=result("1")), "without both tags"),
        (set_part(3, metadata={"tags": ["keep_output"]}), "only one of the tags"),
        (set_part(3, metadata={}, outputs=[]), "1 cells tagged"),
        (set_part(3, outputs=[]), "no stored output"),
        (set_part(3, execution_count=None), "no stored output"),
        (set_part(3, outputs=IMAGE), "image"),
        (set_part(3, outputs=INSIDE), "image"),
        (lambda notebook: notebook["metadata"].clear(), "kernelspec"),
    ],
)
def test_each_broken_rule_is_named(change, said):
    notebook = copy.deepcopy(GOOD)
    change(notebook)
    found = notebook_rules.problems(notebook)
    assert any(said in problem for problem in found), found


@pytest.mark.slow
def test_nbval_fails_on_one_changed_number(tmp_path):
    """The same tags and options as ``make test``, on notebooks that need no dataset."""
    for name, printed in (("true", "42\n"), ("changed", "43\n")):
        notebook = copy.deepcopy(GOOD)
        for position, source in ((2, "x = 41"), (3, "print(x + 1)"), (4, "x"), (5, "x")):
            notebook["cells"][position] |= {"source": source, "outputs": []}
        for number, cell in enumerate(notebook["cells"]):
            cell["id"] = f"c{number}"
        notebook["cells"][3]["outputs"] = [{"output_type": "stream", "name": "stdout", "text": printed}]
        notebook["cells"][4]["outputs"] = result("41")
        (tmp_path / f"{name}.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    light = ["-p", "shnor_lab.batch.formats", "-p", "no:cacheprovider"]
    options = ["-q", *light, "--nbval-lax", "--nbval-current-env", "true.ipynb", "changed.ipynb"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert re.findall(r"FAILED (\w+)\.ipynb::Cell (\d)", ran.stdout) == [("changed", "2")], ran.stdout
    assert "1 failed, 9 passed" in ran.stdout


def test_the_makefile_runs_nbval_with_these_options():
    makefile = (Path(notebook_rules.__file__).parent.parent / "Makefile").read_text(encoding="utf-8")
    assert "--nbval-lax --nbval-current-env" in makefile
