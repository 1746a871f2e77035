"""What changed since the run before, and why."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from shnor_lab import places
from shnor_lab import study as studies
from shnor_lab.study import Study, history

from .. import damage

pytestmark = pytest.mark.usefixtures("in_small_root")


@pytest.fixture
def runs(monkeypatch, tmp_path):
    monkeypatch.setattr(history, "_folder", lambda study: tmp_path)
    return studies.open("small")


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
    assert history._folder(studies.open("small")) == places.outputs("small") / "history"


def test_kept_file_holds_the_answers(runs):
    kept = pd.read_parquet(history.keep(runs))
    assert list(kept.columns) == ["school_id", "listed", "reason"]
    assert len(kept) == len(runs.schools)


def other_answers(**columns):
    return lambda file: pd.read_parquet(file).assign(**columns).to_parquet(file, index=False)


def other_byte(file: Path):
    content = bytearray(file.read_bytes())
    content[100] ^= 1
    file.write_bytes(content)


STILL_READ = {"shut", "rule: text", "edition: keys", *(f"{key}: nothing" for key in ("edition", "setting", "data"))}
"""What a superuser reads all the same, and other things that a run may rest on."""

BASIS = damage.contents() | damage.shapes() | damage.places() | damage.values("edition", "setting", "rule", "data")
ANSWERS = (
    damage.contents()
    | damage.places()
    | {
        "no answers": lambda file: pd.read_parquet(file, columns=["school_id"]).to_parquet(file, index=False),
        "answers in words": other_answers(listed="yes"),
        "schools by number": other_answers(school_id=7),
        "one school": other_answers(school_id="s"),
        "schools without a name": other_answers(school_id=None),
        "another byte": other_byte,
    }
)
OF_A_RUN = [
    pytest.param(ending, change, id=f"{ending}-{kind}")
    for ending, changes in ((".json", BASIS), (".parquet", ANSWERS))
    for kind, change in changes.items()
    if kind not in STILL_READ
]
OF_THE_ORDER = damage.contents() | damage.shapes() | damage.places()


@pytest.fixture(scope="module")
def three(in_small_root, tmp_path_factory):
    """Return three runs, the folder where they were kept, and what the last says beside the first and the second."""
    folder, study = tmp_path_factory.mktemp("three") / "history", studies.open("small")
    first, second, last = study, other(study, n_min=10), other(study, n_min=40)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(history, "_folder", lambda study: folder)
        history.keep(first)
        beside_first = history.changes(last)
        history.keep(second)
        history.keep(last)
        beside_second = history.changes(last)
    assert not beside_first.equals(beside_second)
    return (first, second, last), folder, beside_first, beside_second


@pytest.fixture
def kept(three, tmp_path, monkeypatch):
    folder = shutil.copytree(three[1], tmp_path / "history")
    monkeypatch.setattr(history, "_folder", lambda study: folder)
    return folder


@pytest.mark.parametrize(("ending", "change"), OF_A_RUN)
def test_a_run_that_cannot_be_read_is_passed_over_and_kept_anew(three, kept, ending, change):
    (_first, second, last), whole, beside_first, beside_second = three
    pd.testing.assert_frame_equal(history.changes(last), beside_second)
    change(kept / f"{history.mark(second)}{ending}")
    pd.testing.assert_frame_equal(history.changes(last), beside_first)
    history.keep(second)
    history.keep(last)
    pd.testing.assert_frame_equal(history.changes(last), beside_second)
    for file in whole.glob(f"{history.mark(second)}.*"):
        assert (kept / file.name).read_bytes() == file.read_bytes()


@pytest.mark.parametrize("change", OF_THE_ORDER.values(), ids=OF_THE_ORDER)
def test_an_order_that_cannot_be_read_begins_anew(three, kept, change):
    runs, whole, _beside_first, beside_second = three
    change(kept / history.ORDER)
    history.changes(runs[-1])
    for run in runs:
        history.keep(run)
    pd.testing.assert_frame_equal(history.changes(runs[-1]), beside_second)
    lines = (kept / history.ORDER).read_text().splitlines()
    assert lines[-3:] == (whole / history.ORDER).read_text().splitlines()
    assert set(lines) == {history.mark(run) for run in runs}


def test_lines_of_the_order_that_can_be_read_are_kept(three, kept):
    (first, _second, last), _whole, beside_first, _beside_second = three
    order = kept / history.ORDER
    damage.contents()["cut"](order)
    history.keep(last)
    assert order.read_text().split() == [history.mark(first), history.mark(last)]
    pd.testing.assert_frame_equal(history.changes(last), beside_first)
    order.write_bytes(b"")
    history.keep(last)
    assert history.changes(last) is None
