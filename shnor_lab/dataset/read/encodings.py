"""In which encoding a text file was saved; where that is not certain, the encoding is named as the cause."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path

from ...errors import DeliveryError
from ...language import text as _

_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_CYRILLIC = ("cp1251", "cp866", "koi8_r", "mac_cyrillic")
"""Encodings of one byte a letter; the first is the usual one."""
_TITLES = {
    "utf-8": "UTF-8", "utf-8-sig": "UTF-8", "utf-16": "UTF-16", "utf-16-le": "UTF-16", "utf-16-be": "UTF-16",
    "cp1251": "Windows-1251", "cp866": "DOS 866", "koi8_r": "KOI8-R", "mac_cyrillic": "MacCyrillic",
}  # fmt: skip
_MISREAD = (
    ("cp1251", "utf-8"), ("cp866", "utf-8"), ("koi8_r", "utf-8"), ("cp1252", "utf-8"), ("latin-1", "utf-8"),
    ("latin-1", "cp1251"), ("cp1252", "cp1251"),
)  # fmt: skip
"""How a text was read and how it had been written, of the mishaps whose traces cannot be anything else."""
_NOISE = 0.5
"""Share of unlikely letters up to which an encoding is thought of; names are short, «№» and quotes are many."""
_MARGIN = 0.1
"""How much better than the usual encoding another must fit."""

_CONTROLS = bytes({*range(32)} - {*b"\t\n\v\f\r"})
TAIL = b"\x1a\0\r\n"
"""What some programs put behind the last line: Ctrl-Z, zero bytes."""

_CHUNK = 1 << 20
_SAMPLE = 1 << 14
_RUSSIAN = re.compile(r"[А-Яа-яЁё№«»–—\u00a0]+")


def encoding_of(path: Path, name: str) -> str:
    """Return the encoding of a text file, as Python names it; every byte of the file fits it.

    Raises
    ------
    DeliveryError
        No text; no encoding fits, with the line of the first byte that does not; the letters were spoilt before.
    """
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    marked = next((encoding for mark, encoding in _MARKS if start.startswith(mark)), None) or _wide(start)
    text = start.rstrip(TAIL)
    if not (marked or "").startswith("utf-16") and (
        b"\0" in text or len(text) - len(text.translate(None, _CONTROLS)) > 0.02 * len(text)
    ):
        raise _no_text(name)
    if marked:
        _whole(path, marked, name)
    elif (broken := _first_break(path, "utf-8")) is not None:
        sample = _foreign_lines(path)
        if _is_utf8_but_for_slips(sample):
            raise _broken(path, "utf-8", broken, name)
        found = _of_one_byte(sample)
        if found is None:
            raise _unknown(path, broken, name)
        _whole(path, found, name)
        return found
    encoding = marked or "utf-8"
    _refuse_misread(_foreign_lines(path) if not encoding.startswith("utf-16") else b"", name)
    return encoding


def _wide(start: bytes) -> str | None:
    """Return UTF-16 where every other byte is the upper half of a Russian or Latin letter."""
    whole = start[: len(start) // 2 * 2]
    for encoding, upper in (("utf-16-le", whole[1::2]), ("utf-16-be", whole[::2])):
        if upper and b"\0" in upper and sum(byte in (0, 4) for byte in upper) > 0.9 * len(upper):
            return encoding
    return None


def _whole(path: Path, encoding: str, name: str) -> None:
    broken = _first_break(path, encoding)
    if broken is not None:
        raise _broken(path, encoding, broken, name)


def _first_break(path: Path, encoding: str) -> int | None:
    """Return the place of the first byte that the encoding does not have; None when all fit."""
    decoder = codecs.getincrementaldecoder(encoding.removesuffix("-sig"))()
    plain = not encoding.startswith("utf-16")
    read = 0
    for chunk in (*_chunks(path), b""):
        kept = decoder.getstate()[0]
        if not (plain and chunk and not kept and chunk.isascii()):
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as error:
                return read - len(kept) + error.start
        read += len(chunk)
    return None


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_CHUNK), b"")


def _foreign_lines(path: Path) -> bytes:
    """Return the first lines with other than plain Latin letters, as many as are needed to know the encoding."""
    sample = bytearray()
    for chunk in _chunks(path):
        if chunk.isascii():
            continue
        for line in chunk.splitlines(keepends=True):
            if not line.isascii():
                sample += line[:_SAMPLE]
            if len(sample) >= _SAMPLE:
                return bytes(sample)
    return bytes(sample)


def _is_utf8_but_for_slips(sample: bytes) -> bool:
    letters = re.sub(r"[\0-\x7f]", "", sample.decode("utf-8", "replace"))
    return letters.count("\ufffd") * 5 < len(letters)


def _of_one_byte(sample: bytes) -> str | None:
    from charset_normalizer import from_bytes

    found = from_bytes(sample, cp_isolation=list(_CYRILLIC), preemptive_behaviour=False, threshold=_NOISE)
    doubt = {match.encoding: match.chaos - match.coherence for match in found}
    usual = _CYRILLIC[0]
    if usual in doubt and doubt[usual] <= min(doubt.values()) + _MARGIN:
        return usual
    return min(doubt, key=lambda encoding: (doubt[encoding], encoding)) if doubt else None


def _refuse_misread(sample: bytes, name: str) -> None:
    """Raise when most letters of the text are those of Russian text that was read in a wrong encoding."""
    runs = re.findall(r"[^\0-\x7f]+", sample.decode("utf-8-sig", "ignore"))
    letters = sum(map(len, runs))
    for read_as, written_in in _MISREAD:
        mended = {run: _reread(run, read_as, written_in) for run in dict.fromkeys(runs)}
        known = {run: right for run, right in mended.items() if right}
        if letters and sum(len(run) for run in runs if run in known) > 0.5 * letters:
            seen, right = next(iter(known.items()))
            raise DeliveryError(
                _(
                    "The letters were spoilt before the file was saved: «{seen}» stands for «{right}».",
                    seen=seen[:20],
                    right=right[:10],
                ),
                where=name,
                todo=_(
                    "take the first file, open it in Excel by Data, From text, with the encoding {encoding}, "
                    "save it as XLSX and send that file",
                    encoding=_TITLES[written_in],
                ),
            )


def _reread(run: str, read_as: str, written_in: str) -> str:
    """Return what a run of letters was before it was read in a wrong encoding; "" when it was not so."""
    try:
        right = run.encode(read_as).decode(written_in)
    except UnicodeError:
        return ""
    return right if _RUSSIAN.fullmatch(right) else ""


def _line(path: Path, encoding: str, place: int) -> int:
    with path.open("rb") as file:
        return file.read(place).decode(encoding, "ignore").count("\n") + 1


def _broken(path: Path, encoding: str, place: int, name: str) -> DeliveryError:
    return DeliveryError(
        _(
            "The file begins in the encoding {encoding}, but line {line} has bytes that this encoding does not have.",
            encoding=_TITLES[encoding],
            line=_line(path, encoding, place),
        ),
        where=name,
        todo=_("ask for the file again or save it anew as XLSX"),
    )


def _no_text(name: str) -> DeliveryError:
    return DeliveryError(
        _("The file is neither a table nor a text."),
        where=name,
        todo=_("save it as XLSX or CSV and send it again"),
    )


def _unknown(path: Path, place: int, name: str) -> DeliveryError:
    return DeliveryError(
        _("The encoding of the file is not understood: see line {line}.", line=_line(path, "latin-1", place)),
        where=name,
        todo=_("save it as XLSX, or as CSV in the encoding UTF-8, and send it again"),
    )
