"""Ties references to schools by identifier, else by normal name in the municipality, never by likeness."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..findings import Finding
from ..read.delivery import REFERENCES
from .listing import take_register
from .questions import as_frame
from .references import Distinct, Reference, distinct
from .register import Register
from .session import Session


@dataclass(frozen=True)
class Tied:
    """A delivery whose rows know their school.

    Parameters
    ----------
    tables : dict of str to DataFrame
        The tables that were given, same rows and order, with ``school_id`` (categorical text; missing where
        the row is not tied). ``ref_*`` columns are left in place. Rows of ``schools`` and ``school_names``
        are here too, but what they say already stands in the two frames below.
    schools, school_names : DataFrame
        The whole register after this delivery; rows made or changed by it have no ``source_id``.
    questions : DataFrame
        Open questions of this delivery, one row per reference and school it may mean.
    findings : list of Finding
        Notes only: new schools, new names, questions.
    new_schools : int
        How many schools were added.
    """

    tables: dict[str, pd.DataFrame]
    schools: pd.DataFrame
    school_names: pd.DataFrame
    questions: pd.DataFrame
    findings: list[Finding]
    new_schools: int


def tie(
    tables: Mapping[str, pd.DataFrame],
    *,
    schools: pd.DataFrame,
    school_names: pd.DataFrame,
    answers: pd.DataFrame,
    file: str,
) -> Tied:
    """Tie every row of a delivery to a school.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Table key -> rows with ``ref_*`` columns (any subset) and/or ``school_id``. Tables without either
        pass as is.
    schools, school_names : DataFrame
        The register as stored (empty frames of the schema at first).
    answers : DataFrame
        ``question_id, answer``: what was answered before.
    file : str
        Name of the delivered file, for questions.

    Returns
    -------
    Tied

    Raises
    ------
    DeliveryError
        Two municipalities whose names differ get the same code.
    """
    register = Register(schools, school_names)
    known = set(register.municipality_of)
    replies = dict(zip(answers["question_id"].tolist(), answers["answer"].tolist(), strict=True))
    session = Session(register, replies, file)
    done: dict[str, pd.DataFrame] = {}
    if "schools" in tables:
        done["schools"] = take_register(tables["schools"], session)
    order = sorted(set(tables) - set(done), key=lambda table: (table != "school_names", table))
    found = {table: distinct(tables[table]) for table in order if set(REFERENCES) & set(tables[table].columns)}
    if "school_names" in found:
        done["school_names"] = _take_names(tables["school_names"], found.pop("school_names"), session)
    rows: dict[Reference, int] = {}
    for part in found.values():
        for reference, count in zip(part.references, part.rows.tolist(), strict=True):
            rows[reference] = rows.get(reference, 0) + count
    session.resolve(rows)
    for table in order:
        if table not in done:
            done[table] = _with_school(tables[table], found.get(table), session)
    if "school_years" in done:
        done["school_years"] = _with_municipality(done["school_years"], register)
    new_schools, names = register.frames()
    return Tied(
        tables={table: done[table] for table in tables},
        schools=new_schools,
        school_names=names,
        questions=as_frame(session.questions),
        findings=session.findings(),
        new_schools=len(set(register.municipality_of) - known),
    )


def _take_names(frame: pd.DataFrame, found: Distinct, session: Session) -> pd.DataFrame:
    session.resolve(dict(zip(found.references, found.rows.tolist(), strict=True)))
    tied = _with_school(frame, found, session)
    for row in tied.to_dict("records"):
        if pd.notna(row["school_id"]) and pd.notna(row.get("scheme")) and pd.notna(row.get("value")):
            session.register.add_name(
                row["school_id"], row["scheme"], str(row["value"]).strip(), "register",
                row.get("valid_from"), row.get("valid_to"),
            )  # fmt: skip
    return tied


def _with_school(frame: pd.DataFrame, found: Distinct | None, session: Session) -> pd.DataFrame:
    if found is None and "school_id" not in frame:
        return frame
    schools = pd.Series(pd.NA, index=frame.index, dtype="object")
    if found is not None:
        ties = [session.ties.get(reference) for reference in found.references]
        codes, categories = pd.factorize(np.array(ties, dtype=object), sort=True)
        schools = pd.Series(pd.Categorical.from_codes(codes[found.place], categories), index=frame.index)
    if "school_id" in frame:
        own = frame["school_id"].astype("category")
        known = [school for school in own.cat.categories if school in session.register.municipality_of]
        for stranger in own.cat.categories.difference(known):
            session.note("school_id_unknown", str(stranger))
        own = own.cat.set_categories(known)
        schools = own if found is None or own.notna().all() else own.astype("str").fillna(schools.astype("str"))
    return frame.assign(school_id=schools.astype("category"))


def _with_municipality(frame: pd.DataFrame, register: Register) -> pd.DataFrame:
    own = frame["school_id"].astype("str").map(register.municipality_of)
    if "ref_municipality" in frame:
        named = frame["ref_municipality"].astype("str").map(register.municipality, na_action="ignore")
        own = named.where(named.notna() & (named != ""), own)
    return frame.assign(municipality_id=own.astype("str"))
