"""Fingerprints change with everything an answer depends on, and with nothing else."""

import json

import pytest

from shnor_lab import params
from shnor_lab.study import fingerprint


def test_borders_between_parts_cannot_move():
    assert fingerprint.digest("ab", "c") != fingerprint.digest("a", "bc")
    assert fingerprint.digest("ab", b"c") == fingerprint.digest(b"ab", "c")


def test_a_result_depends_on_name_choices_tables_and_results():
    read = [("results", "1"), ("schools", "2")]
    base = fingerprint.result("decisions", "{}", read, ["up"])
    assert base == fingerprint.result("decisions", "{}", read[::-1], ["up"])
    others = [
        fingerprint.result("movement", "{}", read, ["up"]),
        fingerprint.result("decisions", '{"seed":1}', read, ["up"]),
        fingerprint.result("decisions", "{}", [("results", "x"), ("schools", "2")], ["up"]),
        fingerprint.result("decisions", "{}", read, ["other"]),
        fingerprint.result("decisions", "{}", [*read, ("results", "up")]),
    ]
    assert len({base, *others}) == 1 + len(others)


def test_choices_are_those_named(monkeypatch):
    demo = params.load("demo")
    assert json.loads(fingerprint.choices(demo, ["seed", "rules.regional_30", "list_edition.year"])) == {
        "seed": demo.seed,
        "rules.regional_30": demo.rules["regional_30"],
        "list_edition.year": demo.list_edition.year,
    }
    assert json.loads(fingerprint.choices(demo)) == demo.model_dump(mode="json")


@pytest.fixture
def notebook(tmp_path):
    file = tmp_path / "10_identification.ipynb"

    def write(text: str, outputs: list) -> str:
        cell = {"cell_type": "code", "source": text, "outputs": outputs}
        file.write_text(json.dumps({"cells": [cell]}), encoding="utf-8")
        return fingerprint.notebook(file, "moscow", params.load("demo"), [("results", "1")])

    return write


def test_a_notebook_depends_on_its_text_and_not_on_its_outputs(notebook):
    base = notebook("lab.leave()", [])
    assert base == notebook("lab.leave()", [{"text": "1"}])
    assert base != notebook("lab.leave( )", [])
