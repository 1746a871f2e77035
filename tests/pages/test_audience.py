"""A page for publication names no school beside a statistical statement."""

import pytest

from shnor_lab.pages.leave import taken_along

from .conftest import SECTIONS


@pytest.mark.parametrize("family", SECTIONS)
def test_no_school_is_named_beside_a_statistic(study_of, family):
    lab = study_of("audience: public\n")
    answers = getattr(lab, family)
    names = set(lab.study.schools["name"])
    for key in SECTIONS[family]:
        section = getattr(answers, key)()
        roles = {column.role for column in section.table.columns} if section.table else set()
        assert not {"school", "statistic"} <= roles, key
        if key in ("actions",):
            assert not any(name in section.text() for name in names)


def test_files_with_names_and_chances_are_not_written(study_of):
    lab = study_of("audience: public\n")
    assert taken_along(lab.identification) == {}
