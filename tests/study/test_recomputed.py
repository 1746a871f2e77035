"""What a change makes anew: words, dates and plans of support no statistics, a setting what hangs on it."""

import pandas as pd
import pytest

from shnor_lab import study as studies
from shnor_lab.dataset.parquet import write_table
from shnor_lab.dataset.schema import TABLES
from shnor_lab.pages.families import needs
from shnor_lab.study import prepare
from shnor_lab.study.result import with_upstream

QUICK = {"cells", "coverage", "decisions", "edition_cells", "rows_by_delivery", "sensitivity", "signs"}
"""Results that are computed here; of the others only the fingerprints are compared."""


@pytest.fixture
def change(small_workbench):
    """Return a function that changes the study and says which results are other ones; ``edit`` changes data."""
    root = small_workbench()
    every = with_upstream(needs())
    quick = [result for result in every if result.name in QUICK]
    known: dict[str, str] = {}

    def changed(params: str = "", edit=None) -> set[str]:
        (root / "params/own.yaml").write_text("dataset: own\ntitle: Область\n" + params, encoding="utf-8")
        if edit is not None:
            edit(root / "data/datasets/own")
        study = studies.open("own")
        now = {result.name: study.mark(result) for result in every}
        differ = {name for name, mark in now.items() if known.get(name) != mark}
        known.update(now)
        computed = prepare(study, quick, known=needs())
        assert computed == dict.fromkeys(differ & QUICK, 1), "computed is what has another fingerprint, once"
        return differ

    assert changed() == {result.name for result in every}
    return changed


def test_every_kind_of_change_makes_anew_what_hangs_on_it_and_no_more(change):
    assert change() == set()
    for words in ("as_of: 2025-06-01", "colophon: Иначе", "audience: public", "language: en", "title: Край"):
        assert change(words + "\n") == set(), words
    assert change("report_period: quarter\nprogramme: {windows: [{name: Первая, start: 2021}]}\n") == set()
    assert change("municipalities: all\nmiss_cost: 5.0\n") == set()
    assert change("list_edition: {approved: 2025-01-20}\n") == set()

    def tick(folder):
        write_table(folder / "roadmap.parquet", TABLES["roadmap"].empty(), TABLES["roadmap"])

    assert change(edit=tick) == {"rows_by_delivery"}
    of_seed = change("seed: 7\n")
    assert {"rule_pairs", "prediction", "ledger_lists"} <= of_seed
    assert not {"decisions", "levels", "variance_parts", "signs", "cells", "edition_cells"} & of_seed
    change()
    of_other_rule = change("rules: {growth: {points: 20}}\n")
    assert {"decisions", "ledger", "rule_pairs"} <= of_other_rule
    assert not {"sensitivity", "margins", "levels", "edition_cells", "coverage"} & of_other_rule


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
