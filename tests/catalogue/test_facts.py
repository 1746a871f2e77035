"""The catalogue holds facts with a status and a source, and answers what was held and what may be compared."""

import pytest

from shnor_lab import catalogue


def test_nine_procedures_of_the_rule_and_their_stages():
    nine = [p for p in catalogue.procedures().values() if p.rule_30]
    assert len(nine) == 9
    assert sum(bool(p.applies_to("basic")) for p in nine) == 6
    assert all(p.applies_to("secondary") for p in nine)
    assert not any(p.applies_to("primary") for p in nine)
    assert all(p.applies_to(None) is None for p in nine)


@pytest.mark.parametrize(
    ("procedure", "year", "held"),
    [
        ("oge_ma", 2020, False),
        ("oge_ma", 2021, True),
        ("oge_ph", 2021, False),
        ("ege_ma_base", 2021, False),
        ("ege_ru", 2020, True),
        ("vpr_ma5", 2020, False),
        ("vpr_ma5", 2021, True),
    ],
)
def test_cancelled_procedures(procedure, year, held):
    assert catalogue.held(procedure, year) is held


def test_a_break_lies_between_years_not_inside_one():
    assert catalogue.broken_between("vpr_ma5", 2019, 2021)
    assert not catalogue.broken_between("vpr_ma5", 2018, 2019)
    assert not catalogue.broken_between("ege_ma_prof", 2022, 2024)


def test_every_fact_has_a_status_and_a_source():
    for name, key in (("procedures", "procedures"), ("scales", "scales")):
        for fact in catalogue.read(name)[key].values():
            assert fact["status"] in {"verified", "unverified"} and fact["source"]
    for item in catalogue.breaks():
        assert item.status in {"verified", "unverified"} and item.source
    for fact in catalogue.read("vpr_scales")["scales"]:
        assert fact["marks"] == sorted(fact["marks"]) and fact["marks"][-1] < fact["max"]


def test_every_procedure_has_a_known_scale():
    scales = catalogue.read("scales")["scales"]
    assert {p.scale for p in catalogue.procedures().values()} <= set(scales)
