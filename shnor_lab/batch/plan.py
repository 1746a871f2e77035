"""Which notebook runs for which municipality: the whole list, checked before the first kernel starts."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .. import places
from ..errors import BatchError
from ..language import text as _
from ..pages.families import notebooks, of_notebook
from ..params import Params

if TYPE_CHECKING:
    import pandas as pd

REGION = "region"
"""Folder of the pages that speak of the whole region."""

KEPT = frozenset({REGION, "kept", "history", "forms"})
"""Folders below ``outputs/<study>`` that are no municipality."""

PASSED = frozenset({"study", "municipality", "output"})
"""Parameters a municipal notebook takes; a region notebook has no ``municipality``."""


@dataclass(frozen=True)
class Item:
    """One notebook for one municipality, or for the region.

    Parameters
    ----------
    municipality_id : str
        "" for a region notebook.
    municipality : str
        Name; the title of the study for a region notebook.
    notebook : str
        Key of the notebook, e.g. ``10_identification``.
    """

    municipality_id: str
    municipality: str
    notebook: str

    @property
    def folder(self) -> str:
        """Return the folder of its page below ``outputs/<study>``."""
        return self.municipality_id or REGION

    @property
    def key(self) -> str:
        """Return its name for ``--only``, e.g. ``berezovsk/10_identification``."""
        return f"{self.folder}/{self.notebook}"

    def parameters(self, study: str, output: str) -> dict[str, str]:
        """Return the parameters passed to the notebook."""
        passed = {"study": study, "municipality": self.municipality_id, "output": output}
        return {name: value for name, value in passed.items() if name != "municipality" or value}


def whole(params: Params, municipalities: pd.DataFrame) -> list[Item]:
    """Return everything a study asks for, municipality by municipality, region notebooks last.

    Parameters
    ----------
    params : Params
        Resolved params of the study.
    municipalities : DataFrame
        One row per municipality of the study: municipality_id, municipality.

    Raises
    ------
    BatchError
        A notebook is unknown, named twice, or its parameters are not the ones that are passed.
    """
    wanted = notebooks() if params.notebooks == "all" else params.notebooks
    by_region = {notebook: _is_regional(notebook) for notebook in wanted}
    if len(by_region) < len(wanted):
        raise BatchError(
            _("The params file names a notebook twice."),
            where=f"params/{params.study}.yaml: notebooks",
            examples=sorted({key for key in wanted if wanted.count(key) > 1}),
            todo=_("leave each notebook once"),
        )
    rows = list(zip(municipalities["municipality_id"], municipalities["municipality"], strict=True))
    clash = sorted(KEPT & {code for code, _name in rows})
    if clash:
        raise BatchError(
            _("The code of a municipality is the name of a folder that the program keeps for itself."),
            examples=clash,
            todo=_("give this municipality another name in the table of schools"),
        )
    municipal = [
        Item(code, name, notebook) for code, name in rows for notebook, regional in by_region.items() if not regional
    ]
    items = municipal + [Item("", params.title, key) for key, regional in by_region.items() if regional]
    if not items:
        raise BatchError(
            _("There is nothing to do: no notebooks or no municipalities."),
            where=f"params/{params.study}.yaml",
            todo=_("name at least one notebook and one municipality"),
        )
    return items


def choose(items: list[Item], *, only: Iterable[str] = (), limit: int | None = None) -> list[Item]:
    """Return a part of the plan.

    Parameters
    ----------
    items : list of Item
        The whole plan.
    only : iterable of str
        Municipality codes, notebook keys, or ``municipality/notebook``; what any of them names is taken.
    limit : int, optional
        This many first municipalities; region notebooks stay.

    Raises
    ------
    BatchError
        ``only`` names something that the plan does not have.
    """
    wanted = set(only)
    known = {name for item in items for name in (item.folder, item.notebook, item.key)}
    strange = sorted(wanted - known)
    if strange:
        raise BatchError(
            _("The option --only names something that is not in the plan."),
            count=len(strange),
            examples=strange,
            todo=_("take a code from «shnor-lab plan»: a municipality, a notebook, or both with «/» between"),
        )
    if wanted:
        items = [item for item in items if wanted & {item.folder, item.notebook, item.key}]
    if limit is not None:
        first = list(dict.fromkeys(item.municipality_id for item in items if item.municipality_id))[:limit]
        items = [item for item in items if not item.municipality_id or item.municipality_id in first]
    return items


def title(notebook: str) -> str:
    """Return the heading of a notebook: the first line that begins with «# »."""
    cells = json.loads(places.notebook(notebook).read_text(encoding="utf-8"))["cells"]
    text = "\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown")
    found = re.search(r"^# +(.+)$", text, re.MULTILINE)
    return found.group(1).strip() if found else ""


def _is_regional(notebook: str) -> bool:
    """Return whether a notebook speaks of the region, as its family says; its parameters must be those of its kind."""
    parameters, family = _parameters(notebook), of_notebook(notebook)
    if family is None:
        raise BatchError(
            _("The program has no answers for the notebook «{name}».", name=notebook),
            where=f"notebooks/{notebook}.ipynb",
            examples=notebooks(),
            todo=_("name one of these in the params file; README says how a notebook is added"),
        )
    passed = PASSED - {"municipality"} if family.regional else PASSED
    strange = sorted(set(parameters) - passed)
    lacking = sorted(passed - set(parameters))
    wrong = sorted(name for name, value in parameters.items() if not isinstance(value, str))
    if strange or lacking or wrong:
        raise BatchError(
            _("The parameters cell of a notebook does not match what the batch passes."),
            where=f"notebooks/{notebook}.ipynb",
            examples=[
                *(_("unknown parameter: {name}", name=name) for name in strange),
                *(_("parameter missing: {name}", name=name) for name in lacking),
                *(_("not a string: {name}", name=name) for name in wrong),
            ],
            todo=_('write only the lines study = "", municipality = "" (not for the region) and output = ""'),
        )
    return family.regional


def _parameters(notebook: str) -> Mapping[str, object]:
    """Return the names and literal values of the parameters cell."""
    file = places.notebook(notebook)
    if not file.is_file():
        raise BatchError(
            _("There is no notebook «{name}».", name=notebook),
            where="notebooks",
            examples=sorted(found.stem for found in file.parent.glob("*.ipynb")),
            todo=_("correct the line «notebooks» of the params file"),
        )
    try:
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        tagged = [cell for cell in cells if "parameters" in cell["metadata"].get("tags", [])]
        if len(tagged) != 1:
            raise ValueError(_("cells tagged parameters: {n}, must be one", n=len(tagged)))
        values: dict[str, object] = {}
        for line in ast.parse("".join(tagged[0]["source"])).body:
            if not (isinstance(line, ast.Assign) and len(line.targets) == 1 and isinstance(line.targets[0], ast.Name)):
                raise ValueError(_("line {n} is not of the form name = value", n=line.lineno))
            values[line.targets[0].id] = ast.literal_eval(line.value)
    except (ValueError, KeyError, SyntaxError) as error:
        raise BatchError(
            _("The notebook cannot be run in a batch."),
            where=f"notebooks/{notebook}.ipynb",
            examples=[str(error)],
            todo=_("restore the parameters cell: one cell with the tag parameters and plain strings"),
        ) from None
    return values
