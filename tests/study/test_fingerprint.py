"""Fingerprints change with everything an answer depends on, and with nothing else."""

import json

import pytest

from shnor_lab import params
from shnor_lab.study import fingerprint


def test_borders_between_parts_cannot_move():
    assert fingerprint.digest("ab", "c") != fingerprint.digest("a", "bc")
    assert fingerprint.digest("ab", b"c") == fingerprint.digest(b"ab", "c")


def test_a_result_depends_on_name_params_and_tables():
    demo = params.load("demo")
    base = fingerprint.result("decisions", demo, [("results", "1"), ("schools", "2")])
    assert base == fingerprint.result("decisions", demo, [("schools", "2"), ("results", "1")])
    assert base != fingerprint.result("movement", demo, [("results", "1"), ("schools", "2")])
    assert base != fingerprint.result("decisions", demo, [("results", "x"), ("schools", "2")])
    other = demo.model_copy(update={"seed": demo.seed + 1})
    assert base != fingerprint.result("decisions", other, [("results", "1"), ("schools", "2")])


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
