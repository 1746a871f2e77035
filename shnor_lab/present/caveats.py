"""The fixed lines that stand under displays, by key."""

from __future__ import annotations

from ..language import text as _

READING = ("small_n", "interval", "vpr", "ege_choice")
"""Keys of lines that say how to read a display; all others say what it does not mean."""


def _lines() -> dict[str, str]:
    return {
        "list": _("The list serves targeted support. Not for ranking schools and not for judging heads and teachers."),
        "list_differs": _("A statistical estimate is no ground to put a school on the list or to take it off."),
        "small_n": _("Few participants: counts are shown, no share is computed."),
        "interval": _(
            "The interval shows what the result of another class of the same school could be under the same "
            "conditions; all took part, it is no sampling error."
        ),
        "vpr": _("The conditions under which VPR are held differ; see «Signs that call for a check»."),
        "ege_choice": _(
            "Participants choose the exam themselves: the shares of the two exams are not added and not "
            "compared "
            "between schools without regard to the choice."
        ),
        "selected_group": _(
            "The schools were selected for a low result, so part of an improvement is expected without measures."
        ),
        "schools_not_pupils": _(
            "A conclusion about schools, not about children and families. Conditions left out are in the residual."
        ),
        "reliability_sign": _("A sign shows where to look; there may be several explanations."),
        "few_schools": _("No conclusion of its own is possible; the answer of the region is shown."),
        "own_levels": _("A computation of the authors, not an official methodology."),
        "changed_settings": _("The settings differ from the methodology: a research variant."),
    }


def all_keys() -> tuple[str, ...]:
    """Return the keys of all lines."""
    return tuple(_lines())


def caveat(key: str) -> str:
    """Return one line.

    Parameters
    ----------
    key : str
        One of ``all_keys()``: ``list`` under every list, ``list_differs`` under one that differs from the
        order,
        ``small_n`` where a row has fewer than ten participants, ``interval`` under the first interval of a
        page, ``vpr`` in a comparison of VPR, ``ege_choice`` beside EGE mathematics base or profile,
        ``selected_group`` under a change of a listed group, ``schools_not_pupils`` beside an index, line or
        residual, ``reliability_sign``, ``few_schools`` (below ten schools in a model), ``own_levels``,
        ``changed_settings``.

    Raises
    ------
    KeyError
        Unknown key.
    """
    return _lines()[key]
