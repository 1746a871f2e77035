"""What each rule lists, in one phrase, as it is compared."""

from __future__ import annotations

from ...language import text as _


def formula(rule: str) -> str:
    """Return what a rule lists; empty for a rule that was dropped in."""
    return {
        "regional_30": _(
            "the share at or above the threshold in two procedures of a year, or in one two years running"
        ),
        "persistent_low": _("the share at or above the threshold at every stage, several years running"),
        "adverse_conditions": _("several conditions of the school among the hardest of the region"),
        "complex_and_low": _("hard conditions, and a mean share below the threshold among the greatest of the region"),
        "resource_risk": _("several risks of resources"),
        "listed": _("the approved order"),
        "negative_dynamics": _("the share below the threshold grew since the year before"),
        "level_union": _("any approved list"),
        "lowest_share": _("the greatest mean share below the threshold, a part of the region"),
        "stably_high": _("results in the upper part of the region, several years running"),
        "growth": _("the share below the threshold fell since the year before"),
        "posterior_low": _("the chance that the true share of the year is at or above the threshold in two procedures"),
        "pooled_low": _("the greatest chance of a lasting level in the lowest part of the region"),
        "cohort_growth": _("the chance that a grade advanced less from VPR-6 to OGE than expected"),
        "context_adjusted": _("the chance of a result below what such conditions lead one to expect"),
        "value_added": _("the chance of a result below what earlier results of the same pupils lead one to expect"),
    }.get(rule, "")
