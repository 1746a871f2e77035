"""The register while one delivery is tied: schools and their names, looked up fast and added to."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property

import pandas as pd

from ..schema import TABLES
from .authorities import is_authority, municipality_in
from .municipality_core import ANY, core, kind_of, may_be_one
from .names import KINDS, is_branch, kind, normal, normal_municipality, numbers, short
from .translit import digest, slug, whole_slug

SCHEMES = ("fis", "ogrn", "global_id", "code")
_SIMILAR = 0.85
_CANDIDATES = 5


class Register:
    """Schools known so far. Looks up exactly; ``near`` only finds what is worth a question.

    Parameters
    ----------
    schools, school_names : DataFrame
        As stored; not changed. ``frames()`` returns the new ones.
    """

    def __init__(self, schools: pd.DataFrame, school_names: pd.DataFrame) -> None:
        self._schools, self._names = schools, school_names
        self._changes: dict[str, dict[str, object]] = {}
        self._new_names: list[dict[str, object]] = []
        self._normal_names: tuple[dict, dict, dict] | None = None
        ids = schools["school_id"].tolist()
        self.municipality_of: dict[str, str] = dict(zip(ids, schools["municipality_id"].tolist(), strict=True))
        self.name_of: dict[str, str] = dict(zip(ids, schools["name"].tolist(), strict=True))
        places = schools[["municipality", "municipality_id"]].drop_duplicates("municipality")
        self._municipalities = {
            normal_municipality(name): code for name, code in places.itertuples(index=False, name=None)
        }
        self._displays = {code: name for name, code in places.itertuples(index=False, name=None)}
        self._cores: defaultdict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
        for name, code in places.itertuples(index=False, name=None):
            self._cores[core(name)].append((kind_of(name), code))
        self._codes: dict[str, dict[str, tuple[str, ...]]] = {scheme: {} for scheme in SCHEMES}
        for scheme in SCHEMES:
            part = school_names[(school_names["scheme"] == scheme).to_numpy()]
            values, holders = part["value"].tolist(), part["school_id"].tolist()
            self._codes[scheme] = dict(zip(values, zip(holders), strict=True))
            if len(self._codes[scheme]) < len(values):
                self._codes[scheme] = {}
                for value, school in zip(values, holders, strict=True):
                    self._enter_code(scheme, value, school)

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
        """Return the code of a municipality, "" when it is not known, or not for certain.

        Its name, else the only one with the same core: in another case, as an authority, as «муниципальный округ».
        """
        if not name:
            return ""
        exact, stated = self._municipalities.get(normal_municipality(name)), kind_of(name)
        if exact is not None and (stated != ANY or kind_of(self._displays[exact]) == ANY):
            return exact
        found = {code for kind_, code in self._cores.get(core(name), ()) if may_be_one(kind_, stated)}
        return found.pop() if len(found) == 1 else ""

    def similar_municipalities(self, name: str) -> list[str]:
        """Return codes of known municipalities whose names have the core of an unknown one or are close to it."""
        same = [code for _kind, code in self._cores.get(core(name), ())]
        found = difflib.get_close_matches(normal_municipality(name), list(self._municipalities), 3, _SIMILAR)
        return list(dict.fromkeys([*same, *(self._municipalities[place] for place in found)]))

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
        return (school, name) in self._raw or normal(name) in self._index()[1][school]

    def named(self, municipality: str, name: str) -> list[str]:
        """Return the schools with exactly this name in a municipality, or in the region when it is ""."""
        schools = self._index()[0].get(normal(name), ())
        here = [s for s in schools if not municipality or self.municipality_of[s] == municipality]
        return here + sorted(self._elsewhere.get((municipality, normal(name)), set()).difference(here))

    def contradicts(self, school: str, name: str) -> bool:
        """Return whether a name has a number and the school is known only by other numbers."""
        own = {numbers(known)[:1] for known in self._index()[1][school]} - {()}
        return bool(own) and bool(numbers(normal(name))) and numbers(normal(name))[:1] not in own

    def has_other(self, school: str, codes: Mapping[str, str]) -> bool:
        """Return whether the school holds another code of a scheme that ``codes`` gives."""
        return not self._held[school].isdisjoint(codes)

    def only_with_number(self, municipality: str, name: str) -> str:
        """Return the only school of a municipality whose names begin their numbers as this one does, else ""."""
        number = numbers(normal(name))[:1]
        pool = self._index()[2].get((municipality, number), {}) if number else {}
        found = {school for schools in pool.values() for school in schools}
        return found.pop() if len(found) == 1 else ""

    def near(self, municipality: str, name: str, present: Iterable[str]) -> list[str]:
        """Return schools of a municipality that a new name might mean.

        The same first number, or, without numbers, nearly the same letters. A branch is not meant by the name
        of a school, nor a school of another stated kind that is itself ``present`` in the delivery.
        """
        wanted = normal(name)
        number = numbers(wanted)[:1]
        pool = self._index()[2].get((municipality, number), {})
        names = list(pool) if number else difflib.get_close_matches(wanted, list(pool), _CANDIDATES, _SIMILAR)
        present = set(present)
        found = {
            school
            for known in names
            if is_branch(known) == is_branch(wanted)
            for school in pool[known]
            if school not in present or not kind(known) or not kind(wanted) or kind(known) == kind(wanted)
        }
        return sorted(found)[:_CANDIDATES]

    def create(self, name: str, municipality: str, school: str = "") -> str:
        """Add a school and return its code, which is made once and never changes."""
        place = self._place(municipality)
        if not school:
            base = f"{place}-{slug(short(normal(name))) or 'school'}"
            school, suffix = base, 1
            while school in self.municipality_of:
                suffix += 1
                school = f"{base}-{suffix}"
        stated = kind(normal(name))
        self.municipality_of[school], self.name_of[school] = place, name
        self._changes[school] = {
            "name": name, "municipality": self._displays[place], "municipality_id": place,
            "type": KINDS.get(stated), "specialised": True if stated in ("гимназия", "лицей") else None,
        }  # fmt: skip
        return school

    def update(self, school: str, values: Mapping[str, object]) -> None:
        """Take over the values of a register row that are not missing."""
        given = {column: value for column, value in values.items() if not pd.isna(value)}
        if "municipality" in given:
            name = str(given["municipality"])
            place = self._place(name)
            given["municipality"] = self._displays[place]
            given["municipality_id"] = self.municipality_of[school] = place
            self._normal_names = None
        if "name" in given:
            self.name_of[school] = str(given["name"])
        self._changes.setdefault(school, {}).update(given)

    def add_name(
        self,
        school: str,
        scheme: str,
        value: str,
        origin: str,
        valid_from: object = None,
        valid_to: object = None,
    ) -> None:
        """Record one more name or code of a school; a known one is left as it is."""
        known = (school, value) in self._raw if scheme == "name" else school in self._codes[scheme].get(value, ())
        if known:
            return
        self._new_names.append(
            {
                "scheme": scheme, "value": value, "school_id": school,
                "municipality_id": self.municipality_of[school] if scheme == "name" else "",
                "valid_from": valid_from, "valid_to": valid_to, "origin": origin,
            }
        )  # fmt: skip
        if scheme == "name":
            self._raw.add((school, value))
            if self._normal_names is not None:
                self._enter(school, value)
        else:
            self._enter_code(scheme, value, school)

    def place_elsewhere(self, school: str, name: str, municipality: str) -> None:
        """Record that a delivery with a code of the school names it so in another municipality than its own."""
        if school not in self._elsewhere[municipality, normal(name)]:
            self._elsewhere[municipality, normal(name)].add(school)
            self._new_names.append(
                {
                    "scheme": "name", "value": name, "school_id": school, "municipality_id": municipality,
                    "valid_from": None, "valid_to": None, "origin": "delivery",
                }
            )  # fmt: skip

    def frames(self) -> tuple[pd.DataFrame, pd.DataFrame]:
        """Return the new ``schools`` (rows made or changed have no ``source_id``) and ``school_names``."""
        schools = self._schools
        if self._changes:
            whole = schools.set_index("school_id").astype(object).to_dict("index")
            for school, values in self._changes.items():
                changed = {**whole.get(school, {}), **values}
                if changed != whole.get(school):
                    whole[school] = {**changed, "source_id": None}
            schools = _typed("schools", [{"school_id": school, **whole[school]} for school in sorted(whole)])
        names = self._names
        if self._new_names:
            names = pd.concat([names, _typed("school_names", self._new_names)], ignore_index=True)
            names = names.sort_values(TABLES["school_names"].key_names, ignore_index=True)
        return schools, names

    def _place(self, name: str) -> str:
        """Return the code of a municipality, a new one where no known one has the name."""
        words = normal_municipality(name)
        return self.municipality(name) or self._municipalities.get(words) or self._add_municipality(name, words)

    def _add_municipality(self, name: str, words: str) -> str:
        code = whole_slug(words) or "municipality"
        if code in self._displays:
            code = f"{code}-{digest(words)}"
        own, certain = municipality_in(name)
        display = own[:1].upper() + own[1:] if certain and is_authority(name) else re.sub(r"\s+", " ", name).strip()
        self._municipalities[words], self._displays[code] = code, display
        self._cores[core(name)].append((kind_of(name), code))
        return code

    def _enter_code(self, scheme: str, value: str, school: str) -> None:
        self._codes[scheme][value] = (*self._codes[scheme].get(value, ()), school)
        if "_held" in self.__dict__:
            self._held[school].add(scheme)

    def _index(self) -> tuple[dict, dict, dict]:
        if self._normal_names is None:
            self._normal_names = (defaultdict(list), defaultdict(set), {})
            for school, value in sorted(self._raw):
                self._enter(school, value)
        return self._normal_names

    def _enter(self, school: str, value: str) -> None:
        assert self._normal_names is not None
        by_name, names_of, by_number = self._normal_names
        words = normal(value)
        if not words:
            return
        if school not in by_name[words]:
            by_name[words].append(school)
        names_of[school].add(words)
        for place in (self.municipality_of[school], ""):
            pool = by_number.setdefault((place, numbers(words)[:1]), defaultdict(list))
            pool[words].append(school)


def _typed(table: str, rows: list[dict]) -> pd.DataFrame:
    frame = pd.DataFrame(rows)
    return pd.DataFrame(
        {
            column.name: pd.Series(frame.get(column.name), dtype="object", index=frame.index).astype(column.dtype)
            for column in TABLES[table].columns
        }
    )
