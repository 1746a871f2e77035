"""Takes delivered files in: each is recognised, prepared and merged; the dataset changes once, at the end."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from .. import places
from ..errors import DatasetError, DeliveryError
from ..language import text as _
from . import swap
from .corrections import FILE as CORRECTIONS
from .corrections import Journal, read_journal
from .draft import Draft
from .findings import COLUMNS, Finding
from .merge import Merged
from .prepare import NOT_TIED, Prepared, prepare, too_many_bad
from .read import recognise
from .read.book import Book
from .read.delivery import Delivery
from .read.headers import columns_with_names
from .read.open import opened
from .receipt import FILES, Receipt
from .store import SHEET, open_dataset, read_sheet
from .vocabulary import key_in_words


def take_in(
    files: Iterable[str | Path],
    *,
    into: str,
    dry_run: bool = False,
    replace: bool = False,
    layout: str | None = None,
    notice: str | None = None,
    region_id: str | None = None,
) -> Receipt:
    """Take delivered files into a dataset.

    Parameters
    ----------
    files : iterable of path
        Files, archives, folders.
    into : str
        Name of the dataset; made when there is none.
    dry_run : bool
        True only tells what would happen.
    replace : bool
        True lets a newer file change values that are stored for the same key.
    layout : str, optional
        Key of the layout of all these files, instead of recognising it.
    notice : str, optional
        Line that every page made from the dataset carries from now on.
    region_id : str, optional
        ASCII code of the region; kept once given.

    Returns
    -------
    Receipt
        A refused file refuses only itself: its findings are told and kept, the other files are taken.

    Raises
    ------
    DatasetError
        Another import holds the dataset, a work that needs it unchanged has pinned it (a dry run does not mind), it is
        the one of the workbench, or the folder cannot be swapped.

    Notes
    -----
    A file whose bytes were taken in before changes nothing, under whatever name. Quarantined rows whose school was
    answered or registered meanwhile, or whose cell was corrected in ``corrections.xlsx``, come in with any import.
    """
    return _import([Path(file) for file in files], into, dry_run, replace, layout, notice, region_id, None)


def retie(into: str, answers: pd.DataFrame | None = None) -> Receipt:
    """Take back the quarantined rows of a dataset that new answers or corrections allow.

    Parameters
    ----------
    into : str
        Name of the dataset.
    answers : DataFrame, optional
        One row per question: ``question_id, answer`` as from ``match.read_answers``; kept, a later answer to the same
        question wins.

    Returns
    -------
    Receipt
        What became of the rows that had waited, of every earlier delivery.

    Raises
    ------
    DatasetError
        There is no such dataset, another import or a run holds it, or it is the one of the workbench.
    """
    open_dataset(into)
    return _import([], into, False, False, None, None, None, answers)


def _import(
    files: list[Path],
    into: str,
    dry_run: bool,
    overwrite: bool,
    layout: str | None,
    notice: str | None,
    region_id: str | None,
    answers: pd.DataFrame | None,
) -> Receipt:
    folder = places.dataset(into)
    if into == places.DEMO and (folder / SHEET).is_file():
        raise DatasetError(
            _(
                "The dataset «{name}» belongs to the workbench: it is made anew as a whole and never changed.",
                name=into,
            ),
            todo=_(
                "name a dataset of your own, such as trial; a copy of the invented region to try things on: "
                "shnor-lab import data/demo/raw --into trial"
            ),
        )
    with swap.held(folder, changes=not dry_run):
        before = read_sheet(into)
        draft = Draft(before, _answered(before.answers, answers))
        journal = read_journal(folder)
        rows = []
        for path in files:
            for found in opened(path):
                if isinstance(found, DeliveryError):
                    rows.append(_refuse(draft, found.where or path.name, "", "", [_as_finding(found)]))
                else:
                    rows.append(_take_one(draft, found, layout, overwrite, journal))
        draft.settle(journal)
        written = not dry_run and draft.write(
            before,
            before.notice if notice is None else notice,
            region_id or before.region_id,
        )
        return _receipt(draft, rows, written, tell_all=not files)


def _take_one(draft: Draft, book: Book, key: str | None, overwrite: bool, journal: Journal) -> dict[str, Any]:
    size = book.path.stat().st_size
    twins = [d for d in draft.deliveries if d["state"] == "stored" and d["bytes"] == size]
    known = next((delivery for delivery in twins if delivery["sha256"] == book.sha256), None)
    if known is not None:
        return {**known, "file": book.name, "state": "known", "stored": 0}
    title = ""
    try:
        named = columns_with_names(book)
        if named:
            raise DeliveryError(
                _("The file has columns with names of children or parents; such files are not taken in."),
                examples=named,
                todo=_("delete these columns and deliver the file again"),
            )
        layout = recognise(book, key)
        title = layout.TITLE
        source_id = _source_id(draft, book.name)
        delivery = layout.read(book)
        if "corrections" in delivery.tables:
            raise DeliveryError(
                _("A journal of corrections is not imported: it lies in the folder of the dataset."),
                todo=_("keep it as {name} in the folder of the dataset and repeat any import", name=CORRECTIONS),
            )
        prepared = prepare(
            delivery.tables,
            register=draft.register,
            journal=journal,
            file=book.name,
            source_id=source_id,
            personal=delivery.personal,
            noticed=delivery.issues,
        )
    except DeliveryError as error:
        return _refuse(draft, book.name, book.sha256, title, [_as_finding(error, book.name)])
    findings = [*delivery.findings, *prepared.findings]
    total = max(prepared.rows, delivery.rows_in)
    lost = sum(finding.count for finding in delivery.findings if finding.level == "row")
    findings += too_many_bad(prepared.bad + lost, total, book.name)
    merged = draft.try_out(prepared.tables, overwrite=overwrite)
    findings += _conflicts(merged, book.name, overwrite)
    if not total and not any(finding.level == "error" for finding in findings):
        findings.append(
            Finding(
                "error",
                "no_rows",
                _("The file has no data rows."),
                _("deliver a filled file"),
                book.name,
            )
        )
    if any(finding.level == "error" for finding in findings):
        return _refuse(draft, book.name, book.sha256, title, findings, _seen(delivery, prepared))
    _drop_refused(draft, book.name)
    draft.forget(source_id)
    draft.accept(merged, prepared.register)
    draft.quarantine = pd.concat([draft.quarantine, prepared.quarantine], ignore_index=True)
    draft.note(source_id, findings)
    row = {
        "source_id": source_id,
        "file": book.name,
        "sha256": book.sha256,
        "bytes": size,
        "layout": title,
        "state": "stored",
        **_seen(delivery, prepared),
        "stored": sum(result.added + len(result.other) for result in merged.values()) + prepared.register_rows,
        "quarantined": len(prepared.quarantine),
    }
    draft.deliveries.append(row)
    return row


def _refuse(
    draft: Draft, file: str, sha256: str, title: str, findings: list[Finding], seen: dict[str, Any] | None = None
) -> dict[str, Any]:
    source_id = _source_id(draft, file)
    _drop_refused(draft, file)
    draft.forget(source_id)
    row = {
        "source_id": source_id,
        "file": file,
        "sha256": sha256,
        "bytes": 0,
        "layout": title,
        "state": "refused",
        **(seen or {"years": [], "procedures": [], "rows_in": 0, "schools_tied": 0, "schools_not_tied": 0}),
        "stored": 0,
        "quarantined": 0,
    }
    draft.deliveries.append(row)
    draft.note(source_id, findings)
    return row


def _drop_refused(draft: Draft, file: str) -> None:
    draft.deliveries = [d for d in draft.deliveries if d["file"] != file or d["state"] != "refused"]


def _source_id(draft: Draft, file: str) -> str:
    """Return the code of a delivery: that of the refused one of the same name, else the next free one."""
    again = next((d["source_id"] for d in draft.deliveries if d["file"] == file and d["state"] == "refused"), None)
    last = max((int(d["source_id"][1:]) for d in draft.deliveries), default=0)
    return again or f"d{last + 1:04d}"


def _conflicts(merged: dict[str, Merged], file: str, overwrite: bool) -> list[Finding]:
    findings = []
    for table, result in merged.items():
        if not len(result.other):
            continue
        rows = result.other["source_row"].dropna().tolist() if "source_row" in result.other else []
        examples = [key_in_words(table, row) for row in result.other.head(5).to_dict("records")]
        if overwrite:
            findings.append(
                Finding(
                    "note",
                    "rows_replaced",
                    _("Stored rows with the same key were replaced."),
                    file=file,
                    rows=tuple(rows),
                    examples=tuple(examples),
                    count=len(result.other),
                )
            )
        else:
            findings.append(
                Finding(
                    "error",
                    "key_with_other_values",
                    _("The dataset has these rows with other values."),
                    _("if the new file is right, repeat the import with --replace"),
                    file,
                    rows=tuple(rows),
                    examples=tuple(examples),
                    count=len(result.other),
                )
            )
    return findings


def _seen(delivery: Delivery, prepared: Prepared) -> dict[str, Any]:
    years: set[int] = set()
    procedures: set[str] = set()
    for frame in prepared.tables.values():
        if "year" in frame:
            years |= set(np.unique(frame["year"].to_numpy(np.int32, na_value=0)).tolist()) - {0}
        if "procedure" in frame:
            procedures |= set(map(str, frame["procedure"].unique()))
    return {
        "years": sorted(years),
        "procedures": sorted(procedures),
        "rows_in": max(prepared.rows, delivery.rows_in),
        "schools_tied": prepared.schools_tied,
        "schools_not_tied": prepared.schools_not_tied,
    }


def _as_finding(error: DeliveryError, file: str = "") -> Finding:
    return Finding(
        "error",
        "file_refused",
        error.what,
        error.todo,
        file or error.where,
        examples=tuple(error.examples),
        count=error.count or 0,
    )


def _answered(kept: pd.DataFrame, new: pd.DataFrame | None) -> pd.DataFrame:
    if new is None or not len(new):
        return kept
    both = pd.concat([kept, new[["question_id", "answer"]].astype("str")], ignore_index=True)
    return both.drop_duplicates("question_id", keep="last", ignore_index=True)


def _receipt(draft: Draft, rows: list[dict[str, Any]], written: bool, *, tell_all: bool) -> Receipt:
    asked = draft.questions.groupby("file").size().to_dict()
    outside = draft.quarantine[draft.quarantine["rule"] == NOT_TIED].groupby("source_id").size().to_dict()
    shown = [
        {
            **row,
            "years": ", ".join(map(str, row["years"])),
            "procedures": ", ".join(row["procedures"]),
            "questions": asked.get(row["file"], 0),
            "state": "waiting"
            if row["state"] == "stored" and not row["stored"] and outside.get(row["source_id"])
            else row["state"],
        }
        for row in rows
    ]
    sources = {row["source_id"] for row in rows if row["state"] != "known"} | {"corrections"}
    findings = draft.findings if tell_all else draft.findings[draft.findings["source_id"].isin(sources)]
    return Receipt(
        table=pd.DataFrame(shown, columns=FILES),
        findings=findings[COLUMNS].reset_index(drop=True),
        questions=draft.questions,
        written=written,
    )
