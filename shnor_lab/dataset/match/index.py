"""Names of schools looked up by their normal form, by number, and by what is only like them."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Iterable, Mapping

from .kindred import kindred
from .names import is_branch, kind, normal, numbers

SIMILAR = 0.85
_CANDIDATES = 5


class NameIndex:
    """The names that schools are known by.

    Parameters
    ----------
    names : iterable of (school, name)
    municipality_of : mapping of str to str
        The municipality of each school.
    """

    def __init__(self, names: Iterable[tuple[str, str]], municipality_of: Mapping[str, str]) -> None:
        self._municipality_of = municipality_of
        self._by_name: defaultdict[str, list[str]] = defaultdict(list)
        self._names_of: defaultdict[str, set[str]] = defaultdict(set)
        self._by_number: dict[tuple[str, tuple[str, ...]], defaultdict[str, list[str]]] = {}
        for school, value in sorted(names):
            self.enter(school, value)

    def enter(self, school: str, name: str) -> None:
        """Add one more name of a school."""
        words = normal(name)
        if not words:
            return
        if school not in self._by_name[words]:
            self._by_name[words].append(school)
        self._names_of[school].add(words)
        for place in (self._municipality_of[school], ""):
            pool = self._by_number.setdefault((place, numbers(words)[:1]), defaultdict(list))
            pool[words].append(school)

    def has(self, school: str, name: str) -> bool:
        """Return whether a school is known by a name, decoration aside."""
        return normal(name) in self._names_of[school]

    def named(self, municipality: str, name: str) -> list[str]:
        """Return the schools with exactly this name in a municipality, or in the region when it is ""."""
        schools = self._by_name.get(normal(name), ())
        return [school for school in schools if not municipality or self._municipality_of[school] == municipality]

    def contradicts(self, school: str, name: str) -> bool:
        """Return whether a name has a number and the school is known only by other numbers."""
        own = {numbers(known)[:1] for known in self._names_of[school]} - {()}
        return bool(own) and bool(numbers(normal(name))) and numbers(normal(name))[:1] not in own

    def only_with_number(self, municipality: str, name: str) -> str:
        """Return the only school of a municipality whose names begin their numbers as this one does, else ""."""
        number = numbers(normal(name))[:1]
        pool = self._pool(municipality, number) if number else {}
        found = {school for schools in pool.values() for school in schools}
        return found.pop() if len(found) == 1 else ""

    def near(self, municipality: str, name: str, present: Iterable[str]) -> list[str]:
        """Return schools of a municipality that a new name might mean.

        The same first number, or, without numbers, nearly the same letters. A branch is not meant by the name
        of a school, nor a school of another stated kind that is itself ``present`` in the delivery.
        """
        wanted = normal(name)
        number = numbers(wanted)[:1]
        pool = self._pool(municipality, number)
        names = list(pool) if number else difflib.get_close_matches(wanted, list(pool), _CANDIDATES, SIMILAR)
        present = set(present)
        found = {
            school
            for known in names
            if is_branch(known) == is_branch(wanted)
            for school in pool[known]
            if school not in present or not kind(known) or not kind(wanted) or kind(known) == kind(wanted)
        }
        return sorted(found)[:_CANDIDATES]

    def suggested(self, municipality: str, name: str) -> list[str]:
        """Return schools of a municipality that share words with a name or nearly all of its letters."""
        pools = [pool for (place, _number), pool in self._by_number.items() if place == municipality]
        known = {words: schools for pool in pools for words, schools in pool.items()}
        found = [school for words in kindred(normal(name), sorted(known)) for school in sorted(set(known[words]))]
        return list(dict.fromkeys(found))[:_CANDIDATES]

    def _pool(self, municipality: str, number: tuple[str, ...]) -> Mapping[str, list[str]]:
        return self._by_number.get((municipality, number), defaultdict(list))
