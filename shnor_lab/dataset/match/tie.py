"""Ties references to schools by identifier, else by normal name in the municipality, never by likeness."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from ..findings import Finding
from ..read.delivery import REFERENCES
from .answers import Answers
from .listing import take_register
from .mends import Mends
from .notes import notes
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
        Open questions of this delivery, one row per question.
    findings : list of Finding
        Notes only: new schools, new names, questions, what answers mended.
    new_schools : int
        How many schools were added.
    invented : frozenset of str
        Those among them that no register and no answer added: the delivery came before any register.
    session : Session
        How the rows were tied.
    references : dict of str to Distinct
        The references of each table.
    """

    tables: dict[str, pd.DataFrame]
    schools: pd.DataFrame
    school_names: pd.DataFrame
    questions: pd.DataFrame
    findings: list[Finding]
    new_schools: int
    invented: frozenset[str]
    session: Session = field(repr=False, compare=False)
    references: dict[str, Distinct] = field(repr=False, compare=False)

    def heard(self, outside: Mapping[str, np.ndarray]) -> Tied:
        """Return the same without the schools, municipalities, names and questions that only rows outside bring.

        Parameters
        ----------
        outside : mapping of str to ndarray of bool
            Rows of a table that are not taken in; a table that is not named has none.
        """
        said: set[Reference] = set()
        unheard: set[Reference] = set()
        for table, found in self.references.items():
            kept = ~outside.get(table, np.zeros(len(found.place), dtype=bool))
            counts = np.bincount(found.place[kept], minlength=len(found.references))
            for reference, count in zip(found.references, counts.tolist(), strict=True):
                (said if count else unheard).add(reference)
        unheard -= said
        if not unheard:
            return self
        made = self.session.made - {self.session.ties.get(reference, "") for reference in said}
        return _tied(self.tables, self.session, self.references, without=made, unheard=unheard)


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
    """
    replies = Answers.of(answers)
    register = Register(schools, school_names, replies)
    listed = "schools" in tables and len(tables["schools"]) > 0
    session = Session(register, replies, file, may_create=not (register.delivered or listed))
    done: dict[str, pd.DataFrame] = {}
    if "schools" in tables:
        done["schools"] = take_register(tables["schools"], session)
    order = sorted(set(tables) - set(done), key=lambda table: (table != "school_names", table))
    found = {table: distinct(tables[table]) for table in order if set(REFERENCES) & set(tables[table].columns)}
    if "school_names" in found:
        done["school_names"] = _take_names(tables["school_names"], found["school_names"], session)
    rows: dict[Reference, int] = {}
    for part in (found[table] for table in found if table != "school_names"):
        for reference, count in zip(part.references, part.rows.tolist(), strict=True):
            rows[reference] = rows.get(reference, 0) + count
    session.resolve(rows)
    for table in order:
        if table not in done:
            done[table] = _with_school(tables[table], found.get(table), session)
    if "school_years" in done:
        done["school_years"] = _with_municipality(done["school_years"], register)
    return _tied({table: done[table] for table in tables}, session, found)


def _tied(
    tables: dict[str, pd.DataFrame],
    session: Session,
    found: dict[str, Distinct],
    *,
    without: Collection[str] = (),
    unheard: Collection[Reference] = (),
) -> Tied:
    register = session.register
    schools, names, _moved, _done = Mends(session.answers).applied(*register.frames(without, unheard))
    heard = [(reference, row) for reference, row in session.questions if reference not in unheard]
    noted = [case for case in session.noted if case[0] not in unheard]
    mended = [(None, rule, example) for rule, example in register.mended]
    return Tied(
        tables=tables,
        schools=schools,
        school_names=names,
        questions=as_frame(row for _reference, row in heard),
        findings=notes(
            [*noted, *mended], [row for _reference, row in heard], file=session.file, first=session.may_create
        ),
        new_schools=len(register.minted.difference(without)),
        invented=frozenset(session.made.difference(without)),
        session=session,
        references=found,
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
        given = frame["school_id"].astype("category")
        current = {school: session.register.current(school) for school in given.cat.categories}
        for stranger in sorted(school for school, now in current.items() if not now):
            session.note("school_id_unknown", str(stranger))
        own = given.map({school: now or pd.NA for school, now in current.items()}).astype("category")
        schools = own if found is None or own.notna().all() else own.astype("str").fillna(schools.astype("str"))
    return frame.assign(school_id=schools.astype("category"))


def _with_municipality(frame: pd.DataFrame, register: Register) -> pd.DataFrame:
    own = frame["school_id"].astype("str").map(register.municipality_of)
    if "ref_municipality" in frame:
        named = frame["ref_municipality"].astype("str").map(register.municipality, na_action="ignore")
        own = named.where(named.notna() & (named != ""), own)
    return frame.assign(municipality_id=own.astype("str"))
