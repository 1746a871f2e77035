"""Three values against brute force: an answer stands only where every completion of what is missing gives it."""

from fractions import Fraction
from itertools import product

import numpy as np
import pandas as pd
import pytest

from shnor_lab.identify import RULE_30, decide, rule_named, settings_of
from shnor_lab.params import ListEdition

from ..small_tables import BASIC, frame, result, schools

pytestmark = pytest.mark.usefixtures("unpooled")

STAGES = (RULE_30[:4], RULE_30[4:6], RULE_30[6:])
ANYTHING = ((0, 20), (20, 20), (4, 20), (3, 5), (0, 0))
"""What a cell that was not delivered may turn out to be."""


def low(cell, n_min=1):
    k, n = cell
    return n >= n_min and Fraction(k, n) >= Fraction(3, 10)


def regional_30(cells, years, keys, c2_mode="any", n_min=1, window=2):
    is_low = {place: low(cell, n_min) for place, cell in cells.items()}
    latest = sum(is_low[years[0], key] for key in keys)
    if c2_mode == "any":
        again = all(any(is_low[year, key] for key in keys) for year in years)
    else:
        again = any(all(is_low[year, key] for year in years) for key in keys)
    return latest >= 2 or again


def persistent_low(cells, years, keys):
    for year in years:
        sat = [[cells[year, key] for key in stage if key in keys and cells[year, key][1]] for stage in STAGES]
        sat = [stage for stage in sat if stage]
        if not sat or not all(any(low(cell) for cell in stage) for stage in sat):
            return False
    return True


def differences(cells, years, keys):
    pairs = ((cells[years[0], key], cells[years[1], key]) for key in keys)
    return [Fraction(*now) - Fraction(*then) for now, then in pairs if now[1] >= 10 and then[1] >= 10]


def negative_dynamics(cells, years, keys):
    found = differences(cells, years, keys)
    return any(10 * change >= 1 for change in found) if found else None


def growth(cells, years, keys):
    found = differences(cells, years, keys)
    fell, rose = any(10 * change <= -1 for change in found), any(10 * change >= 1 for change in found)
    return fell and not rose if found else None


def drawn(random, years, keys):
    """Return cells: (k, n), (None, n) without counts of low results, None where nothing came."""
    cells = {}
    for place in product(years, keys):
        n = int(random.choice([0, 1, 3, 7, 10, 17, 20]))
        cells[place] = (int(random.binomial(n, random.choice([0.05, 0.1, 0.3]))), n)
    places = list(cells)
    for place in random.choice(len(places), random.integers(0, 4), replace=False):
        n = cells[places[place]][1]
        cells[places[place]] = (None, n) if n and random.random() < 0.4 else None
    return cells


def completions(cells):
    known = {place: cell for place, cell in cells.items() if cell and cell[0] is not None}
    choices = [
        [(place, cell) for cell in ANYTHING]
        if came is None
        else [(place, (k, came[1])) for k in {0, came[1] // 2, came[1]}]
        for place, came in cells.items()
        if place not in known
    ]
    return ({**known, **dict(chosen)} for chosen in product(*choices))


@pytest.mark.parametrize(("kind", "keys"), [("basic", BASIC), ("secondary", RULE_30)])
@pytest.mark.parametrize(
    ("judge", "chosen"),
    [
        (regional_30, {}),
        (regional_30, {"c2_mode": "same_procedure"}),
        (regional_30, {"n_min": 10}),
        (regional_30, {"window": 3}),
        (persistent_low, {}),
        (negative_dynamics, {}),
        (growth, {}),
    ],
)
def test_an_answer_is_what_every_completion_says(judge, chosen, kind, keys):
    random = np.random.default_rng(5)
    years = [2024, 2023, 2022][: chosen.get("window", 2)]
    cases = {f"s{place:03d}": drawn(random, years, keys) for place in range(250)}
    rows = [
        result(school, year, key, *cell)
        for school, cells in cases.items()
        for (year, key), cell in cells.items()
        if cell is not None
    ]
    rule = rule_named(judge.__name__)
    data = {"schools": schools(*cases, type=kind), "results": frame("results", rows)}
    edition = ListEdition(year=2024, result_years=[2024, 2023])
    answer = decide(rule, data, edition, settings_of(rule, chosen)).set_index("school_id")["listed"]
    wrong = {}
    for school, cells in cases.items():
        ends = {judge(whole, years, keys, **chosen) for whole in completions(cells)}
        expected = ends.pop() if len(ends) == 1 else None
        said = None if pd.isna(answer[school]) else bool(answer[school])
        if said is not expected:
            wrong[school] = (said, expected, cells)
    assert wrong == {}
    assert answer.isna().any() and (answer == True).any() and (answer == False).any()  # noqa: E712
