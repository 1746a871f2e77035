"""Rows of a delivered register: they make and update schools themselves."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from ...language import text as _
from .answers import NEW, place_question
from .names import normal
from .references import Reference, distinct
from .session import Session

ATTRIBUTES = ("name", "full_name", "type", "rural", "specialised", "municipality", "valid_from", "valid_to")
RELATIONS = ("parent", "predecessor")


def take_register(frame: pd.DataFrame, session: Session) -> pd.DataFrame:
    """Take over a delivered register and return its rows with ``school_id``.

    A row updates the school that its codes or its exact name say, else adds a school. A register is
    believed about names: another name for a known code is a renaming. Only a row that resembles a school
    which no row of the delivery claims is asked about.
    """
    rows = frame.assign(
        ref_name=_either(frame, "name", "ref_name"),
        ref_municipality=_either(frame, "municipality", "ref_municipality"),
    )
    found = distinct(rows)
    places = rows["ref_municipality"].dropna().unique().tolist()
    meant = session.with_zeros(dict(zip(found.references, found.rows.tolist(), strict=True)))
    counts = {meant[old]: rows for old, rows in zip(found.references, found.rows.tolist(), strict=True) if old in meant}
    own = {meant[old]: school for old, school in _own_ids(frame, found.place, found.references).items() if old in meant}
    rest = []
    for reference in sorted(counts):
        if not (_take_own(reference, own.get(reference), session) or _by_code(reference, counts[reference], session)):
            rest.append(reference)
    unnamed = [reference for reference in rest if not _by_name(reference, counts[reference], session)]
    for reference in unnamed:
        if not _in_place_of_one_core(reference, counts[reference], places, session):
            _add(reference, counts[reference], session)
    session.ties.update({old: session.ties[new] for old, new in meant.items() if new in session.ties})
    schools = [session.ties.get(found.references[place]) for place in found.place.tolist()]
    tied = rows.assign(school_id=pd.Series(schools, index=frame.index, dtype="str"))
    _update(tied, session)
    return tied


def _either(frame: pd.DataFrame, first: str, second: str) -> pd.Series:
    missing = pd.Series(pd.NA, index=frame.index, dtype="str")
    one, other = (frame[c].astype("str") if c in frame else missing for c in (first, second))
    return one.fillna(other)


def _own_ids(frame: pd.DataFrame, place: np.ndarray, references: list[Reference]) -> dict[Reference, str]:
    if "school_id" not in frame:
        return {}
    given = zip(place.tolist(), frame["school_id"].tolist(), strict=True)
    return {
        references[position]: school
        for position, school in given
        if isinstance(school, str) and re.fullmatch(r"[a-z0-9-]+", school)
    }


def _take_own(reference: Reference, school: str | None, session: Session) -> bool:
    if not school or not (reference.name and reference.municipality):
        return False
    known = session.register.current(school)
    if not known:
        known = session.register.create(reference.name, reference.municipality, school)
        if not known:
            session.refuse(reference)
            return True
        session.note("school_new", f"{reference.municipality}: {reference.name}")
        session.register.add_name(known, "name", reference.name, "register")
    _claim(reference, known, session)
    return True


def _by_code(reference: Reference, rows: int, session: Session) -> bool:
    held = session.holders(reference)
    if len(held) > 1:
        session.ask(reference, sorted(held), _("the codes belong to different schools"), rows)
    elif held:
        _claim(reference, held.pop(), session)
    else:
        return False
    return True


def _by_name(reference: Reference, rows: int, session: Session) -> bool:
    place = session.register.municipality(reference.municipality)
    named = session.register.named(place, reference.name) if place and reference.name else []
    if len(named) > 1:
        session.ask(reference, named, _("several schools have this name"), rows)
    elif named and not session.register.has_other(named[0], reference.codes):
        _claim(reference, named[0], session)
    elif named and named[0] not in session.present:
        session.ask(reference, named, _("the name is known, but with another code"), rows)
    else:
        return False
    return True


def _in_place_of_one_core(reference: Reference, rows: int, places: list[str], session: Session) -> bool:
    """Ask about a municipality that may be a known one by its core, when the register does not name that one too."""
    register = session.register
    if register.municipality(reference.municipality) or register.places.none(reference.municipality):
        return False
    if session.answers.to(place_question(reference.municipality)).verb == NEW:
        return False
    named = {register.municipality(place) for place in places}
    former = [place for place in register.places.of_one_core(reference.municipality) if place not in named]
    if former:
        why = _("such a municipality is not in the register; this one is named by the same word")
        session.ask_place(reference, former, why, rows)
    return bool(former)


def _add(reference: Reference, rows: int, session: Session) -> None:
    if not reference.name or not reference.municipality:
        session.note("school_unknown", reference.name or ", ".join(reference.codes.values()))
        return
    register = session.register
    place = register.municipality(reference.municipality)
    near = register.index.near(place, reference.name, ()) if place else []
    free = [school for school in near if school not in session.present]
    if free:
        session.ask(reference, free, _("such a school is not in the register; this one is similar"), rows)
    elif not (place and not reference.codes and _by_name(reference, rows, session)):
        session.create(reference, origin="register")


def _claim(reference: Reference, school: str, session: Session) -> None:
    register = session.register
    if reference.name and not register.has_name(school, reference.name):
        session.note("school_renamed", f"{register.name_of[school]} → {reference.name}")
        register.add_name(school, "name", reference.name, "register")
    elif reference.name:
        register.confirm(school, reference.name)
    session.tie(reference, school, "register")


def _update(tied: pd.DataFrame, session: Session) -> None:
    register = session.register
    named = tied.assign(name=tied["ref_name"], municipality=tied["ref_municipality"])
    rows = named[named["school_id"].notna()]
    given = [column for column in ATTRIBUTES if column in rows]
    main = [normal(row["ref_name"]) == normal(register.name_of[row["school_id"]]) for row in rows.to_dict("records")]
    rows = rows.assign(main=main).sort_values("main", kind="stable")
    for row in rows.to_dict("records"):
        school = row["school_id"]
        register.update(school, {column: row[column] for column in given})
        if isinstance(row.get("full_name"), str) and not register.has_name(school, row["full_name"]):
            register.add_name(school, "name", row["full_name"], "register")
    for row in rows.to_dict("records"):
        for relation in RELATIONS:
            if isinstance(row.get(relation), str):
                _relate(row["school_id"], relation, row[relation].strip(), session)


def _relate(school: str, relation: str, said: str, session: Session) -> None:
    register = session.register
    place = register.municipality_of[school]
    for found in (register.holders("code", said), register.named(place, said), register.named("", said)):
        if len(found) == 1:
            register.update(school, {relation: found[0]})
            return
    session.note("school_relation_unknown", f"{register.name_of[school]}: {said}")
