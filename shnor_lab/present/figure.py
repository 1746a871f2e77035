"""A drawn figure: picture, words for those who do not see it, caption."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from .typeset import escaped


@dataclass(frozen=True)
class Figure:
    """A figure as it is shown.

    Parameters
    ----------
    png : bytes
        The picture; equal frames give equal bytes.
    alt : str
        What the picture shows, with the numbers.
    caption : str
        What is shown and who is counted.
    names_schools : bool
        Schools are named in the picture.
    statistical : bool
        The picture shows intervals, chances, margins, reliability or context values.
    """

    png: bytes
    alt: str
    caption: str = ""
    names_schools: bool = False
    statistical: bool = False

    def html(self) -> str:
        """Return the figure as HTML with the picture inside."""
        data = base64.b64encode(self.png).decode("ascii")
        caption = f"<figcaption>{escaped(self.caption)}</figcaption>" if self.caption else ""
        return (
            f'<figure class="shnor-figure"><img alt="{escaped(self.alt)}" src="data:image/png;base64,{data}">'
            f"{caption}</figure>"
        )
