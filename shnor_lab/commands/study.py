"""Commands about a study before it runs: new, plan."""

from __future__ import annotations

import re
from argparse import Namespace

from .. import places
from ..errors import DatasetError, ParamsError
from ..language import plural as _n
from ..language import text as _
from .pages import named


def new(asked: Namespace) -> None:
    """Write ``params/<study>.yaml`` for a dataset; its latest two years with results become the list edition."""
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
    if not dataset.has("results"):
        raise DatasetError(
            _("The dataset «{dataset}» has no results yet.", dataset=asked.dataset),
            todo=_("take in files with results: shnor-lab import FILES --into {dataset}", dataset=asked.dataset),
        )
    years = sorted({int(year) for year in dataset.table("results")["year"].dropna()}, reverse=True)[:2]
    import yaml

    content = {
        "study": asked.study,
        "dataset": asked.dataset,
        "title": asked.title or asked.study,
        "list_edition": {"year": years[0], "result_years": years},
    }
    lines = [
        "# " + _("Every other setting is taken from params/defaults.yaml; copy a line here to change it."),
        yaml.safe_dump(content, allow_unicode=True, sort_keys=False, default_flow_style=None).rstrip(),
        f"as_of: {years[0]}-12-01" + "   # " + _("the day for which everything is computed: check it"),
    ]
    file.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")
    print(_("Made: params/{name}. Next: shnor-lab run {study}", name=file.name, study=asked.study))


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
