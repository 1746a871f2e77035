"""Takes delivered files in: each is recognised, prepared and merged; the dataset changes once, at the end."""

from __future__ import annotations

from collections.abc import Iterable
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
from .kept_rows import Kept
from .read import recognise
from .read.book import Book
from .read.delivery import Delivery
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
        rows = []
        for path in files:
            for found in opened(path):
                if isinstance(found, DeliveryError):
                    rows.append(_refuse_file(draft, found))
                else:
                    rows.append(_take_one(draft, found, layout, overwrite, journal))
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


def _take_one(draft: Draft, book: Book, key: str | None, overwrite: bool, journal: Journal) -> dict[str, Any]:
    size = book.path.stat().st_size
    twins = [d for d in draft.deliveries if d["state"] == "stored" and d["bytes"] == size]
    known = next((delivery for delivery in twins if delivery["sha256"] == book.sha256), None)
    if known is not None:
        return {**known, "file": book.name, "state": "known", "stored": 0}
    source_id, title = _source_id(draft, book.name), ""
    _drop_refused(draft, book.name)
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
        nothing = Kept(source_id, book.name, book.sha256, 0, title, overwrite, Delivery("", {}))
        return refuse(draft, nothing, [as_finding(error, book.name)])
    return enter(draft, Kept(source_id, book.name, book.sha256, size, title, overwrite, delivery), journal)


def _refuse_file(draft: Draft, error: DeliveryError) -> dict[str, Any]:
    source_id = _source_id(draft, error.where)
    _drop_refused(draft, error.where)
    return refuse(draft, Kept(source_id, error.where, "", 0, "", False, Delivery("", {})), [as_finding(error)])


def _drop_refused(draft: Draft, file: str) -> None:
    draft.deliveries = [d for d in draft.deliveries if d["file"] != file or d["state"] != "refused"]


def _source_id(draft: Draft, file: str) -> str:
    """Return the code of a delivery: that of the refused one of the same name, else the next free one."""
    again = next((d["source_id"] for d in draft.deliveries if d["file"] == file and d["state"] == "refused"), None)
    last = max((int(d["source_id"][1:]) for d in draft.deliveries), default=0)
    return again or f"d{last + 1:04d}"


def _answered(kept: pd.DataFrame, new: pd.DataFrame | None) -> pd.DataFrame:
    if new is None or not len(new):
        return kept
    both = pd.concat([kept, new[["question_id", "answer"]].astype("str")], ignore_index=True)
    return both.drop_duplicates("question_id", keep="last", ignore_index=True)
