"""One declaration of each table serves validation, forms and the dictionary."""

import pandas as pd
import pandera.errors
import pytest

from shnor_lab import catalogue
from shnor_lab.dataset.schema import TABLES


def test_every_table_has_a_name_of_its_own_in_the_catalogue_and_no_other_has():
    named = catalogue.read("tables")
    assert list(named) == list(TABLES) and len(set(named.values())) == len(named)
    assert {key: table.title for key, table in TABLES.items()} == named


@pytest.mark.parametrize("table", TABLES.values(), ids=str)
def test_every_column_has_a_russian_title_and_the_empty_table_is_valid(table):
    assert all(column.title and not column.title.isascii() for column in table.columns)
    assert len({column.title for column in table.columns}) == len(table.columns)
    table.schema.validate(table.empty())


@pytest.mark.parametrize("table", TABLES.values(), ids=str)
def test_words_of_a_code_list_lead_into_the_list(table):
    for column in table.columns:
        if column.one_of:
            assert set(column.words.values()) <= set(column.one_of)


def test_schema_refuses_a_repeated_key():
    corrections = TABLES["corrections"]
    row = {"table": "results", "key": "a|2023", "column": "n", "ground": "опечатка"}
    frame = pd.concat([corrections.empty(), pd.DataFrame([row, row])]).astype(
        {column.name: column.dtype for column in corrections.columns}
    )
    with pytest.raises(pandera.errors.SchemaError):
        corrections.schema.validate(frame)


@pytest.mark.parametrize("table", TABLES.values(), ids=str)
def test_every_table_says_where_it_comes_from(table):
    assert table.source and table.grain
