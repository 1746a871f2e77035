"""The package of an XLSX: which sheets it has, where their XML lies, what its styles and shared strings are."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from .number_formats import kind_of
from .sheet_xml import BadSheet, read_strings

if TYPE_CHECKING:
    from lxml.etree import _Element

UNPACKED = 400 << 20
"""Bytes that the parts of a workbook may have when unpacked."""

_CHUNK = 1 << 18
_SMALL = 32 << 20
_STRINGS = 128 << 20


class TooLarge(Exception):
    """Unpacked, the file would take more room than is given to it."""


@dataclass(frozen=True)
class SheetPart:
    """One worksheet of the package: its name, whether it is shown, and the part that holds it."""

    name: str
    visible: bool
    part: str


@dataclass(frozen=True)
class Package:
    """An XLSX that is open.

    Parameters
    ----------
    archive : ZipFile
        Names may hold back slashes and any case.
    """

    archive: zipfile.ZipFile = field(repr=False)

    def __post_init__(self) -> None:
        """Refuse what unpacks to more than is given to it."""
        if sum(info.file_size for info in self._members.values() if _is_text(info.filename)) > UNPACKED:
            raise TooLarge

    @cached_property
    def sheets(self) -> list[SheetPart]:
        """Return the worksheets in the order of the workbook; sheets of charts and macros are left out."""
        kinds, targets = self._relations(self._workbook)
        found = []
        for sheet in self._book.iter("{*}sheet"):
            relation = next((value for key, value in sheet.attrib.items() if str(key).endswith("}id")), "")
            if kinds.get(str(relation)) == "worksheet":
                visible = sheet.get("state", "visible") == "visible"
                found.append(SheetPart(sheet.get("name", ""), visible, targets[str(relation)]))
        return found

    @cached_property
    def since_1904(self) -> bool:
        """Return whether days are counted from 1904."""
        return any(entry.get("date1904") in ("1", "true") for entry in self._book.iter("{*}workbookPr"))

    @cached_property
    def calculated(self) -> bool:
        """Return False when the workbook asks to be calculated as soon as it is opened."""
        return not any(entry.get("fullCalcOnLoad") in ("1", "true") for entry in self._book.iter("{*}calcPr"))

    @cached_property
    def formats(self) -> dict[str, str]:
        """Return, by number of a style as sheets print it, what it makes of a number; other styles are left out."""
        root = self._linked("styles")
        if root is None:
            return {}
        codes = {int(entry.get("numFmtId", "0")): entry.get("formatCode", "") for entry in root.iter("{*}numFmt")}
        styles = [int(style.get("numFmtId", "0")) for style in root.iterfind("{*}cellXfs/{*}xf")]
        kinds = {str(place): kind_of(number, codes.get(number)) for place, number in enumerate(styles)}
        return {place: kind for place, kind in kinds.items() if kind}

    @cached_property
    def strings(self) -> list[str | None]:
        """Return the shared strings, None for blank ones."""
        part = self._part_of_kind("sharedStrings")
        return read_strings(self.chunks(part, _STRINGS)) if part else []

    def chunks(self, part: str, most: int = UNPACKED) -> Iterator[bytes]:
        """Yield the bytes of a part; the zip checks that it unpacks to what its list of contents says."""
        info = self._members.get(part.lower())
        if info is None:
            raise BadSheet(part)
        if info.file_size > most:
            raise TooLarge
        with self.archive.open(info) as source:
            while chunk := source.read(_CHUNK):
                yield chunk

    @cached_property
    def _members(self) -> dict[str, zipfile.ZipInfo]:
        return {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in self.archive.infolist()}

    @cached_property
    def _workbook(self) -> str:
        kinds, targets = self._relations("")
        return next((targets[key] for key, kind in kinds.items() if kind == "officeDocument"), "xl/workbook.xml")

    @cached_property
    def _book(self) -> _Element:
        return self._tree(self._workbook)

    def _linked(self, kind: str) -> _Element | None:
        part = self._part_of_kind(kind)
        return self._tree(part) if part else None

    def _part_of_kind(self, kind: str) -> str:
        kinds, targets = self._relations(self._workbook)
        found = next((targets[key] for key, known in kinds.items() if known == kind), "")
        return found if found.lower() in self._members else ""

    def _relations(self, part: str) -> tuple[dict[str, str], dict[str, str]]:
        """Return kind and target of every relation of a part, by its key."""
        folder, name = posixpath.split(part)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed.lower() not in self._members:
            return {}, {}
        kinds, targets = {}, {}
        for entry in self._tree(listed).iter("{*}Relationship"):
            key, target = entry.get("Id", ""), entry.get("Target", "").replace("\\", "/")
            kinds[key] = entry.get("Type", "").rpartition("/")[2]
            targets[key] = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
        return kinds, targets

    def _tree(self, part: str) -> _Element:
        from lxml import etree

        parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
        try:
            return etree.fromstring(b"".join(self.chunks(part, _SMALL)), parser)
        except etree.XMLSyntaxError as error:
            raise BadSheet(part) from error


BROKEN = (BadSheet, zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError)
"""What a package throws that is not whole."""


def _is_text(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))
