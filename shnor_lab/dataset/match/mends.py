"""Mends of the register: schools that are one, names put right, schools and municipalities that are none."""

from __future__ import annotations

from collections import defaultdict

import pandas as pd

from .answers import NEW, NOT, REMOVE, RENAME, SAME, Answers, mended_school, place_question


class Mends:
    """What answers say of schools and municipalities of the register.

    Schools said to be one form a group; the register keeps it under the code that it meets first, so that no stored
    row loses its school, and under the name of the school that was pointed at.
    """

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        said = answers.mends()
        self._same = {school: answer.what for school, answer in said.items() if answer.verb == SAME}
        self._names = {school: answer.what for school, answer in said.items() if answer.verb == RENAME}
        self._removed = {school for school, answer in said.items() if answer.verb == REMOVE}
        self._groups: defaultdict[str, list[str]] = defaultdict(list)
        for school in sorted({*self._same, *self._same.values()}):
            self._groups[self.chief(school)].append(school)

    def chief(self, school: str) -> str:
        """Return the school that a school was said to be, itself when nothing was said."""
        met = [school]
        while (following := self._same.get(met[-1])) is not None:
            if following in met:
                return min(met[met.index(following) :])
            met.append(following)
        return met[-1]

    def group(self, school: str) -> list[str]:
        """Return all schools that are said to be the same as this one, its chief first."""
        chief = self.chief(school)
        return [chief, *(other for other in self._groups.get(chief, ()) if other != chief)]

    def removed(self, school: str) -> bool:
        """Return whether a school is said to be none."""
        return self.chief(school) in self._removed

    def name(self, school: str) -> str:
        """Return the name that a school is to have, "" when nothing was said."""
        return next((self._names[other] for other in self.group(school) if other in self._names), "")

    def renamed(self) -> list[str]:
        """Return the schools that are to have another name."""
        return sorted(self._names)

    def no_place(self, municipality: str) -> bool:
        """Return whether a municipality is said to be none."""
        return self._answers.to(place_question(municipality)).verb in (NOT, REMOVE)

    def new_place(self, municipality: str) -> bool:
        """Return whether a municipality is said to be none of those known."""
        return self._answers.to(place_question(municipality)).verb == NEW

    def place_name(self, municipality: str) -> str:
        """Return the name that a municipality is to have, "" when nothing was said."""
        said = self._answers.to(place_question(municipality))
        return said.what if said.verb == RENAME else ""

    def same_place(self, municipality: str) -> str:
        """Return the code of the municipality that this name was said to mean, "" when nothing was said."""
        said = self._answers.to(place_question(municipality))
        return said.what if said.verb == SAME else ""

    def applied(
        self, schools: pd.DataFrame, school_names: pd.DataFrame
    ) -> tuple[pd.DataFrame, pd.DataFrame, dict[str, str], list[tuple[str, str]]]:
        """Return both tables of the register as the answers want them, moved schools, and what was done.

        Moved schools are ``school -> school that it is now, "" when none``. What was done are pairs of a rule and an
        example. Where nothing is to be done the tables come back as they are.
        """
        schools, school_names, done = self._places_applied(schools, school_names)
        names = dict(zip(schools["school_id"].tolist(), schools["name"].tolist(), strict=True))
        places = dict(zip(schools["school_id"].tolist(), schools["municipality"].tolist(), strict=True))
        moved: dict[str, str] = {}
        for school in names:
            if self.removed(school) or self.no_place(places[school]):
                moved[school] = ""
                done.append(("school_removed", f"{places[school]}: {names[school]}"))
                continue
            first = next(other for other in self.group(school) if other in names)
            if first != school:
                moved[school] = first
                done.append(("school_merged", f"{names[school]} → {names[first]}"))
        if moved:
            schools = schools[~schools["school_id"].isin(list(moved))].reset_index(drop=True)
            for relation in ("parent", "predecessor"):
                schools = schools.assign(**{relation: _moved(schools[relation], moved)})
            at = _moved(school_names["school_id"], moved)
            school_names = school_names.assign(school_id=at)[at.notna()].reset_index(drop=True)
            school_names = school_names.drop_duplicates(["scheme", "value", "school_id", "municipality_id"])
        return schools, school_names, moved, done

    def _places_applied(
        self, schools: pd.DataFrame, school_names: pd.DataFrame
    ) -> tuple[pd.DataFrame, pd.DataFrame, list[tuple[str, str]]]:
        known = schools[["municipality", "municipality_id"]].drop_duplicates("municipality_id")
        displays = {code: name for name, code in known.itertuples(index=False, name=None)}
        codes: dict[str, str] = {}
        titles: dict[str, str] = {}
        done = []
        for code, name in sorted(displays.items()):
            other = self.same_place(name)
            if other in displays and other != code:
                codes[code], titles[code] = other, displays[other]
                done.append(("municipality_merged", f"{name} → {displays[other]}"))
            elif title := self.place_name(name):
                titles[code] = title
                done.append(("municipality_renamed", f"{name} → {title}"))
        if titles:
            at = schools["municipality_id"]
            schools = schools.assign(
                municipality=at.map(titles).fillna(schools["municipality"]).astype("str"),
                municipality_id=at.replace(codes),
            )
            school_names = school_names.assign(municipality_id=school_names["municipality_id"].replace(codes))
        return schools, school_names, done


def mend(new: pd.DataFrame, kept: pd.DataFrame, schools: pd.DataFrame) -> bool:
    """Return whether answers change what is known already, so that tied rows must be tied anew.

    Parameters
    ----------
    new, kept : DataFrame
        ``question_id, answer``: what is answered now, and what was answered before.
    schools : DataFrame
        The register.
    """
    before = dict(zip(kept["question_id"].tolist(), kept["answer"].tolist(), strict=True))
    places = {place_question(name) for name in schools["municipality"].unique()}
    return any(
        before.get(question) != answer and (question in before or question in places or mended_school(question))
        for question, answer in new[["question_id", "answer"]].itertuples(index=False, name=None)
    )


def _moved(schools: pd.Series, moved: dict[str, str]) -> pd.Series:
    return schools.map(lambda school: moved.get(school, school) or pd.NA, na_action="ignore").astype(schools.dtype)
