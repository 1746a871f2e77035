"""What holds of all rules that rest on a model: neither rows in another order nor resits change an answer."""

import numpy as np
import pandas as pd

from shnor_lab.ground import measured
from shnor_lab.identify import RULE_30

from ...small_tables import result, schools, tables
from .conftest import answers, expectation

OURS = ("posterior_low", "pooled_low", "cohort_growth", "context_adjusted", "value_added")


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
