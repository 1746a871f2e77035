"""A region-wide result is computed once and kept; another setting makes another one."""

import errno
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from shnor_lab import places
from shnor_lab import study as studies
from shnor_lab.dataset import store
from shnor_lab.errors import ParamsError, RuleError, WriteError
from shnor_lab.study import identification
from shnor_lab.study.given import Given
from shnor_lab.study.result import Result

pytestmark = pytest.mark.usefixtures("in_demo_root")


def test_computed_once_then_read(demo):
    calls = []

    def compute(given):
        calls.append(len(given.table("schools")))
        return pd.DataFrame({"n": [1]})

    result = Result("counted_once", compute, tables=("schools",))
    pd.testing.assert_frame_equal(result.of(demo), result.of(demo))
    assert len(calls) == 1 and demo.computed["counted_once"] == 1


def test_a_result_that_cannot_be_kept_is_told_in_words(demo, monkeypatch):
    written = pq.write_table

    def full(table, file, **options):
        if isinstance(file, Path):
            raise OSError(errno.ENOSPC, "reason", str(file))
        return written(table, file, **options)

    monkeypatch.setattr("pyarrow.parquet.write_table", full)
    result = Result("not_kept", lambda given: pd.DataFrame({"n": [1]}))
    with pytest.raises(WriteError, match="На диске не осталось места"):
        result.of(demo)
    assert not list(places.kept("demo").glob("*not_kept*.p*"))


def test_kept_results_are_what_was_computed(demo):
    fresh = identification.DECISIONS.compute(Given(demo, identification.DECISIONS))
    pd.testing.assert_frame_equal(identification.DECISIONS.of(demo), fresh, check_dtype=True)


def test_every_school_has_one_answer_of_every_rule(demo):
    decisions = identification.DECISIONS.of(demo)
    per_rule = decisions.groupby("rule")["school_id"].nunique()
    assert (per_rule == len(demo.schools)).all()
    assert len(decisions) == len(per_rule) * len(demo.schools)


def test_official_answer_is_the_order_not_the_rule(demo):
    statuses = demo.table("statuses")
    year = demo.params.list_edition.year
    named = statuses[
        (statuses["year"] == year)
        & (statuses["source"] == "order")
        & statuses["class"].isin(["low", "undifferentiated"])
        & statuses["level"].isin(["federal", "regional"])
    ]
    said = identification.official(demo)
    assert set(said.index[said.fillna(False)]) == set(named.loc[named["listed"], "school_id"]) & set(said.index)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("municipalities: [nowhere]\n", ParamsError),
        ("rules: {no_such_rule: {}}\n", RuleError),
        ("rules: {regional_30: {n_min: 0}}\n", RuleError),
    ],
)
def test_a_wrong_study_is_refused_before_anything_is_computed(tmp_path, monkeypatch, demo_root, text, error):
    (tmp_path / "params").mkdir()
    for name in ("data", "notebooks"):
        (tmp_path / name).symlink_to(demo_root / name)
    defaults = demo_root / "params" / "defaults.yaml"
    (tmp_path / "params" / "defaults.yaml").write_bytes(defaults.read_bytes())
    (tmp_path / "params" / "own.yaml").write_text("dataset: demo\n" + text, encoding="utf-8")
    monkeypatch.setenv(places.VARIABLE, str(tmp_path))
    with pytest.raises(error):
        studies.open("own")
    assert not (tmp_path / "outputs").exists()


def test_what_is_kept_is_asked_for_without_reading_the_results(demo, monkeypatch):
    decisions = identification.DECISIONS.of(demo)

    read = store.read_table

    def unless_results(path, table):
        assert path.name != "results.parquet", "a kept result needs no results of the region"
        return read(path, table)

    monkeypatch.setattr(store, "read_table", unless_results)
    again = studies.open("demo")
    pd.testing.assert_frame_equal(identification.DECISIONS.of(again), decisions)
    assert again.silent_years == []


def test_years_without_results_are_those_of_the_table(demo):
    of_table = sorted(int(year) for year in demo.table("results")["year"].unique())
    assert demo.dataset.years("results") == of_table and demo.dataset.years("programmes") == []
