"""What was taken in is taken back: one delivery, one import; or all tables are made anew from the kept deliveries."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from .. import places
from ..errors import DatasetError
from ..language import text as _
from . import kept_rows, swap
from .corrections import read_journal
from .deliver import of_its_owner
from .draft import Draft
from .entering import enter
from .findings import Finding
from .kept_rows import Kept
from .receipt import Receipt
from .schema import TABLES
from .store import ANSWERS, FINDINGS, FRAMES, SHEET, Dataset, read_sheet

_T = TypeVar("_T")


def forget(name: str, file: str) -> Receipt:
    """Take a delivery back whole: its rows go, what stood there before it comes back, rows that it blocked come in.

    Parameters
    ----------
    name : str
        Of the dataset.
    file : str
        Name of the file as the receipt printed it, or the code of the delivery such as ``d0003``.

    Returns
    -------
    Receipt
        What became of all other deliveries.

    Raises
    ------
    DatasetError
        There is no such dataset or delivery, several have this name, or the rows of some delivery were not kept.
    DeliveryError
        The journal of corrections cannot be read.
    """

    def without(before: Dataset, kept: list[Kept]) -> tuple[Dataset, list[Kept]]:
        gone = _named(before, file)
        left = [delivery for delivery in before.deliveries if delivery["source_id"] != gone]
        return _with_deliveries(before, left), [one for one in kept if one.source_id != gone]

    return _made_anew(name, without)


def repair(name: str) -> Receipt:
    """Make all tables of a dataset anew from its kept deliveries, its answers and its journal of corrections.

    Parameters
    ----------
    name : str

    Returns
    -------
    Receipt
        What became of every delivery.

    Raises
    ------
    DatasetError
        There is no such dataset, or the rows of some delivery were not kept.
    DeliveryError
        The journal of corrections cannot be read.
    """
    return _made_anew(name, lambda before, kept: (before, kept))


def undo(name: str) -> None:
    """Put a dataset back to where it was before its last change: an import, answers, a delivery taken back, a repair.

    Files of the user in its folder stay as they are now.

    Parameters
    ----------
    name : str

    Raises
    ------
    DatasetError
        There is no such dataset, or no earlier state of it is kept.
    """
    folder = _there(name)
    with swap.held(folder):
        if not swap.go_back(folder, _of_the_user):
            raise DatasetError(
                _("No earlier state of the dataset is kept."),
                where=name,
                todo=_("take single files back: shnor-lab forget {name} FILE", name=name),
            )


def _made_anew(name: str, choose: Callable[[Dataset, list[Kept]], tuple[Dataset, list[Kept]]]) -> Receipt:
    folder = _there(name)
    with swap.held(folder):
        journal = read_journal(folder)
        rest = kept_rows.read_all(folder)
        lost: list[Finding] = []
        before = _or(lambda: read_sheet(name), _of_kept(name, rest), lost, _("notice and code of the region"))
        after, rest = choose(before, rest)
        _all_kept(after, rest)
        answers = _or(lambda: before.answers, ANSWERS, lost, _("answers to questions about schools"))
        findings = _or(before.findings, FINDINGS, lost, _("what was found in refused files"))
        draft = Draft(Dataset(name, folder / kept_rows.FOLDER), answers)
        draft.deliveries = [dict(one) for one in after.deliveries if one["state"] == "refused"]
        refused = {one["source_id"] for one in draft.deliveries}
        draft.findings = findings[findings["source_id"].isin(refused)].reset_index(drop=True)
        rows = [enter(draft, one, journal, once_more=True) for one in rest]
        draft.deliveries.sort(key=lambda one: str(one["source_id"]))
        draft.settle(journal)
        draft.note("", lost)
        draft.write_whole(before)
        return draft.receipt(rows, written=True, tell_all=True)


def _or(read: Callable[[], _T], otherwise: _T, lost: list[Finding], what: str) -> _T:
    """Return what is read; what is damaged is told as lost and stands as it would in a new dataset."""
    try:
        return read()
    except DatasetError as error:
        lost.append(
            Finding(
                "note",
                "lost_by_damage",
                _("The dataset was damaged; this could not be made anew: {what}.", what=what),
                _("give it once more where it is needed"),
                file=error.where.rpartition("/")[2],
            )
        )
        return otherwise


def _of_kept(name: str, kept: list[Kept]) -> Dataset:
    sheet = [{"source_id": one.source_id, "file": one.file, "state": "stored"} for one in kept]
    return Dataset(name, places.dataset(name), deliveries=sheet)


def _named(dataset: Dataset, file: str) -> str:
    """Return the code of the delivery that is meant."""
    found = [one for one in dataset.deliveries if file in (one["file"], one["source_id"])]
    if len(found) == 1:
        return str(found[0]["source_id"])
    if found:
        raise DatasetError(
            _("Several deliveries have this name."),
            where=dataset.name,
            count=len(found),
            examples=[_line(one) for one in found],
            todo=_(
                "name the code instead: shnor-lab forget {name} {code}", name=dataset.name, code=found[-1]["source_id"]
            ),
        )
    raise DatasetError(
        _("The dataset has no delivery «{file}».", file=file),
        where=dataset.name,
        count=len(dataset.deliveries),
        examples=[_line(one) for one in dataset.deliveries],
        todo=_("name a file as it stands here, or its code"),
    )


def _line(delivery: dict[str, Any]) -> str:
    return f"{delivery['source_id']} {delivery['file']}"


def _all_kept(dataset: Dataset, kept: Sequence[Kept]) -> None:
    """Raise when rows of a delivery were not kept: tables made without them would lack these rows."""
    there = {one.source_id for one in kept}
    lost = [one for one in dataset.deliveries if one["state"] != "refused" and one["source_id"] not in there]
    if lost:
        raise DatasetError(
            _("The rows of some deliveries are not kept in the dataset."),
            where=dataset.name,
            count=len(lost),
            examples=[_line(one) for one in lost],
            todo=_("import all files anew under another name"),
        )


def _with_deliveries(dataset: Dataset, deliveries: list[dict[str, Any]]) -> Dataset:
    return Dataset(dataset.name, dataset.folder, dataset.notice, dataset.region_id, deliveries)


def _of_the_user(folder: Path) -> list[str]:
    own = {SHEET, "questions.xlsx", *(f"{name}.parquet" for name in (*TABLES, *FRAMES))}
    return [file.name for file in folder.iterdir() if file.is_file() and file.name not in own]


def _there(name: str) -> Path:
    folder = places.dataset(name)
    if not folder.is_dir():
        raise DatasetError(_("There is no dataset «{name}».", name=name), todo=_("check the name"))
    of_its_owner(name)
    return folder
