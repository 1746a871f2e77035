"""Quoted cells of a CSV that go on over the end of a line: a heading may do so, a forgotten quote swallows schools."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ...errors import DeliveryError
from ...language import text as _

LONGEST = 10_000_000
"""Bytes of the longest cell."""

_CHUNK = 1 << 20


@dataclass(frozen=True)
class Quoted:
    """A quoted cell with line breaks: the line of its opening quote, and whether it swallows other cells."""

    line: int
    swallows: bool


def check_quotes(path: Path, encoding: str, separator: str, name: str) -> None:
    """Read a CSV once and refuse it when a quote is never closed or takes other cells and lines into its own.

    Raises
    ------
    DeliveryError
        With the line of the opening quote.
    """
    for cell in quoted_breaks(path, encoding, separator):
        if cell.swallows:
            raise DeliveryError(
                _(
                    "The quote opened in line {line} is not closed in its cell: it swallows the lines below.",
                    line=cell.line,
                ),
                where=name,
                todo=_("close the quote or delete it (a quote within a quoted cell is doubled) and deliver it again"),
            )


def quoted_breaks(path: Path, encoding: str, separator: str) -> Iterator[Quoted]:
    """Yield the quoted cells of a CSV that hold a line break, up to the first that swallows others."""
    cell = re.compile(rb'(?:(?<=[\r\n%s])|\A)"[^"]*+(?:""[^"]*+)*+(?:"|(\Z))' % re.escape(separator.encode()))
    rest, line, ended = b"", 1, False
    chunks = _bytes(path, encoding)
    while not ended:
        chunk = next(chunks, b"")
        ended = not chunk
        data = rest + chunk
        cut = len(data) if ended else data.rfind(b"\n") + 1
        block, rest = data[:cut], data[cut:]
        if b'"' not in block or _even(block, separator):
            line += _lines(block)
            continue
        counted = 0
        for found in cell.finditer(block):
            text, is_open = found[0], found[1] is not None
            if not (is_open or b"\n" in text or b"\r" in text):
                continue
            line += _lines(block[counted : found.start()])
            counted = found.start()
            swallows = separator.encode() in text or (is_open and (ended or len(text) > LONGEST))
            if is_open and not swallows:
                rest, block = block[counted:] + rest, block[:counted]
                break
            yield Quoted(line, swallows)
            if swallows:
                return
        line += _lines(block[counted:])


def _bytes(path: Path, encoding: str) -> Iterator[bytes]:
    """Yield a file in pieces in which separators, quotes and line breaks are single bytes."""
    decoder = codecs.getincrementaldecoder(encoding)() if encoding.startswith("utf-16") else None
    with path.open("rb") as file:
        for number, chunk in enumerate(iter(lambda: file.read(_CHUNK), b"")):
            piece = decoder.decode(chunk).encode() if decoder else chunk
            yield piece if number else piece.removeprefix(codecs.BOM_UTF8)


def _even(block: bytes, separator: str) -> bool:
    """Return whether every quote opens at the start of a cell, or is doubled, and closes in the same line."""
    codes = np.frombuffer(block, np.uint8)
    quotes = np.flatnonzero(codes == ord('"'))
    if len(quotes) % 2:
        return False
    opening, closing = quotes[::2], quotes[1::2]
    before = np.where(opening > 0, codes[opening - 1], ord("\n"))
    if not np.isin(before, [ord(separator), *b'\r\n"']).all():
        return False
    ends = np.flatnonzero((codes == ord("\n")) | (codes == ord("\r")))
    return bool((np.searchsorted(ends, opening) == np.searchsorted(ends, closing)).all())


def _lines(data: bytes) -> int:
    ends = int(np.count_nonzero(np.frombuffer(data, np.uint8) == ord("\n")))
    return ends + data.count(b"\r") - data.count(b"\r\n") if b"\r" in data else ends
