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


def test_forms_are_not_written_again_while_the_program_is_the_same():
    study = studies.open("demo")
    folder = dictionary.build(study).parent / dictionary.FORMS
    form = sorted(folder.glob("*.xlsx"))[0]
    form.write_bytes(b"open in Excel")
    dictionary.build(study)
    assert form.read_bytes() == b"open in Excel"
    (folder / ".source").unlink()
    dictionary.build(study)
    assert form.read_bytes() != b"open in Excel"
