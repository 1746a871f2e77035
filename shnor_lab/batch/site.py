"""The index of a study: one entry per municipality, from the files that lie there, never from memory."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from .. import language, places
from ..language import plural as _n
from ..language import text as _
from ..present.order import natural
from ..writing import read_back
from . import dictionary, page, plan, publish

if TYPE_CHECKING:
    from ..study.study import Study


@dataclass(frozen=True)
class Figure:
    """One key figure of a page."""

    label: str
    value: str


@dataclass(frozen=True)
class TableFiles:
    """One table of a page: title, and its files below the folder of the page, "" for none."""

    title: str
    csv: str
    xlsx: str

    @property
    def files(self) -> tuple[tuple[str, str], ...]:
        """Return kind, as the reader sees it, and file."""
        return ("CSV", self.csv), ("XLSX", self.xlsx)


@dataclass(frozen=True)
class Summary:
    """What the index takes from the ``summary.json`` of a page."""

    key_figures: tuple[Figure, ...]
    tables: tuple[TableFiles, ...]


_SUMMARY = TypeAdapter(Summary)


def build(study: Study, marks: dict[plan.Item, str]) -> Path:
    """Write ``index.html`` and return its path.

    Parameters
    ----------
    study : Study
        Opened study.
    marks : dict
        Present fingerprint of every item of the whole plan, in its order.

    Returns
    -------
    Path
        Page with search, state and key figures per municipality, links to pages and tables. It needs no other
        file and no network.
    """
    schools = dict(zip(study.municipalities["municipality_id"], study.municipalities["schools"], strict=True))
    entries: dict[str, dict[str, Any]] = {}
    states: dict[str, int] = {}
    for item, made_from in marks.items():
        entry = entries.setdefault(
            item.folder,
            {
                "name": item.municipality,
                "code": item.municipality_id,
                "schools": "",
                "pages": [],
                "figures": [],
            },
        )
        if item.municipality_id:
            entry["schools"] = _n(int(schools[item.municipality_id]), "{n} school", "{n} schools")
        shown = _page(study.name, item, publish.state(study.name, item, made_from))
        entry["pages"].append(shown)
        entry["figures"] += shown["figures"]
        states[shown["state"]] = states.get(shown["state"], 0) + 1
    regional = entries.pop(plan.REGION, None)
    territories = sorted(entries.values(), key=lambda entry: natural(entry["name"]))
    html = (
        page.environment()
        .get_template("index.html.j2")
        .render(
            language=language.current(),
            style=page.style(),
            title=study.params.title or study.name,
            notice=study.dataset.notice,
            audience=_audience(study.params.audience),
            regional=regional,
            territories=territories,
            states=[f"{state}: {count}" for state, count in states.items()],
            failures=(places.outputs(study.name) / "failures.csv").is_file(),
            colophon=study.params.colophon,
            words={
                "search": _("Find a municipality"),
                "found": _("Shown: {shown} of {all}", shown="%1", all="%2"),
                "region": _("The whole region"),
                "territories": _("Municipalities"),
                "tables": _("Tables"),
                "states": _("Pages by state:"),
                "failures": _("List of errors (table)"),
                "record": _("Record of the last run"),
                "dictionary": _("Dictionary of data and blank forms"),
            },
        )
    )
    dictionary.build(study)
    file = places.outputs(study.name) / "index.html"
    publish.put(study.name, file, html)
    return file


def _page(study: str, item: plan.Item, state: publish.State) -> dict[str, Any]:
    folder = f"{item.folder}/{item.notebook}"
    summary = read_back(publish.folder(study, item) / "summary.json", _SUMMARY) or Summary((), ())
    return {
        "title": plan.title(item.notebook) or item.notebook,
        "link": "" if state == "absent" else f"{item.folder}/{item.notebook}.html",
        "state": _state(state),
        "figures": summary.key_figures,
        "tables": [
            {
                "title": table.title,
                "files": [(kind, f"{folder}/{file}") for kind, file in table.files if file],
            }
            for table in summary.tables
        ],
    }


def _state(state: publish.State) -> str:
    return {
        "done": _("ready"),
        "stale": _("out of date: data or settings have changed since"),
        "failed": _("stopped with an error"),
        "broken": _("broke off"),
        "absent": _("not made yet"),
    }[state]


def _audience(audience: str) -> str:
    return _("For internal work, not for publication") if audience == "internal" else ""
