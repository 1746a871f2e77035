"""Settings that a package brings for its key of the params, and readings of documents, are checked at opening."""

import sys
import types
from types import SimpleNamespace

import pandas as pd
import pytest
from pydantic import BaseModel, ConfigDict

from shnor_lab import study as studies
from shnor_lab.errors import ParamsError
from shnor_lab.study import choices


class Brought(BaseModel):
    """Settings as a later room would bring them."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)
    scale: str = "z"
    weights: list[float] = []


@pytest.fixture
def room(monkeypatch):
    """Let the package ``context`` exist with settings of its own."""
    package, settings = types.ModuleType("shnor_lab.context"), types.ModuleType("shnor_lab.context.settings")
    settings.Settings = Brought
    package.__path__ = []
    monkeypatch.setitem(sys.modules, "shnor_lab.context", package)
    monkeypatch.setitem(sys.modules, "shnor_lab.context.settings", settings)
    monkeypatch.setattr(
        choices, "find_spec", lambda name: SimpleNamespace(loader=object()) if name == "shnor_lab.context" else None
    )


def test_a_room_that_is_not_there_takes_no_setting(small_workbench):
    small_workbench("evaluate: {design: main}\n")
    with pytest.raises(ParamsError, match="design: неизвестное имя") as caught:
        studies.open("own")
    assert "evaluate" in str(caught.value)


def test_a_folder_without_a_module_is_no_room(small_workbench, monkeypatch):
    monkeypatch.setattr(choices, "find_spec", lambda name: SimpleNamespace(loader=None))
    small_workbench()
    assert studies.open("own").rooms["context"].model_dump() == {}


def test_a_room_brings_its_fields_and_their_defaults(small_workbench, room):
    small_workbench("context: {scale: percentile}\n")
    opened = studies.open("own")
    assert opened.rooms["context"] == Brought(scale="percentile")
    assert opened.rooms["evaluate"].model_dump() == {}


def test_every_wrong_setting_of_a_room_is_named_at_once(small_workbench, room):
    small_workbench("context: {scale: 3, wieghts: [1.0]}\n")
    with pytest.raises(ParamsError) as caught:
        studies.open("own")
    assert "scale" in str(caught.value) and "wieghts" in str(caught.value) and "weights" in caught.value.todo


def test_a_reading_must_be_one_that_a_document_has(small_workbench):
    small_workbench("readings: {period: by_text}\n")
    with pytest.raises(ParamsError, match="period: by_text"):
        studies.open("own")
    known = pd.DataFrame({"conflict": ["period", "period"], "reading": ["by_title", "by_text"]})
    choices.check_readings({"period": "by_text"}, known, "own")
    with pytest.raises(ParamsError, match="by_title"):
        choices.check_readings({"period": "by_guess"}, known, "own")
