"""Region-wide results on trust in the demo region: variance parts, bias, prediction, error ledger."""

import numpy as np
import pandas as pd
import pytest

from shnor_lab import study as studies
from shnor_lab.ground.measured import Measured
from shnor_lab.identify.rules import all_rules
from shnor_lab.laboratory.ledger.errors import ledger as table_of
from shnor_lab.measure.pooled import VarianceParts
from shnor_lab.measure.reliability import reliability
from shnor_lab.study import bias, ledger, prediction, variance
from shnor_lab.study.identification import DECISIONS, DECISIONS_BEFORE
from shnor_lab.study.laboratory import compared
from shnor_lab.study.levels import LEVELS, PARTS, PROCEDURES


def test_variance_parts_add_up_and_lie_inside_their_intervals(demo):
    own = variance.PARTS_BY_PROCEDURE.of(demo)
    assert own["procedure"].tolist() == PROCEDURES.of(demo)["procedure"].tolist()
    assert np.allclose(own[["lasting", "one_off", "sampling"]].sum(axis=1), 1)
    assert own["reliability"].between(own["reliability_from"], own["reliability_to"]).all()
    assert (own["reliability_to"] - own["reliability_from"]).between(0.01, 0.2).all()


def test_reliability_rises_with_participants_and_years(demo):
    own = variance.RELIABILITY.of(demo)
    wide = own.pivot(index="n", columns="years", values="reliability")
    assert (wide.diff().dropna() > 0).all(axis=None) and (wide.diff(axis=1).iloc[:, 1:] > 0).all(axis=None)
    assert own["reliability"].between(own["low"], own["high"]).all()
    parts = PARTS.of(demo).iloc[0]
    counts = PROCEDURES.of(demo)
    share = (counts["share"] * counts["participants"]).sum() / counts["participants"].sum()
    expected = reliability(
        VarianceParts(*parts[["school", "procedure", "year", "cell"]].astype(float)),
        share=share, n=20, years=3, procedures=int(own["procedures"].iloc[0]),
    )  # fmt: skip
    assert wide.loc[20, 3] == pytest.approx(expected, rel=1e-9)


def test_fifths_add_up_to_all_schools(demo):
    own = bias.BIAS.of(demo)
    sums = own[own["band"] > 0].groupby("rule", sort=False)[["schools", "listed", "truly_low", "caught"]].sum()
    whole = own[own["band"] == 0].set_index("rule")[["schools", "listed", "truly_low", "caught"]]
    pd.testing.assert_frame_equal(sums, whole, check_dtype=False)
    assert whole.index.tolist() == compared(DECISIONS.of(demo))
    assert whole["truly_low"].iloc[0] == pytest.approx(LEVELS.of(demo)["p_truly_low"].sum())


def test_kinds_of_schools_are_compared_with_the_largest_and_the_urban(demo):
    own = bias.SAME_LEVEL.of(demo)
    reference = own[own["state"] == "reference"].groupby("grouping")["group"].unique()
    assert {key: list(found) for key, found in reference.items()} == {"size": ["5"], "settlement": [bias.URBAN]}
    schools = demo.schools.set_index("school_id")["rural"]
    kind, _reference = bias.kinds(demo)["settlement"]
    assert (kind == bias.RURAL).equals(schools.reindex(kind.index).astype(bool))


def test_lists_of_the_year_before_are_judged_by_the_latest_year_alone(demo):
    own = prediction.PREDICTION.of(demo)
    assert prediction.outcome_year(demo) == 2024
    latest = demo.table("results").query("year == 2024 and n_low.notna()")
    before = DECISIONS_BEFORE.of(demo)
    for row in own[own["outcome"] == "lowest"].itertuples():
        listed = before.query("rule == @row.rule and listed == True")["school_id"]
        assert row.listed == listed.isin(latest["school_id"]).sum()
    judged = own[own["state"] == "judged"]
    assert np.allclose(judged["precision"], judged["caught"] / judged["listed"])
    curves = prediction.ROC.of(demo)
    areas = own[(own["outcome"] == "lowest") & own["auc"].notna()].set_index("rule")["auc"]
    assert set(curves["rule"]) == set(areas.index)
    for rule, curve in curves.groupby("rule"):
        assert np.trapezoid(curve["true_share"], curve["false_share"]) == pytest.approx(areas[rule])


def test_the_ledger_kept_on_disk_is_the_one_simulated(demo, monkeypatch):
    made, simulate, kept = [], ledger.simulated_lists, ledger.LEDGER.of(demo)

    def keeping(*given, **more):
        made.append(simulate(*given, **more))
        return made[-1]

    monkeypatch.setattr(ledger, "simulated_lists", keeping)
    ledger.SIMULATED.compute(demo)
    [lists] = made
    size = LEVELS.of(demo).set_index("school_id")["size"]
    pd.testing.assert_frame_equal(kept, table_of(lists, size=size), check_categorical=False, check_dtype=False)
    assert set(kept["rule"]) <= set(ledger.COVERED.of(demo).query("covered")["rule"])
    own = kept.query("band == 0 and meaning == 'level'")
    assert np.allclose(own["caught"] + own["missed"] + own["unanswered_low"], own["truly_low"])
    pooled = own.query("rule == 'pooled_low' and length == 'equal'")["precision"].item()
    assert pooled > own.query("rule == 'regional_30' and length == 'equal'")["precision"].item()


def test_cost_curves_start_with_nobody_listed(demo):
    curves = ledger.CURVES.of(demo)
    keys = ["rule", "meaning", "origin"]
    first = curves.groupby(keys, observed=True)[["length", "caught", "false_flags"]].first()
    assert (first == 0).all(axis=None)
    chances = curves[curves["origin"] == "chances"]
    assert set(chances["rule"]) == {"p_truly_low"} and not set(chances["rule"]) & set(all_rules())
    assert chances["caught"].iloc[-1] == pytest.approx(LEVELS.of(demo)["p_truly_low"].sum())
    rates = ledger.BASE_RATES.of(demo).set_index("meaning")
    assert rates.loc["level", "truly_low"] == round(demo.params.truly_low_share * rates.loc["level", "schools"])


def test_as_many_years_are_simulated_as_any_rule_pools(demo):
    assert ledger.years_read(demo) == ledger.LEAST_YEARS
    rules = {**demo.params.rules, "pooled_low": {**demo.params.rules["pooled_low"], "years": 5}}
    longer = studies.study.Study(demo.params.model_copy(update={"rules": rules}), demo.dataset)
    assert ledger.years_read(longer) == 5


def test_one_year_of_results_simulates_nothing(demo):
    results = demo.table("results")
    one = studies.study.Study(demo.params, demo.dataset)
    latest = results[results["year"] == 2024].reset_index(drop=True)
    one.__dict__["tables"] = Measured({**demo.tables, "results": latest})
    assert ledger.COVERED.of(one)["covered"].any() and ledger._simulated(one).empty
