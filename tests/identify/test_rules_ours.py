"""The rules of ours: states and cuts on chances that are given, then chances of the model on regions of known truth."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given as given_data
from hypothesis import settings as hypothesis
from hypothesis import strategies as st
from scipy.special import ndtr

from shnor_lab import language
from shnor_lab.errors import RuleError
from shnor_lab.identify import RULE_30, decide, measured, rule_named, settings_of
from shnor_lab.identify.bands import part_of
from shnor_lab.identify.rules.pooled_low import greatest_part
from shnor_lab.identify.rules.posterior_low import STATES, state_title, states_of

from .conftest import BASIC, EDITION, frame, result, schools, tables, year_of

OURS = ("posterior_low", "pooled_low", "cohort_growth", "context_adjusted", "value_added")


def answers(key, data, edition=EDITION, **settings):
    rule = rule_named(key)
    return decide(rule, data, edition, settings_of(rule, settings)).set_index("school_id")


def said(value):
    return None if pd.isna(value) else bool(value)


@pytest.fixture
def given(monkeypatch):
    """Let the pooled model answer with these chances, one per school in order of school_id."""

    def chances(p, reliability=None):
        p = np.asarray(p, dtype=float)
        asked = SimpleNamespace(calls=[])

        def told(name):
            def answer(*args):
                asked.calls.append((name, *args))
                return p

            return answer

        model = SimpleNamespace(
            answered=False,
            p_year_low=told("p_year_low"),
            p_lowest=told("p_lowest"),
            p_lasting_low=told("p_lasting_low"),
            level=lambda: SimpleNamespace(reliability=np.asarray(reliability)),
        )

        def fit(k, n, **_more):
            asked.years = n.shape[1]
            return model

        monkeypatch.setattr(measured, "fit_pooled", fit)
        return asked

    return chances


# posterior_low


def sized(*sizes, year=2024):
    return tables([row for place, n in enumerate(sizes) for row in year_of(f"s{place}", year, n=n)])


def test_four_states_at_their_cuts(given):
    asked = given([0.5, 0.499, 0.499, 0.1, 0.0999, 0.9])
    answer = answers("posterior_low", sized(20, 10, 9, 9, 9, 3))
    assert answer["listed"].tolist() == [True, False, False, False, False, True]
    titles = [state_title(state) for state in ("high", "watch", "not_separable", "not_separable", "clear", "high")]
    assert [reason.split(":")[0] for reason in answer["reason"]] == titles
    assert answer["score"].tolist() == answer["p_low"].tolist() == [0.5, 0.499, 0.499, 0.1, 0.0999, 0.9]
    assert asked.calls == [("p_year_low", 0, 0.3, 2)] and asked.years == 2
    assert "true shares of 2023/24 at least 30% in 2 procedures" in answer["reason"].iloc[0]


def test_enough_participants_means_in_as_many_procedures_as_are_asked(given):
    given([0.3])
    rows = [result("s0", 2024, "oge_ma", 1, 30), result("s0", 2024, "oge_ru", 1, 9)]
    assert answers("posterior_low", tables(rows))["reason"].iloc[0].startswith(state_title("not_separable"))
    one = answers("posterior_low", tables(rows), procedures=1)["reason"].iloc[0]
    assert one.startswith(state_title("watch")) and "in 1 procedure)" in one


def test_without_counts_of_the_latest_year_there_is_no_answer(given):
    given([0.9, 0.9, 0.9])
    rows = [*year_of("s0", 2023), *year_of("s1", 2024, keys=("oge_ma",)), result("s2", 2024, "oge_ma", None, 20)]
    answer = answers("posterior_low", tables(rows))
    assert [said(value) for value in answer["listed"]] == [None, True, None]
    assert answer["p_low"].isna().tolist() == [True, False, True]
    assert answer["reason"]["s0"] == "No counts of low results of 2023/24"


def test_a_model_without_an_answer_is_said():
    answer = answers("posterior_low", sized(20, 20))
    assert answer["listed"].isna().all() and answer["score"].isna().all()
    assert answer["reason"].str.startswith("The model of the region has no answer").all()


def test_cuts_must_be_in_order():
    with pytest.raises(RuleError, match="cannot be used"):
        settings_of(rule_named("posterior_low"), {"clear_below": 0.6})


def test_every_state_has_words_in_both_languages():
    for code in ("en", "ru"):
        language.use(code)
        assert len({state_title(state) for state in STATES}) == 4


# pooled_low


def test_the_list_is_as_long_as_the_part_of_those_answered(given):
    asked = given(np.linspace(0, 1, 20))
    data = tables([row for place in range(20) for row in year_of(f"s{place:02d}", 2024)])
    answer = answers("pooled_low", data)
    assert answer.index[answer["listed"]].tolist() == ["s18", "s19"]
    assert answer["score"].tolist() == pytest.approx(answer["p_low"].tolist(), abs=1e-11)
    assert asked.calls == [("p_lowest", 0.1)] and asked.years == 3
    assert answers("pooled_low", data, part=0.24)["listed"].sum() == 5
    assert answers("pooled_low", data, part=0.04)["listed"].sum() == 1


def test_schools_without_counts_are_neither_listed_nor_counted(given):
    given([np.nan, *np.linspace(0, 0.5, 10), 0.9])
    rows = [row for place in range(1, 11) for row in year_of(f"s{place:02d}", 2022)]
    data = tables(rows, schools(*(f"s{place:02d}" for place in range(12))))
    answer = answers("pooled_low", data)
    assert answer.index[answer["listed"].isna()].tolist() == ["s00", "s11"]
    assert answer.index[answer["listed"].fillna(False)].tolist() == ["s10"]
    assert answer["reason"]["s11"] == "No counts of low results of 2021/22; 2022/23 and 2023/24"


def test_a_demanded_reliability_takes_schools_out(given):
    given([0.9, *np.linspace(0, 0.5, 10)], reliability=[0.3, *[0.7] * 9, np.nan])
    data = tables([*(row for place in range(11) for row in year_of(f"s{place:02d}", 2024))])
    free, bound = answers("pooled_low", data), answers("pooled_low", data, reliability_min=0.5)
    assert free.index[free["listed"]].tolist() == ["s00"]
    assert bound.index[bound["listed"].isna()].tolist() == ["s00", "s10"]
    assert bound.index[bound["listed"].fillna(False)].tolist() == ["s09"]
    assert "Too few results" in bound["reason"]["s00"] and pd.isna(bound["p_low"]["s00"])


@hypothesis(max_examples=60, deadline=None)
@given_data(
    chance=st.lists(st.one_of(st.just(np.nan), st.sampled_from([0.0, 0.1, 0.5, 1.0])), min_size=1, max_size=30),
    part=st.floats(0.01, 0.99),
    seed=st.integers(0, 100),
)
def test_the_greatest_part_is_right_in_number_and_kind_whatever_the_order(chance, part, seed):
    values, names = np.array(chance), pd.Index([f"s{place:02d}" for place in range(len(chance))])
    chosen, known = greatest_part(values, part, names), ~np.isnan(values)
    assert chosen.sum() == part_of(int(known.sum()), part) and not (chosen & ~known).any()
    if chosen.any() and (known & ~chosen).any():
        assert values[chosen].min() >= values[known & ~chosen].max()
    turned = np.random.default_rng(seed).permutation(len(values))
    assert (greatest_part(values[turned], part, names[turned]) == chosen[turned]).all()


@hypothesis(max_examples=60, deadline=None)
@given_data(chance=st.floats(0, 1), clear=st.floats(0.01, 0.5), listed=st.floats(0.5, 0.99), enough=st.booleans())
def test_exactly_one_state_and_no_chance_no_state(chance, clear, listed, enough):
    chosen = settings_of(rule_named("posterior_low"), {"clear_below": clear, "listed_from": listed})
    state, none = states_of(np.array([chance, np.nan]), np.array([enough, enough]), chosen)
    assert none == ""
    between = clear <= chance < listed
    assert state == ("high" if chance >= listed else "clear" if not between else "watch" if enough else "not_separable")


def test_equal_chances_go_by_a_fixed_order_of_schools():
    names = pd.Index([f"s{place:02d}" for place in range(40)])
    chosen = set(names[greatest_part(np.full(40, 0.1), 0.25, names)])
    assert len(chosen) == 10 and chosen != set(names[:10])
    turned = names[::-1]
    assert set(turned[greatest_part(np.full(40, 0.1), 0.25, turned)]) == chosen


# the model itself


@pytest.fixture(scope="module")
def region():
    """A region of 60 schools with known lasting levels, three years, six procedures; two schools sent nothing."""
    random = np.random.default_rng(4)
    level = random.normal(0, 0.6, 60)
    rows = []
    for place, own in enumerate(level[:58]):
        n = int(np.clip(random.lognormal(3, 0.6), 5, 90))
        for key in BASIC:
            lasting = own + random.normal(0, 0.15)
            for year in (2024, 2023, 2022):
                k = random.binomial(n, ndtr(-1.1 - lasting - random.normal(0, 0.15)))
                rows.append(result(f"s{place:02d}", year, key, int(k), n))
    return tables(rows, schools(*(f"s{place:02d}" for place in range(60)))), level


@pytest.fixture(scope="module")
def said_of(region):
    language.use("en")
    data = measured.Measured.of(region[0])
    return {key: answers(key, data) for key in ("posterior_low", "pooled_low", "regional_30", "lowest_share")}


def test_pooled_low_finds_the_truly_low(region, said_of):
    level, answer = region[1][:58], said_of["pooled_low"]
    truly = level <= np.sort(level)[5]
    listed = answer["listed"].fillna(False).to_numpy(dtype=bool)[:58]
    assert listed.sum() == 6 and (listed & truly).sum() >= 4
    assert answer["p_low"].sum() == pytest.approx(6, abs=0.5)
    assert answer["p_low"][:58][truly].mean() > 0.6 > 0.1 > answer["p_low"][:58][~truly].mean()


def test_chances_of_the_year_follow_shares_and_size(said_of):
    answer = said_of["posterior_low"]
    assert answer["listed"].isna().tolist() == [False] * 58 + [True] * 2
    assert 0 < answer["listed"].sum() < 20
    assert np.corrcoef(answer["p_low"][:58], said_of["regional_30"]["score"][:58])[0, 1] > 0.6


def test_rules_that_mean_something_lasting_fill_p_low(said_of):
    for key in ("regional_30", "lowest_share"):
        p_low, listed = said_of[key]["p_low"], said_of[key]["listed"].fillna(False).astype(bool)
        assert p_low.notna().tolist() == [True] * 58 + [False] * 2
        assert p_low[listed].mean() > 3 * p_low[~listed].mean()
    assert said_of["lowest_share"]["p_low"].sum() == pytest.approx(6, abs=0.5)


def test_p_listed_knows_what_the_other_exams_of_a_school_say(region):
    low = dict.fromkeys(BASIC, (5, 20))
    data = dict(region[0])
    rows = [row for year in (2024, 2023) for row in year_of("t0", year, low=low)]
    rows += [row for year in (2024, 2023) for row in year_of("t1", year, low={"oge_ma": (5, 20)})]
    data["results"] = pd.concat([data["results"], frame("results", rows)], ignore_index=True)
    data["schools"] = pd.concat([data["schools"], schools("t0", "t1")], ignore_index=True)
    chance = answers("regional_30", data)["p_listed"]
    assert not answers("regional_30", data)["listed"][["t0", "t1"]].any()
    assert chance["t0"] > 0.5 > 0.15 > chance["t1"]


# cohort_growth

COHORT = (("oge_ma", 2024), ("oge_ru", 2024), ("vpr_ma6", 2021), ("vpr_ru6", 2021))


def cohort(count=40, *, cells=COHORT, seed=2, fallen=("s00",), **more):
    """Return a region whose cohorts keep their positions but for those that fell."""
    random = np.random.default_rng(seed)
    rows = []
    for place in range(count):
        own, school = random.normal(0, 0.5), f"s{place:02d}"
        for key, year in cells:
            drop = 1.5 if school in fallen and key.startswith("oge") else 0.0
            k = random.binomial(60, ndtr(-1.2 - own + drop + random.normal(0, 0.1)))
            rows.append(result(school, year, key, int(k), 60, **more.get(key, {})))
    return tables(rows)


def without(data, school, key):
    rows = data["results"]
    return data | {"results": rows[~((rows["school_id"] == school) & (rows["procedure"] == key))]}


def test_a_cohort_that_fell_is_listed_and_told():
    answer = answers("cohort_growth", cohort())
    assert answer.index[answer["listed"]].tolist() == ["s00"]
    assert answer["score"]["s00"] > 0.95 and answer["p_low"].isna().all()
    assert "after VPR" in answer["reason"]["s00"] and "2020/21" in answer["reason"]["s00"]
    assert not answers("cohort_growth", cohort(fallen=()))["listed"].any()


def test_what_lacks_leaves_it_open_unless_the_other_subject_decides():
    data = cohort()
    assert said(answers("cohort_growth", without(data, "s00", "oge_ru"))["listed"]["s00"]) is True
    answer = answers("cohort_growth", without(data, "s05", "vpr_ru6"))
    assert said(answer["listed"]["s05"]) is None and answer["score"]["s05"] >= 0
    assert answer["reason"]["s05"] == "The rule cannot answer, missing: 2020/21: VPR Russian, grade 6"
    nobody = data["results"].assign(
        n=data["results"]["n"].mask(
            (data["results"]["school_id"] == "s05") & (data["results"]["procedure"] == "oge_ru"), 0
        )
    )
    assert said(answers("cohort_growth", data | {"results": nobody})["listed"]["s05"]) is False


def test_without_the_sixth_grade_the_fifth_is_followed():
    cells = (("oge_ma", 2024), ("vpr_ma5", 2020))
    answer = answers("cohort_growth", cohort(cells=cells))
    assert said(answer["listed"]["s00"]) is True and "grade 5" in answer["reason"]["s00"]
    assert "2019/20" in answer["reason"]["s00"]


def test_an_autumn_work_belongs_to_the_programme_it_checks():
    autumn = {"round": "autumn", "programme_grade": 6}
    data = cohort(cells=(("oge_ma", 2024), ("vpr_ma7", 2022)), vpr_ma7=autumn)
    answer = answers("cohort_growth", data)
    assert said(answer["listed"]["s00"]) is True and "grade 6" in answer["reason"]["s00"]


def test_a_cohort_that_cannot_be_followed_is_no_answer():
    few = answers("cohort_growth", cohort(12))
    assert few["listed"].isna().all() and few["reason"].str.contains("no answer").all()
    nobody = tables([result("a", 2024, key, 0, 0) for key in ("oge_ma", "oge_ru")])
    alone = answers("cohort_growth", nobody)
    assert alone["listed"].isna().all() and "cannot be followed" in alone["reason"].iloc[0]
    primary = cohort() | {}
    primary["schools"] = pd.concat([primary["schools"], schools("z", type="primary")], ignore_index=True)
    assert said(answers("cohort_growth", primary)["listed"]["z"]) is None


# context_adjusted, value_added


def expectation(differences, *, se=0.1, basis="context", year=2024):
    ids = [f"s{place:02d}" for place in range(len(differences))]
    table = pd.DataFrame(
        {
            "school_id": pd.array(ids, dtype="str"),
            "year": pd.array([year] * len(ids), dtype="Int32"),
            "basis": pd.array([basis] * len(ids), dtype="str"),
            "actual": np.asarray(differences) + 0.2,
            "expected": 0.2,
            "se": np.broadcast_to(se, len(ids)),
        }
    )
    return {"schools": schools(*ids), "expected": table}


@pytest.mark.parametrize(("key", "basis"), [("context_adjusted", "context"), ("value_added", "prior")])
def test_listed_is_who_is_surely_below_the_expected_result(key, basis):
    differences = [-0.9, -0.1, 0.0, 0.9, *np.linspace(-0.5, 0.5, 21)]
    answer = answers(key, expectation(differences, basis=basis))
    assert answer["listed"][["s00", "s04"]].all() and not answer["listed"][["s01", "s02", "s03"]].any()
    assert answer["score"].iloc[:4].is_monotonic_decreasing and answer["p_low"].isna().all()
    assert answer["reason"]["s00"].startswith("Below the expected result: out of 100 schools")
    other = "prior" if basis == "context" else "context"
    for data in (expectation(differences, basis=other), expectation(differences, basis=basis, year=2023)):
        assert answers(key, data)["listed"].isna().all()


def test_little_known_schools_are_drawn_to_the_expected_result():
    differences = np.r_[[-0.6, -0.6], np.random.default_rng(3).normal(0, 0.2, 60)]
    se = np.r_[[0.6, 0.05], np.full(60, 0.1)]
    answer = answers("context_adjusted", expectation(differences, se=se))
    assert said(answer["listed"]["s00"]) is False and said(answer["listed"]["s01"]) is True


def test_where_schools_do_not_differ_nobody_is_listed():
    differences = np.random.default_rng(3).normal(0, 0.1, 200)
    assert answers("context_adjusted", expectation(differences, se=0.1))["listed"].sum() == 0


def test_of_fewer_than_three_schools_nothing_is_learnt():
    answer = answers("context_adjusted", expectation([-0.9, 0.1]))
    assert answer["listed"].isna().all() and answer["reason"].str.contains("no answer").all()


def test_without_an_expected_result_the_words_are_said():
    data = expectation([-0.9, 0.1, 0.2])
    lacking = data | {"schools": schools("s00", "s01", "s02", "z")}
    answer = answers("context_adjusted", lacking)
    assert said(answer["listed"]["z"]) is None and answer["reason"]["z"] == "expected result not computed"
    language.use("ru")
    assert answers("value_added", sized(20))["reason"].tolist() == ["ожидаемый результат не рассчитан"]


# what holds of all


def all_tables(count=30):
    random = np.random.default_rng(6)
    rows = [
        result(f"s{place:02d}", year, key, int(random.binomial(20, 0.05 + 0.02 * (place % 10))), 20)
        for place in range(count)
        for year in (2024, 2023, 2022, 2021)
        for key in RULE_30
    ]
    given = expectation(random.normal(0, 0.3, count))
    prior = given["expected"].assign(basis=pd.array(["prior"] * count, dtype="str"))
    both = pd.concat([given["expected"], prior], ignore_index=True)
    return tables(rows, schools(*(f"s{place:02d}" for place in range(count)), type="secondary"), expected=both)


def test_neither_the_order_of_rows_nor_resits_change_anything_and_no_table_is_changed():
    data = all_tables()
    before = {key: table.copy() for key, table in data.items()}
    others = data["results"].iloc[::7].assign(attempt="retake"), data["results"].iloc[::5].assign(graduates="past")
    more = data | {"results": pd.concat([data["results"], *others], ignore_index=True)}
    shuffled = {key: table.sample(frac=1, random_state=9) for key, table in more.items()}
    one, other = measured.Measured.of(data), measured.Measured.of(shuffled)
    for key in (*OURS, "regional_30", "lowest_share"):
        first = answers(key, one)
        assert first["listed"].notna().any(), key
        pd.testing.assert_frame_equal(first, answers(key, other))
    for key, table in before.items():
        pd.testing.assert_frame_equal(data[key], table)
