"""Takes delivered files in: each is recognised, prepared and merged; the dataset changes once, at the end."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from .. import places
from ..errors import DatasetError, DeliveryError
from ..language import text as _
from . import swap
from .corrections import FILE as CORRECTIONS
from .corrections import Journal, read_journal
from .draft import Draft
from .entering import as_finding, enter, refuse
from .findings import Finding
from .kept_rows import Kept
from .read import recognise
from .read.book import Book
from .read.delivery import Delivery
from .read.form_columns import WORDS
from .read.headers import columns_with_names
from .read.open import opened
from .receipt import Receipt
from .store import SHEET, open_dataset, read_sheet


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
    DeliveryError
        The journal of corrections cannot be read: nothing is taken.

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
    of_its_owner(into)
    with swap.held(folder, changes=not dry_run):
        before = read_sheet(into)
        draft = Draft(before, _answered(before.answers, answers))
        journal = read_journal(folder)
        found = [_looked_at(draft, one, layout, overwrite) for path in files for one in opened(path)]
        rows = _entered(draft, found, journal)
        draft.settle(journal)
        written = not dry_run and draft.write(
            before,
            before.notice if notice is None else notice,
            region_id or before.region_id,
        )
        return draft.receipt(rows, written=written, tell_all=not files)


def of_its_owner(name: str) -> None:
    """Raise when a dataset is the one of the workbench, which nobody changes."""
    if name == places.DEMO and (places.dataset(name) / SHEET).is_file():
        raise DatasetError(
            _(
                "The dataset «{name}» belongs to the workbench: it is made anew as a whole and never changed.",
                name=name,
            ),
            todo=_(
                "name a dataset of your own, such as trial; a copy of the invented region to try things on: "
                "shnor-lab import data/demo/raw --into trial"
            ),
        )


_Found = Kept | dict[str, Any] | tuple[Kept, DeliveryError]
"""A delivery as its layout read it, the line of one that is stored already, or one that was refused and why."""


def _looked_at(draft: Draft, book: Book | DeliveryError, key: str | None, overwrite: bool) -> _Found:
    if isinstance(book, DeliveryError):
        return _nothing(book.where), book
    size = book.path.stat().st_size
    same_size = any(one["bytes"] == size for one in draft.deliveries)
    if same_size and (known := _known(draft, book.name, book.sha256)):
        return known
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
        delivery = layout.read(book)
        if "corrections" in delivery.tables:
            raise DeliveryError(
                _("A journal of corrections is not imported: it lies in the folder of the dataset."),
                todo=_("keep it as {name} in the folder of the dataset and repeat any import", name=CORRECTIONS),
            )
    except DeliveryError as error:
        return _nothing(book.name, book.sha256, title), error
    if hidden := [sheet for sheet in book.hidden if sheet.strip() != WORDS]:
        delivery = replace(delivery, findings=(*delivery.findings, _hidden(book.name, hidden)))
    return Kept("", book.name, book.sha256, size, title, overwrite, delivery)


def _hidden(file: str, sheets: list[str]) -> Finding:
    return Finding(
        "note",
        "hidden_sheets",
        _("Hidden sheets hold something and were not read."),
        _("if they are needed, show them in Excel and deliver the file again"),
        file,
        examples=tuple(sheets),
        count=len(sheets),
    )


def _known(draft: Draft, file: str, sha256: str) -> dict[str, Any] | None:
    """Return the line of a file whose bytes were taken in before."""
    stored = (one for one in draft.deliveries if one["state"] == "stored" and one["sha256"] == sha256)
    return next(({**one, "file": file, "state": "known", "stored": 0} for one in stored), None)


def _nothing(file: str, sha256: str = "", title: str = "") -> Kept:
    return Kept("", file, sha256, 0, title, False, Delivery("", {}))


def _entered(draft: Draft, found: list[_Found], journal: Journal) -> list[dict[str, Any]]:
    """Take deliveries into the draft, registers of schools first, and return their lines in the order of the files."""
    rows: dict[int, dict[str, Any]] = {}
    for place in sorted(range(len(found)), key=lambda place: not _is_register(found[place])):
        one = found[place]
        if isinstance(one, dict):
            rows[place] = one
            continue
        kept, error = one if isinstance(one, tuple) else (one, None)
        if error is None and (known := _known(draft, kept.file, kept.sha256)):
            rows[place] = known
            continue
        draft.drop_refused(kept.file)
        kept = replace(kept, source_id=draft.next_source())
        refused = None if error is None else [as_finding(error, kept.file)]
        rows[place] = enter(draft, kept, journal) if refused is None else refuse(draft, kept, refused)
    return [rows[place] for place in range(len(found))]


def _is_register(one: _Found) -> bool:
    return isinstance(one, Kept) and "schools" in one.delivery.tables


def _answered(kept: pd.DataFrame, new: pd.DataFrame | None) -> pd.DataFrame:
    if new is None or not len(new):
        return kept
    both = pd.concat([kept, new[["question_id", "answer"]].astype("str")], ignore_index=True)
    return both.drop_duplicates("question_id", keep="last", ignore_index=True)
