"""What tying a delivery says, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ...language import plural as _n
from ...language import text as _
from ..findings import Finding
from .references import Reference

Noted = tuple[Reference | None, str, str]
"""Who says so (nobody in particular for the register itself), the rule, an example."""


def notes(noted: Iterable[Noted], questions: Iterable[dict], *, file: str, first: bool) -> list[Finding]:
    """Return one note per rule with its examples; ``first`` tells that the file itself made the list of schools."""
    examples: dict[str, list[str]] = {}
    for _reference, rule, example in noted:
        examples.setdefault(rule, []).append(example)
    if first and "school_new" in examples:
        examples["school_without_register"] = examples.pop("school_new")
    said, todo = _said(), _todo()
    made = [
        Finding(
            "note", rule, said[rule](len(cases)), todo=todo.get(rule, ""), file=file,
            examples=tuple(cases[:5]), count=len(cases),
        )
        for rule, cases in sorted(examples.items())
    ]  # fmt: skip
    asked = list(questions)
    if asked:
        number = len({row["question_id"] for row in asked})
        made.append(
            Finding(
                "note", "school_question",
                _n(number, "{n} question about schools, its rows wait", "{n} questions about schools, their rows wait"),
                todo=_("answer in the workbook of questions and give it to the command match"),
                file=file,
                examples=tuple(dict.fromkeys(row["name"] or row["codes"] for row in asked)),
                count=sum(row["rows"] for row in asked),
            )
        )  # fmt: skip
    return made


def _said() -> dict[str, Callable[[int], str]]:
    return {
        "school_new": lambda n: _n(n, "{n} school added to the register", "{n} schools added to the register"),
        "school_without_register": lambda n: _n(
            n,
            "there is no register: {n} school is taken from this file as it is named there",
            "there is no register: {n} schools are taken from this file as they are named there",
        ),
        "school_new_name": lambda n: _n(n, "{n} school has one more name", "{n} schools have one more name"),
        "school_renamed": lambda n: _n(n, "{n} school renamed in the register", "{n} schools renamed in the register"),
        "school_renamed_by_answer": lambda n: _n(
            n, "{n} school renamed by your answer", "{n} schools renamed by your answer"
        ),
        "school_merged": lambda n: _n(
            n,
            "{n} school is the same as another by your answer",
            "{n} schools are the same as others by your answer",
        ),
        "school_removed": lambda n: _n(
            n,
            "{n} school is removed from the register by your answer",
            "{n} schools are removed from the register by your answer",
        ),
        "municipality_merged": lambda n: _n(
            n,
            "{n} municipality is the same as another by your answer",
            "{n} municipalities are the same as others by your answer",
        ),
        "municipality_renamed": lambda n: _n(
            n, "{n} municipality renamed by your answer", "{n} municipalities renamed by your answer"
        ),
        "school_unknown": lambda n: _n(
            n, "{n} reference names no school of the register", "{n} references name no school of the register"
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
            n, "{n} parent or earlier school was not found", "{n} parent or earlier schools were not found"
        ),
    }


def _todo() -> dict[str, str]:
    register = _("deliver the register with this code, name and municipality")
    return {
        "school_other_municipality": _("if the school has moved, deliver the register anew"),
        "school_unknown": register,
        "school_id_unknown": register,
        "school_relation_unknown": _("write its code or its name as in the register"),
        "school_without_register": _(
            "deliver the register; what should not be a school is mended by the command match"
        ),
    }
