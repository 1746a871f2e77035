"""The end of a page: its foot, and its files when the batch asks for them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote

from .. import places
from ..dataset.schema import TABLES
from ..errors import MissingEdition, MissingTable
from ..language import text as _
from ..present.disclosure import disclose, disclosed_figures
from ..present.files import write_csv
from ..present.page import Foot
from ..present.table import Table
from ..present.workbook import write_xlsx
from ..study.study import Study
from ..writing import whole
from .family import Family, Kept, table_file
from .settings import open_settings


def leave(study: Study, output: str, families: Mapping[str, Family], kept: Kept) -> Foot:
    """Return the foot of the page; with an ``output`` folder write ``tables/`` and ``summary.json`` first.

    Parameters
    ----------
    study : Study
    output : str
        Folder below the root; "" writes nothing.
    families : mapping
        Families that answered, by name; the files belong to the page of the first.
    kept : dict
        Their sections.
    """
    first = next(iter(families.values()), None)
    links = _write(first, kept, places.root() / output) if output and first is not None else {}
    decides = any(family.uses_rule for family in families.values())
    return Foot(
        settings=open_settings(study) if decides else None,
        words=" ".join(section.text() for section in kept.values()),
        provenance={
            _("Study"): study.name,
            _("Dataset"): study.dataset.name,
            _("Files delivered"): str(len(study.dataset.deliveries)),
        },
        links=links,
        colophon=" ".join(part for part in (study.params.colophon, study.dataset.notice) if part),
    )


def taken_along(family: Family) -> dict[str, Table]:
    """Return the files that a reader of this audience may take along, title -> table; none where data are lacking."""
    audience, names = family.study.params.audience, family.view.schools["name"]
    try:
        tables = family.take_away()
    except (MissingTable, MissingEdition):
        return {}
    shown = {title: disclose(table, audience, schools=names) for title, table in tables.items()}
    return {title: table for title, table in shown.items() if table is not None}


def figures_of(family: Family) -> dict[str, str]:
    """Return the key figures that this audience may see, label -> value; where data are lacking, which."""
    audience, names = family.study.params.audience, family.view.schools["name"]
    try:
        figures = family.key_figures()
    except MissingTable as lacking:
        figures = {_("Not delivered"): TABLES[lacking.table].title}
    except MissingEdition:
        figures = {_("Not named"): _("edition of the list")}
    return disclosed_figures(figures, audience, schools=names)


def _write(family: Family, kept: Kept, folder: Path) -> dict[str, str]:
    written: list[dict[str, str]] = []
    for (name, key), made in kept.items():
        if made.table is None or name != family.name:
            continue
        csv, xlsx = (table_file(family.notebook, key, kind) for kind in ("csv", "xlsx"))
        write_csv(made.table, folder / csv)
        write_xlsx(made.table, folder / xlsx)
        written.append({"key": key, "title": made.table.caption or key, "csv": csv, "xlsx": xlsx})
    links: dict[str, str] = {}
    for title, table in taken_along(family).items():
        write_xlsx(table, folder / "tables" / f"{title}.xlsx")
        written.append({"key": table.key, "title": title, "csv": "", "xlsx": f"tables/{title}.xlsx"})
        links[title] = f"{folder.name}/tables/{quote(title)}.xlsx"
    summary_section = kept.get((family.name, "summary"))
    summary = {
        "title": family.view.place,
        "municipality": family.view.municipality,
        "notebook": family.notebook,
        "key_figures": [{"label": label, "value": value} for label, value in figures_of(family).items()],
        "sentences": list(summary_section.sentences) if summary_section is not None else [],
        "tables": written,
    }
    whole(folder / "summary.json", (json.dumps(summary, ensure_ascii=False, indent=1) + "\n").encode("utf-8"))
    return links
