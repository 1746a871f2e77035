import warnings

import numpy as np
import pandas as pd
import pytest
from statsmodels.regression.mixed_linear_model import MixedLM, MixedLMResults

from shnor_lab.measure import two_level
from shnor_lab.measure.two_level import LEAST_SCHOOLS, fit_two_level

from .reference import data, expected, near


@pytest.fixture(scope="module")
def pupils():
    return data("hsb82", "pupils")


def invented(schools=40, size=12, tau=1.0, seed=0):
    random = np.random.default_rng(seed)
    school = np.repeat(np.arange(schools), size)
    x = pd.DataFrame({"ses": random.standard_normal(len(school))})
    y = 10 + 2 * x["ses"] + tau * random.standard_normal(schools)[school] + 3 * random.standard_normal(len(school))
    return y, school, x


def alone(y, conditions, school):
    """Return what the library says by itself."""
    x = np.column_stack([np.ones(len(y)), conditions])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return MixedLM(np.asarray(y), x, school).fit(method="lbfgs")


def close(found, told, tolerance):
    return np.abs(found.to_numpy(dtype=float) - told.to_numpy(dtype=float)).max() <= tolerance


def test_null_model_and_school_effects_of_the_reference(pupils):
    told = expected("hsb82")
    found = fit_two_level(pupils["mach"], pupils["school"])
    assert found.state == "fitted" and found.why == ""
    assert near(found.fixed.loc["constant", "estimate"], told["null_reml_intercept"])
    assert near(found.fixed.loc["constant", "se"], told["null_reml_intercept_se"])
    for name, value in (("tau2", found.tau2), ("sigma2", found.sigma2), ("icc", found.icc)):
        assert near(value, told[f"null_reml_{name}"])
    assert near(found.schools["reliability"].mean(), told["null_reml_mean_reliability"])
    assert near(-2 * found.loglik, told["null_reml_criterion"])
    table = data("hsb82", "ref_school_effects").set_index("school")
    schools = found.schools.loc[table.index, ["n", "reliability", "effect", "effect_sd"]]
    assert close(schools, table[["n", "reliability", "blup", "cond_sd"]], 0.002)


def test_full_likelihood_of_the_reference(pupils):
    told = expected("hsb82")
    found = fit_two_level(pupils["mach"], pupils["school"], restricted=False)
    for name, value in (("tau2", found.tau2), ("sigma2", found.sigma2), ("loglik", found.loglik)):
        assert near(value, told[f"null_ml_{name}"])


def test_context_model_of_the_reference(pupils):
    told = expected("hsb82")
    found = fit_two_level(pupils["mach"], pupils["school"], conditions=pupils[["cses", "meanses"]])
    slope = found.fixed["estimate"]
    assert near(slope["cses"], told["context_within_slope"])
    assert near(slope["meanses"], told["context_between_slope"])
    assert near(slope["meanses"] - slope["cses"], told["context_effect"])
    assert near(found.fixed["se"].rename({"constant": "(Intercept)"}), told["context_se"])
    assert near(found.tau2, told["context_tau2"]) and near(found.sigma2, told["context_sigma2"])
    assert near(1 - found.tau2 / told["null_reml_tau2"][0], told["context_tau2_explained"])


def test_slopes_of_schools_of_the_reference(pupils):
    told = expected("hsb82")
    products = {
        "meanses:cses": pupils["meanses"] * pupils["cses"],
        "cses:catholic": pupils["cses"] * pupils["catholic"],
    }
    conditions = pupils[["meanses", "cses", "catholic"]].assign(**products)
    found = fit_two_level(pupils["mach"], pupils["school"], conditions=conditions, slope="cses")
    fixed = found.fixed.rename({"constant": "(Intercept)"})
    assert near(fixed["estimate"], told["rb_full_fixed"]) and near(fixed["se"], told["rb_full_se"])
    assert (
        near(found.between.loc["constant", "constant"], told["rb_full_tau00"])
        and found.tau2 == found.between.iloc[0, 0]
    )
    assert near(found.between.loc["cses", "cses"], told["rb_full_tau11"])
    assert near(found.sigma2, told["rb_full_sigma2"])
    assert found.schools[["slope", "slope_sd"]].notna().all(axis=None)


def test_dutch_classes():
    told, pupils = expected("netherlands_schools"), data("netherlands_schools", "pupils")
    null = fit_two_level(pupils["lang"], pupils["class"])
    values = {"intercept": null.fixed.loc["constant", "estimate"], "tau2": null.tau2, "sigma2": null.sigma2}
    assert near({**values, "icc": null.icc}, told["null_reml"])
    conditions = pupils[["IQ", "SES", "multigrade", "class_size"]]
    found = fit_two_level(pupils["lang"], pupils["class"], conditions=conditions)
    assert near(found.fixed["estimate"].rename({"constant": "(Intercept)"}), told["va_reml_fixed"])
    assert near({"tau2": found.tau2, "sigma2": found.sigma2}, told["va_reml_var"])
    table = data("netherlands_schools", "ref_blup").set_index("class")
    assert close(found.schools.loc[table.index, ["effect", "effect_sd"]], table[["blup", "cond_sd"]], 0.002)


def test_an_infinite_likelihood_called_converged_is_never_told(pupils):
    """With this optimiser MixedLM says converged, variance 0 and an infinite likelihood on these real data."""
    conditions = pupils[["cses", "meanses", "catholic"]]
    trap = alone(pupils["mach"], conditions, pupils["school"])
    assert trap.converged and np.isinf(trap.llf) and np.asarray(trap.cov_re).item() == 0
    found = fit_two_level(pupils["mach"], pupils["school"], conditions=conditions)
    assert found.state == "fitted" and np.isfinite(found.loglik) and found.tau2 == pytest.approx(2.37, abs=0.05)


def test_no_spread_between_schools_is_a_state_not_numbers():
    """MixedLM answers here with converged, an infinite likelihood and a constant of 0 (the truth is 10)."""
    y, school, x = invented(schools=50, size=20, tau=0.0, seed=1)
    trap = alone(y, x, school)
    assert trap.converged and np.isinf(trap.llf) and abs(trap.fe_params[0]) < 1e-6
    found = fit_two_level(y, school, conditions=x)
    assert found.state == "boundary" and found.why
    assert found.schools.empty and found.fixed.empty and np.isnan([found.tau2, found.sigma2, found.icc]).all()


@pytest.mark.parametrize("seed", range(4))
def test_a_tiny_spread_gives_a_state_or_sound_numbers(seed):
    y, school, x = invented(schools=50, tau=0.15, seed=seed)
    found = fit_two_level(y, school, conditions=x)
    assert found.state in ("boundary", "fitted")
    if found.state == "fitted":
        ordinary = np.linalg.lstsq(np.column_stack([np.ones(len(y)), x["ses"]]), y, rcond=None)[0]
        assert found.fixed["estimate"].to_numpy() == pytest.approx(ordinary, abs=0.2)
        assert 0 < found.tau2 < 1 and found.schools["effect"].abs().max() < 2


LIES = {
    "infinite likelihood": {"llf": np.inf},
    "likelihood of another answer": {"llf": -1.0},
    "not converged": {"converged": False},
    "coefficients of nothing": {"fe_params": np.zeros(2)},
    "standard errors of nothing": {"bse_fe": np.zeros(2)},
    "standard errors too great": {"bse_fe": np.full(2, 9.0)},
    "no standard errors": {"bse_fe": np.full(2, np.nan)},
    "no residual variance": {"scale": 0.0},
    "variance of a stop on the way": {"cov_re": np.array([[0.2]])},
    "no variance": {"cov_re": np.array([[np.nan]])},
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_an_answer_that_does_not_hold_is_refused(monkeypatch, lie):
    y, school, x = invented()
    assert fit_two_level(y, school, conditions=x).state == "fitted"
    fit = MixedLM.fit

    class Liar:
        def __init__(self, honest: MixedLMResults):
            self.honest = honest

        def __getattr__(self, name):
            return lie.get(name, getattr(self.honest, name))

    monkeypatch.setattr(MixedLM, "fit", lambda self, **options: Liar(fit(self, **options)))
    found = fit_two_level(y, school, conditions=x)
    assert found.state == "not_settled" and found.fixed.empty and np.isnan(found.loglik) and found.why


def test_a_fit_that_breaks_off_lets_the_next_optimiser_try(monkeypatch):
    y, school, x = invented()
    whole, fit = fit_two_level(y, school, conditions=x), MixedLM.fit

    def breaks(self, method, **options):
        if method == two_level.METHODS[0]:
            raise np.linalg.LinAlgError("Singular matrix")
        return fit(self, method=method, **options)

    monkeypatch.setattr(MixedLM, "fit", breaks)
    found = fit_two_level(y, school, conditions=x)
    assert found.state == "fitted" and found.tau2 == pytest.approx(whole.tau2, rel=1e-2)


def test_a_known_truth_is_found():
    y, school, x = invented(schools=400, size=15, tau=1.5, seed=3)
    found = fit_two_level(y, school, conditions=x)
    assert found.tau2 == pytest.approx(2.25, abs=0.4) and found.sigma2 == pytest.approx(9, abs=0.4)
    assert found.fixed.loc["ses", "estimate"] == pytest.approx(2, abs=4 * found.fixed.loc["ses", "se"])


def test_too_little_is_a_state():
    y, school, x = invented(schools=LEAST_SCHOOLS - 1)
    assert fit_two_level(y, school).state == "too_few"
    assert fit_two_level([1.0, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]).state == "too_few"
    found = fit_two_level([], [])
    assert found.state == "too_few" and found.why and found.schools.empty


def test_conditions_that_repeat_each_other_are_a_state():
    y, school, x = invented()
    found = fit_two_level(y, school, conditions=x.assign(again=2 * x["ses"] + 1))
    assert found.state == "dependent" and found.why


def test_gaps_are_refused_and_the_callers_frame_stays():
    y, school, x = invented()
    before = x.copy(deep=True)
    fit_two_level(y, school, conditions=x)
    pd.testing.assert_frame_equal(x, before)
    for broken in ((y.where(y.index > 0), school, x), (y, pd.Series(school).where(y.index > 0), x), (y, school, x[1:])):
        with pytest.raises(ValueError, match="every unit"):
            fit_two_level(broken[0], broken[1], conditions=broken[2])
