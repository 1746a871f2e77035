"""Every error of the project on one page, with its exit code.

An error tells its reader what is wrong, where, how many times, with up to five examples, and what to do.
A user error is printed without a traceback; anything that is not a ``ShnorError`` is a defect of ours.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .language import plural
from .language import text as _


class ShnorError(Exception):
    """A mistake that the user can mend.

    Parameters
    ----------
    what : str
        What is wrong, one sentence.
    where : str
        File, sheet, row, column, municipality: as near as is known.
    count : int, optional
        How many times it was met.
    examples : iterable of str
        Up to five are shown; the rest is counted.
    todo : str
        What to do now.
    """

    exit_code = 10

    def __init__(
        self,
        what: str,
        *,
        where: str = "",
        count: int | None = None,
        examples: Iterable[object] = (),
        todo: str = "",
    ) -> None:
        super().__init__(what)
        self.what, self.where, self.count, self.todo = what, where, count, todo
        self.examples = [str(example) for example in examples]

    def __str__(self) -> str:
        """Return the whole message, a line per part."""
        lines = [self.what]
        if self.where:
            lines.append(_("Where: {where}", where=self.where))
        if self.count is not None:
            lines.append(_("How many: {count}", count=self.count))
        if self.examples:
            shown = "; ".join(self.examples[:5])
            more = len(self.examples) - 5
            tail = " " + plural(more, "and {n} more", "and {n} more") if more > 0 else ""
            lines.append(_("Examples: {shown}{tail}", shown=shown, tail=tail))
        if self.todo:
            lines.append(_("What to do: {todo}", todo=self.todo))
        return "\n".join(lines)

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep every part when the error crosses a process border."""
        return _rebuild, (type(self), self.what, self.where, self.count, self.examples, self.todo)


def _rebuild(
    kind: type[ShnorError], what: str, where: str, count: int | None, examples: list[str], todo: str
) -> ShnorError:
    return kind(what, where=where, count=count, examples=examples, todo=todo)


class DeliveryError(ShnorError):
    """A delivered file cannot be opened, recognised or taken in; nothing of it was stored."""

    exit_code = 11


class DatasetError(ShnorError):
    """A dataset folder is absent, damaged, or lacks a table that is asked for."""

    exit_code = 12


class MissingTable(DatasetError):
    """A verb needs a table that was not delivered; a page shows the section as «не поступило»."""

    def __init__(self, what: str, *, table: str, **parts: Any) -> None:
        super().__init__(what, **parts)
        self.table = table

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep the name of the table too."""
        return _rebuild_missing, (self.what, self.table, self.where, self.todo)


def _rebuild_missing(what: str, table: str, where: str, todo: str) -> MissingTable:
    return MissingTable(what, table=table, where=where, todo=todo)


class MissingEdition(ShnorError):
    """A verb needs the edition of the list, and the study names none; a page shows the section as not possible."""

    exit_code = 13

    @classmethod
    def told(cls) -> MissingEdition:
        """Return the error in words."""
        return cls(
            _("The study names no edition of the list."),
            where="list_edition",
            todo=_("name its year and the years of results in the params file"),
        )


class ParamsError(ShnorError):
    """A params file has an unknown name, a wrong type or an impossible value."""

    exit_code = 13


class RuleError(ShnorError):
    """A rule is unknown, has wrong settings, or returns a frame that breaks its contract."""

    exit_code = 14


class BatchError(ShnorError):
    """A batch cannot start: another one runs, a notebook or a municipality is unknown."""

    exit_code = 15


class WriteError(ShnorError):
    """A file or folder of the workbench cannot be written: held by another program, protected, or no room left."""

    exit_code = 16
