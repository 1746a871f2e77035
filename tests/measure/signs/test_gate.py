import numpy as np

from shnor_lab.measure.signs.gate import N_LIMITED, N_MIN, SCHOOLS_MIN, answers, usable


def test_every_reason_not_to_run_has_its_own_state():
    n = np.concatenate([[19, 20, np.nan, 30], np.full(SCHOOLS_MIN, 60)])
    known = np.ones(len(n), dtype=bool)
    known[3] = False
    found = answers(n, known, value=n, region=n, p=np.full(len(n), 0.5))
    assert found["state"].tolist()[:5] == ["too_few", "run", "not_delivered", "not_delivered", "run"]
    assert found.loc[[0, 2, 3], ["value", "region", "p"]].isna().all(axis=None)
    assert found.loc[1, "limited"] and not found.loc[0, "limited"] and not found.loc[4, "limited"]


def test_a_region_with_too_few_schools_of_that_size_gives_no_answer():
    n = np.concatenate([np.full(SCHOOLS_MIN - 1, N_MIN), [5]])
    found = answers(n, np.ones(len(n), dtype=bool), value=n, region=n, p=n * 0)
    assert found["state"].tolist() == ["few_schools"] * (SCHOOLS_MIN - 1) + ["too_few"]
    assert found["p"].isna().all()


def test_usable_follows_the_same_gate():
    n = np.concatenate([np.full(SCHOOLS_MIN, N_LIMITED), [N_MIN - 1, np.nan]])
    known = np.ones(len(n), dtype=bool)
    assert usable(n, known).tolist() == [True] * SCHOOLS_MIN + [False, False]
    known[0] = False
    assert not usable(n, known).any()
