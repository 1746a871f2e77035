import json

import pandas as pd
import pytest

from shnor_lab import params
from shnor_lab.batch import plan
from shnor_lab.errors import BatchError

from . import small_region

TWO = pd.DataFrame({"municipality_id": ["a", "b"], "municipality": ["А", "Б"]})


def test_region_notebook_runs_once_and_last(root):
    items = plan.whole(params.load("tiny"), TWO)
    assert [item.key for item in items] == ["a/10_small", "b/10_small", "region/90_all"]
    assert items[2].municipality == "Малая область"


def test_parameters_are_strings_and_region_has_no_municipality(root):
    municipal, _b, regional = plan.whole(params.load("tiny"), TWO)
    assert municipal.parameters("tiny", "o") == {"study": "tiny", "municipality": "a", "output": "o"}
    assert regional.parameters("tiny", "o") == {"study": "tiny", "output": "o"}


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ('study = "x"\noutput = ""\ncolour = "red"', "colour"),
        ('study = "x"', "output"),
        ('study = "x"\noutput = 3', "output"),
        ('study = str("x")\noutput = ""', "10_small"),
        ('study = ""; import os\noutput = ""', "10_small"),
        ('study = "x', "10_small"),
    ],
)
def test_other_parameters_stop_before_any_kernel(root, cell, named):
    small_region.write_notebook(root, "10_small", small_region.notebook(parameters=cell))
    with pytest.raises(BatchError) as caught:
        plan.whole(params.load("tiny"), TWO)
    assert named in str(caught.value)


@pytest.mark.parametrize("count", [0, 2])
def test_exactly_one_parameters_cell(root, count):
    content = small_region.notebook("1")
    for cell in content["cells"][1:]:
        cell["metadata"] = {"tags": ["parameters"]} if count else {}
    small_region.write_notebook(root, "10_small", content)
    with pytest.raises(BatchError, match="10_small"):
        plan.whole(params.load("tiny"), TWO)


def test_unknown_notebook_lists_the_known(root):
    (root / "notebooks" / "90_all.ipynb").rename(root / "notebooks" / "91_all.ipynb")
    with pytest.raises(BatchError, match="91_all"):
        plan.whole(params.load("tiny"), TWO)


def test_file_that_is_no_notebook(root):
    (root / "notebooks" / "10_small.ipynb").write_text(json.dumps({"cells": [{}]}), encoding="utf-8")
    with pytest.raises(BatchError, match="10_small"):
        plan.whole(params.load("tiny"), TWO)


def test_notebook_named_twice(root):
    small_region.make(root, notebooks=("10_small", "10_small"))
    with pytest.raises(BatchError, match="10_small"):
        plan.whole(params.load("tiny"), TWO)


def test_code_of_a_kept_folder_is_refused(root):
    with pytest.raises(BatchError, match="region"):
        plan.whole(params.load("tiny"), TWO.assign(municipality_id=["a", "region"]))


def test_a_notebook_without_answers_in_the_program_is_refused(root):
    small_region.write_notebook(root, "55_own", small_region.notebook())
    small_region.make(root, notebooks=("10_small", "55_own"))
    with pytest.raises(BatchError, match="55_own") as caught:
        plan.whole(params.load("tiny"), TWO)
    assert "10_small" in str(caught.value)


def test_a_notebook_whose_parameters_are_of_the_other_kind_is_refused(root):
    small_region.write_notebook(root, "90_all", small_region.notebook())
    with pytest.raises(BatchError, match="municipality"):
        plan.whole(params.load("tiny"), TWO)


def test_all_notebooks_of_the_program_are_planned_by_default(root):
    every = params.load("tiny").model_copy(update={"notebooks": "all"})
    assert plan.whole(every, TWO) == plan.whole(params.load("tiny"), TWO)


def test_empty_plan(root):
    with pytest.raises(BatchError):
        plan.whole(params.load("tiny").model_copy(update={"notebooks": []}), TWO)


def test_only_and_limit(root):
    items = plan.whole(params.load("tiny"), TWO)

    def keys(**options):
        return [item.key for item in plan.choose(items, **options)]

    assert keys(only=["b"]) == ["b/10_small"]
    assert keys(only=["region/90_all", "a"]) == ["a/10_small", "region/90_all"]
    assert keys(only=["10_small"]) == ["a/10_small", "b/10_small"]
    assert keys(limit=1) == ["a/10_small", "region/90_all"]
    with pytest.raises(BatchError, match="nowhere"):
        keys(only=["nowhere"])


def test_title_is_the_first_heading(root):
    assert plan.title("10_small") == "Проба пера"
