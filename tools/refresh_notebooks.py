"""Executes every notebook as it stands and keeps the results of the cells that nbval compares.

Run: ``python tools/refresh_notebooks.py [KEY…]``.
"""

from __future__ import annotations

import sys

from notebook_rules import NOTEBOOKS, STORED

from shnor_lab import threads
from shnor_lab.batch import scrub


def main(keys: list[str]) -> int:
    """Refresh the named notebooks, or all; a notebook that fails keeps its old file."""
    threads.limit(1)
    from shnor_lab.batch.formats import nbformat  # isort: skip  # before what loads it otherwise
    from nbclient import NotebookClient

    for file in sorted(NOTEBOOKS.glob("*.ipynb")):
        if keys and file.stem not in keys:
            continue
        notebook = nbformat.read(file, as_version=4)
        folder = {"metadata": {"path": str(NOTEBOOKS)}}
        NotebookClient(notebook, kernel_name="python3", record_timing=False, resources=folder).execute()
        for cell in scrub.notebook(notebook).cells:
            if cell.cell_type == "code" and not set(cell.metadata.get("tags", [])) >= STORED:
                cell.outputs = []
        notebook.metadata.pop("language_info", None)
        file.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
        print(file.name, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
