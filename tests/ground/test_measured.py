"""One fit for equal counts, and what the pooled model is told of a school."""

import numpy as np
import pandas as pd
import pytest

from shnor_lab.ground import measured
from shnor_lab.ground.cells import NOT_DELIVERED
from shnor_lab.ground.measured import GROUP_MIN, Measured, delivered, school_design
from shnor_lab.identify import RULE_30, all_rules, all_settings, decide, decide_all
from shnor_lab.identify.rules.regional_30 import KDR

from ..small_tables import BASIC, EDITION, frame, result, schools, tables, year_of


@pytest.fixture
def region():
    return tables(year_of("a", 2024) + year_of("a", 2023) + year_of("b", 2024, low={"oge_ma": (3, 20)}))


def test_it_is_the_tables_themselves(region):
    wrapped = Measured.of(region)
    assert dict(wrapped) == region and len(wrapped) == 2
    assert Measured.of(wrapped) is wrapped


def test_equal_counts_are_fitted_once(unpooled, region):
    wrapped = Measured.of(region)
    first, again = wrapped.pooled((2024, 2023)), wrapped.pooled((2024, 2023))
    assert len(unpooled) == 1 and first[1] is again[1]
    wrapped.fitted(first[0])
    wrapped.pooled((2024, 2023), branch="together")
    assert len(unpooled) == 1
    wrapped.pooled((2024, 2023, 2022))
    Measured.of(region).pooled((2024, 2023))
    assert len(unpooled) == 3


def test_tables_that_share_their_fits_do_so_where_counts_are_equal(unpooled, region):
    changed = {**region, "results": region["results"].assign(n_low=1)}
    one, same, other = Measured(region), Measured(region), Measured(changed)
    for wrapped in (same, other):
        wrapped.share_fits(one)
    fitted = []
    for wrapped in (one, same, other):
        wrapped.pooled((2024, 2023))
        fitted.append(len(unpooled))
    assert fitted == [1, 1, 2]


def test_all_rules_of_an_edition_share_two_fits(unpooled, region):
    decide_all(region, EDITION, {})
    assert sorted(call["n"].shape[1] for call in unpooled) == [2, 3]
    assert {call["seed"] for call in unpooled} == {measured.SEED}


def test_only_delivered_counts_are_told(unpooled):
    rows = [
        result("a", 2024, "oge_ma", 4, 20),
        result("a", 2024, "oge_ru", None, 20),
        result("a", 2023, "oge_ma", 0, 0),
        result("a", 2023, "oge_ru", 5, 9, reliable=False),
    ]
    grid, _model = Measured.of(tables(rows)).pooled((2024, 2023))
    n = unpooled[0]["n"][0]
    assert (n[0, RULE_30.index("oge_ma")], n[1, RULE_30.index("oge_ru")], n.sum()) == (20, 9, 29)
    assert unpooled[0]["k"][0].sum() == 9 and delivered(grid).sum() == 2
    assert unpooled[0]["applies"].tolist() == [[key in BASIC for key in RULE_30]]
    Measured.of(tables(rows)).pooled((2024, 2023), unreliable="low")
    assert unpooled[1]["n"].sum() == 20


def region_of(groups):
    """Return a region with so many schools of each (type, rural), all with two results; size by place."""
    parts, rows = [], []
    for kind, rural, count in groups:
        for place in range(count):
            school = f"{kind}-{rural}-{place:02d}"
            parts.append(schools(school, type=kind, rural=rural))
            rows += [result(school, 2024, key, 1, 10 + place) for key in ("oge_ma", "oge_ru")]
    return tables(rows, pd.concat(parts, ignore_index=True))


def design_of(data):
    grid, _model = Measured.of(data).pooled((2024, 2023))
    return grid, school_design(data, grid, np.where(delivered(grid), grid.n, 0.0))


def test_groups_large_enough_get_a_level_of_their_own(unpooled):
    data = region_of(
        [
            ("basic", True, GROUP_MIN + 5),
            ("secondary", False, GROUP_MIN),
            ("secondary", True, GROUP_MIN - 1),
            ("basic", None, 2),
        ]
    )
    grid, design = design_of(data)
    assert design.shape == (len(grid.schools), 2)
    assert set(grid.schools[design[:, 0] == 1].str[:15]) == {"secondary-False"}
    assert design[:, 0].sum() == GROUP_MIN
    assert unpooled[0]["design"] == pytest.approx(design)


def test_size_is_the_centred_log_of_participants_per_result(unpooled):
    data = region_of([("basic", True, 3)])
    empty = data | {"schools": pd.concat([data["schools"], schools("z")], ignore_index=True)}
    grid, design = design_of(empty)
    logs = np.log([10, 11, 12])
    assert design[:3, -1] == pytest.approx(logs - logs.mean()) and design[3, -1] == 0
    nothing = {"schools": schools("a"), "results": frame("results", [])}
    assert np.array_equal(design_of(nothing)[1], np.zeros((1, 1)))


def test_a_fit_changes_no_table(unpooled, region):
    before = {key: table.copy() for key, table in region.items()}
    Measured.of(region).pooled((2024, 2023), unreliable="low")
    for key, table in before.items():
        pd.testing.assert_frame_equal(region[key], table)


def test_equal_cells_are_made_once_and_cannot_be_written(region):
    wrapped = Measured.of(region)
    grid = wrapped.grid((2024, 2023))
    assert wrapped.grid([2024, 2023]) is grid and wrapped.pooled((2024, 2023))[0] is grid
    assert wrapped.grid((2024, 2023), branch="together") is not grid
    assert wrapped.grid((2024, 2023), procedures=("oge_ma",)).state.shape == (2, 2, 1)
    with pytest.raises(ValueError, match="read-only"):
        grid.state[0, 0, 0] = 0


def test_the_rule_with_kdr_leaves_shared_cells_as_they_are(region):
    wrapped = Measured.of(region)
    settings = all_settings({"regional_30": {"kdr": True}})["regional_30"]
    rule = all_rules()["regional_30"]
    decide(rule, wrapped, EDITION, settings)
    grid = wrapped.grid(EDITION.result_years, procedures=RULE_30 + KDR)
    assert (grid.state[:, :, len(RULE_30) :] == NOT_DELIVERED).any()


def test_a_computed_frame_stands_among_the_tables_and_nothing_is_measured_anew(unpooled, region):
    wrapped = Measured.of(region)
    grid, model = wrapped.pooled((2024, 2023))
    with_frame = wrapped.with_frames({"expected": frame("results", [])})
    assert "expected" in with_frame and "expected" not in wrapped
    again, same = with_frame.pooled((2024, 2023))
    assert again is grid and same is model and len(unpooled) == 1
    with pytest.raises(ValueError, match="results"):
        wrapped.with_frames({"results": region["results"]})
