"""Layout: the ВПР collection form «Протокол». It is recognised to be refused: it holds no results of schools.

Downloaded blank it has 1,500 rows of 0; sending it in place of the report is the most frequent mistake.
"""

from __future__ import annotations

from ...errors import DeliveryError
from ...language import plural as _n
from ...language import text as _
from .book import Book, Sheet
from .delivery import Delivery
from .printed import as_number, as_text, plain

KEY = "collection_form"
TITLE = "ВПР: форма сбора «Протокол» (не результаты; отклоняется)"

NEEDED = ("код участника", "вариант")


def recognise(book: Book) -> list[str]:
    """Return the reasons: a sheet «Протокол» with codes and variants, but without marks."""
    return [
        _("Sheet «{name}» of a collection form.", name=sheet.name)
        for sheet in book.sheets
        if _header(sheet) is not None
    ]


def read(book: Book) -> Delivery:
    """Refuse the file in words.

    Raises
    ------
    DeliveryError
        Always; the words say whether the form is blank.
    """
    for sheet in book.sheets:
        top = _header(sheet)
        if top is None:
            continue
        rows = [row for row in sheet.rows[top + 1 :] if any(as_text(entry) for entry in row)]
        filled = sum(any(as_number(entry) for entry in row[1:]) for row in rows)
        raise DeliveryError(
            _(
                "This is the collection form, filled in {n} rows: it has points of pupils and no marks.",
                n=filled,
            )
            if filled
            else _n(
                len(rows),
                "This is the blank collection form: {n} row of zeros.",
                "This is the blank collection form: {n} rows of zeros.",
            ),
            where=f"{book.name}, {sheet.name}",
            todo=_("download «Индивидуальные результаты» or «Статистика по отметкам» from ФИС ОКО and deliver it"),
        )
    raise DeliveryError(_("The file has no sheet «Протокол»."), where=book.name)


def _header(sheet: Sheet) -> int | None:
    for number, row in enumerate(sheet.head):
        names = [plain(text) for text in row]
        if all(name in names for name in NEEDED) and any(name.startswith("итого баллов") for name in names):
            return number
    return None
