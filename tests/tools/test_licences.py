"""A run-time dependency whose licence would bind whoever receives the workbench is named."""

import re

import licences
import pytest


@pytest.fixture
def installed(tmp_path):
    """Return a function that invents an installed package from lines of its metadata and asks for its licence."""

    def install(*lines, name="invented"):
        folder = tmp_path / f"{name}-1.0.dist-info"
        folder.mkdir()
        head = ("Metadata-Version: 2.4", f"Name: {name}", "Version: 1.0")
        (folder / "METADATA").write_text("\n".join([*head, *lines, "", ""]), encoding="utf-8")
        return licences.refused([name], path=[str(tmp_path)])

    return install


@pytest.mark.parametrize(
    "lines",
    [
        ["License-Expression: MIT"],
        ["License-Expression: Apache-2.0 AND BSD-3-Clause"],
        ["License-Expression: GPL-3.0-or-later OR MIT"],
        ["License-Expression: (MIT OR Apache-2.0) AND ISC"],
        ["License-Expression: MIT", "Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)"],
        ["License: UNKNOWN", "Classifier: License :: OSI Approved :: ISC License (ISCL)"],
        ["Classifier: License :: OSI Approved", "Classifier: License :: OSI Approved :: BSD License"],
        ["License: Apache License, Version 2.0"],
        ["License: 2-clause BSD"],
    ],
)
def test_a_permissive_licence_passes(installed, lines):
    assert installed(*lines) == []


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["License-Expression: GPL-3.0-or-later"], "GPL-3.0-or-later"),
        (["License-Expression: MIT AND AGPL-3.0-only"], "MIT and AGPL-3.0-only"),
        (["License-Expression: MIT AND (ISC OR GPL-2.0-only)"], "MIT and ISC and GPL-2.0-only"),
        (["License-Expression: GPL-2.0-only OR AGPL-3.0-only"], "GPL-2.0-only or AGPL-3.0-only"),
        (["License-Expression: GPL-3.0-only WITH GCC-exception-3.1"], "GPL-3.0-only WITH GCC-exception-3.1"),
        (
            ["License: MIT", "Classifier: License :: OSI Approved :: GNU General Public License v3 (GPLv3)"],
            "GNU General Public License v3 (GPLv3)",
        ),
        (["License: free for research"], "free for research"),
        (["License: MPL-2.0"], "MPL-2.0"),
        (["License: UNKNOWN"], "states no licence"),
        (["License: Copyright somebody", "        All rights reserved"], "states no licence"),
        (["Classifier: Programming Language :: Python"], "states no licence"),
    ],
)
def test_any_other_licence_is_named(installed, lines, said):
    assert installed(*lines) == [f"invented 1.0: {said}"]


def test_weak_copyleft_passes_for_packages_that_were_looked_at(installed):
    assert installed("License-Expression: MPL-2.0", name="fqdn") == []


def test_a_package_that_was_looked_at_may_not_become_gpl(installed):
    assert installed("License-Expression: GPL-3.0-only", name="tqdm") == ["tqdm 1.0: GPL-3.0-only"]


def test_packages_of_other_systems_are_passed_over(tmp_path):
    assert licences.refused(["invented"], path=[str(tmp_path)]) == []


def test_the_lock_is_read_whole(monkeypatch):
    asked = []
    monkeypatch.setattr(licences, "refused", lambda names: asked.extend(names) or [])
    assert licences.main() == 0
    blocks = re.findall(r"^\S+", licences.LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(asked) == len(blocks) > 100
