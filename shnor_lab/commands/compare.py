"""The command that compares rules on one study: what the page of the rule laboratory shows, without a notebook."""

from __future__ import annotations

import json
import re
import textwrap
from argparse import Namespace
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from .. import params, places
from ..errors import BatchError, ShnorError
from ..language import plural as _n
from ..language import text as _
from ..present.column import NUMERIC, TableColumn
from .pages import named

if TYPE_CHECKING:
    from ..present.section import Section
    from ..present.table import Table

NOTEBOOK = "11_rule_laboratory"
_WIDEST, _NARROWEST = 30, 12


def compare(asked: Namespace) -> None:
    """Print the sections of the rule laboratory, and write their tables as CSV when a folder is named."""
    named([asked.study] if asked.study else [])
    folder = Path(asked.csv) if asked.csv else None
    if folder and folder.exists() and not folder.is_dir():
        raise ShnorError(
            _("The tables need a folder, and this is a file."), where=folder.name, todo=_("name another folder")
        )
    from ..dataset import swap

    busy = BatchError(
        _("The rules of the study «{study}» are being compared already.", study=asked.study),
        todo=_("wait until the other command has finished"),
    )
    with swap.pinned(places.dataset(params.load(asked.study).dataset), asked.study, "compare", busy):
        written = _print_sections(asked.study, folder)
    if folder:
        print(_n(written, "{n} table in {folder}", "{n} tables in {folder}", folder=asked.csv))


def headings() -> Iterator[tuple[str, str]]:
    """Yield heading and key of every section, in the order of the notebook."""
    file = places.root() / "notebooks" / f"{NOTEBOOK}.ipynb"
    heading = ""
    for cell in json.loads(file.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown" and (found := re.match(r"## (.+)", source)):
            heading = found[1].strip()
        elif heading and (asked := re.match(r"lab\.laboratory\.(\w+)\(\)", source)):
            yield heading, asked[1]


def _print_sections(study: str, folder: Path | None) -> int:
    """Print every section, write its table when there is a folder, and return the number of tables written."""
    from ..pages.lab import open_study
    from ..present.files import write_csv

    laboratory = open_study(study).laboratory
    written = 0
    for heading, key in headings():
        section = getattr(laboratory, key)()
        print(f"{heading}\n\n{words_of(section)}\n")
        if folder and section.table is not None:
            write_csv(section.table, folder / f"{NOTEBOOK}_{key}.csv")
            written += 1
    return written


def words_of(section: Section) -> str:
    """Return a section as plain text: conclusion, table, note."""
    if section.missing is not None:
        return section.missing.text()
    parts = [*section.sentences, section.conclusion]
    if section.table is not None:
        parts += [f"{section.table.heading}\n\n{aligned(section.table.in_row_order())}", section.table.note]
    return "\n".join(part for part in [*parts, section.note] if part)


def aligned(table: Table) -> str:
    """Return all rows and the page's columns of a table as text in columns, long cells in several lines."""
    columns = [column for column in table.columns if column.on_page]
    printed = [[textwrap.wrap(cell, _WIDEST) or [""] for cell in column.printed(table.frame)] for column in columns]
    lines: list[str] = []
    heads: list[list[str]] = []
    widths: list[int] = []
    for column, cells in zip(columns, printed, strict=True):
        inside = max((len(line) for cell in cells for line in cell), default=0)
        heads.append(textwrap.wrap(column.title, max(inside, _NARROWEST), break_long_words=False))
        widths.append(max(inside, *map(len, heads[-1])))
    for row in [tuple(heads), *zip(*printed, strict=True)]:
        for depth in range(max(len(cell) for cell in row)):
            words = [cell[depth] if depth < len(cell) else "" for cell in row]
            lines.append("  ".join(map(_put, columns, words, widths)).rstrip())
    return "\n".join(lines)


def _put(column: TableColumn, words: str, width: int) -> str:
    return words.rjust(width) if column.kind in NUMERIC else words.ljust(width)
