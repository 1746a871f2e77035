"""What a region may deliver: the dictionary of all tables as a page, and the blank forms beside it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import is_zipfile

from pydantic import TypeAdapter

from .. import catalogue, language, places
from ..dataset.read.form_columns import TEMPLATE
from ..dataset.read.form_writer import blank_forms, write_form
from ..dataset.schema import TABLES, Column, Table
from ..language import text as _
from ..present.page import theme
from ..study import fingerprint
from ..writing import freed, read_back, whole
from . import page, publish

if TYPE_CHECKING:
    from ..study.study import Study

FORMS = "forms"
PAGE = "dictionary.html"


def build(study: Study) -> Path:
    """Write ``dictionary.html`` and the folder ``forms`` below the outputs of a study; return the page.

    One section per table of the schema: what a row is, and for each column its header, English name, kind, unit,
    allowed words, meaning and source.
    """
    folder = places.outputs(study.name)
    forms = {file.stem: f"{FORMS}/{file.name}" for file in _forms(folder / FORMS)}
    html = (
        page.environment()
        .get_template("dictionary.html.j2")
        .render(
            language=language.current(),
            style=page.style() + theme(),
            title=_("Dictionary of data and blank forms"),
            notice=study.dataset.notice,
            tables=[_table(table, forms) for table in TABLES.values()],
            documents=catalogue.read("documents")["documents"],
            words={
                "back": _("To the index"),
                "form": _("blank form"),
                "documents": _("Documents named as sources"),
                "lines": _("«Document 001, L104» is line 104 of the text of that document."),
                "columns": [
                    _("Header"),
                    _("Name in tables"),
                    _("Kind"),
                    _("Unit"),
                    _("Allowed words"),
                    _("Meaning"),
                    _("Source"),
                ],
            },
        )
    )
    file = folder / PAGE
    publish.put(study.name, file, html)
    return file


def _forms(folder: Path) -> list[Path]:
    """Return the blank workbooks; a form is written anew only when the program has changed or it is no form any more.

    A reader may have one open, or have begun to fill it.
    """
    source = folder / ".source"
    same = read_back(source, TypeAdapter(str)) == fingerprint.source()
    keys = {TABLES[key].title: key for key in TEMPLATE}
    forms = blank_forms(folder)
    for form in forms:
        if not (same and _can_be_filled(form)):
            write_form(freed(form), {keys[form.stem]: None})
    if not same:
        whole(freed(source), json.dumps(fingerprint.source()).encode("ascii"))
    return [form for form in forms if form.suffix == ".xlsx"]


def _can_be_filled(form: Path) -> bool:
    return is_zipfile(form) if form.suffix == ".xlsx" else form.is_file() and form.stat().st_size > 0


def _table(table: Table, forms: dict[str, str]) -> dict[str, Any]:
    return {
        "key": table.key,
        "title": table.title,
        "grain": table.grain,
        "form": forms.get(table.title, ""),
        "rows": [
            (
                column.title,
                column.name,
                _kind(column),
                column.unit,
                ", ".join(column.words),
                column.note,
                column.source or table.source,
            )
            for column in table.columns
        ],
    }


def _kind(column: Column) -> str:
    named = {
        "code": _("code"),
        "text": _("text"),
        "count": _("whole number"),
        "year": _("year"),
        "number": _("number"),
        "share": _("share 0–1"),
        "flag": _("yes or no"),
        "date": _("date"),
    }[column.kind]
    return f"{named}, {_('part of the key')}" if column.key else named
