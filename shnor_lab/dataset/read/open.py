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
from .printed_csv import open_csv
from .workbook import damaged, locked, open_html, open_workbook

_OLE, _ZIP = b"\xd0\xcf\x11\xe0", b"PK"
_CHUNK = 1 << 20


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


def opened(path: str | Path, name: str | None = None) -> Iterator[Book | DeliveryError]:
    """Yield the books of a file, archive or folder one by one; a refused file is yielded as its error."""
    path = Path(path)
    shown = name or path.name
    try:
        if path.is_dir():
            inner = sorted(file for file in path.rglob("*") if file.is_file() and not _service(file.name))
            if not inner:
                yield _no_files(shown)
            for file in inner:
                yield from opened(file, f"{shown}/{file.relative_to(path).as_posix()}")
        elif not path.is_file():
            yield DeliveryError(_("There is no such file."), where=shown, todo=_("check the name and the folder"))
        elif _is_archive(path):
            yield from _members(path, shown)
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


def _open_file(path: Path, name: str) -> Book:
    kind = _kind(path, name)
    hashing = _begin_hash(path)
    try:
        if kind == "csv":
            encoding = encoding_of(path, name)
            sheet, separator = open_csv(path, name, encoding)
            return _filled(Book(name, path, kind, hashing, [sheet], encoding, separator))
        sheets = open_html(path, name) if kind == "html" else open_workbook(path, name)
        return _filled(Book(name, path, kind, hashing, sheets))
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
        raise _empty(book.name)
    return book


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _kind(path: Path, name: str) -> str:
    start = _start(path)
    if not start.strip(b"\0\r\n\t ;,\xef\xbb\xbf"):
        raise _empty(name)
    if start.startswith(_OLE):
        content = path.read_bytes()
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise locked(name)
        if "Workbook".encode("utf-16-le") not in content and "Book".encode("utf-16-le") not in content:
            raise _not_a_table(name)
        return "xls"
    if start.startswith(_ZIP):
        return _zipped_kind(path, name)
    if start.startswith((b"%PDF", b"{\\rtf", b"Rar!", b"7z\xbc\xaf", b"\x89PNG", b"\xff\xd8\xff")):
        raise _not_a_table(name)
    plain = start.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if b"<?mso-application" in plain:
        raise _not_a_table(name)
    return "html" if plain.startswith(b"<") and b"<t" in plain else "csv"


def _zipped_kind(path: Path, name: str) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError):
        raise damaged(name) from None
    if names & {"xl/workbook.xml", "xl/workbook.bin"}:
        return "xlsx"
    if "content.xml" in names:
        return "ods"
    raise _not_a_table(name)


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


def _members(path: Path, shown: str) -> Iterator[Book | DeliveryError]:
    """Yield the books of an archive; a member's own name is only shown, never used as a path."""
    with zipfile.ZipFile(path) as archive:
        members = sorted((_member_name(info), info) for info in archive.infolist() if not info.is_dir())
        members = [(name, info) for name, info in members if not _service(name)]
        if not members:
            yield _no_files(shown)
        for name, info in members:
            inner = f"{shown}/{name}"
            folder = Path(tempfile.mkdtemp(prefix="shnor_lab_"))
            copy = folder / "member"
            kept = False
            try:
                if info.flag_bits & 0x1:
                    raise locked(inner)
                with archive.open(info) as source, copy.open("wb") as target:
                    shutil.copyfileobj(source, target, _CHUNK)
                for found in opened(copy, inner):
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


def _no_files(name: str) -> DeliveryError:
    return DeliveryError(_("The folder has no files."), where=name, todo=_("check the name of the folder"))


def _empty(name: str) -> DeliveryError:
    return DeliveryError(_("The file is empty."), where=name, todo=_("ask for the file again"))


def _not_a_table(name: str) -> DeliveryError:
    return DeliveryError(
        _("The file is not a table."),
        where=name,
        todo=_("send XLSX, XLS, ODS or CSV, or a zip or folder of such files"),
    )
