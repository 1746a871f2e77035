"""Decides reference by reference: tie, ask, add, or leave outside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ...language import plural as _n
from ...language import text as _
from ..findings import Finding
from .names import normal
from .questions import NEW, NO, YES, question, question_id
from .references import Reference
from .register import SCHEMES, Register


@dataclass
class Session:
    """What tying one delivery collects: ties found, questions asked, things worth a note."""

    register: Register
    answers: dict[str, str]
    file: str
    ties: dict[Reference, str] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)
    questions: list[dict] = field(default_factory=list)
    noted: dict[str, list[str]] = field(default_factory=dict)
    waiting: int = 0

    def resolve(self, rows: Mapping[Reference, int]) -> None:
        """Tie every reference that can be tied, ask about the doubtful ones, add the unknown ones."""
        nameless = (reference for reference in rows if not reference.name)
        certain = {reference: held for reference in nameless if len(held := self.holders(reference)) == 1}
        self.ties.update({reference: held.pop() for reference, held in certain.items()})
        self.present.update(self.ties.values())
        for reference in certain:
            if reference.count("") < len(reference) - 1:
                self._add_codes(reference, self.ties[reference], "delivery")
        unknown = []
        for reference in sorted(set(rows) - set(self.ties)):
            if not self._known(reference, rows[reference]):
                unknown.append(reference)
        for reference in unknown:
            self._unknown(reference, rows[reference])

    def tie(self, reference: Reference, school: str, origin: str = "delivery") -> None:
        """Tie a reference and remember every name and code it brings."""
        self.ties[reference] = school
        self.present.add(school)
        self._add_codes(reference, school, origin)
        place = self.register.municipality(reference.municipality)
        if reference.name and reference.codes and place and place != self.register.municipality_of[school]:
            self.register.place_elsewhere(school, reference.name, place)
        if reference.name and not self.register.has_name(school, reference.name):
            self.register.add_name(school, "name", reference.name, origin)
            self.note("school_new_name", f"{self.register.name_of[school]} → {reference.name}")

    def create(self, reference: Reference, origin: str = "delivery") -> str:
        """Add the school that a reference names."""
        school = self.register.create(reference.name, reference.municipality)
        self.register.add_name(school, "name", reference.name, origin)
        self.tie(reference, school, origin)
        self.note("school_new", f"{reference.municipality}: {reference.name}")
        return school

    def ask(self, reference: Reference, schools: list[str], why: str, rows: int) -> bool:
        """Ask which of the schools is meant, unless that is answered; return whether an answer settled it."""
        given = {school: self.answers.get(question_id(reference, school)) for school in schools}
        accepted = [school for school, answer in given.items() if answer == YES]
        if len(accepted) == 1:
            self.ties[reference] = accepted[0]
            self.present.add(accepted[0])
            self._remember(reference, accepted[0])
            return True
        if NEW in given.values() and not accepted and reference.name and reference.municipality:
            self.create(reference, origin="answer")
            return True
        if set(given.values()) == {NO}:
            self.note("school_refused", reference.name or ", ".join(reference.codes.values()))
            return False
        self.waiting += rows
        self.questions += [
            question(reference, school, self.register.name_of[school], why=why, file=self.file, rows=rows)
            for school, answer in given.items()
            if answer != NO
        ]
        return False

    def holders(self, reference: Reference) -> set[str]:
        """Return the schools that hold any code of a reference."""
        found: set[str] = set()
        for scheme, value in zip(SCHEMES, reference, strict=False):
            if value:
                found.update(self.register.holders(scheme, value))
        return found

    def note(self, rule: str, example: str) -> None:
        """Keep one case of something worth a note."""
        self.noted.setdefault(rule, []).append(example)

    def _add_codes(self, reference: Reference, school: str, origin: str) -> None:
        for scheme, value in zip(SCHEMES, reference, strict=False):
            if value and not self.register.holders(scheme, value):
                self.register.add_name(school, scheme, value, origin)

    def _remember(self, reference: Reference, school: str) -> None:
        self._add_codes(reference, school, "answer")
        place = self.register.municipality_of[school]
        if reference.name and not self.register.named(place, reference.name):
            self.register.add_name(school, "name", reference.name, "answer")

    def _known(self, reference: Reference, rows: int) -> bool:
        register = self.register
        held = self.holders(reference)
        if len(held) > 1:
            self.ask(reference, sorted(held), _("the codes belong to different schools"), rows)
            return True
        if held:
            (school,) = held
            place = register.municipality(reference.municipality) or register.municipality_of[school]
            if place != register.municipality_of[school]:
                self.note("school_other_municipality", f"{reference.municipality}: {reference.name}")
            if register.has_name(school, reference.name):
                self.tie(reference, school)
                return True
            others = [other for other in register.named(place, reference.name) if other != school]
            if others:
                self.ask(reference, [school, *others], _("the code says one school, the name another"), rows)
            elif register.contradicts(school, reference.name):
                self.ask(reference, [school], _("the code is known, but the name has another number"), rows)
            else:
                self.tie(reference, school)
            return True
        return self._by_name(reference, rows)

    def _by_name(self, reference: Reference, rows: int) -> bool:
        if not normal(reference.name):
            if said := ", ".join(reference.codes.values()) or reference.name:
                self.note("school_unknown", said)
            return True
        place = self.register.municipality(reference.municipality)
        if reference.municipality and not place:
            return False
        named = self.register.named(place, reference.name)
        if len(named) > 1:
            self.ask(reference, named, _("several schools have this name"), rows)
        elif named and self.register.has_other(named[0], reference.codes):
            self.ask(reference, named, _("the name is known, but with another code"), rows)
        elif named:
            self.tie(reference, named[0])
        return bool(named)

    def _unknown(self, reference: Reference, rows: int) -> None:
        register = self.register
        if self._by_name(reference, rows):
            return
        place = register.municipality(reference.municipality)
        why = _("such a school is not in the register; this one is similar")
        if place or not reference.municipality:
            near = register.near(place, reference.name, self.present)
            if near == [register.only_with_number(place, reference.name)]:
                why = _("such a school is not in the register; this is the only one here with the number")
        else:
            why = _("such a municipality is not in the register; this one is similar")
            near = sorted(
                school
                for similar in register.similar_municipalities(reference.municipality)
                for school in register.named(similar, reference.name)
                or register.near(similar, reference.name, self.present)
            )
        if near:
            self.ask(reference, near, why, rows)
        elif reference.municipality:
            self.create(reference)
        else:
            self.note("school_unknown", reference.name)

    def findings(self) -> list[Finding]:
        """Return what is worth a note, in words."""
        said = {
            "school_new": lambda n: _n(n, "{n} school added to the register", "{n} schools added to the register"),
            "school_new_name": lambda n: _n(n, "{n} school has one more name", "{n} schools have one more name"),
            "school_renamed": lambda n: _n(
                n, "{n} school renamed in the register", "{n} schools renamed in the register"
            ),
            "school_unknown": lambda n: _n(
                n,
                "{n} reference names no school of the register",
                "{n} references name no school of the register",
            ),
            "school_id_unknown": lambda n: _n(
                n, "{n} school code is not in the register", "{n} school codes are not in the register"
            ),
            "school_refused": lambda n: _n(
                n, "{n} school is left outside by your answer", "{n} schools are left outside by your answer"
            ),
            "school_other_municipality": lambda n: _n(
                n,
                "{n} school has another municipality in the file than in the register",
                "{n} schools have another municipality in the file than in the register",
            ),
            "school_relation_unknown": lambda n: _n(
                n,
                "{n} parent or earlier school was not found",
                "{n} parent or earlier schools were not found",
            ),
        }
        todo = {
            "school_other_municipality": _("if the school has moved, deliver the register anew"),
            "school_unknown": _("deliver the register with this code, name and municipality"),
            "school_id_unknown": _("deliver the register with this code, name and municipality"),
            "school_relation_unknown": _("write its code or its name as in the register"),
        }
        notes = [
            Finding(
                "note", rule, said[rule](len(examples)), todo=todo.get(rule, ""), file=self.file,
                examples=tuple(examples[:5]), count=len(examples),
            )
            for rule, examples in sorted(self.noted.items())
        ]  # fmt: skip
        if self.questions:
            asked = len({(row["name"], row["municipality"], row["codes"]) for row in self.questions})
            notes.append(
                Finding(
                    "note", "school_question",
                    _n(
                    asked,
                    "{n} school must be confirmed, its rows wait",
                    "{n} schools must be confirmed, their rows wait",
                ),
                    todo=_("answer in the workbook of questions and give it to the command match"),
                    file=self.file, examples=tuple(dict.fromkeys(row["name"] for row in self.questions)),
                    count=self.waiting,
                )
            )  # fmt: skip
        return notes
