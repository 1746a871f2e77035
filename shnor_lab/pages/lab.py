"""The lab that a notebook holds in its hands: one study, one municipality, its families of answers."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from .. import places
from ..errors import ParamsError
from ..language import text as _
from ..present.order import in_order
from ..present.section import Section
from ..study.study import Study
from ..study.study import open as open_named

if TYPE_CHECKING:
    from ..present.page import Foot
    from .family import Family
    from .identification import Identification
    from .laboratory import Laboratory
    from .overview import Overview
    from .passport import Passport


class Lab:
    """One study seen from one municipality, or from the region.

    Parameters
    ----------
    study : Study
    municipality : str
        ASCII code; "" for region pages and for the first municipality by hand.
    output : str
        Folder below the root that ``leave`` fills; "" writes nothing.
    """

    def __init__(self, study: Study, *, municipality: str, output: str) -> None:
        self.study = study
        self.municipality = municipality
        self.output = output
        self.kept: dict[str, Section] = {}
        self.family: Family | None = None

    @cached_property
    def schools(self) -> pd.DataFrame:
        """Return the schools of the municipality by stage and natural order of names, one row per school."""
        schools = self.study.schools
        return in_order(schools[schools["municipality_id"] == self.municipality], name="name", stage="type")

    @property
    def place(self) -> str:
        """Return the name of the municipality, or of the region."""
        if not self.municipality:
            return self.study.params.title
        table = self.study.municipalities.set_index("municipality_id")
        return str(table.loc[self.municipality, "municipality"])

    @cached_property
    def passport(self) -> Passport:
        """Return the answers of ``00_data_passport``."""
        from .passport import Passport

        return Passport(self._of_municipality())

    @cached_property
    def identification(self) -> Identification:
        """Return the answers of ``10_identification``."""
        from .identification import Identification

        return Identification(self._of_municipality())

    @cached_property
    def laboratory(self) -> Laboratory:
        """Return the answers of ``11_rule_laboratory``."""
        from .laboratory import Laboratory

        return Laboratory(self)

    @cached_property
    def region(self) -> Overview:
        """Return the answers of ``90_region_overview``."""
        from .overview import Overview

        return Overview(self)

    def leave(self) -> Foot:
        """Write tables and ``summary.json`` into ``output``, or nothing, and return the foot of the page."""
        from .leave import leave

        return leave(self)

    def _of_municipality(self) -> Lab:
        if not self.municipality:
            self.municipality = str(self.study.municipalities["municipality_id"].iloc[0])
        return self


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
        Families of answers: ``passport``, ``identification``, ``laboratory``, ``region``; ``leave()`` at the end.

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
