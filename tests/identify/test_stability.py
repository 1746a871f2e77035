"""Each cause of a move alone, and what must hold of all of them."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.dataset.schema import TABLES
from shnor_lab.ground.as_delivered import as_delivered, corrected
from shnor_lab.identify.rules.regional_30 import Regional30Settings, answer
from shnor_lab.identify.stability import CAUSES, causes_of_moves

from ..small_tables import BASIC, EDITION, frame, in_words, result, schools, tables, year_of

DEFAULTS = Regional30Settings()
BEFORE = EDITION.earlier()
MATHS, RUSSIAN = "oge_ma", "oge_ru"


def moved(rows, *, register=None, more=None, **options):
    table = causes_of_moves(
        tables(rows, register, **(more or {})), now=EDITION, before=BEFORE, **{"settings": DEFAULTS, **options}
    )
    return in_words(table, "detail").set_index("school_id")


def three(latest, middle, first):
    """Return three years of one school, each {procedure: (k, n)}."""
    return [row for year, low in ((2024, latest), (2023, middle), (2022, first)) for row in year_of("a", year, low=low)]


def test_results_of_the_latest_year_turn_the_answer():
    row = moved(three({MATHS: (9, 20), RUSSIAN: (8, 20)}, {MATHS: (2, 20)}, {})).loc["a"]
    assert (row["before"], row["now"], row["cause"]) == (False, True, "results")
    assert row["detail"] == (
        "OGE mathematics: 2 of 20 in 2022/23, 9 of 20 in 2023/24 and "
        "OGE Russian: 0 of 20 in 2022/23, 8 of 20 in 2023/24"
    )


@pytest.mark.parametrize(
    ("latest", "listed"),
    [((5, 30), False), ((5, 16), True)],
)
def test_the_same_failures_over_other_participants(latest, listed):
    year_before = (5, 16) if not listed else (5, 30)
    rows = three({MATHS: latest, RUSSIAN: latest}, {MATHS: year_before, RUSSIAN: year_before}, {})
    row = moved(rows).loc["a"]
    assert (row["now"], row["before"], row["cause"]) == (listed, not listed, "participants")


def test_the_minimum_of_participants_is_crossed():
    rows = three({MATHS: (3, 5), RUSSIAN: (3, 5)}, {MATHS: (3, 4), RUSSIAN: (3, 4)}, {})
    assert moved(rows, settings=Regional30Settings(n_min=5)).loc["a", "cause"] == "participants"
    assert moved(rows).empty


def test_another_year_stands_before_the_latest():
    rows = three({MATHS: (9, 20)}, {RUSSIAN: (9, 20)}, {})
    row = moved(rows).loc["a"]
    assert (row["before"], row["now"], row["cause"]) == (False, True, "years")
    assert row["detail"] == "before the latest year stands 2022/23, no longer 2021/22"


def test_other_procedures_are_counted():
    held = three({MATHS: (9, 20), RUSSIAN: (9, 20)}, {}, {})
    nobody = [row | {"n": 0, "n_low": 0} if (row["year"], row["procedure"]) == (2023, MATHS) else row for row in held]
    row = moved(nobody).loc["a"]
    assert row["cause"] == "procedures"
    assert "OGE mathematics: not counted in 2022/23, 9 of 20 in 2023/24" in row["detail"]


def test_an_answer_that_is_lacking_in_one_edition():
    rows = [row for row in three({MATHS: (9, 20)}, {}, {}) if (row["year"], row["procedure"]) != (2024, RUSSIAN)]
    row = moved(rows).loc["a"]
    assert not row["before"] and pd.isna(row["now"]) and row["cause"] == "unknown"
    assert row["detail"] == "results lacking: 2023/24: OGE Russian"


def test_a_school_that_is_new_has_no_earlier_answer():
    rows = three({}, {}, {})
    row = moved(rows, register=schools("a", valid_from=2024)).loc["a"]
    assert pd.isna(row["before"]) and row["cause"] == "unknown" and "2022/23" in row["detail"]


def test_a_setting_that_alone_moves_the_school():
    rows = three({MATHS: (2, 4), RUSSIAN: (2, 4)}, {MATHS: (2, 4), RUSSIAN: (2, 4)}, {})
    row = moved(rows, settings=Regional30Settings(n_min=5), settings_before=DEFAULTS).loc["a"]
    assert (row["before"], row["now"], row["cause"], row["detail"]) == (True, False, "setting", "n_min=5")
    both = three({MATHS: (9, 20), RUSSIAN: (8, 20)}, {}, {})
    other = moved(both, settings=Regional30Settings(n_min=5), settings_before=DEFAULTS)
    assert other.loc["a", "cause"] == "results"


def journal(*rows):
    whole = [{"table": "results", "ground": "letter", "applied": True, "source_row": 2, **row} for row in rows]
    return frame("corrections", whole)


def key(procedure, year=2024):
    return f"a|{year}|{procedure}|main|main|current"


def test_a_correction_that_alone_moves_the_school():
    rows = three({MATHS: (9, 20), RUSSIAN: (8, 20)}, {}, {})
    lines = journal({"key": key(RUSSIAN), "column": "n_low", "was": "3", "is": "8"})
    assert moved(rows, more={"corrections": lines}).loc["a", "cause"] == "corrected"
    idle = journal({"key": key(RUSSIAN), "column": "n_low", "was": "7", "is": "8"})
    assert moved(rows, more={"corrections": idle}).loc["a", "cause"] == "results"


def test_corrections_taken_back():
    rows = three({RUSSIAN: (8, 20)}, {}, {})
    data = tables(
        rows,
        corrections=journal(
            {"key": key(RUSSIAN), "column": "n_low", "was": "3", "is": "8"},
            {"key": key(MATHS), "column": "n", "was": "many", "is": "20"},
            {"key": key("vpr_ma5"), "column": "n", "was": "19", "is": "20", "applied": False},
        ),
    )
    before = {name: table.copy() for name, table in data.items()}
    results = as_delivered(data)["results"].set_index(["year", "procedure"])
    assert results.loc[(2024, RUSSIAN), "n_low"] == 3
    assert pd.isna(results.loc[(2024, MATHS), "n"])
    assert results.loc[(2024, "vpr_ma5"), "n"] == 20
    assert corrected(data) and not corrected({"results": data["results"]})
    assert not corrected({**data, "corrections": TABLES["corrections"].empty()})
    for name, table in before.items():
        pd.testing.assert_frame_equal(data[name], table)


def listed(data, edition, chosen):
    found = answer(data, edition, chosen)
    yes = pd.arrays.BooleanArray(found.yes, found.possible & ~found.yes)
    return pd.Series(yes, index=pd.Index(found.grid.schools, name="school_id"))


counts = st.one_of(st.none(), st.integers(1, 8).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))


@settings(max_examples=15, deadline=None)
@given(
    drawn=st.lists(st.lists(counts, min_size=6, max_size=6), min_size=3, max_size=6),
    c2_mode=st.sampled_from(["any", "same_procedure"]),
    n_min=st.sampled_from([1, 5]),
)
def test_who_moved_is_who_the_rule_answers_otherwise_and_everyone_has_a_cause_and_words(drawn, c2_mode, n_min):
    cells = [(year, procedure) for year in (2024, 2023, 2022) for procedure in (MATHS, RUSSIAN)]
    rows = [
        result(f"s{place}", year, procedure, *value)
        for place, school in enumerate(drawn)
        for (year, procedure), value in zip(cells, school, strict=True)
        if value is not None
    ] + [
        result(f"s{place}", year, procedure, 0, 10)
        for place in range(len(drawn))
        for year in (2024, 2023, 2022)
        for procedure in BASIC
        if procedure not in (MATHS, RUSSIAN)
    ]
    data = tables(rows)
    chosen = Regional30Settings(c2_mode=c2_mode, n_min=n_min)
    now, before = (listed(data, edition, chosen) for edition in (EDITION, BEFORE))
    table = causes_of_moves(data, now=EDITION, before=BEFORE, settings=chosen).set_index("school_id")
    differs = [
        school
        for school in now.index
        if (pd.isna(now[school]) != pd.isna(before[school]))
        or (not pd.isna(now[school]) and now[school] != before[school])
    ]
    assert table.index.tolist() == sorted(differs)
    assert table["cause"].isin(CAUSES).all() and (table["detail"] != "").all()
    lacking = table["before"].isna() | table["now"].isna()
    assert ((table["cause"] == "unknown") == lacking).all()
    pd.testing.assert_series_equal(table["now"], now[table.index], check_names=False)
