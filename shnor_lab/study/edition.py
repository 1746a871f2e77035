"""The edition of the list, as a study and what a result is handed both speak of it."""

from __future__ import annotations

from abc import ABC, abstractmethod

from ..errors import MissingEdition
from ..params import ListEdition

EDITION = "list_edition"
"""Among the needs of a result: no answer without an edition."""

YEARS_OF_LIST = ("list_edition.year", "list_edition.result_years")
"""What results read of it, as keys of the params; the day of its approval is only shown."""


class OfEdition(ABC):
    """What hangs on the edition of the list, which a study may lack."""

    @property
    @abstractmethod
    def list_edition(self) -> ListEdition | None:
        """Return the edition of the list; None where the study names none."""

    @property
    def edition(self) -> ListEdition:
        """Return the edition of the list; raise `MissingEdition` where the study names none."""
        if self.list_edition is None:
            raise MissingEdition.told()
        return self.list_edition

    @property
    def result_years(self) -> list[int]:
        """Return the result years of the list, latest first; none without an edition."""
        return [] if self.list_edition is None else list(self.list_edition.result_years)
