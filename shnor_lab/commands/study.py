"""Commands about a study before it runs: new, plan."""

from __future__ import annotations

import re
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from .. import places, writing
from ..errors import ParamsError
from ..language import plural as _n
from ..language import text as _
from .pages import named

if TYPE_CHECKING:
    import pandas as pd


def new(asked: Namespace) -> None:
    """Write ``params/<study>.yaml`` for a dataset and print the years of results on which its list rests.

    These are the latest two with results of at least half as many schools as the year that has most. Without results
    the study has no edition of a list, and the day it speaks of is left to the defaults.
    """
    file = places.params_file(asked.study)
    if not re.fullmatch(r"[\w-]+", asked.study) or asked.study == "defaults":
        raise ParamsError(
            _("A study is named by letters, digits, «-» and «_» only: {name}", name=asked.study),
            todo=_("give a name such as region2024"),
        )
    if file.exists():
        raise ParamsError(
            _("There is already a study «{study}».", study=asked.study),
            where=f"params/{file.name}",
            todo=_("give another name, or delete the file if it is not needed"),
        )
    from ..dataset import open_dataset

    dataset = open_dataset(asked.dataset)
    content: dict[str, Any] = {
        "study": asked.study,
        "dataset": asked.dataset,
        "title": asked.title or asked.study,
    }
    day = []
    if dataset.has("results") and len(results := dataset.table("results")):
        years, chosen = _result_years(results)
        content["list_edition"] = {"year": years[0], "result_years": years}
        day = [f"as_of: {years[0]}-12-01" + "   # " + _("the day for which everything is computed: check it")]
    else:
        content["list_edition"] = None
        chosen = _("The dataset has no results yet, so the study names no list; the pages say what this leaves open.")
    import yaml

    lines = [
        "# " + _("Every other setting is taken from params/defaults.yaml; copy a line here to change it."),
        yaml.safe_dump(content, allow_unicode=True, sort_keys=False, default_flow_style=None).rstrip(),
        *day,
    ]
    writing.whole(file, ("\n".join(lines) + "\n").encode("utf-8"))
    print(chosen)
    print(_("Made: params/{name}. Next: shnor-lab run {study}", name=file.name, study=asked.study))


def _result_years(results: pd.DataFrame) -> tuple[list[int], str]:
    """Return the years a list may rest on, the latest first, and the lines that say why these.

    A year counts when at least half as many schools have results in it as in the year that has most.
    """
    schools = {int(year): int(n) for year, n in results.groupby("year")["school_id"].nunique().items()}
    enough = sorted((year for year in schools if 2 * schools[year] >= max(schools.values())), reverse=True)
    years = enough[:2]
    lines = [
        _n(
            len(years),
            "Year of results of the list: {years}: the latest with at least half as many schools as the year that "
            "has most.",
            "Years of results of the list: {years}: the latest with at least half as many schools as the year that "
            "has most.",
            years=", ".join(_with_schools(year, schools[year]) for year in years),
        )
    ]
    if later := sorted(year for year in schools if year > years[-1] and year not in years):
        left_out = ", ".join(_with_schools(year, schools[year]) for year in later)
        lines.append(_("Not taken, too few schools: {years}. Check whether the year is right.", years=left_out))
    return years, "\n".join(lines)


def _with_schools(year: int, schools: int) -> str:
    return f"{year} ({_n(schools, '{n} school', '{n} schools')})"


def plan(asked: Namespace) -> None:
    """Print the plan of a study, one line per page."""
    named([asked.study] if asked.study else [])
    from ..batch.plan import whole
    from ..study import open as open_study

    study = open_study(asked.study)
    items = whole(study.params, study.municipalities)
    width = max(len(item.key) for item in items)
    for item in items:
        print(f"{item.key:<{width}}  {item.municipality}")
    print(_n(len(items), "{n} page in the plan", "{n} pages in the plan"))
