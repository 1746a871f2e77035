"""The dictionary names every column of every table, and its forms exist."""

import re
from urllib.parse import unquote

import pytest

from shnor_lab import study as studies
from shnor_lab.batch import dictionary
from shnor_lab.dataset.schema import TABLES

pytestmark = pytest.mark.usefixtures("in_demo_root")


def test_every_column_is_named_and_every_form_is_there():
    file = dictionary.build(studies.open("demo"))
    html = file.read_text(encoding="utf-8")
    for table in TABLES.values():
        assert f'id="{table.key}"' in html
        for column in table.columns:
            assert f"<td>{column.name}</td>" in html
    forms = [unquote(link) for link in re.findall(r'href="(forms/[^"]+)"', html)]
    assert len(forms) >= 8
    assert all((file.parent / form).is_file() for form in forms)
    assert "вымышленный регион" in html
