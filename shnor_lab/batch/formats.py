"""The formats of notebooks, loaded without the grammar of IRIs.

``nbformat`` checks notebooks with ``jsonschema``, which builds that grammar when it is loaded: two seconds of every
process, for a kind of text that the schema of notebooks does not have.
"""

from __future__ import annotations

import sys

_GRAMMAR = "rfc3987_syntax"

if "jsonschema" not in sys.modules and _GRAMMAR not in sys.modules:
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]  # as if it were not installed
    import jsonschema  # noqa: F401

    del sys.modules[_GRAMMAR]

import nbformat as nbformat  # noqa: E402
