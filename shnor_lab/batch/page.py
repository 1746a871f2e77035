"""Writes the page a reader opens: an executed notebook without its code, or the error in words."""

from __future__ import annotations

import logging
import threading
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .. import language
from ..language import text as _
from . import plan
from .engine import Failure

if TYPE_CHECKING:
    from nbformat import NotebookNode

TEMPLATES = Path(__file__).parent / "templates"
_own = threading.local()


def executed(notebook: NotebookNode, item: plan.Item) -> str:
    """Return the page of an executed notebook: one HTML text that needs no other file and no network."""
    html, _resources = _exporter().from_notebook_node(
        notebook,
        {
            "title": f"{plan.title(item.notebook)} — {item.municipality}",
            "style": style(),
            "back": _("All pages of the study"),
        },
    )
    return html


def failed(item: plan.Item, failure: Failure, *, copy: str, notice: str) -> str:
    """Return the page that stands where the notebook could not be finished.

    Parameters
    ----------
    item : Item
    failure : Failure
    copy : str
        File name of the saved copy, beside the page; "" when there is none.
    notice : str
        Notice of the dataset, e.g. that the region is invented.
    """
    heading = plan.title(item.notebook)
    return (
        environment()
        .get_template("failure.html.j2")
        .render(
            language=language.current(),
            style=style(),
            title=f"{heading} — {item.municipality}",
            heading=heading,
            place=item.municipality,
            notice=notice,
            lines=failure.message.splitlines(),
            section=failure.section,
            error=failure.error,
            copy=copy,
            words={
                "back": _("All pages of the study"),
                "state": _("This page could not be made"),
                "section": _("Section where it stopped:"),
                "error": _("Name of the error:"),
                "saved": _("Saved copy of the notebook:"),
                "others": _("Pages of other municipalities do not depend on this error."),
            },
        )
    )


@cache
def environment() -> Any:
    """Return the templates of the batch."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    return Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True)


@cache
def style() -> str:
    """Return the style sheet of pages and index."""
    return (TEMPLATES / "page.css").read_text(encoding="utf-8")


def _exporter() -> Any:
    """Return the exporter of this thread: making one costs as much as a page."""
    if not hasattr(_own, "exporter"):
        from nbconvert import HTMLExporter

        logging.getLogger("nbconvert").setLevel(logging.ERROR)
        _own.exporter = HTMLExporter(
            extra_template_basedirs=[str(TEMPLATES)],
            template_name="page",
            exclude_input=True,
            exclude_input_prompt=True,
            exclude_output_prompt=True,
            exclude_anchor_links=True,
            mathjax_url="",
            require_js_url="",
            jquery_url="",
            language_code=language.current(),
        )
    return _own.exporter
