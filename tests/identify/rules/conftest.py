"""Answers of one rule, chances that are given, and frames that several rules read."""

from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

from shnor_lab.ground import measured
from shnor_lab.identify import decide, rule_named, settings_of

from ...small_tables import EDITION, in_words, schools, tables, year_of


def answers(key, data, edition=EDITION, **settings):
    rule = rule_named(key)
    return in_words(decide(rule, data, edition, settings_of(rule, settings)), "reason").set_index("school_id")


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


def sized(*sizes, year=2024):
    return tables([row for place, n in enumerate(sizes) for row in year_of(f"s{place}", year, n=n)])


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
