import pandas as pd
import pytest

from shnor_lab import language
from shnor_lab.present.column import TableColumn
from shnor_lab.present.table import Table


@pytest.fixture(autouse=True)
def russian():
    language.use("ru")
    yield
    language.use("ru")


@pytest.fixture
def results() -> pd.DataFrame:
    """Return five schools of an invented municipality: few, many and no participants, an exam not held."""
    return pd.DataFrame(
        {
            "code": ["007", "012", "1-2", "0401", "55"],
            "school": ["СОШ № 2", "СОШ № 10", "ООШ «Лесная» <филиал>", "НОШ № 1", "СОШ № 11"],
            "year": pd.array([2023] * 5, dtype="Int32"),
            "n": pd.array([12, 8, 240, None, 0], dtype="Int32"),
            "n_low": pd.array([5, 3, 45, None, 0], dtype="Int32"),
            "share": [5 / 12, 3 / 8, 45 / 240, float("nan"), float("nan")],
            "low": [0.19, 0.14, 0.14, float("nan"), float("nan")],
            "high": [0.68, 0.69, 0.24, float("nan"), float("nan")],
            "state": ["delivered", "delivered", "delivered", "not_held", "no_participants"],
            "is_low": pd.array([True, True, False, None, None], dtype="boolean"),
            "listed": pd.array([True, False, False, None, None], dtype="boolean"),
            "chance": [0.41, 0.01, 0.99, float("nan"), float("nan")],
            "approved": ["2023-03-14", None, "2023-03-14", None, None],
            "mean": [3.25, 4.0, 3.5, float("nan"), float("nan")],
        }
    )


@pytest.fixture
def table(results) -> Table:
    return Table(
        results,
        (
            TableColumn("school", "Школа", role="school"),
            TableColumn("code", "Код", "id"),
            TableColumn("n_low", "Ниже порога", "counted", base="n", state="state", mark="is_low"),
            TableColumn(
                "share",
                "Доля",
                "share",
                base="n",
                state="state",
                definition="Доля участников ниже порога",
                source="расчёт",
            ),
            TableColumn("low", "Интервал", "interval", base="n", upper="high"),
            TableColumn("listed", "Расчёт по методике", "flag"),
            TableColumn("chance", "Насколько устойчиво", "chance", role="statistic"),
            TableColumn("year", "Учебный год", "year"),
            TableColumn("approved", "Утверждён", "date"),
            TableColumn("mean", "Средняя отметка", "number", decimals=2, unit="отметка"),
        ),
        key="reasons",
        caption="Участники основного периода; 5 школ, 2022/23 уч. г.",
        note="Показаны числа.",
        mark_words="не ниже порога 30 %",
    )
