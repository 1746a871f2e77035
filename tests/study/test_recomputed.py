"""What a change makes anew: words, dates and plans of support no statistics, a setting what hangs on it."""

import pandas as pd
import pytest

from shnor_lab import study as studies
from shnor_lab.dataset.parquet import write_table
from shnor_lab.dataset.schema import TABLES
from shnor_lab.pages.families import needs
from shnor_lab.study import prepare
from shnor_lab.study.result import with_upstream


@pytest.fixture
def again(small_workbench):
    """Return a function that changes the study and says which results a run computes anew; ``edit`` changes data."""
    root = small_workbench()

    def computed(params: str = "", edit=None) -> dict[str, int]:
        (root / "params/own.yaml").write_text("dataset: own\ntitle: Область\n" + params, encoding="utf-8")
        if edit is not None:
            edit(root / "data/datasets/own")
        return prepare(studies.open("own"), needs(), known=needs())

    assert set(computed()) == {one.name for one in with_upstream(needs()) if one.lacking(studies.open("own")) is None}
    return computed


@pytest.mark.slow
def test_every_kind_of_change_computes_what_hangs_on_it_and_no_more(again):
    assert again() == {}
    for words in ("as_of: 2025-06-01", "colophon: Иначе", "audience: public", "language: en", "title: Край"):
        assert again(words + "\n") == {}, words
    assert again("report_period: quarter\nprogramme: {windows: [{name: Первая, start: 2021}]}\n") == {}

    def tick(folder):
        write_table(folder / "roadmap.parquet", TABLES["roadmap"].empty(), TABLES["roadmap"])

    assert again(edit=tick) == {"rows_by_delivery": 1}
    assert again("municipalities: all\nmiss_cost: 5.0\n") == {}
    of_seed = again("seed: 7\n")
    assert {"rule_pairs", "prediction", "ledger_lists"} <= set(of_seed)
    assert not {"decisions", "levels", "variance_parts", "signs", "cells", "edition_cells"} & set(of_seed)
    of_other_rule = again("rules: {growth: {points: 20}}\n")
    assert "decisions" in of_other_rule and not {"sensitivity", "margins", "levels", "edition_cells"} & set(
        of_other_rule
    )
    assert set(of_other_rule.values()) == {1}


def test_a_result_that_another_setting_made_is_removed_by_the_next_run_and_by_nothing_else(small_workbench):
    root = small_workbench()
    kept = root / "outputs/own/kept"
    first = studies.open("own")
    few = [one for one in needs() if one.name in ("signs", "cells")]
    prepare(first, few, known=needs())
    before = {file.name for file in kept.glob("*.parquet")}
    assert {name.split("-")[0] for name in before} == {"signs", "cells"}
    own = root / "params/own.yaml"
    text = own.read_text(encoding="utf-8")
    own.write_text(text + "seed: 9\nlist_edition: {year: 2023, result_years: [2023, 2022]}\n", encoding="utf-8")
    look = studies.open("own")
    for one in needs():
        if one.name in ("edition_cells", "coverage"):
            assert isinstance(one.of(look), pd.DataFrame)
    assert before < {file.name for file in kept.glob("*.parquet")} and not (root / "outputs/own/history").exists()
    own.write_text(text, encoding="utf-8")
    prepare(studies.open("own"), few, known=needs())
    assert {file.name for file in kept.glob("*.parquet")} == before
