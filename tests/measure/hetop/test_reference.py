"""Numbers of the R package HETOP: the small cases and High School and Beyond."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from shnor_lab.measure.hetop import fit_hetop

CASES = Path(__file__).resolve().parents[2] / "reference"
MARKS = ["n1", "n2", "n3", "n4"]


def expected(case):
    rows = json.loads((CASES / case / "expected.json").read_text(encoding="utf-8"))["expected"]
    return {row["id"]: pytest.approx(row["value"], abs=row["tol_abs"]) for row in rows if "tol_abs" in row}


def compare(fit, table, tolerance):
    scales = {"fc": fit, "star": fit.standard(), "starbc": fit.corrected()}
    for name, scale in scales.items():
        assert np.allclose(scale.mu, table[f"mu_{name}"], atol=tolerance, rtol=0), name
        assert np.allclose(scale.sigma, table[f"sigma_{name}"], atol=tolerance, rtol=0), name


@pytest.mark.parametrize("name", ["large", "sparse"])
def test_small_cases(name):
    told = expected("hetop_small")
    counts = pd.read_csv(CASES / "hetop_small" / f"counts_{name}.csv")[MARKS]
    fit = fit_hetop(counts, pooled_below=0, ties="joint")
    assert fit.state == "fitted"
    assert -fit.log_likelihood == told[f"{name}_negloglik"]
    assert fit.cuts.tolist() == told[f"{name}_cutpoints"]
    assert fit.standard().icc == told[f"{name}_icc"]
    assert fit.corrected().icc == told[f"{name}_icc_bc"]
    table = pd.read_csv(CASES / "hetop_small" / f"ref_{name}.csv")
    compare(fit, table, 0.01)
    words = {"free": ("est", "est"), "sigma_pooled": ("est", "mean"), "all_lowest": ("min", "mean")}
    words["all_highest"] = ("max", "mean")
    assert [words[state] for state in fit.states] == list(zip(table["mu_status"], table["sigma_status"], strict=True))


def test_high_school_and_beyond():
    told = expected("hsb82")
    counts = pd.read_csv(CASES / "hsb82" / "school_counts.csv")
    fit = fit_hetop(counts[MARKS], fixed_cuts=(5, 13), pooled_below=0, ties="joint")
    assert -fit.log_likelihood == told["hetop_negloglik"]
    assert fit.cuts[2] == told["hetop_cutpoint3"]
    assert fit.standard().icc == told["hetop_icc"]
    assert fit.corrected().icc == told["hetop_icc_bc"]
    table = pd.read_csv(CASES / "hsb82" / "ref_hetop.csv")
    assert table["school"].tolist() == counts["school"].tolist()
    compare(fit, table, 0.02)
    assert np.corrcoef(fit.mu, table["raw_mean"])[0, 1] == told["hetop_cor_with_raw_means"]
