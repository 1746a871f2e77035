"""Rules of the notebooks in ``notebooks/``: thin, one call per cell, results stored where nbval compares them.

Run: ``python tools/notebook_rules.py``.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from pathlib import Path
from typing import Any

NOTEBOOKS = Path(__file__).resolve().parent.parent / "notebooks"
STORED = {"keep_output", "nbval-check-output"}
FEWEST, MOST = 2, 5
NOT_A_CALL = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try, ast.With, ast.If)


def problems(notebook: dict[str, Any]) -> list[str]:
    """Return every rule that a notebook breaks, in words; empty when it keeps all."""
    cells = notebook["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    found = [*_headings(cells), *_kernel(notebook), *_parameters(code), *_stored(code)]
    if len(code) < 3:
        return [*found, "fewer than three code cells"]
    if not re.search(r"\bopen_study\(", _source(code[1])):
        found.append("the cell after the parameters does not call open_study")
    for number, cell in enumerate(code[2:], start=3):
        found += [f"code cell {number}: {problem}" for problem in _one_call(_source(cell))]
    if _source(code[-1]).strip() != "lab.leave()":
        found.append("the last code cell is not lab.leave()")
    return found


def _source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def _tags(cell: dict[str, Any]) -> set[str]:
    return set(cell["metadata"].get("tags", []))


def _headings(cells: list[dict[str, Any]]) -> list[str]:
    text = "\n".join(_source(cell) for cell in cells if cell["cell_type"] == "markdown")
    count = len(re.findall(r"^# +\S", text, re.MULTILINE))
    return [] if count == 1 else [f"{count} headings of the first level, must be one"]


def _kernel(notebook: dict[str, Any]) -> list[str]:
    language = notebook["metadata"].get("kernelspec", {}).get("language")
    return [] if language == "python" else ["the kernelspec has no language: python"]


def _parameters(code: list[dict[str, Any]]) -> list[str]:
    tagged = [cell for cell in code if "parameters" in _tags(cell)]
    if len(tagged) != 1 or tagged[0] is not code[0]:
        return [f"{len(tagged)} cells tagged parameters, must be one, the first code cell"]
    lines = ast.parse(_source(tagged[0])).body
    plain = all(
        isinstance(line, ast.Assign)
        and len(line.targets) == 1
        and isinstance(line.targets[0], ast.Name)
        and isinstance(line.value, ast.Constant)
        and isinstance(line.value.value, str)
        for line in lines
    )
    return [] if plain and lines else ["parameters are not plain strings, one per line"]


def _one_call(source: str) -> list[str]:
    if re.search(r"^\s*[%!]", source, re.MULTILINE):
        return ["a magic or shell line"]
    lines = ast.parse(source).body
    if any(isinstance(part, NOT_A_CALL) for line in lines for part in ast.walk(line)):
        return ["a definition, a loop or a condition"]
    if len(lines) != 1 or not (isinstance(lines[0], ast.Expr) and isinstance(lines[0].value, ast.Call)):
        return ["not one call"]
    texts = [part.value for part in ast.walk(lines[0]) if isinstance(part, ast.Constant)]
    if any(isinstance(text, str) and re.search(r"[/\\]", text) for text in texts):
        return ["a path"]
    return []


def _stored(code: list[dict[str, Any]]) -> list[str]:
    found = []
    marked = [cell for cell in code if _tags(cell) >= STORED]
    if not FEWEST <= len(marked) <= MOST:
        found.append(f"{len(marked)} cells tagged {' and '.join(sorted(STORED))}, must be {FEWEST}-{MOST}")
    for number, cell in enumerate(code, start=1):
        if len(STORED & _tags(cell)) == 1:
            found.append(f"code cell {number}: only one of the tags {', '.join(sorted(STORED))}")
        if cell in marked and not (cell["outputs"] and cell["execution_count"]):
            found.append(f"code cell {number}: no stored output or no count; run make notebooks")
        if cell not in marked and cell["outputs"]:
            found.append(f"code cell {number}: stored output without both tags")
        images = [kind for output in cell["outputs"] for kind in output.get("data", {}) if kind.startswith("image/")]
        if images or "data:image/" in json.dumps(cell["outputs"]):
            found.append(f"code cell {number}: an image in a stored output")
    return found


def main() -> int:
    """Print the problems of every notebook; return 1 when there is any."""
    found = False
    for file in sorted(NOTEBOOKS.glob("*.ipynb")):
        for problem in problems(json.loads(file.read_text(encoding="utf-8"))):
            print(f"{file.name}: {problem}")
            found = True
    return int(found)


if __name__ == "__main__":
    sys.exit(main())
