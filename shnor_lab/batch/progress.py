"""One line per finished notebook, with the time left."""

from __future__ import annotations

import sys
import time

from ..language import plural as _n
from ..language import text as _
from .plan import Item


class Progress:
    """Counts finished notebooks of a batch and prints how far it is.

    Parameters
    ----------
    total : int
        Notebooks that this batch executes.
    """

    def __init__(self, total: int) -> None:
        self.total = total
        self.finished = 0
        self.began = time.monotonic()

    def line(self, item: Item, bucket: str, seconds: float) -> None:
        """Print the line of one finished notebook."""
        self.finished += 1
        left = (time.monotonic() - self.began) / self.finished * (self.total - self.finished)
        words = {"done": _("done"), "failed": _("error"), "broken": _("broke off")}
        print(
            _(
                "[{finished}/{total}] {place}, {notebook}: {state}, {seconds} s, left {left}",
                finished=self.finished,
                total=self.total,
                place=item.municipality,
                notebook=item.notebook,
                state=words[bucket],
                seconds=f"{seconds:.0f}",
                left=duration(left),
            ),
            file=sys.stderr,
            flush=True,
        )


def duration(seconds: float) -> str:
    """Return a length of time in words: seconds below a minute and a half, else minutes."""
    if seconds < 90:
        return _n(round(seconds), "{n} second", "{n} seconds")
    return _n(round(seconds / 60), "{n} minute", "{n} minutes")
