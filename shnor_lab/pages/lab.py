"""The lab that a notebook holds in its hands: one study, one place, its families of answers."""

from __future__ import annotations

import os
from pathlib import Path

from .. import places
from ..errors import ParamsError
from ..language import text as _
from ..present.page import Foot
from ..study.study import Study
from ..study.study import open as open_named
from .families import families
from .family import Family, Kept
from .leave import leave
from .view import View


class Lab:
    """One study in the hands of a notebook: ``lab.<family>.<section>()``, at the end ``lab.leave()``.

    What one family shows never changes what another shows: each looks at a view of its own.

    Parameters
    ----------
    study : Study
    municipality : str
        ASCII code; "" means the first one for pages of municipalities. Pages of the region pay no regard to it.
    output : str
        Folder below the root that ``leave`` fills; "" writes nothing.
    """

    def __init__(self, study: Study, *, municipality: str = "", output: str = "") -> None:
        self.study = study
        self._municipality = municipality
        self._output = output
        self._kept: Kept = {}
        self._opened: dict[str, Family] = {}

    def __getattr__(self, name: str) -> Family:
        """Return a family of answers, opened once."""
        found = families().get(name)
        if found is None or name.startswith("_"):
            raise AttributeError(f"the lab has no family «{name}»; it has: {', '.join(families())}")
        if name not in self._opened:
            self._opened[name] = found(self._view(found), self._kept)
        return self._opened[name]

    def __dir__(self) -> list[str]:
        """Return the names a reader may ask for, the families among them."""
        return [*super().__dir__(), *families()]

    def leave(self) -> Foot:
        """Write tables and ``summary.json`` into ``output``, or nothing, and return the foot of the page."""
        return leave(self.study, self._output, self._opened, self._kept)

    def _view(self, family: type[Family]) -> View:
        if family.regional:
            return View(self.study, "", self._output)
        codes = self.study.municipalities["municipality_id"]
        first = str(codes.iloc[0]) if len(codes) else ""
        return View(self.study, self._municipality or first, self._output)


def open_study(study: str, *, municipality: str = "", output: str = "") -> Lab:
    """Open a study for a notebook.

    Parameters
    ----------
    study : str
        Stem of a file in ``params/``.
    municipality : str
        Code of the municipality; "" means the first one (or the region, in region notebooks).
    output : str
        Folder below the root for the files of this notebook; "" writes nothing.

    Returns
    -------
    Lab
        Families of answers, e.g. ``passport``, ``identification``, ``laboratory``, ``region``; ``leave()`` at the end.

    Raises
    ------
    ParamsError
        Unknown study or municipality, or a folder outside ``outputs``.

    Examples
    --------
    >>> lab = open_study("demo")                      # doctest: +SKIP
    >>> lab.identification.summary()                  # doctest: +SKIP
    """
    opened = open_named(study)
    known = list(opened.municipalities["municipality_id"])
    if municipality and municipality not in known:
        raise ParamsError(
            _("There is no municipality «{code}» in the study «{study}».", code=municipality, study=study),
            examples=known,
            todo=_("take a code from this list; «shnor-lab plan {study}» prints all", study=study),
        )
    if output and not _inside_outputs(output):
        raise ParamsError(
            _("The parameter output must name a folder inside outputs: {output}", output=output),
            todo=_("leave it empty when you run the notebook by hand"),
        )
    if output:
        (places.root() / output).mkdir(parents=True, exist_ok=True)
    return Lab(opened, municipality=municipality, output=output)


def _inside_outputs(output: str) -> bool:
    """Return whether a folder lies below the outputs of some study, whatever its «..» lead to."""
    parts = Path(os.path.normpath(output)).parts
    return len(parts) > 2 and parts[0] == "outputs"
