"""The open settings of the main rule, in words: what the documents leave to the reader of the page."""

from __future__ import annotations

import pandas as pd

from ..language import text as _
from ..present.column import TableColumn
from ..present.table import Table
from ..study.identification import MAIN_RULE
from ..study.study import Study


def titles() -> dict[str, tuple[str, str]]:
    """Return, per setting of the 30 per cent rule, its title and where its default comes from."""
    ours = _("our default: the sources are silent")
    return {
        "threshold_percent": (_("Share below the threshold that counts as low, %"), _("document 001, L104")),
        "n_min": (_("Fewest participants"), ours),
        "c2_mode": (
            _("Criterion 2: any procedure or the same one"),
            _("document 001, L104; Omsk 2025 reads it otherwise"),
        ),
        "window": (_("Years that criterion 2 looks at"), _("document 001, L104")),
        "year_basis": (_("Year of the autumn VPR"), ours),
        "branch": (_("Branch apart or together with its head school"), ours),
        "unreliable": (_("Results found unreliable"), _("our default; document 001, L60 reads them as low")),
        "oge_math_geometry": (_("Condition on geometry in OGE mathematics"), ours),
        "kdr": (_("Municipal extension by KDR"), _("document 001, L119; the threshold is ours")),
    }


def title(setting: str) -> str:
    """Return the title of a setting, or its name when it has none."""
    return titles().get(setting, (setting, ""))[0]


def option(setting: str, value: object) -> str:
    """Return the value of a setting in words."""
    known = {
        ("c2_mode", "any"): _("any procedure"),
        ("c2_mode", "same_procedure"): _("one and the same procedure"),
        ("year_basis", "school_year"): _("by the school year of the work"),
        ("year_basis", "programme"): _("by the year of the programme"),
        ("branch", "apart"): _("apart"),
        ("branch", "together"): _("together"),
        ("unreliable", "as_given"): _("as given"),
        ("unreliable", "low"): _("count as low"),
        ("unreliable", "exclude"): _("leave out"),
    }
    if isinstance(value, bool) or str(value) in ("True", "False"):
        return _("yes") if str(value) == "True" else _("no")
    return known.get((setting, str(value)), str(value))


def chosen(setting: str, value: object) -> str:
    """Return a setting and its value, as parts of a sentence."""
    return f"{title(setting).lower()} — {option(setting, value)}"


def open_settings(study: Study) -> Table:
    """Return the settings of the main rule as a table: what, value, where it comes from."""
    chosen = study.settings[MAIN_RULE].model_dump()
    known = titles()
    frame = pd.DataFrame(
        [(title(name), option(name, value), known.get(name, ("", ""))[1]) for name, value in chosen.items()],
        columns=["setting", "value", "source"],
    )
    return Table(
        frame,
        (
            TableColumn("setting", _("Setting")),
            TableColumn("value", _("Value")),
            TableColumn("source", _("Source")),
        ),
        key="open_settings",
    )
