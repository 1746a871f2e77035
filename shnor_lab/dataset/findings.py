"""Findings: what the program saw in delivered files, gathered before it answers."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import pandas as pd

Level = Literal["error", "row", "note"]


@dataclass(frozen=True)
class Finding:
    """One rule that a file broke, at one place, any number of times.

    Parameters
    ----------
    level : {"error", "row", "note"}
        error refuses the delivery whole, row puts the rows into quarantine, note imports.
    rule : str
        Stable key of the check, e.g. ``"participants_above_enrolled"``.
    message, todo : str
        What was seen and what to do, in the reader's language.
    file, sheet, column : str
        Where.
    rows : tuple of int
        Printed row numbers (1 = first row of the sheet), all of them.
    examples : tuple of str
        Values met; empty for layouts with pupils' rows.
    """

    level: Level
    rule: str
    message: str
    todo: str = ""
    file: str = ""
    sheet: str = ""
    column: str = ""
    rows: tuple[int, ...] = ()
    examples: tuple[str, ...] = ()
    count: int = field(default=0)

    def __post_init__(self) -> None:
        """Count the rows when no count was given."""
        if not self.count:
            object.__setattr__(self, "count", max(len(self.rows), 1))


COLUMNS = ["level", "rule", "message", "todo", "file", "sheet", "column", "count", "first_rows", "examples"]


def as_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings as a table, one row per finding, errors first.

    Columns: level, rule, message, todo, file, sheet, column, count, first_rows and examples (up to five).
    """
    import pandas as pd

    order = {"error": 0, "row": 1, "note": 2}
    rows = [
        [
            f.level,
            f.rule,
            f.message,
            f.todo,
            f.file,
            f.sheet,
            f.column,
            f.count,
            ", ".join(map(str, f.rows[:5])),
            "; ".join(f.examples[:5]),
        ]
        for f in sorted(findings, key=lambda f: (order[f.level], f.file, f.sheet, f.rule, f.column))
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
