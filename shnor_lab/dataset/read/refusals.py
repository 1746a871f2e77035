"""The words for files that cannot be read at all."""

from __future__ import annotations

from ...errors import DeliveryError
from ...language import text as _
from .contents import FarCell, column_letters


def locked(name: str) -> DeliveryError:
    """Return the refusal of a file under a password."""
    return DeliveryError(
        _("The file is protected by a password."),
        where=name,
        todo=_("open it, take the password off (File, Info, Protect), save and send it again"),
    )


def damaged(name: str) -> DeliveryError:
    """Return the refusal of a file that cannot be read to its end."""
    return DeliveryError(
        _("The file is damaged or not whole."),
        where=name,
        todo=_("ask for the file again; if it opens in Excel, save it anew as XLSX"),
    )


def too_large(name: str) -> DeliveryError:
    """Return the refusal of a file that unpacks to more than is given to it."""
    return DeliveryError(
        _("Unpacked, the file is too large to be read."),
        where=name,
        todo=_("divide it, or save its sheets as CSV, and deliver that"),
    )


def too_many_cells(name: str) -> DeliveryError:
    """Return the refusal of a workbook with more cells than are read at once."""
    return DeliveryError(
        _("The file has more cells than are read from one file of this kind."),
        where=name,
        todo=_("divide it, or save its sheets as CSV, and deliver that"),
    )


def far_cell(name: str, far: FarCell) -> DeliveryError:
    """Return the refusal of a sheet that spans far more than it holds."""
    row, column = far.args
    return DeliveryError(
        _("Something stands very far from the table, and the sheet would fill the memory."),
        where=_("{file}, sheet «{sheet}»", file=name, sheet=far.sheet),
        examples=[_("the sheet reaches to row {row}, column {column}", row=row + 1, column=column_letters(column))],
        todo=_("delete the rows below the table and the columns to the right of it, save and deliver it again"),
    )


def not_read(name: str) -> DeliveryError:
    """Return the refusal of a file on which a reader failed in a way of its own."""
    return DeliveryError(
        _("The file could not be read: it is built otherwise than spreadsheets are."),
        where=name,
        todo=_("open it in Excel, save it as XLSX and send that file"),
    )


def foreign(name: str, kind: str) -> DeliveryError:
    """Return the refusal of a table in a format that Excel opens and the laboratory does not."""
    return DeliveryError(
        _("The file is {kind}; tables are not read from it.", kind=kind),
        where=name,
        todo=_("open it in Excel, save it as XLSX and send that file"),
    )


def no_files(name: str) -> DeliveryError:
    """Return the refusal of a folder or archive without files."""
    return DeliveryError(_("The folder has no files."), where=name, todo=_("check the name of the folder"))


def empty(name: str) -> DeliveryError:
    """Return the refusal of a file on which nothing stands."""
    return DeliveryError(_("The file is empty."), where=name, todo=_("ask for the file again"))


def not_a_table(name: str) -> DeliveryError:
    """Return the refusal of a file of another trade."""
    return DeliveryError(
        _("The file is not a table."),
        where=name,
        todo=_("send XLSX, XLS, ODS or CSV, or a zip or folder of such files"),
    )


def many_of_one_name(name: str, count: int) -> DeliveryError:
    """Return the refusal of members of an archive that share a name."""
    return DeliveryError(
        _("Several files of the archive have the same name; which of them is meant cannot be told."),
        where=name,
        count=count,
        todo=_("give each file a name of its own, pack them anew and deliver the archive again"),
    )


def nested(name: str) -> DeliveryError:
    """Return the refusal of an archive that lies too deep in others."""
    return DeliveryError(
        _("The archive lies too deep in other archives."),
        where=name,
        todo=_("unpack it and deliver the folder"),
    )
