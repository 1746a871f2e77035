"""What is said and kept when the program itself is at fault."""

from __future__ import annotations

import traceback

from .. import places
from ..batch import scrub
from ..errors import ShnorError
from ..language import text as _


def report(error: Exception) -> str:
    """Keep the traceback in ``outputs/error.txt`` and return the sentence for the user."""
    sentence = _("The program met an error of its own ({name}).", name=type(error).__name__)
    try:
        file = places.root() / "outputs" / "error.txt"
        file.parent.mkdir(exist_ok=True)
        file.write_text(scrub.text("".join(traceback.format_exception(error))), encoding="utf-8")
    except (OSError, ShnorError):
        return sentence + " " + _("Its description could not be written.")
    return sentence + " " + _("Its description is in outputs/error.txt: send this file to those who keep the program.")
