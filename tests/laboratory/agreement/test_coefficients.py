import json
from pathlib import Path

import krippendorff as oracle
import numpy as np
import pandas as pd
import pytest

from shnor_lab.laboratory.agreement import redrawn
from shnor_lab.laboratory.agreement.coefficients import cohen, conger, fleiss, gwet_ac1, krippendorff, light

REFERENCE = Path(__file__).resolve().parents[4] / "shared" / "reference" / "rater_agreement"
COMPUTED = {
    "diagnoses_fleiss": lambda r: fleiss(r("diagnoses")),
    "diagnoses_fleiss_exact_conger": lambda r: conger(r("diagnoses")),
    "diagnoses_light": lambda r: light(r("diagnoses")),
    "diagnoses_cohen_12": lambda r: cohen(*r("diagnoses").T[:2]),
    "diagnoses_krippendorff_nominal": lambda r: krippendorff(r("diagnoses")),
    "anxiety_kappa12_unweighted": lambda r: cohen(*r("anxiety").T[:2]),
    "anxiety_kappa12_equal": lambda r: cohen(*r("anxiety").T[:2], weights="linear"),
    "anxiety_kappa12_squared": lambda r: cohen(*r("anxiety").T[:2], weights="quadratic"),
    "anxiety_krippendorff_nominal": lambda r: krippendorff(r("anxiety")),
    "anxiety_krippendorff_ordinal": lambda r: krippendorff(r("anxiety"), level="ordinal"),
    "anxiety_krippendorff_interval": lambda r: krippendorff(r("anxiety"), level="interval"),
    "anxiety_krippendorff_ratio": lambda r: krippendorff(r("anxiety"), level="ratio"),
    "video_krippendorff_ordinal": lambda r: krippendorff(r("video"), level="ordinal"),
}
"""Every kappa and alpha of the reference case; ICC and Kendall's W, also there, are not agreement of lists."""

RATERS = {"diagnoses": 6, "anxiety": 3, "video": 4}

_ = np.nan
FOUR_CODERS = np.array(
    [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, _, _, _],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, _, 3],
        [_, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, _],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, _],
    ]
).T
"""Twelve cases, four coders, with gaps (Krippendorff 2011; the same data in Gwet 2014)."""


def spread(counts: list[list[int]]) -> np.ndarray:
    """Return the ratings of two raters whose cross table has these counts."""
    return np.array(
        [(a, b) for a, row in enumerate(counts) for b, count in enumerate(row) for _case in range(count)], dtype=float
    )


def as_irr(alpha: float, *, cases: int, raters: int) -> float:
    """Return Krippendorff's alpha as irr 0.84.1 gives it, which the reference holds.

    Where no rating is missing that version does not divide the coincidences by ``raters - 1``, so it counts that many
    times the values there are, and ``n - 1`` in ``1 - (n - 1) D`` is that of the greater number. The definition, with
    which our number agrees, is checked by published examples below.
    """
    values = cases * raters
    return 1 - (1 - alpha) * (values * (raters - 1) - 1) / ((raters - 1) * (values - 1))


@pytest.mark.parametrize("case", COMPUTED)
def test_reference_numbers(case):
    if not REFERENCE.is_dir():
        pytest.skip("the reference case rater_agreement lies beside the workbench and is absent here")
    known = {item["id"]: item for item in json.loads((REFERENCE / "expected.json").read_text("utf-8"))["expected"]}
    value = known[case]["value"]
    found = COMPUTED[case](lambda name: pd.read_csv(REFERENCE / f"{name}.csv").to_numpy(dtype=float))
    if "krippendorff" in case:
        table = case.split("_")[0]
        found = as_irr(found, cases=len(pd.read_csv(REFERENCE / f"{table}.csv")), raters=RATERS[table])
    assert found == pytest.approx(value["kappa"] if isinstance(value, dict) else value, abs=known[case]["tol_abs"])


def test_the_paradox_of_kappa_as_published():
    ratings = spread([[118, 5], [2, 0]])
    assert cohen(*ratings.T) == pytest.approx(-0.0234, abs=5e-5)
    chance = 2 * (243 / 250) * (7 / 250)
    assert gwet_ac1(ratings) == pytest.approx((118 / 125 - chance) / (1 - chance), abs=1e-12)
    assert gwet_ac1(ratings) == pytest.approx(0.9408, abs=5e-5)


def test_three_categories_as_published():
    ratings = spread([[13, 0, 0], [0, 20, 7], [0, 4, 56]])
    assert cohen(*ratings.T) == pytest.approx(0.7964094, abs=5e-8)
    assert gwet_ac1(ratings) == pytest.approx(0.8493305, abs=5e-8)


def test_missing_ratings_as_published():
    assert krippendorff(FOUR_CODERS) == pytest.approx(0.743, abs=5e-4)
    assert krippendorff(FOUR_CODERS, level="ordinal") == pytest.approx(0.815, abs=5e-4)
    assert gwet_ac1(FOUR_CODERS) == pytest.approx(0.77544, abs=5e-6)


def gaps(seed: int, cases: int, raters: int, categories: int, missing: float) -> np.ndarray:
    """Return ratings that lean to one category per case; so many are missing that some cases keep one or none."""
    rng = np.random.default_rng(seed)
    own = rng.integers(categories, size=(cases, 1))
    ratings = np.where(rng.random((cases, raters)) < 0.6, own, rng.integers(categories, size=(cases, raters)))
    return np.where(rng.random((cases, raters)) < missing, np.nan, ratings.astype("float64"))


MATRICES = {
    "yes and no": gaps(1, 300, 5, 2, 0.2),
    "rare yes": np.where(gaps(2, 400, 4, 10, 0.3) > 0, 0.0, gaps(2, 400, 4, 10, 0.3) + 1),
    "two raters": gaps(3, 50, 2, 3, 0.4),
    "many gaps": gaps(4, 80, 6, 4, 0.7),
    "no gap": gaps(5, 40, 3, 5, 0.0),
    "four coders": FOUR_CODERS,
}


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("matrix", MATRICES)
def test_alpha_is_that_of_another_implementation(matrix, level):
    ratings = MATRICES[matrix]
    rated_twice = ratings[(~np.isnan(ratings)).sum(axis=1) >= 2]
    theirs = oracle.alpha(reliability_data=rated_twice.T, level_of_measurement=level)
    assert krippendorff(ratings, level=level) == pytest.approx(theirs, abs=1e-12)


@pytest.mark.parametrize("matrix", ["yes and no", "rare yes"])
def test_alpha_of_the_bootstrap_is_that_of_another_implementation(matrix):
    ratings = MATRICES[matrix]
    theirs = oracle.alpha(reliability_data=ratings.T, level_of_measurement="nominal")
    assert redrawn.krippendorff(ratings, np.ones((1, len(ratings))))[0] == pytest.approx(theirs, abs=1e-12)


def test_two_raters_by_hand():
    ratings = spread([[40, 10], [10, 40]])  # agreement 0.8, by chance 0.5
    for coefficient in (light, fleiss, conger, gwet_ac1):
        assert coefficient(ratings) == pytest.approx(0.6)
    assert krippendorff(ratings) == pytest.approx(1 - 199 * 20 / (100 * 100))


def test_three_raters_by_hand():
    ratings = np.array([[1, 1, 1], [1, 1, 0], [0, 0, 0], [0, 0, 0]], dtype=float)
    agreed, share = (1 + 1 / 3 + 1 + 1) / 4, 5 / 12
    chance = share**2 + (1 - share) ** 2
    assert fleiss(ratings) == pytest.approx((agreed - chance) / (1 - chance))
    spread_of_shares = np.var([0.5, 0.5, 0.25], ddof=1)
    exact = chance - 2 * spread_of_shares / 3
    assert conger(ratings) == pytest.approx((agreed - exact) / (1 - exact))
    assert light(ratings) == pytest.approx((1 + 0.5 + 0.5) / 3)
    assert gwet_ac1(ratings) == pytest.approx((agreed - (1 - chance)) / chance)


@pytest.mark.parametrize("ratings", [np.zeros((5, 3)), np.ones((4, 2)), np.empty((0, 2))])
@pytest.mark.parametrize("coefficient", [light, fleiss, conger, krippendorff, gwet_ac1])
def test_one_category_has_no_agreement_beyond_chance(coefficient, ratings):
    assert np.isnan(coefficient(ratings))


@pytest.mark.parametrize("coefficient", [light, fleiss, conger])
def test_a_missing_rating_is_refused_where_it_cannot_be_used(coefficient):
    with pytest.raises(ValueError, match="every rater"):
        coefficient(np.array([[1.0, 0.0], [np.nan, 1.0]]))


def test_nobody_rated_twice_is_no_answer():
    ratings = np.array([[1.0, np.nan], [np.nan, 0.0]])
    assert np.isnan(gwet_ac1(ratings)) and np.isnan(krippendorff(ratings))
