"""Choices that params hold as plain values and a package or the dataset has the say on, checked before any kernel."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from importlib.util import find_spec

import pandas as pd
from pydantic import BaseModel, ConfigDict, ValidationError

from ..errors import ParamsError
from ..language import text as _
from ..params import Params, mistake

ROOMS = ("context", "evaluate")
"""Keys of the params that belong to a package of the same name; it brings `Settings` in its module ``settings``."""


class Nothing(BaseModel):
    """Settings of a package that has none, or is not there: every name is refused."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


def room_settings(params: Params) -> dict[str, BaseModel]:
    """Return the checked settings of every room, by its key in the params.

    Raises
    ------
    ParamsError
        An unknown name, a wrong type or an impossible value; all of a room are named.
    """
    return {room: _checked(room, getattr(params, room), params.study) for room in ROOMS}


def check_readings(readings: Mapping[str, str], conflicts: pd.DataFrame | None, study: str) -> None:
    """Refuse a reading of a conflict that the documents of the dataset do not have.

    Parameters
    ----------
    readings : mapping
        Conflict -> reading, as params name them.
    conflicts : DataFrame, optional
        One row per reading: ``conflict``, ``reading``; None where no such table was delivered.
    study : str
        For the message.

    Raises
    ------
    ParamsError
    """
    known = set() if conflicts is None else set(zip(conflicts["conflict"], conflicts["reading"], strict=True))
    if strange := sorted(f"{conflict}: {reading}" for conflict, reading in set(readings.items()) - known):
        raise ParamsError(
            _("The params file chooses readings that no document of the dataset has."),
            where=f"params/{study}.yaml: readings",
            count=len(strange),
            examples=strange,
            todo=_("known readings: {known}", known="; ".join(sorted(f"{c}: {r}" for c, r in known)))
            if known
            else _("delete these lines: no document with two readings was delivered"),
        )


def _checked(room: str, given: Mapping[str, object], study: str) -> BaseModel:
    model = _model(room)
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        raise ParamsError(
            _("The settings «{room}» cannot be used.", room=room),
            where=f"params/{study}.yaml: {room}",
            count=error.error_count(),
            examples=[".".join(map(str, item["loc"])) + ": " + mistake(item) for item in error.errors()],
            todo=_("correct these lines; the valid names are: {names}", names=", ".join(model.model_fields))
            if model.model_fields
            else _("delete these lines: this part has no settings yet"),
        ) from None


def _model(room: str) -> type[BaseModel]:
    package = f"{__package__.rpartition('.')[0]}.{room}"
    found = find_spec(package)
    if found is None or found.loader is None:  # a folder without a module, e.g. left over by another version
        return Nothing
    return importlib.import_module(f"{package}.settings").Settings
