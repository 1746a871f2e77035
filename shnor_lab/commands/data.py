"""Commands about delivered files: import, match, check, template."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path

from .. import places
from ..errors import DeliveryError
from ..language import plural as _n
from ..language import text as _


def take(asked: Namespace) -> int:
    """Take files into a dataset and print what became of each; the exit code tells of refused files."""
    from ..dataset import take_in

    receipt = take_in(
        asked.files,
        into=asked.into,
        dry_run=asked.dry_run,
        replace=asked.replace,
        layout=asked.layout,
        notice=asked.notice,
    )
    print(receipt.text)
    return DeliveryError.exit_code if receipt.refused else 0


def match(asked: Namespace) -> None:
    """Take a filled workbook of answers, or write one: open questions, and the register to mend."""
    from ..dataset import open_dataset, repair, retie
    from ..dataset.match import mend, questions_file, read_answers

    data = open_dataset(asked.dataset)
    if asked.answers:
        answers = read_answers(asked.answers)
        mended = data.has("schools") and mend(answers, data.answers, data.table("schools"))
        receipt = retie(asked.dataset, answers)
        print((repair(asked.dataset) if mended else receipt).text)
        return
    questions = data.questions()
    if questions.empty:
        print(_("No open questions: every school is known."))
    else:
        print(_n(len(questions), "{n} open question", "{n} open questions"))
    file = questions_file(
        places.root() / "outputs" / f"questions_{asked.dataset}.xlsx",
        questions,
        schools=data.table("schools") if data.has("schools") else None,
        answers=data.answers,
    )
    print(_("Answer and mend schools in the last columns of {file}.", file=_below_root(file)))
    print(_("Then: shnor-lab match {dataset} {file}", dataset=asked.dataset, file=_below_root(file)))


def forget(asked: Namespace) -> None:
    """Take a delivery back and print what became of the others."""
    from ..dataset import forget

    print(forget(asked.dataset, asked.file).text)
    print(_("Taken back: {file}. To bring it back: shnor-lab undo {dataset}", file=asked.file, dataset=asked.dataset))


def undo(asked: Namespace) -> None:
    """Put a dataset back to where it was before its last change."""
    from ..dataset import open_dataset, undo

    undo(asked.dataset)
    taken = [delivery for delivery in open_dataset(asked.dataset).deliveries if delivery["state"] == "stored"]
    print(
        _n(
            len(taken),
            "The dataset «{name}» is as it was before its last change: {n} delivery in it.",
            "The dataset «{name}» is as it was before its last change: {n} deliveries in it.",
            name=asked.dataset,
        )
    )


def repair(asked: Namespace) -> None:
    """Make the tables of a dataset anew from its kept deliveries and print what became of each."""
    from ..dataset import repair

    print(repair(asked.dataset).text)
    print(_("The tables of «{name}» were made anew from the kept deliveries.", name=asked.dataset))


def check(asked: Namespace) -> None:
    """Print the findings of a dataset and write them as a workbook."""
    from ..dataset import check as check_dataset
    from ..dataset import findings_file
    from ..dataset.receipt import findings_table, findings_text

    findings = check_dataset(asked.dataset)
    if findings.empty:
        print(_("Nothing to remark."))
        return
    print(findings_table(findings))
    print(_n(len(findings), "{n} remark", "{n} remarks"))
    stopping = findings[findings["level"] != "note"]
    if len(stopping):
        print("\n" + _("What was not taken in:") + "\n" + findings_text(stopping))
    file = findings_file(asked.dataset, places.root() / "outputs" / f"findings_{asked.dataset}.xlsx")
    print(_("The same as a workbook: {file}", file=_below_root(file)))


def template(asked: Namespace) -> None:
    """Write blank forms."""
    from ..dataset.read.form_writer import blank_forms
    from ..dataset.read.form_writer import template as write

    folder = Path(asked.folder)
    if folder.exists() and not folder.is_dir():
        raise DeliveryError(
            _("The forms need a folder, and this is a file."), where=folder.name, todo=_("name another folder")
        )
    there = [file.name for file in blank_forms(folder) if file.exists()]
    if there:
        raise DeliveryError(
            _("The folder holds forms already; they may be filled and are not replaced."),
            where=folder.name,
            count=len(there),
            examples=there,
            todo=_("name another folder"),
        )
    forms = [file for file in write(folder) if file.suffix == ".xlsx"]
    print(_n(len(forms), "{n} form in {folder}", "{n} forms in {folder}", folder=asked.folder))
    print(_("The same forms as CSV: {folder}/csv", folder=asked.folder))


def _below_root(file: Path) -> str:
    return file.relative_to(places.root()).as_posix()
