"""Fixtures of the tests below the pages: English words, and a pooled model that has no answer."""

from __future__ import annotations

import numpy as np
import pytest

from shnor_lab import language
from shnor_lab.ground import measured


@pytest.fixture(autouse=True)
def english():
    language.use("en")
    yield
    language.use("ru")


class Silent(list):
    """Stands for `fit_pooled` and for the model it returns: keeps what it was told, has no answer."""

    answered = False

    def __call__(self, k, n, *, applies, design, variance, seed):
        assert variance is None
        self.append({"k": k, "n": n, "applies": applies, "design": design, "seed": seed})
        return self

    def p_lowest(self, *asked):
        return np.full(len(self[-1]["n"]), np.nan)

    p_lasting_low = p_year_low = p_lowest


@pytest.fixture
def unpooled(monkeypatch):
    """Leave the pooled model without an answer: rules then work as in a region too small for it, and at once."""
    silent = Silent()
    monkeypatch.setattr(measured, "fit_pooled", silent)
    return silent
