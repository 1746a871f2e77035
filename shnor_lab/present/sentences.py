"""The sentences that stand on pages: three answers, states, enumerations, counts with their nouns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

from ..language import plural as _n
from ..language import text as _
from ..params import ListEdition
from . import numbers

Certainty = Literal["high", "unclear", "few", "low"]


def three_answers(
    order: bool | None,
    rule: bool | None,
    certainty: Certainty | None = None,
    *,
    criterion: str = "",
    missing: str = "",
    if_all_low: bool | None = None,
    if_none_low: bool | None = None,
    applies: bool = True,
) -> str:
    """Return what is said of one school for a combination of the three answers.

    Parameters
    ----------
    order : bool or None
        What the approved list says; None when no list was delivered.
    rule : bool or None
        What the rule computes; None (or NA) when it cannot answer.
    certainty : {"high", "unclear", "few", "low"} or None
        The statistical statement: the chance reaches the upper cut, lies between the cuts, the school has
        too few participants, the chance is below the lower cut; None when it was not computed.
    criterion : str
        The criterion that the school meets, e.g. «1: ОГЭ, математика (4 из 11)».
    missing : str
        What the rule lacks, e.g. procedures with years; "" when it cannot be named.
    if_all_low, if_none_low : bool or None
        The answer of the rule if all missing results were low, and if none were.
    applies : bool
        Whether the school has any of the procedures of the rule.

    Returns
    -------
    str
        One or two sentences.
    """
    rule = None if numbers.absent(rule) else bool(rule)
    if numbers.absent(order):
        first = _("The approved list was not delivered; only the computation is shown, it is not a list.")
        return first if rule is not None else f"{first} {_no_answer(missing, if_all_low, if_none_low)}"
    if not applies:
        return _outside(bool(order))
    if rule is None:
        return _no_answer(missing, if_all_low, if_none_low)
    if order and rule:
        return _listed_and_computed(certainty)
    if order:
        return _(
            "The computation on the delivered data does not reproduce the listing: check the edition of "
            "the list, "
            "years, attempt, branch, number of participants. This is no ground to exclude."
        )
    if rule:
        if criterion:
            return _(
                "By the computation the school meets criterion {criterion}, the order does not name it: "
                "send for reconciliation.",
                criterion=criterion,
            )
        return _(
            "By the computation the school meets the methodology, the order does not name it: send for reconciliation."
        )
    return _neither(certainty)


def _outside(order: bool) -> str:
    if order:
        return _(
            "The rule does not apply, the school has none of its procedures: ask on what the order rests. This is no "
            "ground to exclude."
        )
    return _("The rule does not apply: the school has none of its procedures.")


def _listed_and_computed(certainty: Certainty | None) -> str:
    if certainty == "high":
        return _(
            "The computation confirms the listing; over the years together the share is probably lastingly not below "
            "the threshold in at least one procedure."
        )
    if certainty == "few":
        return _(
            "The computation confirms the listing. Participants are few, so it is too early to judge how "
            "lasting it is. "
            "The school stays in the list."
        )
    if certainty == "unclear":
        return _(
            "The computation confirms the listing. Whether the share is lastingly not below the threshold, these data "
            "cannot tell. The school stays in the list."
        )
    if certainty == "low":
        return _(
            "The computation confirms the listing; the share is close to the threshold or a single one. "
            "It is advised to check the data and to begin support with a diagnosis."
        )
    return _("The computation confirms the listing.")


def _neither(certainty: Certainty | None) -> str:
    if certainty == "high":
        return _(
            "The methodology does not single the school out; over the years together the share is "
            "probably high. "
            "Observation is advised; the list does not change."
        )
    if certainty == "low":
        return _("These data give no ground for attention.")
    if certainty in ("unclear", "few"):
        return _("No ground for attention is seen in these data: there are too few of them to see it.")
    return _("The methodology does not single the school out.")


def _no_answer(missing: str, if_all_low: bool | None, if_none_low: bool | None) -> str:
    lack = _("no results ({named})", named=missing) if missing else _("the needed results are lacking")
    if numbers.absent(if_all_low) or numbers.absent(if_none_low):
        return _("The rule cannot answer: {lack}.", lack=lack)
    outcome = _(
        "{all_low}, if all of them are low; {none_low}, if none is low",
        all_low=answer(if_all_low),
        none_low=answer(if_none_low),
    )
    return _(
        "The rule cannot answer: {lack}; the answer for any outcome of the missing data: {outcome}.",
        lack=lack,
        outcome=outcome,
    )


def answer(value: bool | None) -> str:
    """Return «да», «нет» or «не определено» for a three-valued answer."""
    if numbers.absent(value):
        return _("not determined")
    return _("yes") if value else _("no")


def state(key: str) -> str:
    """Return the word for the state of a cell.

    Parameters
    ----------
    key : str
        ``delivered``, ``no_participants``, ``not_delivered``, ``not_held``, ``not_applicable`` or
        ``no_counts``. Four different states are four different words; the fifth, a true zero, is a number.

    Raises
    ------
    KeyError
        Unknown state.
    """
    return {
        "delivered": _("delivered"),
        "no_participants": _("no participants"),
        "not_delivered": _("not delivered"),
        "not_held": _("not held"),
        "not_applicable": _("not applicable"),
        "no_counts": _("counts below the threshold not delivered"),
    }[key]


def enumeration(items: Iterable[object], *, limit: int = 0, phrases: bool = False) -> str:
    """Return items in one phrase: «а, б и в», or with semicolons when an item holds a comma.

    Parameters
    ----------
    items : iterable
        Printed as they are: names stay in the nominative.
    limit : int
        Greatest number of items named, the others are counted; 0 = all.
    phrases : bool
        The items are parts of a sentence, which mostly hold commas: semicolons, and «and» before the last.

    Examples
    --------
    >>> from shnor_lab import language
    >>> language.use("ru")
    >>> enumeration(["а", "б", "в"])
    'а, б и в'
    >>> enumeration(["ОГЭ, математика", "ОГЭ, русский язык"])
    'ОГЭ, математика; ОГЭ, русский язык'
    >>> enumeration(["ОГЭ, математика", "ОГЭ, русский язык"], phrases=True)
    'ОГЭ, математика и ОГЭ, русский язык'
    """
    words = [str(item) for item in items]
    more = len(words) - limit if limit and len(words) > limit else 0
    if more:
        words = words[:limit]
    separator = "; " if phrases or any("," in word or ";" in word for word in words) else ", "
    if more:
        return separator.join(words) + " " + _n(more, "and {n} more", "and {n} more")
    if len(words) < 2 or (separator == "; " and not phrases):
        return separator.join(words)
    return _("{first} and {last}", first=separator.join(words[:-1]), last=words[-1])


def schools(n: int) -> str:
    """Return «5 школ»."""
    return _n(n, "{n} school", "{n} schools")


def of_schools(k: int, n: int) -> str:
    """Return «3 из 8 школ».

    Parameters
    ----------
    k, n : int
        Schools counted, and all of them.
    """
    return _n(n, "{k} of {n} school", "{k} of {n} schools", k=k)


def procedures(n: int) -> str:
    """Return «9 процедур»."""
    return _n(n, "{n} procedure", "{n} procedures")


def municipalities(n: int) -> str:
    """Return «24 муниципалитета»."""
    return _n(n, "{n} municipality", "{n} municipalities")


def files(n: int) -> str:
    """Return «20 файлов»."""
    return _n(n, "{n} file", "{n} files")


def rows(n: int) -> str:
    """Return «3 строки»."""
    return _n(n, "{n} row", "{n} rows")


def school_years(years: Iterable[int]) -> str:
    """Return school years in rising order with their noun: «2020/21 и 2021/22 уч. гг.».

    Parameters
    ----------
    years : iterable of int
        Calendar years in which the school years end.
    """
    ordered = [numbers.school_year(year) for year in sorted({int(year) for year in years})]
    if len(ordered) == 1:
        return _("school year {year}", year=ordered[0])
    return _("school years {years}", years=enumeration(ordered))


def population(n_schools: int, years: Iterable[int], left_out: Mapping[str, int] | None = None) -> str:
    """Return who is counted, the last part of every caption.

    Parameters
    ----------
    n_schools : int
        Schools counted.
    years : iterable of int
        Calendar years in which the school years end.
    left_out : mapping, optional
        Reason -> number of schools left out.
    """
    words = _(
        "Participants of the main period, before the re-sit, without graduates of past years; {schools}, {years}",
        schools=schools(n_schools),
        years=school_years(years),
    )
    lost = [f"{schools(n)} ({reason})" for reason, n in (left_out or {}).items() if n]
    return f"{words}; " + _("left out: {lost}", lost=enumeration(lost)) if lost else words


def edition(listed: ListEdition, silent_years: Sequence[int] = ()) -> str:
    """Return which list is meant: year, approval, school years of the results and those without any data."""
    approved = (
        _("approved {day}", day=numbers.date(listed.approved)) if listed.approved else _("approval date not given")
    )
    words = _(
        "list of {year}, {approved}, by the results of {years}",
        year=listed.year,
        approved=approved,
        years=school_years(listed.result_years),
    )
    return f"{words}; {_('no data of {years}', years=school_years(silent_years))}" if silent_years else words
