"""YAML is read safely and the same by both parsers."""

import datetime

import pytest
import yaml

from shnor_lab import places
from shnor_lab.yaml_text import parsed


def test_values_keep_their_kinds():
    text = "day: 2024-12-01\nname: Ёлкино\nnumber: 0.3\nnothing: null\nlist: [1, да]\n"
    assert parsed(text) == {
        "day": datetime.date(2024, 12, 1), "name": "Ёлкино", "number": 0.3, "nothing": None, "list": [1, "да"],
    }  # fmt: skip


def test_objects_are_refused_and_the_place_is_told():
    with pytest.raises(yaml.YAMLError) as told:
        parsed("a: 1\nb: !!python/object/apply:os.getcwd []\n")
    assert told.value.problem_mark.line == 1


@pytest.mark.parametrize("file", sorted(places.root().glob("params/*.yaml")), ids=lambda file: file.name)
def test_both_parsers_read_the_same(file):
    text = file.read_text(encoding="utf-8")
    assert parsed(text) == yaml.load(text, Loader=yaml.SafeLoader)  # noqa: S506 - safe
