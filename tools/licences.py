"""Names every run-time dependency whose licence would bind whoever receives the workbench, which is MIT.

Run: ``python tools/licences.py``; ``make check`` does. Read are the packages of ``requirements.lock`` that are
installed; those of other systems and versions of Python are read where they are installed.

* permissive (MIT, BSD, Apache, ISC, PSF, Zlib, CC0): passes;
* weak copyleft (MPL, LGPL): binds changes of the library itself, which we import unchanged; passes for a package of
  ``ALLOWED`` alone, with the reason, so that a new one is looked at once;
* anything else (GPL, AGPL, terms that nobody here has read, nothing stated): named.

A package states its licence in ``License-Expression``, else in classifiers, else in one line of ``License``. With
"OR" one permissive alternative is enough; with parentheses, or several classifiers, every name has to be permissive.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from importlib.metadata import Distribution, distributions
from pathlib import Path

LOCK = Path(__file__).resolve().parent.parent / "requirements.lock"
SAY_NOTHING = {"the", "license", "licence", "software", "version"}


def words(name: str) -> frozenset[str]:
    """Return the words that tell a licence: "Apache License, Version 2.0" and "Apache-2.0" give the same."""
    return frozenset(re.findall(r"[a-z0-9]+", name.casefold())) - SAY_NOTHING


PERMISSIVE = {
    words(name)
    for name in (
        *("MIT", "MIT-0", "MIT-CMU", "BSD", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache", "Apache-2.0"),
        *("ISC", "ISC License (ISCL)", "PSF-2.0", "PSFL", "Python Software Foundation License", "Zlib", "CC0-1.0"),
    )
}
WEAK = {
    words(name)
    for name in (
        *("MPL-2.0", "Mozilla Public License 2.0 (MPL 2.0)", "LGPL-2.1-or-later", "LGPL-3.0-or-later"),
        *("LGPL-2.1-only", "LGPL-3.0-only", "GNU Lesser General Public License v3 (LGPLv3)"),
    )
}
ALLOWED = {
    "certifi": "MPL-2.0: a list of certificates, read and never changed",
    "fqdn": "MPL-2.0: checks host names for jsonschema, imported unchanged",
    "tqdm": "MPL-2.0 and MIT: progress of papermill, imported unchanged",
}
"""Packages under weak copyleft that were looked at, and why they may stay."""


def main() -> int:
    """Return 1 when a licence was named."""
    locked = re.findall(r"^([\w.-]+)==", LOCK.read_text(encoding="utf-8"), re.MULTILINE)
    named = refused(locked)
    for line in named:
        print(line)
    return int(bool(named))


def refused(names: Iterable[str], *, path: list[str] | None = None) -> list[str]:
    """Return one line per installed package whose licence does not pass.

    Parameters
    ----------
    names : iterable of str
        Packages, one name each; those that are not installed are passed over.
    path : list of str, optional
        Folders to look for packages in, by default those of this Python.
    """
    named = []
    for name in names:
        for package in distributions(name=name, path=sys.path if path is None else path):
            stated = licences(package)
            passing = PERMISSIVE | (WEAK if name in ALLOWED else set())
            if not any(all(words(part) in passing for part in alternative) for alternative in stated):
                said = " or ".join(" and ".join(alternative) for alternative in stated)
                named.append(f"{name} {package.version}: {said or 'states no licence'}")
    return named


def licences(package: Distribution) -> list[list[str]]:
    """Return the alternatives that a package offers, each with the names of all licences that it binds to."""
    about = package.metadata
    if expression := about.get("License-Expression"):
        alternatives = [expression] if "(" in expression else expression.split(" OR ")
        return [re.split(r" AND | OR ", alternative.replace("(", "").replace(")", "")) for alternative in alternatives]
    classifiers = [line.split(" :: ") for line in about.get_all("Classifier") or [] if line.startswith("License ::")]
    if classified := [parts[-1] for parts in classifiers if parts[-1] != "OSI Approved"]:
        return [classified]
    stated = (about.get("License") or "").strip()
    if stated in ("", "UNKNOWN") or "\n" in stated:
        return []
    return [stated.split(" AND ")]


if __name__ == "__main__":
    sys.exit(main())
