"""Decisions made by hand."""

import numpy as np
import pandas as pd
import pytest


def decided(rule: str, listed, score=None) -> pd.DataFrame:
    """Return the decisions of one rule; schools are numbered, None = no answer."""
    return pd.DataFrame(
        {
            "rule": rule,
            "school_id": pd.array([f"s{place:04d}" for place in range(len(listed))], dtype="str"),
            "listed": pd.array(listed, dtype="boolean"),
            "score": np.full(len(listed), np.nan) if score is None else np.asarray(score, dtype="float64"),
            "reason": pd.array([f"{rule} says so of {place}" for place in range(len(listed))], dtype="str"),
        }
    )


@pytest.fixture(scope="session")
def region() -> pd.DataFrame:
    """Return 300 schools and three rules on one level: two that order schools, one that does not; some answers lack."""
    random = np.random.default_rng(4)
    level = random.normal(size=300)
    first, second, third = (level + random.normal(scale=noise, size=300) for noise in (0.5, 1.0, 1.0))
    lacking = np.arange(300) % 20 == 0
    parts = [
        decided("first", [None if gone else bool(x > 1.2) for x, gone in zip(first, lacking, strict=True)], first),
        decided("second", (second > 1.0).tolist(), second),
        decided("third", (third > 1.4).tolist(), -third),
    ]
    return pd.concat(parts, ignore_index=True)
