"""The command line's own words: argparse speaks through ``language`` too."""

from __future__ import annotations

import argparse

from ..language import text as _


def translate() -> None:
    """Make argparse print its headings and complaints in the language in use."""
    words = {
        "usage: ": _("usage: "),
        "positional arguments": _("positional arguments"),
        "options": _("options"),
        "show this help message and exit": _("show this help message and exit"),
        "%(prog)s: error: %(message)s\n": _("%(prog)s: error: %(message)s\n"),
        "argument %(argument_name)s: %(message)s": _("argument %(argument_name)s: %(message)s"),
        "the following arguments are required: %s": _("the following arguments are required: %s"),
        "unrecognized arguments: %s": _("unrecognized arguments: %s"),
        "ambiguous option: %(option)s could match %(matches)s": _(
            "ambiguous option: %(option)s could match %(matches)s"
        ),
        "expected one argument": _("expected one argument"),
        "expected at least one argument": _("expected at least one argument"),
        "ignored explicit argument %r": _("ignored explicit argument %r"),
        "invalid choice: %(value)r (choose from %(choices)s)": _("invalid choice: %(value)r (choose from %(choices)s)"),
        "invalid %(type)s value: %(value)r": _("invalid %(type)s value: %(value)r"),
    }
    argparse._ = lambda message: words.get(message, message)  # type: ignore[attr-defined]
