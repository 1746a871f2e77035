"""What changed since the run before, and why."""

import pandas as pd
import pytest

from shnor_lab import places
from shnor_lab import study as studies
from shnor_lab.study import Study, history

pytestmark = pytest.mark.usefixtures("in_demo_root")


@pytest.fixture
def runs(monkeypatch, tmp_path):
    monkeypatch.setattr(history, "_folder", lambda study: tmp_path)
    return studies.open("demo")


def other(study: Study, **settings) -> Study:
    rules = {**study.params.rules, "regional_30": {**study.params.rules["regional_30"], **settings}}
    return Study(study.params.model_copy(update={"rules": rules}), study.dataset)


def test_the_first_run_has_nothing_before_it(runs):
    history.keep(runs)
    assert history.changes(runs) is None


def test_a_repeated_run_adds_nothing(runs, tmp_path):
    history.keep(runs)
    history.keep(runs)
    assert len((tmp_path / "order.txt").read_text().split()) == 1


def test_a_setting_that_moves_schools_is_named_as_the_cause(runs):
    history.keep(runs)
    changed = history.changes(other(runs, n_min=10))
    assert len(changed) > 0
    assert set(changed["causes"]) == {("setting",)}
    assert (changed["before"].astype("str") != changed["now"].astype("str")).all()


def test_a_setting_taken_back_is_compared_with_the_run_before(runs):
    for study in (runs, other(runs, n_min=10), runs):
        history.keep(study)
    forth, back = history.changes(other(runs, n_min=10)), history.changes(runs)
    assert forth is not None and back is not None and len(back) > 0
    assert set(back["causes"]) == {("setting",)}


def test_history_lies_in_the_outputs_of_the_study():
    assert history._folder(studies.open("demo")) == places.outputs("demo") / "history"


def test_kept_file_holds_the_answers(runs):
    kept = pd.read_parquet(history.keep(runs))
    assert list(kept.columns) == ["school_id", "listed", "reason"]
    assert len(kept) == len(runs.schools)
