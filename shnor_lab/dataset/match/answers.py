"""What a person said about schools: codes of questions, and answers as they are kept."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from .municipality_core import ANY, kind_of
from .names import normal, normal_municipality
from .references import Reference

YES, NO, NEW, NOT, SAME, RENAME, REMOVE, KEEP = "yes", "no", "new", "not", "same", "rename", "remove", "keep"
"""Verbs of answers; ``same`` and ``rename`` are followed by a colon and a code or a name."""

ZEROS = "zeros"
"""The question whether codes of a file are codes of the register without their zeros in front."""

_SCHOOL, _PLACE, _MEND = "q-", "m-", "school:"


class Answer(NamedTuple):
    """An answer taken apart: what to do, and with which code or name."""

    verb: str
    what: str = ""

    @classmethod
    def of(cls, kept: str) -> Answer:
        """Return an answer as it is kept, taken apart."""
        verb, _colon, what = kept.partition(":")
        return cls(verb, what.strip())


def school_question(reference: Reference, school: str = "") -> str:
    """Return the lasting code of "which school is this reference", the same in every later delivery.

    With ``school`` it is the code of "is this reference that school", as it was asked once; its answers still count.
    """
    parts = (
        *reference.codes.items(), normal(reference.name), normal_municipality(reference.municipality), school,
    )  # fmt: skip
    return _SCHOOL + _short(repr(parts))


def place_question(municipality: str) -> str:
    """Return the lasting code of "which municipality is this name"; an answer to it mends a known one too."""
    either = " either" if kind_of(municipality) == ANY else ""
    return _PLACE + _short(normal_municipality(municipality) + either)


def mend_question(school: str) -> str:
    """Return the lasting code of "what is to be done with this school of the register"."""
    return _MEND + school


def about_place(question: str) -> bool:
    """Return whether a question asks about a municipality."""
    return question.startswith(_PLACE)


def mended_school(question: str) -> str:
    """Return the school that a question of `mend_question` is about, "" for any other question."""
    return question.removeprefix(_MEND) if question.startswith(_MEND) else ""


def written(verb: str, what: str = "") -> str:
    """Return an answer as it is kept."""
    return f"{verb}:{what}" if what else verb


class Answers:
    """Answers by question.

    Parameters
    ----------
    answers : mapping of str to str
        Question -> answer as kept.
    """

    def __init__(self, answers: Mapping[str, str]) -> None:
        self._answers = dict(answers)

    @classmethod
    def of(cls, frame: pd.DataFrame) -> Answers:
        """Return the answers of a table ``question_id, answer``."""
        return cls(dict(zip(frame["question_id"].tolist(), frame["answer"].tolist(), strict=True)))

    def to(self, question: str) -> Answer:
        """Return the answer to a question, one without a verb where there is none."""
        return Answer.of(self._answers.get(question, ""))

    def mends(self) -> dict[str, Answer]:
        """Return what is to be done with schools of the register, by school."""
        return {school: self.to(question) for question in self._answers if (school := mended_school(question))}


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]
