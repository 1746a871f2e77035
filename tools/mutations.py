"""What may become of a delivered file on its way: other dress, other cells, other bytes."""

from __future__ import annotations

import csv
import io
import random
import re
import shutil
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

Grid = list[list[object]]
_ERRORS = ("#REF!", "#Н/Д", "#ДЕЛ/0!", "#ЗНАЧ!", "=1/0", "нет данных?", "12 чел.", "1е5", "-7", "0x10", "999999999")


@dataclass(frozen=True)
class Source:
    """A delivered file as it was sent."""

    file: Path

    @property
    def is_text(self) -> bool:
        """Return whether it is a table of lines."""
        return self.file.suffix in (".csv", ".txt")

    @property
    def is_book(self) -> bool:
        """Return whether it is a workbook of XML."""
        return self.file.suffix == ".xlsx"

    @cached_property
    def lines(self) -> list[str]:
        """Return the lines of a text."""
        content = self.file.read_bytes()
        for encoding in ("utf-8-sig", "cp1251"):
            try:
                return content.decode(encoding).splitlines()
            except UnicodeDecodeError:
                continue
        raise ValueError(self.file.name)

    @cached_property
    def separator(self) -> str:
        """Return the separator of a text."""
        return max(";,\t", key=self.lines[0].count)

    @cached_property
    def grid(self) -> Grid:
        """Return the cells of a text."""
        return [list(row) for row in csv.reader(self.lines, delimiter=self.separator)]


@dataclass(frozen=True)
class Mutation:
    """One way of changing a file.

    Parameters
    ----------
    name : str
    fits : callable
        Whether a source can be changed so.
    change : callable
        Writes the changed file and returns its path, which may have another ending.
    neutral : bool
        Nothing of the meaning changes: the file must be taken as before.
    touched : int
        Rows that may differ without a word, because no reader could tell.
    cuts : bool
        Whole rows may be missing, because no reader could tell.
    """

    name: str
    fits: Callable[[Source], bool]
    change: Callable[[Source, Path, random.Random], Path]
    neutral: bool = False
    touched: int = 0
    cuts: bool = False

    def make(self, source: Source, file: Path, random_: random.Random) -> Path:
        """Write the changed file."""
        return self.change(source, file, random_)


def _text(source: Source) -> bool:
    return source.is_text


def _any(source: Source) -> bool:
    return True


def _book(source: Source) -> bool:
    return source.is_book


def _lines(change: Callable[[list[str], random.Random], list[str]]) -> Callable[[Source, Path, random.Random], Path]:
    def changed(source: Source, file: Path, random_: random.Random) -> Path:
        file.write_text("\r\n".join(change(list(source.lines), random_)) + "\r\n", encoding="utf-8-sig", newline="")
        return file

    return changed


def _cells(change: Callable[[Grid, random.Random], Grid]) -> Callable[[Source, Path, random.Random], Path]:
    def changed(source: Source, file: Path, random_: random.Random) -> Path:
        out = io.StringIO(newline="")
        grid = change([list(row) for row in source.grid], random_)
        csv.writer(out, delimiter=source.separator, lineterminator="\r\n").writerows(grid)
        file.write_text(out.getvalue(), encoding="utf-8-sig", newline="")
        return file

    return changed


def _encoded(encoding: str) -> Callable[[Source, Path, random.Random], Path]:
    def changed(source: Source, file: Path, random_: random.Random) -> Path:
        file.write_bytes(("\n".join(source.lines) + "\n").encode(encoding, "replace"))
        return file

    return changed


def _quoted(source: Source, file: Path, random_: random.Random) -> Path:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=source.separator, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(source.grid)
    file.write_text(out.getvalue(), encoding="utf-8", newline="")
    return file


def _as_book(source: Source, file: Path, random_: random.Random) -> Path:
    import xlsxwriter

    file = file.with_suffix(".xlsx")
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Лист1")
        for down, row in enumerate(source.grid):
            for across, cell in enumerate(row):
                sheet.write_string(down, across, str(cell))
        if random_.random() < 0.5:
            book.add_worksheet("Лист2")
    return file


def _dressed(grid: Grid, random_: random.Random) -> Grid:
    """Put invisible and harmless characters around and inside cells."""
    dress = ("\u00a0", "\u200b", "\ufeff", "  ", "\u00ad")
    for row in random_.sample(grid, max(1, len(grid) // 3)):
        place = random_.randrange(len(row))
        row[place] = f"{random_.choice(dress)}{row[place]}{random_.choice(dress)}"
    return grid


def _blank_lines(grid: Grid, random_: random.Random) -> Grid:
    width = len(grid[0])
    for _one in range(random_.randint(1, 4)):
        grid.insert(random_.randint(1, len(grid)), [""] * width)
    return grid + [[""] * width] * random_.randint(0, 5)


def _footer(grid: Grid, random_: random.Random) -> Grid:
    width = len(grid[0])
    return [*grid, [random_.choice(("Итого", "Всего", "ИТОГО:")), *[""] * (width - 1)]]


def _wider(grid: Grid, random_: random.Random) -> Grid:
    return [[*row, *[""] * 3] for row in grid]


def _other_order(grid: Grid, random_: random.Random) -> Grid:
    order = random_.sample(range(len(grid[0])), len(grid[0]))
    return [[row[place] if place < len(row) else "" for place in order] for row in grid]


def _strange_cell(grid: Grid, random_: random.Random) -> Grid:
    row = random_.randrange(1, len(grid))
    grid[row][random_.randrange(len(grid[row]))] = random_.choice(_ERRORS)
    return grid


def _header(grid: Grid) -> int:
    """Return the place of the header: the first row that is mostly filled."""
    return next(place for place, row in enumerate(grid) if 2 * sum(map(bool, row)) > len(row))


def _empty_column(grid: Grid, random_: random.Random) -> Grid:
    place, header = random_.randrange(len(grid[0])), _header(grid)
    return [*grid[: header + 1], *([*row[:place], "", *row[place + 1 :]] for row in grid[header + 1 :])]


def _no_column(grid: Grid, random_: random.Random) -> Grid:
    place = random_.randrange(len(grid[0]))
    return [[*row[:place], *row[place + 1 :]] for row in grid]


def _header_again(grid: Grid, random_: random.Random) -> Grid:
    header = _header(grid)
    grid.insert(random_.randint(header + 2, len(grid)), list(grid[header]))
    return grid


def _second_table(grid: Grid, random_: random.Random) -> Grid:
    width = len(grid[0])
    other = [["Показатель", "Значение", *[""] * (width - 2)], ["Охват", "97", *[""] * (width - 2)]]
    return [*grid, [""] * width, *other]


def _open_quote(lines: list[str], random_: random.Random) -> list[str]:
    place = random_.randrange(1, len(lines))
    lines[place] = lines[place].replace(max(";,\t", key=lines[0].count), max(";,\t", key=lines[0].count) + '"', 1)
    return lines


def _cut(source: Source, file: Path, random_: random.Random) -> Path:
    content = source.file.read_bytes()
    file.write_bytes(content[: random_.randrange(len(content))])
    return file


def _flipped(source: Source, file: Path, random_: random.Random) -> Path:
    content = bytearray(source.file.read_bytes())
    for place in random_.sample(range(len(content)), 3):
        content[place] = random_.randrange(256)
    file.write_bytes(content)
    return file


def _zeroed(source: Source, file: Path, random_: random.Random) -> Path:
    content = bytearray(source.file.read_bytes())
    start = random_.randrange(len(content))
    end = min(len(content), start + random_.choice((1, 64, 4096)))
    content[start:end] = bytes(end - start)
    file.write_bytes(content)
    return file


def _in_archive(source: Source, file: Path, random_: random.Random) -> Path:
    file = file.with_suffix(".zip")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(source.file, f"папка/{source.file.name}")
    return file


def _members(
    change: Callable[[str, bytes, random.Random], bytes | None],
) -> Callable[[Source, Path, random.Random], Path]:
    def changed(source: Source, file: Path, random_: random.Random) -> Path:
        with zipfile.ZipFile(source.file) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                content = change(name, old.read(name), random_)
                if content is not None:
                    new.writestr(name, content)
        return file

    return changed


def _error_in_sheet(name: str, content: bytes, random_: random.Random) -> bytes | None:
    """Turn some numbers of sheets into errors, as a broken link leaves them."""
    if not name.startswith("xl/worksheets/sheet"):
        return content
    found = list(re.finditer(rb'<c r="([A-Z]+\d+)"( s="\d+")?><v>[\d.]+</v></c>', content))
    for match in random_.sample(found, min(len(found), 3)):
        error = b'<c r="' + match[1] + b'" t="e"><v>#REF!</v></c>'
        content = content.replace(match[0], error)
    return content


def _lost_member(name: str, content: bytes, random_: random.Random) -> bytes | None:
    return None if random_.random() < 0.15 else content


def _same(source: Source, file: Path, random_: random.Random) -> Path:
    shutil.copyfile(source.file, file)
    with file.open("ab") as out:
        out.write(b"" if source.is_book else b"\r\n")
    return file


def has_numbers(source: Source) -> bool:
    """Return whether some sheet of a workbook holds a number."""
    if not source.is_book:
        return False
    with zipfile.ZipFile(source.file) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    return any(re.search(rb"><v>[\d.]+</v></c>", sheet) for sheet in sheets)


MUTATIONS = (
    Mutation("a line more at the end", _text, _same, neutral=True),
    Mutation("Windows Cyrillic", _text, _encoded("cp1251"), neutral=True),
    Mutation("UTF-16", _text, _encoded("utf-16"), neutral=True),
    Mutation("all cells quoted", _text, _quoted, neutral=True),
    Mutation("saved as a workbook", _text, _as_book, neutral=True),
    Mutation("invisible characters", _text, _cells(_dressed), neutral=True),
    Mutation("blank lines", _text, _cells(_blank_lines), neutral=True),
    Mutation("a line of totals", _text, _cells(_footer), neutral=True),
    Mutation("empty columns", _text, _cells(_wider), neutral=True),
    Mutation("other order of columns", _text, _cells(_other_order), neutral=True),
    Mutation("the header again", _text, _cells(_header_again), neutral=True),
    Mutation("in an archive", _any, _in_archive, neutral=True),
    Mutation("a strange cell", _text, _cells(_strange_cell)),
    Mutation("a column emptied", _text, _cells(_empty_column)),
    Mutation("a column gone", _text, _cells(_no_column), touched=10**6),
    Mutation("a second table", _text, _cells(_second_table)),
    Mutation("a quote never closed", _text, _lines(_open_quote)),
    Mutation("cut", _any, _cut, touched=1, cuts=True),
    Mutation("bytes changed", _any, _flipped, touched=3),
    Mutation("zeros", _any, _zeroed, touched=1, cuts=True),
    Mutation("errors in cells", has_numbers, _members(_error_in_sheet)),
    Mutation("a member lost", _book, _members(_lost_member)),
)
