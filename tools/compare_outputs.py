"""Compares two output folders of one study: which tables, columns and rows differ, and by how much at most.

Run: ``python tools/compare_outputs.py BEFORE AFTER``; the exit code is 1 when anything differs. Tables are the CSV and
XLSX files below the folders of the pages; of a page only its visible text is compared.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

TABLES = (".csv", ".xlsx")
UNSEEN = re.compile(r"<(script|style)\b.*?</\1>|data:image/[^\"')]*|<[^>]*>", re.DOTALL)


def differences(before: Path, after: Path) -> Iterator[str]:
    """Yield one line per difference: a file that one folder lacks, a column, a page; nothing when all is equal."""
    old, new = files(before), files(after)
    for name in sorted(old | new):
        if name not in new:
            yield f"{name}: gone"
        elif name not in old:
            yield f"{name}: new"
        elif name.endswith(TABLES):
            yield from (f"{name}: {line}" for line in of_tables(sheets(before / name), sheets(after / name)))
        elif (line := of_pages(before / name, after / name)) is not None:
            yield f"{name}: {line}"


def files(folder: Path) -> set[str]:
    """Return the tables and pages below a folder, as paths from it; folders of the program itself are left out."""
    found = (file.relative_to(folder) for file in folder.rglob("*"))
    kept = (file for file in found if not any(part.startswith(".") for part in file.parts))
    return {
        file.as_posix() for file in kept if file.suffix == ".html" or file.suffix in TABLES and "tables" in file.parts
    }


def sheets(file: Path) -> dict[str, pd.DataFrame]:
    """Return the tables of a file as text, by sheet; an empty cell is ""."""
    if file.suffix == ".csv":
        return {"": pd.read_csv(file, sep=";", encoding="utf-8-sig", dtype=str).fillna("")}
    read = pd.read_excel(file, sheet_name=None, header=None, dtype=str, engine="calamine")
    return {name: frame.fillna("") for name, frame in read.items()}


def of_tables(before: dict[str, pd.DataFrame], after: dict[str, pd.DataFrame]) -> Iterator[str]:
    """Yield how the tables of one file differ, a line per sheet and column."""
    for sheet in dict.fromkeys([*before, *after]):
        where = f"{sheet}: " if sheet else ""
        if sheet not in before or sheet not in after:
            yield f"{where}{'new' if sheet in after else 'gone'} sheet"
            continue
        old, new = before[sheet], after[sheet]
        gone, come = [name for name in old if name not in new], [name for name in new if name not in old]
        if gone or come:
            yield f"{where}columns gone {gone}, new {come}"
        if len(old) != len(new):
            yield f"{where}rows {len(old)} -> {len(new)}"
            continue
        for name in old.columns.intersection(new.columns):
            if line := of_columns(old[name], new[name]):
                yield f"{where}column {name}: {line}"


def of_columns(before: pd.Series, after: pd.Series) -> str:
    """Return how many rows of a column differ, the largest change of numbers, and an example; "" when none does."""
    differ = (before.reset_index(drop=True) != after.reset_index(drop=True)).to_numpy()
    if not differ.any():
        return ""
    old, new = (pd.to_numeric(column.str.replace(",", "."), errors="coerce") for column in (before, after))
    change = (new.reset_index(drop=True) - old.reset_index(drop=True)).abs().max()
    first = int(differ.argmax())
    largest = "" if pd.isna(change) else f", largest change {change:g}"
    return f"{int(differ.sum())} rows{largest}, e.g. row {first + 1}: {before.iloc[first]!r} -> {after.iloc[first]!r}"


def of_pages(before: Path, after: Path) -> str | None:
    """Return how the visible texts of two pages differ; None when they do not."""
    old, new = (seen(file.read_text(encoding="utf-8")) for file in (before, after))
    if old == new:
        return None
    place = next(
        (n for n, pair in enumerate(zip(old, new, strict=False)) if pair[0] != pair[1]), min(len(old), len(new))
    )
    return f"lines {len(old)} -> {len(new)}, first difference: {old[place : place + 1]} -> {new[place : place + 1]}"


def seen(html: str) -> list[str]:
    """Return the lines of text that a reader sees."""
    return [line.strip() for line in UNSEEN.sub("\n", html).splitlines() if line.strip()]


def main(arguments: list[str]) -> int:
    """Print the differences of two folders; return 1 when there is any, 2 when they are not named."""
    if len(arguments) != 2 or not all(Path(name).is_dir() for name in arguments):
        print(__doc__)
        return 2
    count = 0
    for line in differences(*map(Path, arguments)):
        print(line)
        count += 1
    print(f"{count} differences")
    return int(count > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
