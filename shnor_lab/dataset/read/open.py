"""Opens what was delivered: a file of any of the known formats, a zip, a folder. The content decides, not the name."""

from __future__ import annotations

import hashlib
import lzma
import shutil
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from pathlib import Path

from ...errors import DeliveryError
from ...language import text as _
from .book import Book
from .encodings import encoding_of
from .html_tables import open_html
from .printed_csv import open_csv
from .refusals import (
    damaged,
    empty,
    foreign,
    locked,
    many_of_one_name,
    nested,
    no_files,
    not_a_table,
    not_read,
    too_large,
)
from .workbook import open_workbook

UNPACKED = 1 << 30
"""Bytes that the members of an archive may have together when unpacked."""

_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_CHUNK = 1 << 20
_DEEPEST = 2
_LONGEST = 200


def open_book(path: str | Path, name: str | None = None) -> list[Book]:
    """Return the books of one delivered file, archive or folder.

    Parameters
    ----------
    path : str or Path
    name : str, optional
        Shown instead of the file's own name.

    Raises
    ------
    DeliveryError
        Absent, empty, damaged, under a password, or of a format that holds no tables.
    """
    books = []
    for found in opened(path, name):
        if isinstance(found, DeliveryError):
            raise found
        books.append(found)
    return books


def opened(path: str | Path, name: str | None = None, depth: int = 0) -> Iterator[Book | DeliveryError]:
    """Yield the books of a file, archive or folder one by one; a refused file is yielded as its error.

    Parameters
    ----------
    path : str or Path
    name : str, optional
        Shown instead of the file's own name.
    depth : int
        Archives around it.
    """
    path = Path(path)
    shown = name or path.name
    if len(shown) > _LONGEST:
        shown = f"{shown[: _LONGEST // 2]}…{shown[-_LONGEST // 2 :]}"
    try:
        if path.is_dir():
            inner = sorted(file for file in path.rglob("*") if file.is_file() and not _service(file.name))
            if not inner:
                yield no_files(shown)
            for file in inner:
                yield from opened(file, f"{shown}/{file.relative_to(path).as_posix()}", depth)
        elif not path.is_file():
            yield DeliveryError(_("There is no such file."), where=shown, todo=_("check the name and the folder"))
        elif _is_archive(path):
            yield from _members(path, shown, depth + 1)
        else:
            yield _open_file(path, shown)
    except DeliveryError as error:
        yield error
    except PermissionError:
        yield DeliveryError(
            _("The file cannot be read now."),
            where=shown,
            todo=_("close it in Excel and try again"),
        )
    except Exception:
        # Whatever a damaged file does to a reader, the other files of the delivery are taken.
        yield not_read(shown)


def _open_file(path: Path, name: str) -> Book:
    kind = _kind(path, name)
    hashing = _begin_hash(path)
    try:
        if kind == "csv":
            encoding = encoding_of(path, name)
            sheet, separator = open_csv(path, name, encoding)
            return _filled(Book(name, path, kind, hashing, [sheet], encoding, separator))
        sheets, hidden = (open_html(path, name), ()) if kind == "html" else open_workbook(path, name, kind)
        return _filled(Book(name, path, kind, hashing, sheets, hidden=hidden))
    except Exception:
        wait([hashing])
        raise


def _begin_hash(path: Path) -> Future[str]:
    """Return the sha256 of a file on its way, in a thread that ends with it."""
    thread = ThreadPoolExecutor(1, "hashing")
    hashing = thread.submit(_sha256, path)
    thread.shutdown(wait=False)
    return hashing


def _filled(book: Book) -> Book:
    if not any(cell for sheet in book.sheets for row in sheet.head for cell in row):
        raise empty(book.name)
    return book


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kind(path: Path, name: str) -> str:
    start = _start(path)
    if not start.strip(b"\0\r\n\t ;,\xef\xbb\xbf"):
        raise empty(name)
    if start.startswith(_OLE):
        content = path.read_bytes()
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise locked(name)
        if "Workbook".encode("utf-16-le") not in content and "Book".encode("utf-16-le") not in content:
            raise not_a_table(name)
        return "xls"
    if start.startswith(_ZIP):
        return _zipped_kind(path, name)
    if start.startswith((b"%PDF", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff")):
        raise not_a_table(name)
    plain = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<?mso-application" in plain or b"urn:schemas-microsoft-com:office:spreadsheet" in plain:
        if b"word.document" in plain:
            raise not_a_table(name)
        raise foreign(name, _("an XML table of Excel 2003"))
    if plain.startswith(b"mime-version:"):
        raise foreign(name, _("a web archive"))
    return "html" if plain.startswith(b"<") and b"<t" in plain else "csv"


def _zipped_kind(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = {entry.replace("\\", "/") for entry in archive.namelist()}
    except (zipfile.BadZipFile, OSError):
        raise damaged(name) from None
    if any(entry.startswith("xl/") and entry.endswith(".bin") and "workbook" in entry for entry in names):
        raise foreign(name, _("a binary workbook of Excel (XLSB)"))
    if any(entry.lower().startswith("xl/") for entry in names):
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    raise not_a_table(name)


def _is_archive(path: Path) -> bool:
    """Return whether a file is a zip of files, not a zipped office document."""
    if not _start(path).startswith(_ZIP):
        return False
    try:
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError):
        return False
    return not {"[Content_Types].xml", "content.xml"} & set(names)


def _members(path: Path, shown: str, depth: int) -> Iterator[Book | DeliveryError]:
    """Yield the books of an archive; a member's own name is only shown, never used as a path."""
    if depth > _DEEPEST:
        raise nested(shown)
    with zipfile.ZipFile(path) as archive:
        members: dict[str, list[zipfile.ZipInfo]] = {}
        for info in archive.infolist():
            if not info.is_dir() and not _service(name := _member_name(info)):
                members.setdefault(name, []).append(info)
        if not members:
            yield no_files(shown)
        if sum(info.file_size for found in members.values() for info in found) > UNPACKED:
            raise too_large(shown)
        for name, found in sorted(members.items()):
            inner = f"{shown}/{name}"
            if len(found) > 1:
                yield many_of_one_name(inner, len(found))
            else:
                yield from _member(archive, found[0], inner, depth)


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, inner: str, depth: int) -> Iterator[Book | DeliveryError]:
    folder = Path(tempfile.mkdtemp(prefix="shnor_lab_"))
    copy = folder / "member"
    kept = False
    try:
        if info.flag_bits & 0x1:
            raise locked(inner)
        with archive.open(info) as source, copy.open("wb") as target:
            shutil.copyfileobj(source, target, _CHUNK)
        for found in opened(copy, inner, depth):
            if isinstance(found, Book):
                found.hashing.result()
                weakref.finalize(found, shutil.rmtree, folder, ignore_errors=True)
                kept = True
            yield found
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, NotImplementedError, OSError, EOFError):
        yield damaged(inner)
    except DeliveryError as error:
        yield error
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def _member_name(info: zipfile.ZipInfo) -> str:
    """Return a member's name; one without the UTF-8 flag is UTF-8 all the same or DOS Cyrillic."""
    name = info.filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode("utf-8")
        except UnicodeDecodeError:
            name = raw.decode("cp866")
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))


def _service(name: str) -> bool:
    last = name.rsplit("/", 1)[-1]
    return last.startswith(("~$", ".")) or last in ("Thumbs.db", "desktop.ini") or name.startswith("__MACOSX")


def _start(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(4096)
