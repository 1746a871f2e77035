"""A table as readers see it: at most twelve rows and eight columns on the page, everything in the files."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..language import plural as _n
from ..language import text as _
from .column import MARK, NUMERIC, TableColumn
from .typeset import escaped

if TYPE_CHECKING:
    import pandas as pd

PAGE_ROWS = 12
PAGE_COLUMNS = 8


@dataclass(frozen=True, eq=False)
class Table:
    """A frame with the words that explain it; every verb returns a new table.

    Parameters
    ----------
    frame : DataFrame
        Rows in the order in which they are shown (see ``order.in_order``); files have them in that of the index.
    columns : tuple of TableColumn
        Shown columns in order: school, stage, participants, count below the threshold, share, interval,
        answers.
    key : str
        Stable ASCII key; the table's id on the page and its file name.
    caption : str
        What is shown; names the table in a list of files.
    scope : str
        Who is counted (``sentences.population``), and what else belongs to the caption.
    note : str
        One line under the table.
    mark_words : str
        What the sign of marked cells means, e.g. «не ниже порога 30 %».
    internal : bool
        A working paper that is never published.
    """

    frame: pd.DataFrame
    columns: tuple[TableColumn, ...]
    key: str
    caption: str = ""
    scope: str = ""
    note: str = ""
    mark_words: str = ""
    internal: bool = False

    def __post_init__(self) -> None:
        """Refuse a table that could not be shown."""
        if not re.fullmatch(r"[a-z][a-z0-9_]*", self.key):
            raise ValueError(f"key of a table: small Latin letters, digits, _; got {self.key!r}")
        lacking = sorted({name for column in self.columns for name in column.needs} - set(self.frame.columns))
        if lacking:
            raise ValueError(f"table {self.key}: the frame lacks {lacking}")

    @property
    def heading(self) -> str:
        """Return the caption with its scope."""
        return "; ".join(words for words in (self.caption, self.scope) if words)

    def without(self, *names: str) -> Table:
        """Return the table without the columns of these names, each of which it must have."""
        if strange := sorted(set(names) - {column.name for column in self.columns}):
            raise ValueError(f"table {self.key} has no column {', '.join(strange)}")
        return replace(self, columns=tuple(column for column in self.columns if column.name not in names))

    def in_row_order(self) -> Table:
        """Return the table with its rows in the order of their index: a page may show the most telling ones first."""
        return replace(self, frame=self.frame.sort_index(kind="stable"))

    def html(self, links: Mapping[str, str] | None = None) -> str:
        """Return the table as HTML: twelve rows, eight columns, the rest counted.

        Parameters
        ----------
        links : mapping, optional
            Word -> address of a file that holds the whole table, e.g. ``{"XLSX": "tables/10_reasons.xlsx"}``.
        """
        rows, columns = self._on_page()
        lines = [f'<table class="shnor-table" id="table-{self.key}">']
        if self.heading:
            lines.append(f"<caption>{escaped(self.heading)}</caption>")
        lines.append("<thead><tr>" + "".join(map(_header, columns)) + "</tr></thead>")
        cells = [list(zip(column.printed(rows), column.marked(rows), strict=True)) for column in columns]
        lines.append("<tbody>")
        for row in range(len(rows)):
            shown = (
                _cell(column, *values[row], first=place == 0, words=self.mark_words)
                for place, (column, values) in enumerate(zip(columns, cells, strict=True))
            )
            lines.append("<tr>" + "".join(shown) + "</tr>")
        if not len(rows):
            lines.append(f'<tr><td colspan="{len(columns)}">{escaped(_("no rows"))}</td></tr>')
        lines.append("</tbody></table>")
        for words in self._lines_below(rows, columns):
            lines.append(f'<p class="shnor-small">{escaped(words)}</p>')
        lines.extend(self._rest(len(rows), len(columns), links or {}))
        return "\n".join(lines)

    def text(self) -> str:
        """Return the page's rows and columns as plain text, cells divided by « | »."""
        rows, columns = self._on_page()
        signs = [[f" {MARK}" if marked else "" for marked in column.marked(rows)] for column in columns]
        printed = [column.printed(rows) for column in columns]
        lines = [" | ".join(column.title for column in columns)]
        lines += [
            " | ".join(cell[row] + sign[row] for cell, sign in zip(printed, signs, strict=True))
            for row in range(len(rows))
        ]
        rest = self._left(len(rows), len(columns))
        return "\n".join([*([self.heading] if self.heading else []), *lines, *self._lines_below(rows, columns), *rest])

    def _on_page(self) -> tuple[pd.DataFrame, list[TableColumn]]:
        return self.frame.head(PAGE_ROWS), [column for column in self.columns if column.on_page][:PAGE_COLUMNS]

    def _lines_below(self, rows: pd.DataFrame, columns: list[TableColumn]) -> list[str]:
        marked = any(any(column.marked(rows)) for column in columns)
        legend = f"{MARK} — {self.mark_words}" if marked else ""
        return [words for words in (legend, self.note) if words]

    def _left(self, rows: int, columns: int) -> list[str]:
        more_rows, more_columns = len(self.frame) - rows, len(self.columns) - columns
        return [
            *([_n(more_rows, "{n} more row", "{n} more rows")] if more_rows > 0 else []),
            *([_n(more_columns, "{n} more column", "{n} more columns")] if more_columns > 0 else []),
        ]

    def _rest(self, rows: int, columns: int, links: Mapping[str, str]) -> list[str]:
        left = "; ".join(self._left(rows, columns))
        if not links:
            return [f'<p class="shnor-small">{escaped(left)}</p>'] if left else []
        anchors = ", ".join(f'<a href="{escaped(link)}">{escaped(word)}</a>' for word, link in links.items())
        words = _("{left} — in the file:", left=left) if left else _("The whole table:")
        return [f'<p class="shnor-small">{escaped(words)} {anchors}</p>']


def _header(column: TableColumn) -> str:
    hint = f' title="{escaped(column.definition)}"' if column.definition else ""
    align = ' class="shnor-number"' if column.kind in NUMERIC else ""
    return f'<th scope="col"{align}{hint}>{escaped(column.title)}</th>'


def _cell(column: TableColumn, printed: str, marked: bool, *, first: bool, words: str) -> str:
    align = ' class="shnor-number"' if column.kind in NUMERIC and not first else ""
    sign = f' <span class="shnor-mark" role="img" aria-label="{escaped(words)}">{MARK}</span>' if marked else ""
    tag, scope = ("th", ' scope="row"') if first else ("td", "")
    return f"<{tag}{scope}{align}>{escaped(printed)}{sign}</{tag}>"
