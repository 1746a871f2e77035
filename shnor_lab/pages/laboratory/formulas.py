"""What each rule lists, in one phrase, as it is compared."""

from __future__ import annotations

from ...language import text as _


def formula(rule: str) -> str:
    """Return what a rule lists; empty for a rule that was dropped in."""
    return {
        "regional_30": _(
            "the share at or above the threshold in two procedures of the latest year, or in one in every year of the "
            "window (the same one, if so set)"
        ),
        "persistent_low": _(
            "the share at or above the threshold in a procedure of every stage that was examined, in every year of the "
            "window"
        ),
        "adverse_conditions": _("several conditions of the school among the hardest of the region"),
        "complex_and_low": _(
            "hard conditions, and a mean share below the threshold over the procedures of the latest year among the "
            "greatest of the region"
        ),
        "resource_risk": _("several risks of resources"),
        "listed": _("an approved list of schools with low results"),
        "negative_dynamics": _(
            "in a procedure the share below the threshold grew by the set number of points since the year before"
        ),
        "level_union": _("any approved list, for results or for conditions"),
        "lowest_share": _(
            "the greatest mean place from low results among the schools of the region, over the procedures of the "
            "latest year (by the share below the threshold, by the mean result where it is lacking)"
        ),
        "stably_high": _(
            "every year of the window in the upper part of the region by high results (by the mean result where they "
            "are lacking), and no low result"
        ),
        "growth": _(
            "in a procedure the share below the threshold fell by the set number of points since the year before, and "
            "in none it grew as much"
        ),
        "posterior_low": _(
            "the chance that the true shares of the latest year are at or above the threshold in two procedures"
        ),
        "pooled_low": _("the greatest chance of a lasting level in the lowest part of the region"),
        "cohort_growth": _(
            "the chance that a grade advanced less from VPR-6 (VPR-5) to OGE than expected, in mathematics or Russian"
        ),
        "context_adjusted": _("the chance of a result below what such conditions lead one to expect"),
        "value_added": _("the chance of a result below what earlier results of the same pupils lead one to expect"),
    }.get(rule, "")
