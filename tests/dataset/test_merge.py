import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.dataset.merge import merge, stack
from shnor_lab.dataset.schema import TABLES

TABLE = TABLES["school_years"]


def frame(rows, *, categorical=True):
    made = pd.DataFrame(
        [{"school_id": school, "year": year, "enrolment": enrolment} for school, year, enrolment in rows],
        columns=["school_id", "year", "enrolment"],
    )
    whole = pd.DataFrame({
        column.name: made.get(column.name, pd.Series(None, index=made.index)).astype(column.dtype)
        for column in TABLE.columns
    })  # fmt: skip
    return whole.assign(school_id=whole["school_id"].astype("category")) if categorical else whole


def as_dict(result):
    return {
        (school, year): None if pd.isna(value) else value
        for school, year, value in result[["school_id", "year", "enrolment"]].itertuples(index=False)
    }


rows = st.dictionaries(
    st.tuples(st.sampled_from("abcd"), st.integers(2020, 2023)), st.none() | st.integers(0, 3), max_size=10
)


@given(rows, rows, st.booleans())
@settings(max_examples=80, deadline=None)
def test_merge_agrees_with_dictionaries(old, new, replace):
    stored = frame([(*key, value) for key, value in old.items()])
    result = merge(
        stored, frame([(*key, value) for key, value in new.items()], categorical=False), TABLE, replace=replace
    )
    other = {key for key in new if key in old and new[key] != old[key]}
    taken = new if replace else {key: value for key, value in new.items() if key not in other}
    assert as_dict(result.frame) == {**old, **taken}
    assert len(result.frame) == len({**old, **taken})
    assert result.added == len(new.keys() - old.keys())
    assert result.same == sum(new[key] == old[key] for key in new.keys() & old.keys())
    assert set(as_dict(result.other)) == other


def test_stack_keeps_texts_and_numbers():
    both = stack([frame([("b", 2023, 1)]), frame([("a", 2024, None)], categorical=False)])
    assert both["school_id"].tolist() == ["b", "a"]
    assert both["school_id"].dtype == "category"
    assert both["enrolment"].dtype == "Int32"
