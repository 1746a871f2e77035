"""Decides reference by reference: tie, ask, or leave outside; adds only what a register or an answer says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ...language import text as _
from . import answers as said
from .answers import Answer, Answers, school_question
from .names import normal
from .questions import place_row, school_row, zeros_row
from .references import SCHEMES, Reference
from .register import Register


@dataclass
class Session:
    """What tying one delivery collects: ties found, questions asked, things worth a note.

    Parameters
    ----------
    register : Register
    answers : Answers
    file : str
    may_create : bool
        Whether an unknown school is added: no register was delivered so far, and none comes with this delivery.
    """

    register: Register
    answers: Answers
    file: str
    may_create: bool = False
    ties: dict[Reference, str] = field(default_factory=dict)
    present: set[str] = field(default_factory=set)
    made: set[str] = field(default_factory=set)
    questions: list[tuple[Reference, dict]] = field(default_factory=list)
    noted: list[tuple[Reference | None, str, str]] = field(default_factory=list)
    _new_places: set[str] = field(default_factory=set)

    def resolve(self, rows: Mapping[Reference, int]) -> None:
        """Tie every reference that can be tied, ask about the others."""
        meant = self.with_zeros(rows)
        counts: defaultdict[Reference, int] = defaultdict(int)
        for reference, other in meant.items():
            counts[other] += rows[reference]
        nameless = (reference for reference in counts if not reference.name)
        certain = {reference: held for reference in nameless if len(held := self.holders(reference)) == 1}
        self.ties.update({reference: held.pop() for reference, held in certain.items()})
        self.present.update(self.ties.values())
        for reference in certain:
            if reference.count("") < len(reference) - 1:
                self._add_codes(reference, self.ties[reference], "delivery")
        unknown = [
            reference
            for reference in sorted(set(counts) - set(self.ties))
            if not self._known(reference, counts[reference])
        ]
        for reference in unknown:
            self._unknown(reference, counts[reference])
        self.ties.update({reference: self.ties[other] for reference, other in meant.items() if other in self.ties})

    def with_zeros(self, rows: Mapping[Reference, int]) -> dict[Reference, Reference]:
        """Return references with the codes that are meant; those that only a code without zeros names are asked about.

        These are left out of what is returned.
        """
        answer = self.answers.to(said.ZEROS).verb
        found, lost = {}, {}
        for reference in rows:
            asked = answer != said.NO and not self.holders(reference)
            code, school = self.register.lost_zeros(reference.code) if asked else ("", "")
            if not code:
                found[reference] = reference
            elif answer == said.YES:
                found[reference] = reference._replace(code=code)
            else:
                lost[reference] = (code, self.register.name_of[school])
        for reference, (code, name) in sorted(lost.items()):
            self._question(reference, zeros_row(reference.code, code, name, file=self.file, rows=rows[reference]))
        return found

    def tie(self, reference: Reference, school: str, origin: str = "delivery") -> None:
        """Tie a reference and remember every name and code it brings."""
        self.ties[reference] = school
        self.present.add(school)
        self._add_codes(reference, school, origin)
        place = self.register.municipality(reference.municipality)
        if reference.name and reference.codes and place and place != self.register.municipality_of[school]:
            self.register.place_elsewhere(school, reference.name, place, by=reference)
        if reference.name and not self.register.has_name(school, reference.name):
            self.register.add_name(school, "name", reference.name, origin, by=reference)
            self.note("school_new_name", f"{self.register.name_of[school]} → {reference.name}", reference)

    def create(self, reference: Reference, origin: str = "delivery") -> None:
        """Add the school that a reference names, unless it was said to be none."""
        known = len(self.register.municipality_of)
        school = self.register.create(reference.name, reference.municipality)
        if not school:
            self.refuse(reference)
            return
        self.register.add_name(school, "name", reference.name, origin, by=reference)
        if len(self.register.municipality_of) > known:
            self.note("school_new", f"{reference.municipality}: {reference.name}", reference)
            if origin == "delivery":
                self.made.add(school)
        self.tie(reference, school, origin)

    def refuse(self, reference: Reference) -> None:
        """Leave a reference outside as it was answered."""
        self.note("school_refused", reference.name or ", ".join(reference.codes.values()), reference)

    def ask(self, reference: Reference, schools: list[str], why: str, rows: int) -> bool:
        """Ask which school is meant, unless that is answered; return whether an answer settled it."""
        answer = self._answer(reference, schools)
        school = self.register.current(answer.what)
        if school:
            self.ties[reference] = school
            self.present.add(school)
            self._remember(reference, school)
        elif answer.verb == said.NEW and reference.name and reference.municipality:
            self.create(reference, origin="answer")
        elif answer.verb == said.NOT:
            self.refuse(reference)
            return False
        else:
            refused = [s for s in schools if self.answers.to(school_question(reference, s)).verb == said.NO]
            named = {s: self.register.name_of[s] for s in schools if s not in refused}
            self._question(reference, school_row(reference, named, why=why, file=self.file, rows=rows))
            return False
        return True

    def ask_place(self, reference: Reference, similar: Iterable[str], why: str, rows: int) -> None:
        """Ask which municipality a name means, once for all schools that are named in it."""
        named = {code: self.register.places.name(code) for code in similar}
        self._question(reference, place_row(reference, named, why=why, file=self.file, rows=rows))

    def holders(self, reference: Reference) -> set[str]:
        """Return the schools that hold any code of a reference."""
        found: set[str] = set()
        for scheme, value in zip(SCHEMES, reference, strict=False):
            if value:
                found.update(self.register.holders(scheme, value))
        return found

    def note(self, rule: str, example: str, reference: Reference | None = None) -> None:
        """Keep one case of something worth a note, and which reference says so."""
        self.noted.append((reference, rule, example))

    def _question(self, reference: Reference, row: dict) -> None:
        self.questions.append((reference, row))

    def _answer(self, reference: Reference, schools: list[str]) -> Answer:
        """Return what was answered, also to questions that were asked school by school."""
        answer = self.answers.to(school_question(reference))
        each = {school: self.answers.to(school_question(reference, school)).verb for school in schools}
        accepted = [school for school, verb in each.items() if verb == said.YES]
        if answer.verb == said.YES and len(schools) == 1:
            return Answer(said.SAME, schools[0])
        if answer.verb == said.NO:
            return Answer(said.NOT)
        if answer.verb:
            return answer
        if len(accepted) == 1:
            return Answer(said.SAME, accepted[0])
        if said.NEW in each.values() and not accepted:
            return Answer(said.NEW)
        return Answer(said.NOT if set(each.values()) == {said.NO} else "")

    def _add_codes(self, reference: Reference, school: str, origin: str) -> None:
        for scheme, value in zip(SCHEMES, reference, strict=False):
            if value and not self.register.holders(scheme, value):
                self.register.add_name(school, scheme, value, origin, by=reference)

    def _remember(self, reference: Reference, school: str) -> None:
        self._add_codes(reference, school, "answer")
        place = self.register.municipality_of[school]
        if reference.name and not self.register.named(place, reference.name):
            self.register.add_name(school, "name", reference.name, "answer", by=reference)

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
                self.note("school_other_municipality", f"{reference.municipality}: {reference.name}", reference)
            if register.has_name(school, reference.name):
                self.tie(reference, school)
                return True
            others = [other for other in register.named(place, reference.name) if other != school]
            if others:
                self.ask(reference, [school, *others], _("the code says one school, the name another"), rows)
            elif register.index.contradicts(school, reference.name):
                self.ask(reference, [school], _("the code is known, but the name has another number"), rows)
            else:
                self.tie(reference, school)
            return True
        return self._by_name(reference, rows)

    def _by_name(self, reference: Reference, rows: int) -> bool:
        if not normal(reference.name):
            if told := ", ".join(reference.codes.values()) or reference.name:
                self.note("school_unknown", told, reference)
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
        if register.removed(reference.name, reference.municipality):
            self.refuse(reference)
        elif reference.municipality and not register.municipality(reference.municipality):
            self._in_unknown_place(reference, rows)
        else:
            self._unlike(reference, rows)

    def _in_unknown_place(self, reference: Reference, rows: int) -> None:
        """Ask about the municipality; where it was said to be new, its schools are those of the file."""
        name, register = reference.municipality, self.register
        similar = register.places.similar(name)
        if self.may_create:
            similar = [place for place in similar if self._alike(place, reference.name)]
        new = self.answers.to(said.place_question(name)).verb == said.NEW
        if new or (self.may_create and not similar):
            self.create(reference, origin="answer" if new else "delivery")
            self._new_places.add(register.municipality(name))
            return
        why = _("such a municipality is not in the register; this one is similar")
        alike = sorted(school for place in similar for school in self._alike(place, reference.name))
        if self._answer(reference, alike).verb:
            self.ask(reference, alike, why, rows)
            return
        if register.places.of_one_core(name):
            why = _("such a municipality is not in the register; this one is named by the same word")
        elif not similar:
            why = _("such a municipality is not in the register")
        self.ask_place(reference, similar, why, rows)

    def _alike(self, place: str, name: str) -> list[str]:
        return self.register.named(place, name) or self.register.index.near(place, name, self.present)

    def _unlike(self, reference: Reference, rows: int) -> None:
        """Ask about a school that nothing ties, or add it where that is allowed."""
        register = self.register
        place = register.municipality(reference.municipality)
        why = _("such a school is not in the register; this one is similar")
        near = register.index.near(place, reference.name, self.present)
        free = self.may_create or place in self._new_places
        if near and near == [register.index.only_with_number(place, reference.name)]:
            why = _("such a school is not in the register; this is the only one here with the number")
        elif not near and free and reference.municipality:
            self.create(reference, origin="delivery" if self.may_create else "answer")
            return
        elif not near:
            near = register.index.suggested(place, reference.name)
            if not near:
                why = _("such a school is not in the register")
        self.ask(reference, near, why, rows)
