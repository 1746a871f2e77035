"""The end of a page: its foot, and its files when the batch asks for them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from .. import places
from ..language import text as _
from ..present.page import Foot
from ..writing import whole
from .family import table_file
from .settings import open_settings

if TYPE_CHECKING:
    from .lab import Lab


def leave(lab: Lab) -> Foot:
    """Return the foot of the page; with an ``output`` folder write ``tables/`` and ``summary.json`` first."""
    links = _write(lab, places.root() / lab.output) if lab.output else {}
    study = lab.study
    decides = lab.family is not None and lab.family.uses_rule
    return Foot(
        settings=open_settings(study) if decides else None,
        words=" ".join(section.text() for section in lab.kept.values()),
        provenance={
            _("Study"): study.name,
            _("Dataset"): study.dataset.name,
            _("Files delivered"): str(len(study.dataset.deliveries)),
        },
        links=links,
        colophon=" ".join(part for part in (study.params.colophon, study.dataset.notice) if part),
    )


def _write(lab: Lab, folder: Path) -> dict[str, str]:
    family = lab.family
    if family is None:
        return {}
    written: list[dict[str, str]] = []
    for key, made in lab.kept.items():
        if made.table is None:
            continue
        csv, xlsx = (table_file(family.notebook, key, kind) for kind in ("csv", "xlsx"))
        made.table.csv(folder / csv)
        made.table.xlsx(folder / xlsx)
        title = made.table.caption.split(";")[0] or key
        written.append({"key": key, "title": title, "csv": csv, "xlsx": xlsx})
    links: dict[str, str] = {}
    for title, table in family.take_away().items():
        table.xlsx(folder / "tables" / f"{title}.xlsx")
        written.append({"key": table.key, "title": title, "csv": "", "xlsx": f"tables/{title}.xlsx"})
        links[title] = f"{family.notebook}/tables/{quote(title)}.xlsx"
    summary = {
        "title": lab.place,
        "municipality": lab.municipality,
        "notebook": family.notebook,
        "key_figures": [{"label": label, "value": value} for label, value in family.key_figures().items()],
        "sentences": list(lab.kept["summary"].sentences) if "summary" in lab.kept else [],
        "tables": written,
    }
    whole(folder / "summary.json", (json.dumps(summary, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
    return links
