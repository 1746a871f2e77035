"""What an import answers: file by file, in words."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from ..language import plural as _n
from ..language import text as _
from .findings import COLUMNS
from .vocabulary import in_words

FILES = [
    "file", "layout", "years", "procedures", "rows_in", "stored", "quarantined", "schools_tied", "schools_not_tied",
    "questions", "state", "records", "same", "repeated", "skipped", "participants", "participants_stored",
]  # fmt: skip


@dataclass(frozen=True)
class Receipt:
    """The answer to one import.

    Parameters
    ----------
    table : DataFrame
        One row per delivered file: file, layout (title), years, procedures, rows_in, stored, quarantined,
        schools_tied, schools_not_tied, questions, state (stored / refused / known / waiting / replaced), and the
        account: records (facts that the layout made of the rows) = stored + same (known before) + quarantined +
        repeated; skipped (rows without a fact), participants (sum of those of results) and how many were stored.
    findings : DataFrame
        What was seen in these files, as ``findings.as_frame``.
    questions : DataFrame
        All open questions of the dataset.
    written : bool
        False for a dry run, and when nothing changed.
    """

    table: pd.DataFrame
    findings: pd.DataFrame
    questions: pd.DataFrame
    written: bool

    @property
    def refused(self) -> bool:
        """Return whether any file was refused."""
        return bool((self.table["state"] == "refused").any())

    @property
    def text(self) -> str:
        """Return the answer as aligned lines in the language in use."""
        return "\n\n".join(filter(None, (self._files(), findings_text(self.findings), self._closing())))

    def _files(self) -> str:
        return (
            "\n\n".join(filter(None, (_aligned(_files(self.table)), _accounts(self.table)))) if len(self.table) else ""
        )

    def _closing(self) -> str:
        lines = []
        if len(self.questions):
            lines.append(
                _n(
                    len(self.questions),
                    "{n} question about schools is open: answer in the workbook that shnor-lab match DATASET writes",
                    "{n} questions about schools are open: answer in the workbook that shnor-lab match DATASET writes",
                )
            )
        if not self.written:
            lines.append(_("Nothing was written."))
        return "\n".join(lines)


def findings_table(findings: pd.DataFrame) -> str:
    """Return findings as an aligned table, one line each: weight, how many, file, what was seen."""
    rows = [[_("Weight"), _("How many"), _("File"), _("What was seen")]]
    levels = _levels()
    for row in findings[COLUMNS].to_dict("records"):
        rows.append([levels[row["level"]], str(row["count"]), row["file"] or "—", row["message"].rstrip(".")])
    return _aligned(rows, widest=70)


def _levels() -> dict[str, str]:
    return {"error": _("Error"), "row": _("Rows left out"), "note": _("Note")}


def findings_text(findings: pd.DataFrame) -> str:
    """Return findings as lines: level, place, what, count, examples, advice."""
    levels = _levels()
    lines = []
    for row in findings[COLUMNS].to_dict("records"):
        place = ", ".join(
            filter(
                None,
                (
                    row["file"],
                    row["sheet"] and _("sheet «{sheet}»", sheet=row["sheet"]),
                    row["first_rows"] and _rows_named(row["first_rows"]),
                ),
            )
        )
        told = row["count"] == 1 or re.search(rf"\b{row['count']}\b", row["message"])
        count = "" if told else f" ({row['count']})"
        lines.append(f"{levels[row['level']]}: {row['message'].rstrip('.')}{count}" + (f" — {place}" if place else ""))
        if row["examples"]:
            lines.append("    " + _("for example: {examples}", examples=row["examples"]))
        if row["todo"]:
            lines.append("    " + _("what to do: {todo}", todo=row["todo"]))
    return "\n".join(lines)


def _rows_named(numbers: str) -> str:
    if "," in numbers:
        return _("rows {rows}", rows=numbers)
    return _("row {number}", number=numbers)


def _files(table: pd.DataFrame) -> list[list[str]]:
    states = {
        "stored": _("taken in"),
        "refused": _("refused"),
        "known": _("known, nothing changed"),
        "replaced": _("replaced by a later file"),
        "waiting": _("waits for answers"),
    }
    rows = [
        [
            _("File"),
            _("Recognised as"),
            _("Years"),
            _("Procedures"),
            _("Rows"),
            _("Stored"),
            _("In quarantine"),
            _("Schools tied / not"),
            _("Questions"),
            _("Outcome"),
        ]
    ]
    for row in table.to_dict("records"):
        rows.append(
            [
                row["file"],
                row["layout"] or "—",
                row["years"] or "—",
                "; ".join(in_words("results", "procedure", key) for key in row["procedures"].split(", ")) or "—",
                str(row["rows_in"]),
                str(row["stored"]),
                str(row["quarantined"]),
                f"{row['schools_tied']} / {row['schools_not_tied']}",
                str(row["questions"]),
                states[row["state"]],
            ]
        )
    return rows


def _accounts(table: pd.DataFrame) -> str:
    """Return a line per file that was taken: what became of every record and of every participant."""
    lines = []
    for row in table[table["state"].isin(["stored", "waiting", "replaced"]) & table["records"].notna()].to_dict(
        "records"
    ):
        parts = [
            (_("taken {n}", n=int(row["stored"])), True),
            (_("known before {n}", n=int(row["same"])), row["same"]),
            (_("in quarantine {n}", n=int(row["quarantined"])), row["quarantined"]),
            (_("repeated {n}", n=int(row["repeated"])), row["repeated"]),
        ]
        said = _(
            "{file}: records {n} = {parts}",
            file=row["file"],
            n=int(row["records"]),
            parts=" + ".join(words for words, there in parts if there),
        )
        if row["participants"]:
            said += "; " + _(
                "participants {n}, of them stored {stored}",
                n=int(row["participants"]),
                stored=int(row["participants_stored"]),
            )
        if row["skipped"]:
            said += "; " + _("rows without data skipped: {n}", n=int(row["skipped"]))
        lines.append(said + ".")
    return "\n".join([_("Account of records:"), *lines]) if lines else ""


def _aligned(rows: list[list[str]], widest: int = 44) -> str:
    cut = [[cell if len(cell) <= widest else cell[: widest - 1] + "…" for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cut, strict=True)]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cut
    )
