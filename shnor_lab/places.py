"""Where things lie: the root of the workbench and the folders below it.

papermill, nbval and JupyterLab start notebooks in different working folders, so the root is found by walking up.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from .errors import DatasetError, ShnorError
from .language import text as _

VARIABLE = "SHNOR_HOME"
DEMO = "demo"


def root() -> Path:
    """Return the workbench folder: ``SHNOR_HOME``, else the nearest folder upward with ``params`` and ``notebooks``.

    Raises
    ------
    ShnorError
        When neither is found.
    """
    named = os.environ.get(VARIABLE)
    if named:
        return Path(named).resolve()
    start = Path.cwd().resolve()
    for folder in (start, *start.parents, Path(__file__).resolve().parent.parent):
        if (folder / "params" / "defaults.yaml").is_file() and (folder / "notebooks").is_dir():
            return folder
    raise ShnorError(
        _("The workbench folder was not found (it holds the folders params and notebooks)."),
        where=start.name,
        todo=_("start from inside the folder, or set the variable {name} to it", name=VARIABLE),
    )


def dataset(name: str) -> Path:
    """Return the folder of a dataset: ``data/demo/dataset`` for ``demo``, else ``data/datasets/<name>``."""
    if not re.fullmatch(r"[\w.-]+", name) or name.startswith("."):
        raise DatasetError(
            _("A dataset is named by letters, digits, «-» and «_» only: {name}", name=name),
            todo=_("give a name such as region2024, not a path"),
        )
    if name == DEMO:
        return root() / "data" / "demo" / "dataset"
    return root() / "data" / "datasets" / name


def params_file(study: str) -> Path:
    """Return the params file of a study."""
    return root() / "params" / f"{study}.yaml"


def outputs(study: str) -> Path:
    """Return the folder that keeps everything made for a study."""
    return root() / "outputs" / study


def kept(study: str) -> Path:
    """Return the folder of region-wide results; no page lives in it."""
    return outputs(study) / "kept"


def notebook(key: str) -> Path:
    """Return a notebook by its key, e.g. ``10_identification``."""
    return root() / "notebooks" / f"{key}.ipynb"
