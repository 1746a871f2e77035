"""Municipalities of the register: known by what was said of them, by their name, else by the only one of its core."""

from __future__ import annotations

import difflib
import re
from collections import defaultdict

import pandas as pd

from .authorities import is_authority, municipality_in
from .index import SIMILAR
from .mends import Mends
from .municipality_core import ANY, core, kind_of, may_be_one
from .names import normal_municipality
from .translit import digest, whole_slug


class Municipalities:
    """Municipalities known so far, by code.

    Parameters
    ----------
    schools : DataFrame
        As mended.
    mends : Mends
        What was said of municipalities.
    """

    def __init__(self, schools: pd.DataFrame, mends: Mends) -> None:
        self._mends = mends
        self._by_words: dict[str, str] = {}
        self._cores: defaultdict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
        places = schools[["municipality", "municipality_id"]].drop_duplicates("municipality")
        self._displays = {code: name for name, code in places.itertuples(index=False, name=None)}
        for name, code in places.itertuples(index=False, name=None):
            self._enter(name, code)

    def code(self, name: str) -> str:
        """Return the code of a municipality, "" when it is not known, or not for certain.

        What was said of it, else its name, else the only one with the same core: in another case, as an authority, as
        «муниципальный округ».
        """
        if not name or self.none(name):
            return ""
        said = self._mends.same_place(name)
        if said in self._displays:
            return said
        return self._tied(self._mends.place_name(name)) or self._tied(name)

    def name(self, code: str) -> str:
        """Return the name of a known municipality."""
        return self._displays[code]

    def none(self, name: str) -> bool:
        """Return whether a name was said to be no municipality."""
        return bool(name) and self._mends.no_place(name)

    def of_one_core(self, name: str) -> list[str]:
        """Return codes of known municipalities whose names have the core of this one, whatever they say to be."""
        return list(dict.fromkeys(code for _kind, code in self._cores.get(core(name), ())))

    def similar(self, name: str) -> list[str]:
        """Return codes of known municipalities that an unknown name might mean: of its core, then close to it."""
        close = difflib.get_close_matches(normal_municipality(name), list(self._by_words), 3, SIMILAR)
        return list(dict.fromkeys([*self.of_one_core(name), *(self._by_words[words] for words in close)]))

    def made(self, name: str) -> str:
        """Return the code of a municipality, a new one where no known one has the name."""
        words = normal_municipality(name)
        return self.code(name) or self._by_words.get(words) or self._add(name, words)

    def _tied(self, name: str) -> str:
        exact, stated, new = self._by_words.get(normal_municipality(name)), kind_of(name), self._mends.new_place(name)
        if exact is not None and (new or stated != ANY or kind_of(self._displays[exact]) == ANY):
            return exact
        found = {code for kind, code in self._cores.get(core(name), ()) if may_be_one(kind, stated)}
        return found.pop() if len(found) == 1 and not new else ""

    def _add(self, name: str, words: str) -> str:
        code = whole_slug(words) or "municipality"
        if code in self._displays:
            code = f"{code}-{digest(words)}"
        own, certain = municipality_in(name)
        self._displays[code] = (
            own[:1].upper() + own[1:] if certain and is_authority(name) else re.sub(r"\s+", " ", name).strip()
        )
        self._enter(name, code)
        if title := self._mends.place_name(name):
            self._displays[code] = title
            self._enter(title, code)
        return code

    def _enter(self, name: str, code: str) -> None:
        self._by_words[normal_municipality(name)] = code
        self._cores[core(name)].append((kind_of(name), code))
