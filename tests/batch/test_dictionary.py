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
    form, other = sorted(folder.glob("*.xlsx"))[:2]
    form.write_bytes(other.read_bytes())
    dictionary.build(study)
    assert form.read_bytes() == other.read_bytes()
    (folder / ".source").unlink()
    dictionary.build(study)
    assert form.read_bytes() != other.read_bytes()


def test_a_form_that_is_no_form_any_more_is_written_again_alone():
    study = studies.open("demo")
    folder = dictionary.build(study).parent / dictionary.FORMS
    form, filled = sorted(folder.glob("*.xlsx"))[:2]
    table = sorted((folder / "csv").glob("*.csv"))[0]
    blank = form.read_bytes(), table.read_bytes()
    filled.write_bytes(form.read_bytes())
    form.write_bytes(form.read_bytes()[:-100])
    table.write_bytes(b"")
    dictionary.build(study)
    assert (form.read_bytes(), table.read_bytes()) == blank
    assert filled.read_bytes() == blank[0]
