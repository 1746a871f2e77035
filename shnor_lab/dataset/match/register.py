"""The register while one delivery is tied: schools and their names, looked up fast and added to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from functools import cached_property

import pandas as pd

from .answers import Answers
from .frames import names_confirmed, names_with, schools_with
from .index import NameIndex
from .mends import Mends
from .municipalities import Municipalities
from .names import KINDS, kind, normal, short
from .references import SCHEMES
from .translit import slug


class Register:
    """Schools known so far. Looks up exactly; ``index`` also finds what is worth a question.

    Parameters
    ----------
    schools, school_names : DataFrame
        As stored; not changed.
    answers : Answers
        Schools and municipalities said to be one are one here, those said to be none are not.
    """

    def __init__(self, schools: pd.DataFrame, school_names: pd.DataFrame, answers: Answers) -> None:
        self._mends = Mends(answers)
        self.delivered = bool((school_names["origin"] == "register").any())
        schools, school_names, moved, self.mended = self._mends.applied(schools, school_names)
        self._schools, self._names = schools, school_names
        self._changes: dict[str, dict[str, object]] = {}
        self._new_names: list[dict[str, object]] = []
        self.minted: set[str] = set()
        self._listed: set[tuple[str, str]] = set()
        ids = schools["school_id"].tolist()
        self.municipality_of: dict[str, str] = dict(zip(ids, schools["municipality_id"].tolist(), strict=True))
        self.name_of: dict[str, str] = dict(zip(ids, schools["name"].tolist(), strict=True))
        self.places = Municipalities(schools, self._mends)
        self._codes: dict[str, dict[str, tuple[str, ...]]] = {scheme: {} for scheme in SCHEMES}
        for scheme in SCHEMES:
            part = school_names[(school_names["scheme"] == scheme).to_numpy()]
            values, holders = part["value"].tolist(), part["school_id"].tolist()
            self._codes[scheme] = dict(zip(values, zip(holders), strict=True))
            if len(self._codes[scheme]) < len(values):
                self._codes[scheme] = {}
                for value, school in zip(values, holders, strict=True):
                    self._enter_code(scheme, value, school)
        for former, school in moved.items():
            if school:
                self.add_name(school, "code", former, "answer")
        for school in self._mends.renamed():
            if known := self.current(school):
                self._rename(known, self.name_of[known])

    @cached_property
    def index(self) -> NameIndex:
        """Return the names that schools are known by."""
        return NameIndex(self._raw, self.municipality_of)

    @cached_property
    def _raw(self) -> set[tuple[str, str]]:
        part = self._names[(self._names["scheme"] == "name").to_numpy()]
        return set(zip(part["school_id"].tolist(), part["value"].tolist(), strict=True))

    @cached_property
    def _held(self) -> defaultdict[str, set[str]]:
        held: defaultdict[str, set[str]] = defaultdict(set)
        for scheme, values in self._codes.items():
            for schools in values.values():
                for school in schools:
                    held[school].add(scheme)
        return held

    @cached_property
    def _elsewhere(self) -> defaultdict[tuple[str, str], set[str]]:
        """Schools by municipality and name under which deliveries with a code place them outside their own."""
        names = self._names
        part = names[((names["scheme"] == "name") & (names["origin"] == "delivery")).to_numpy()]
        found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        for school, value, place in part[["school_id", "value", "municipality_id"]].itertuples(index=False, name=None):
            if place != self.municipality_of.get(school):
                found[place, normal(value)].add(school)
        return found

    def municipality(self, name: str) -> str:
        """Return the code of a municipality, "" when it is not known, or not for certain."""
        return self.places.code(name)

    def current(self, school: str) -> str:
        """Return the code that a code of ours stands for by now, "" when it is not known."""
        if school in self.municipality_of:
            return school
        return next(iter(self._codes["code"].get(school, ())), "")

    def removed(self, name: str, municipality: str) -> bool:
        """Return whether the school of this name was said to be none."""
        place = self.municipality(municipality)
        return self._mends.removed(self._base(name, place)) if place else self.places.none(municipality)

    def lost_zeros(self, code: str) -> tuple[str, str]:
        """Return the only code that differs from an unknown one by zeros in front, and its school; else two ""."""
        bare = code.lstrip("0")
        if not bare.isdecimal() or self.holders("code", code):
            return "", ""
        found = self._by_bare_code.get(bare, {})
        return next(iter(found.items())) if len(found) == 1 else ("", "")

    @cached_property
    def _by_bare_code(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for code, schools in self._codes["code"].items():
            if code.isdecimal() and len(schools) == 1:
                found.setdefault(code.lstrip("0"), {})[code] = schools[0]
        return found

    def holders(self, scheme: str, value: str) -> tuple[str, ...]:
        """Return the schools that hold a code; one given as ``code`` may be of any scheme, or our own."""
        found = self._codes[scheme].get(value, ())
        if found or scheme != "code":
            return found
        if value in self.municipality_of:
            return (value,)
        return next((held for other in SCHEMES if (held := self._codes[other].get(value))), ())

    def has_name(self, school: str, name: str) -> bool:
        """Return whether the school is known by this name, decoration aside."""
        return (school, name) in self._raw or self.index.has(school, name)

    def named(self, municipality: str, name: str) -> list[str]:
        """Return the schools with exactly this name in a municipality, or in the region when it is ""."""
        here = self.index.named(municipality, name)
        return here + sorted(self._elsewhere.get((municipality, normal(name)), set()).difference(here))

    def has_other(self, school: str, codes: Mapping[str, str]) -> bool:
        """Return whether the school holds another code of a scheme that ``codes`` gives."""
        return not self._held[school].isdisjoint(codes)

    def create(self, name: str, municipality: str, school: str = "") -> str:
        """Add a school and return its code, which is made once and never changes; "" for one said to be none.

        A school that was said to be the same as a known one is that one.
        """
        if self.places.none(municipality):
            return ""
        place = self.places.made(municipality)
        school = school or self._free(self._base(name, place))
        if self._mends.removed(school):
            return ""
        stated = kind(normal(name))
        values: dict[str, object] = {
            "name": name, "municipality": self.places.name(place), "municipality_id": place,
            "type": KINDS.get(stated), "specialised": True if stated in ("гимназия", "лицей") else None,
        }  # fmt: skip
        chief, *others = self._mends.group(school)
        known = next((other for other in (chief, *others) if other in self.municipality_of), "")
        if known:
            self.add_name(known, "code", school, "answer")
            self.mended.append(("school_merged", f"{name} → {self.name_of[known]}"))
            if school == chief:
                self.update(known, values)
            return known
        self.municipality_of[school], self.name_of[school] = place, name
        self._changes[school] = values
        self.minted.add(school)
        self._rename(school, name)
        return school

    def update(self, school: str, values: Mapping[str, object]) -> None:
        """Take over the values of a register row that are not missing."""
        given = {column: value for column, value in values.items() if not pd.isna(value)}
        if "municipality" in given:
            name = str(given["municipality"])
            place = self.places.made(name)
            given["municipality"] = self.places.name(place)
            given["municipality_id"] = self.municipality_of[school] = place
            self.__dict__.pop("index", None)
        if "name" in given:
            given["name"] = self.name_of[school] = self._mends.name(school) or str(given["name"])
        self._changes.setdefault(school, {}).update(given)

    def add_name(
        self,
        school: str,
        scheme: str,
        value: str,
        origin: str,
        valid_from: object = None,
        valid_to: object = None,
        by: object = None,
    ) -> None:
        """Record one more name or code of a school; a known one is left as it is. ``by`` is who says so."""
        known = (school, value) in self._raw if scheme == "name" else school in self._codes[scheme].get(value, ())
        if known:
            return
        self._new_names.append(
            {
                "scheme": scheme, "value": value, "school_id": school,
                "municipality_id": self.municipality_of[school] if scheme == "name" else "",
                "valid_from": valid_from, "valid_to": valid_to, "origin": origin, "by": by,
            }
        )  # fmt: skip
        if scheme == "name":
            self._raw.add((school, value))
            if "index" in self.__dict__:
                self.index.enter(school, value)
        else:
            self._enter_code(scheme, value, school)

    def confirm(self, school: str, name: str) -> None:
        """Record that a delivered register names a school as it is known already."""
        self._listed.add((school, normal(name)))

    def place_elsewhere(self, school: str, name: str, municipality: str, by: object = None) -> None:
        """Record that a delivery with a code of the school names it so in another municipality than its own."""
        if school not in self._elsewhere[municipality, normal(name)]:
            self._elsewhere[municipality, normal(name)].add(school)
            self._new_names.append(
                {
                    "scheme": "name", "value": name, "school_id": school, "municipality_id": municipality,
                    "valid_from": None, "valid_to": None, "origin": "delivery", "by": by,
                }
            )  # fmt: skip

    def frames(
        self, without: Collection[str] = (), unheard: Collection[object] = ()
    ) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the new ``schools`` (rows made or changed have no ``source_id``) and ``school_names``.

        Left out are schools ``without`` and what only those ``unheard`` say of schools that were known before.
        """
        changes = {school: values for school, values in self._changes.items() if school not in without}
        new = (
            row
            for row in self._new_names
            if row["school_id"] not in without and (row["by"] not in unheard or row["school_id"] in self.minted)
        )
        return schools_with(self._schools, changes), names_with(names_confirmed(self._names, self._listed), new)

    def _base(self, name: str, place: str) -> str:
        return f"{place}-{slug(short(normal(name))) or 'school'}"

    def _free(self, base: str) -> str:
        school, suffix = base, 1
        while school in self.municipality_of or school in self._codes["code"]:
            suffix += 1
            school = f"{base}-{suffix}"
        return school

    def _rename(self, school: str, name: str) -> None:
        """Give a school the name that was said; it stays known by the one it had."""
        title = self._mends.name(school)
        if title and title != name:
            self.name_of[school] = title
            self._changes.setdefault(school, {})["name"] = title
            self.mended.append(("school_renamed_by_answer", f"{name} → {title}"))
        if title and not self.has_name(school, title):
            self.add_name(school, "name", title, "answer")

    def _enter_code(self, scheme: str, value: str, school: str) -> None:
        self._codes[scheme][value] = (*self._codes[scheme].get(value, ()), school)
        if "_held" in self.__dict__:
            self._held[school].add(scheme)
