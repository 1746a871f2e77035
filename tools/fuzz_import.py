"""Imports of damaged and re-dressed files: nothing lost in silence, nothing invented, no defect of the program.

``python tools/fuzz_import.py [--seed N] [--files N]`` takes the invented deliveries of ``tests/fixtures/messy``,
changes each by a mutation of ``mutations``, imports it into a dataset that holds the register, and compares with what
the file unchanged gives. Same seed, same files. Exit code 1 when a file breaks the law; the file is kept and named.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import shutil
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from mutations import MUTATIONS, Mutation, Source

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
REGISTER = "Школы.xlsx"
SECONDS = 30
"""A file that takes longer counts as one that hangs (ours; the slowest takes three)."""

SOURCE = ("source_id", "source_row", "source_sheet")


@dataclass(frozen=True)
class Answer:
    """What an import of one file gave: state, stored rows by table, what was told and how often, a defect in words."""

    state: str
    tables: dict[str, pd.DataFrame]
    told: Counter[str]
    defect: str = ""


def taken(root: Path, file: Path) -> Answer:
    """Return what an import of a file into a copy of the dataset with the register gives."""
    from shnor_lab.dataset import open_dataset, take_in
    from shnor_lab.errors import ShnorError

    folder = root / "data" / "datasets"
    shutil.rmtree(folder / "x", ignore_errors=True)
    shutil.copytree(folder / "register", folder / "x")
    before = open_dataset("x")
    known = {key: before.table(key) for key in before.tables()}
    try:
        receipt = take_in([file], into="x")
        text = receipt.text
    except ShnorError as error:
        return Answer("stopped", {}, Counter(stopped=1), "" if "Traceback" not in str(error) else str(error))
    after = open_dataset("x")
    new = {key: _new_rows(known.get(key), after.table(key)) for key in after.tables()}
    state = ", ".join(sorted(set(receipt.table["state"])))
    told = Counter(receipt.findings.groupby("rule")["count"].sum().to_dict())
    told["questions"], told["outside"] = len(receipt.questions), len(after.quarantine())
    return Answer(state, new, told, "Traceback" if "Traceback" in text else "")


def _new_rows(before: pd.DataFrame | None, after: pd.DataFrame) -> pd.DataFrame:
    plain = after.drop(columns=[name for name in SOURCE if name in after]).astype("str")
    if before is None:
        return plain
    old = before.drop(columns=[name for name in SOURCE if name in before]).astype("str")
    both = plain.merge(old.drop_duplicates(), how="left", indicator=True)
    return both[both["_merge"] == "left_only"].drop(columns="_merge")


def judged(mutation: Mutation, whole: Answer, changed: Answer) -> str:
    """Return the law that a changed file broke, "" when none."""
    if changed.defect:
        return f"a defect of the program: {changed.defect}"
    if mutation.neutral and changed.state != whole.state:
        return f"not taken though nothing of its meaning changed: {changed.state} instead of {whole.state}"
    if "stored" not in changed.state and "waiting" not in changed.state:
        return ""
    told = changed.told - whole.told
    for key, rows in whole.tables.items():
        own = changed.tables.get(key, rows.iloc[:0])
        lost, foreign = _apart(rows, own)
        if mutation.neutral and (lost or foreign):
            return f"{key}: {lost} rows lost and {foreign} others stored though nothing of the meaning changed"
        if foreign > mutation.touched and not told:
            return f"{key}: {foreign} rows that the file does not hold, and nothing is told"
        if lost > mutation.touched and not told and not mutation.cuts:
            return f"{key}: {lost} rows lost in silence"
    invented = {key for key, rows in changed.tables.items() if len(rows) and key not in whole.tables}
    if invented & {"schools"}:
        return "a school was invented"
    return ""


def _apart(rows: pd.DataFrame, own: pd.DataFrame) -> tuple[int, int]:
    names = [name for name in rows.columns if name in own.columns]
    left, right = Counter(map(tuple, rows[names].to_numpy())), Counter(map(tuple, own[names].to_numpy()))
    return (left - right).total(), (right - left).total()


def in_child(root: Path, file: Path) -> Answer:
    """Return the answer of a child process, which may hang, be killed or run out of memory."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()

    def work() -> None:
        try:
            theirs.send(taken(root, file))
        except BaseException as error:  # noqa: BLE001 - whatever a reader throws is what is looked for
            theirs.send(Answer("", {}, Counter(), f"{type(error).__name__}: {error}"))

    child = context.Process(target=work)
    child.start()
    theirs.close()
    try:
        if not ours.poll(SECONDS):
            child.kill()
            return Answer("", {}, Counter(), f"hangs for more than {SECONDS} s")
        return ours.recv()
    except EOFError:
        return Answer("", {}, Counter(), "the process died")
    finally:
        child.join()


def main() -> int:
    """Try so many files; print what broke the law and a line of totals."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--seed", type=int, default=1)
    asked.add_argument("--files", type=int, default=250)
    options = asked.parse_args()
    root = Path(tempfile.mkdtemp(prefix="shnor_fuzz_"))
    for name in ("params", "notebooks", "outputs"):
        (root / name).mkdir()
    os.environ["SHNOR_HOME"] = str(root)
    from shnor_lab import language
    from shnor_lab.dataset import take_in
    from tests.fixtures.make_messy import make

    language.use("ru")
    folder = root / "присланное"
    folder.mkdir()
    make(folder)
    take_in([folder / REGISTER], into="register")
    sources = [Source(file) for file in sorted(folder.iterdir()) if file.is_file() and file.name != REGISTER]
    wholes = {source.file.name: in_child(root, source.file) for source in sources}
    sources = [source for source in sources if wholes[source.file.name].state == "stored"]
    broken = 0
    counts: Counter[str] = Counter()
    for number in range(options.files):
        random_ = random.Random(f"{options.seed} {number}")
        source = random_.choice(sources)
        mutation = random_.choice([one for one in MUTATIONS if one.fits(source)])
        file = root / "изменено" / f"{number:04d} {source.file.name}"
        file.parent.mkdir(exist_ok=True)
        file = mutation.make(source, file, random_)
        answer = in_child(root, file)
        law = judged(mutation, wholes[source.file.name], answer)
        counts[f"{'neutral' if mutation.neutral else 'changed'} {answer.state or 'defect'}"] += 1
        if law:
            broken += 1
            print(f"{file.name} ({mutation.name}): {law}")
    print(f"{options.files} files of seed {options.seed}, {broken} broke the law; {dict(sorted(counts.items()))}")
    if broken:
        print(f"changed files: {root.name}/изменено in the folder of temporary files")
    else:
        shutil.rmtree(root)
    return int(bool(broken))


if __name__ == "__main__":
    sys.exit(main())
