import filecmp

import pandas as pd
import pytest

from shnor_lab import places
from shnor_lab.dataset import open_dataset
from shnor_lab.dataset.schema import TABLES
from shnor_lab.simulate.demo import SEED, import_raw
from shnor_lab.simulate.raw import write_raw

DEMO = places.dataset(places.DEMO).parent


@pytest.fixture(scope="module")
def raw(region, tmp_path_factory):
    folder = tmp_path_factory.mktemp("raw")
    (folder / "старый файл.xlsx").write_text("left over")
    return write_raw(region, folder)


def same_files(one, other):
    names = [{file.name for file in folder.iterdir() if not file.name.startswith(".")} for folder in (one, other)]
    assert names[0] == names[1]
    _, different, errors = filecmp.cmpfiles(one, other, sorted(names[0]), shallow=False)
    assert not different and not errors


def test_raw_files_are_made_anew_byte_by_byte(raw):
    same_files(DEMO / "raw", raw[0].parent)


def test_truth_is_made_anew_byte_by_byte(region, tmp_path):
    from shnor_lab.dataset.parquet import write_frame

    for name, frame in region.truth.items():
        write_frame(tmp_path / f"{name}.parquet", frame)
    same_files(DEMO / "truth", tmp_path)


def test_import_of_raw_is_the_dataset_byte_by_byte(raw, tmp_path, monkeypatch):
    kept = places.dataset(places.DEMO)
    monkeypatch.setenv(places.VARIABLE, str(tmp_path))
    import_raw(DEMO / "raw", raw)
    assert places.dataset(places.DEMO) != kept
    same_files(kept, places.dataset(places.DEMO))


def test_dataset_holds_what_the_generator_made(region):
    dataset = open_dataset(places.DEMO)
    assert dataset.notice == "Демонстрационные данные: вымышленный регион"
    assert dataset.tables() == [key for key in TABLES if key in region.tables]
    for key, made in region.tables.items():
        columns = [column for column in made if column not in ("source_id", "source_row")]
        stored = dataset.table(key)[columns]
        if key == "results":
            whole = made[columns].merge(stored[TABLES[key].key_names], how="inner")
            assert len(made) - len(whole) == len(dataset.quarantine()) == 11
            made = whole.astype(stored.dtypes.to_dict())
        pd.testing.assert_frame_equal(stored, made[columns])


def test_blemishes_are_seen():
    dataset = open_dataset(places.DEMO)
    assert dataset.findings().set_index("rule")["count"].to_dict() == {
        "n_low_above_n": 2, "school_new": 320, "school_question": 9,
    }  # fmt: skip
    assert len(dataset.questions()) == 1


def test_small_enough_to_travel_with_the_code():
    size = sum(file.stat().st_size for folder in ("raw", "dataset", "truth") for file in (DEMO / folder).iterdir())
    assert size <= 5_000_000
    assert SEED == 2024
