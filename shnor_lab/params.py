"""The params file of a study: choices, never facts. Strict: an unknown name or a wrong type is an error.

``params/defaults.yaml`` gives every default; a study's file overrides it key by key.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from . import places
from .errors import ParamsError
from .language import text as _


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ListEdition(_Strict):
    """Which list is meant: the year it is named by, its approval, the school years it rests on (latest first)."""

    year: int
    approved: datetime.date | None = None
    result_years: list[int] = Field(min_length=1)

    @field_validator("result_years")
    @classmethod
    def _latest_first(cls, years: list[int]) -> list[int]:
        if years != sorted(set(years), reverse=True):
            raise ValueError("result_years: latest first, each once")
        return years

    def earlier(self, step: int = 1) -> ListEdition:
        """Return the edition ``step`` years before, not approved, its result years moved alike."""
        return ListEdition(year=self.year - step, result_years=[year - step for year in self.result_years])


class Window(_Strict):
    """One programme: first and last year."""

    start: int
    end: int | None = None


class Programme(_Strict):
    """Programme windows and the cohort."""

    windows: list[Window] = []
    cohort: int | None = None


class Params(_Strict):
    """All choices of a study, resolved."""

    study: str
    dataset: str
    title: str
    municipalities: Literal["all"] | list[str]
    notebooks: list[str]
    language: Literal["ru", "en"]
    audience: Literal["internal", "public"]
    seed: int
    as_of: datetime.date
    report_period: Literal["quarter", "half_year", "year"]
    list_edition: ListEdition
    programme: Programme
    rules: dict[str, dict[str, Any]]
    context: dict[str, Any]
    evaluate: dict[str, Any]
    readings: dict[str, str]
    colophon: str


def load(study: str) -> Params:
    """Return the params of a study: its file over the defaults.

    Parameters
    ----------
    study : str
        Stem of a file in ``params/``.

    Raises
    ------
    ParamsError
        No such file, broken YAML, an unknown name or a wrong type; every problem is listed.
    """
    file = places.params_file(study)
    if not study or study == "defaults" or not file.is_file():
        raise ParamsError(
            _("There is no study «{study}».", study=study),
            examples=available(),
            todo=_("choose one of these, or make one: shnor-lab new NAME --dataset DATASET"),
        )
    own = _read(file)
    if own.get("study", study) != study:
        raise ParamsError(
            _("The params file names another study: {named}", named=own["study"]),
            where=f"params/{file.name}",
            todo=_("make the line «study» equal to the file name, or delete it"),
        )
    merged = _merge(_read(places.params_file("defaults")), own)
    merged["study"] = study
    try:
        return Params.model_validate(merged)
    except ValidationError as error:
        raise ParamsError(
            _("The params file cannot be used."),
            where=f"params/{file.name}",
            count=error.error_count(),
            examples=[".".join(map(str, item["loc"])) + ": " + _reason(item) for item in error.errors()],
            todo=_("correct these lines; params/defaults.yaml shows every name with a valid value"),
        ) from None


def available() -> list[str]:
    """Return the names of all studies."""
    return sorted(
        file.stem for file in places.params_file("x").parent.glob("*.yaml") if file.stem != "defaults"
    )


def _reason(item: Any) -> str:
    if item["type"] == "extra_forbidden":
        return _("unknown name")
    if item["type"] == "missing":
        return _("missing")
    return _("wrong value {value}", value=repr(item.get("input"))) + f" ({item['msg']})"


def _read(file: Path) -> dict[str, Any]:
    import yaml

    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8-sig")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ParamsError(
            _("The params file is not readable YAML."),
            where=f"params/{file.name}",
            examples=[str(error).splitlines()[0]],
            todo=_("check indents and quotes; save the file as UTF-8"),
        ) from None
    if not isinstance(content, dict):
        raise ParamsError(
            _("The params file is not readable YAML."),
            where=f"params/{file.name}",
            todo=_("write lines of the form name: value"),
        )
    return content


def _merge(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        inner = base.get(key)
        merged[key] = _merge(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return merged
