"""What must hold of any region."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shnor_lab.identify import RULE_30, decide, rule_named

from ..small_tables import EDITION, frame, result, schools

MONOTONE = ("regional_30", "persistent_low", "negative_dynamics", "growth")
FOREVER = settings(max_examples=15, deadline=None)
WIDE = settings(max_examples=6, deadline=None)
CELLS = [(year, key) for year in (2024, 2023) for key in RULE_30]

cell = st.one_of(
    st.none(),
    st.integers(0, 25).flatmap(lambda n: st.tuples(st.one_of(st.none(), st.integers(0, n)), st.just(n))),
)
school = st.lists(cell, min_size=len(CELLS), max_size=len(CELLS))
region = st.lists(school, min_size=1, max_size=4)
kinds = st.sampled_from(["basic", "secondary"])


def tables(drawn, kind="secondary"):
    rows = [
        result(f"s{place}", year, key, *value)
        for place, cells in enumerate(drawn)
        for (year, key), value in zip(CELLS, cells, strict=True)
        if value is not None
    ]
    return {
        "schools": schools(*(f"s{place}" for place in range(len(drawn))), type=kind),
        "results": frame("results", rows),
    }


def answer(key, data, **chosen):
    rule = rule_named(key)
    return decide(rule, data, EDITION, rule.Settings(**chosen))


@pytest.mark.parametrize("key", MONOTONE)
@FOREVER
@given(drawn=school, kind=kinds, place=st.integers(0, len(CELLS) - 1), value=cell)
def test_delivering_what_is_missing_never_turns_an_answer(key, drawn, kind, place, value):
    before = answer(key, tables([[*drawn[:place], None, *drawn[place + 1 :]]], kind))["listed"][0]
    after = answer(key, tables([[*drawn[:place], value, *drawn[place + 1 :]]], kind))["listed"][0]
    year, procedure = CELLS[place]
    if kind == "basic" and procedure.startswith("ege"):
        return
    if not pd.isna(before):
        assert not pd.isna(after) and bool(after) == bool(before)


@FOREVER
@given(drawn=school, kind=kinds, c2_mode=st.sampled_from(["any", "same_procedure"]), n_min=st.sampled_from([1, 5, 10]))
def test_no_answer_means_both_ends_differ(drawn, kind, c2_mode, n_min):
    keys = RULE_30 if kind == "secondary" else RULE_30[:6]
    unknown = [value is None or (value[0] is None and value[1] > 0) for value in drawn]

    def filled(how):
        return [
            (how(value), value[1] if value else 20) if blank and key in keys else value
            for value, blank, (_, key) in zip(drawn, unknown, CELLS, strict=True)
        ]

    def said(cells):
        return answer("regional_30", tables([cells], kind), c2_mode=c2_mode, n_min=n_min)["listed"][0]

    now, all_low, none_low = (
        said(drawn),
        said(filled(lambda value: value[1] if value else 20)),
        said(filled(lambda value: 0)),
    )
    stray = kind == "basic" and any(
        blank and value is not None and key not in keys
        for value, blank, (_, key) in zip(drawn, unknown, CELLS, strict=True)
    )
    if stray:
        return
    assert pd.isna(now) == (bool(all_low) != bool(none_low))
    if not pd.isna(now):
        assert bool(now) == bool(all_low) == bool(none_low)


@WIDE
@given(drawn=region, seed=st.integers(0, 1000))
def test_order_of_rows_changes_nothing(drawn, seed):
    data = tables(drawn)
    shuffled = {name: table.sample(frac=1, random_state=seed) for name, table in data.items()}
    for key in (*MONOTONE, "lowest_share", "stably_high"):
        pd.testing.assert_frame_equal(answer(key, data), answer(key, shuffled))


@WIDE
@given(
    drawn=region, extra=st.lists(st.tuples(st.integers(0, 3), st.sampled_from(CELLS), st.integers(0, 20)), max_size=8)
)
def test_resits_and_past_graduates_change_nothing(drawn, extra):
    data = tables(drawn)
    rows = [
        result(f"s{place % len(drawn)}", year, key, n, n, **how)
        for place, (year, key), n in extra
        for how in ({"attempt": "retake"}, {"graduates": "past"})
    ]
    more = data | {"results": pd.concat([data["results"], frame("results", rows)], ignore_index=True)}
    for key in (*MONOTONE, "lowest_share", "stably_high"):
        pd.testing.assert_frame_equal(answer(key, data), answer(key, more))


@FOREVER
@given(drawn=region, factor=st.integers(2, 50))
def test_the_thirty_per_cent_rule_does_not_know_the_scale(drawn, factor):
    scaled = [
        [
            None if value is None else (None if value[0] is None else value[0] * factor, value[1] * factor)
            for value in cells
        ]
        for cells in drawn
    ]
    now, then = answer("regional_30", tables(drawn)), answer("regional_30", tables(scaled))
    pd.testing.assert_series_equal(now["listed"], then["listed"])
    assert np.allclose(now["score"], then["score"], equal_nan=True)


@FOREVER
@given(drawn=region)
def test_one_and_the_same_procedure_lists_no_more_than_any(drawn):
    narrow, wide = (answer("regional_30", tables(drawn), c2_mode=mode) for mode in ("same_procedure", "any"))
    assert not (narrow["listed"].fillna(False) & ~wide["listed"].fillna(False)).any()
    known = narrow["p_listed"].notna() & wide["p_listed"].notna()
    assert (narrow["p_listed"][known] <= wide["p_listed"][known] + 1e-12).all()
