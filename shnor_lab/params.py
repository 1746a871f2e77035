"""The params file of a study: choices, never facts. Strict: an unknown name or a wrong type is an error.

``params/defaults.yaml`` gives every default; a study's file overrides it key by key.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, ValidationInfo, field_validator, model_validator

from . import places
from .errors import ParamsError
from .language import text as _
from .yaml_text import parsed

SchoolYear = Annotated[int, Field(ge=2000, le=2100)]
"""Calendar year in which a school year ends."""

TRULY_LOW_SHARE = 0.1
"""Part of the region, lowest by the lasting level, that is called truly low unless a study says otherwise (ours)."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ListEdition(_Strict):
    """Which list is meant: the year it is named by, its approval, the school years it rests on (latest first)."""

    year: SchoolYear
    approved: datetime.date | None = None
    result_years: list[SchoolYear] = Field(min_length=1)

    @field_validator("result_years")
    @classmethod
    def _latest_first(cls, years: list[int]) -> list[int]:
        if years != sorted(set(years), reverse=True):
            raise ValueError(_("years from the latest to the earliest, each once"))
        return years

    @field_validator("result_years")
    @classmethod
    def _known_by_then(cls, years: list[int], given: ValidationInfo) -> list[int]:
        named = given.data.get("year", years[0])
        if years[0] > named:
            raise ValueError(
                _("a list of {year} cannot rest on results of {later}: they come later", year=named, later=years[0])
            )
        return years

    def earlier(self, step: int = 1) -> ListEdition:
        """Return the edition ``step`` years before, not approved, its result years moved alike."""
        return ListEdition(year=self.year - step, result_years=[year - step for year in self.result_years])


Design = Literal["regression", "differences", "discontinuity", "staggered", "synthetic"]
"""How the effect of a programme may be estimated."""


class Window(_Strict):
    """One programme, and the list whose schools it was made for; two programmes in a row are two windows.

    Parameters
    ----------
    name : str
        Unlike those of the other windows.
    start, end : int
        First and last calendar year; no end yet = None.
    cohort : int, optional
        Year by which the list of its schools is named.
    result_years : list of int, optional
        School years of results on which that list rests, latest first.
    design : str, optional
        The main design, chosen before results are opened.
    """

    name: str = Field(min_length=1)
    start: SchoolYear
    end: SchoolYear | None = None
    cohort: SchoolYear | None = None
    result_years: list[SchoolYear] | None = None
    design: Design | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Window:
        if self.end is not None and self.end < self.start:
            raise ValueError(_("a programme ends before it starts: {start}, {end}", start=self.start, end=self.end))
        if self.result_years is not None:
            if self.cohort is None:
                raise ValueError(_("result years are of a list: name its year as cohort"))
            ListEdition(year=self.cohort, result_years=self.result_years)
        return self


class Programme(_Strict):
    """The windows of support, in their order."""

    windows: list[Window] = []

    @field_validator("windows")
    @classmethod
    def _told_apart(cls, windows: list[Window]) -> list[Window]:
        names = [window.name for window in windows]
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise ValueError(_("two windows have the same name: {names}", names=", ".join(twice)))
        if [window.start for window in windows] != sorted(window.start for window in windows):
            raise ValueError(_("windows from the earliest to the latest"))
        return windows


class Params(_Strict):
    """All choices of a study, resolved."""

    study: str
    dataset: str
    title: str
    municipalities: Literal["all"] | list[str]
    notebooks: Literal["all"] | list[str]
    language: Literal["ru", "en"]
    audience: Literal["internal", "public"]
    seed: int
    as_of: datetime.date
    report_period: Literal["quarter", "half_year", "year"]
    list_edition: ListEdition | None
    programme: Programme
    truly_low_share: float = Field(default=TRULY_LOW_SHARE, gt=0, lt=1)
    miss_cost: float = Field(default=3.0, gt=0)
    rules: dict[str, dict[str, Any]]
    context: dict[str, Any]
    evaluate: dict[str, Any]
    readings: dict[str, str]
    colophon: str

    @field_validator("rules")
    @classmethod
    def _part_is_truly_low(cls, rules: dict[str, dict[str, Any]], given: ValidationInfo) -> dict[str, dict[str, Any]]:
        """Give ``truly_low_share`` to rules whose part is left open."""
        share = given.data.get("truly_low_share", TRULY_LOW_SHARE)
        return {
            rule: settings | ({"part": share} if settings.get("part", share) is None else {})
            for rule, settings in rules.items()
        }


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
            examples=[".".join(map(str, item["loc"])) + ": " + mistake(item) for item in error.errors()],
            todo=_("correct these lines; params/defaults.yaml shows every name with a valid value"),
        ) from None


def available() -> list[str]:
    """Return the names of all studies."""
    return sorted(file.stem for file in places.params_file("x").parent.glob("*.yaml") if file.stem != "defaults")


def mistake(item: Any) -> str:
    """Return what is wrong with one setting, from an entry of pydantic's ``errors()``."""
    if item["type"] == "extra_forbidden":
        return _("unknown name")
    if item["type"] == "missing":
        return _("missing")
    needed = _needed(item["type"], item.get("ctx") or {})
    if isinstance(item.get("input"), dict) and needed:
        return needed
    return _("wrong value {value}", value=item.get("input")) + (f" ({needed})" if needed else "")


def _needed(kind: str, context: dict[str, Any]) -> str:
    """Return what a setting must be, by the kind of the mistake; "" where there is no word for it."""
    if kind == "literal_error":
        return _("one of: {words}", words=context["expected"].replace(" or ", ", ").replace("'", ""))
    if kind == "greater_than_equal":
        return _("not less than {bound}", bound=context["ge"])
    if kind == "greater_than":
        return _("more than {bound}", bound=context["gt"])
    if kind == "less_than_equal":
        return _("not more than {bound}", bound=context["le"])
    if kind == "less_than":
        return _("less than {bound}", bound=context["lt"])
    words = {
        "int": _("a whole number is needed"),
        "float": _("a number is needed"),
        "bool": _("true or false is needed"),
        "string": _("text is needed"),
        "date": _("a date such as 2024-12-01 is needed"),
        "list": _("a list in square brackets is needed"),
        "dict": _("indented lines name: value are needed"),
        "model": _("indented lines name: value are needed"),
        "value": str(context.get("error", "")),
        "too": _("the list is empty"),
    }
    return words.get(kind.split("_")[0], "")


def _read(file: Path) -> dict[str, Any]:
    import yaml

    try:
        content = parsed(file.read_text(encoding="utf-8-sig")) or {}
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ParamsError(
            _("The params file is not readable YAML."),
            where=f"params/{file.name}",
            examples=_line(error),
            todo=_("check indents and quotes; save the file as UTF-8"),
        ) from None
    if not isinstance(content, dict):
        raise ParamsError(
            _("The params file is not readable YAML."),
            where=f"params/{file.name}",
            todo=_("write lines of the form name: value"),
        )
    return content


def _line(error: Exception) -> list[str]:
    mark = getattr(error, "problem_mark", None)
    return [_("line {number}", number=mark.line + 1)] if mark else []


def _merge(base: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in own.items():
        inner = base.get(key)
        merged[key] = _merge(inner, value) if isinstance(inner, dict) and isinstance(value, dict) else value
    return merged
