"""A workbench of its own for tests: three municipalities, small notebooks that need no dataset.

Run as a script it is a driver that tests may kill: ``python small_region.py ROOT JOBS MUNICIPALITY…``.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace

import pandas as pd

from shnor_lab import params

HERE = Path(__file__).resolve().parents[2]
FAMILIES = {"10_small": SimpleNamespace(regional=False), "90_all": SimpleNamespace(regional=True)}
MUNICIPALITIES = ["berezovka", "elkino", "sosnovka", "vyazy"]
NAMES = ["Берёзовка", "Ёлкино", "Сосновка", "Вязы"]
PARAMETERS = 'study = "tiny"\nmunicipality = ""\noutput = ""'

WRITE = """
import json, os, time, warnings
from pathlib import Path
import shnor_lab.errors
folder = Path(os.environ["SHNOR_HOME"]) / output
(folder / "tables").mkdir(parents=True, exist_ok=True)
""".strip()

LEAVE = """
(folder / "tables" / "sums.csv").write_text("\\ufeffкод;сумма\\n" + globals().get("municipality", "") + ";1,5\\n",
                                            encoding="utf-8")
time.sleep(float(os.environ.get("TEST_SLEEP", "0")))
summary = {"title": "Проба", "municipality": "", "key_figures": [{"label": "Школ", "value": "3"}], "sentences": [],
           "tables": [{"key": "sums", "title": "Суммы", "csv": "tables/sums.csv", "xlsx": ""}]}
(folder / "summary.json").write_text(json.dumps(summary, ensure_ascii=False), encoding="utf-8")
""".strip()


def notebook(*cells: str, parameters: str = PARAMETERS) -> dict:
    """Return a notebook: text cells begin with «#», the first code cell holds the parameters."""
    made = []
    for number, source in enumerate(["# Проба пера", parameters, *cells]):
        text = source.startswith("#")
        cell = {"cell_type": "markdown" if text else "code", "id": f"c{number}", "metadata": {}, "source": source}
        made.append(cell if text else cell | {"outputs": [], "execution_count": None})
    made[1]["metadata"] = {"tags": ["parameters"]}
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


def write_notebook(root: Path, key: str, content: dict) -> None:
    """Put a notebook into a workbench."""
    (root / "notebooks" / f"{key}.ipynb").write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def know(setattr=setattr) -> None:
    """Let the plan know the notebooks of this workbench."""
    from shnor_lab.batch import plan

    setattr(plan, "of_notebook", FAMILIES.get)
    setattr(plan, "notebooks", lambda: list(FAMILIES))


def make(
    root: Path, *, notebooks: tuple[str, ...] = ("10_small", "90_all"), middle: str = "print('Школа № 1')"
) -> Path:
    """Make a workbench whose municipal notebook has ``middle`` as one cell."""
    for folder in ("params", "notebooks"):
        (root / folder).mkdir(parents=True, exist_ok=True)
    defaults = (HERE / "params" / "defaults.yaml").read_text(encoding="utf-8")
    (root / "params" / "defaults.yaml").write_text(defaults, encoding="utf-8")
    (root / "params" / "tiny.yaml").write_text(
        f"dataset: tiny\ntitle: Малая область\nnotebooks: [{', '.join(notebooks)}]\n", encoding="utf-8"
    )
    write_notebook(root, "10_small", notebook(WRITE, "## Раздел первый", middle, LEAVE))
    regional = 'study = "tiny"\noutput = ""'
    write_notebook(root, "90_all", notebook(WRITE, "## Свод", "print('Регион')", LEAVE, parameters=regional))
    return root


@dataclass
class SmallStudy:
    """Stands for an opened study."""

    name: str = "tiny"
    codes: list[str] = field(default_factory=lambda: list(MUNICIPALITIES))
    data: str = "0" * 64

    @cached_property
    def params(self):
        return params.load(self.name)

    @property
    def dataset(self):
        return SimpleNamespace(
            tables=lambda: ["schools"],
            hash=lambda table: self.data,
            hashes=lambda: [("schools", self.data)],
            notice="Вымышленный регион",
        )

    @property
    def municipalities(self) -> pd.DataFrame:
        names = dict(zip(MUNICIPALITIES, NAMES, strict=True))
        return pd.DataFrame(
            {"municipality_id": self.codes, "municipality": [names[code] for code in self.codes], "schools": 3}
        )


def prepare(study, notebooks) -> dict[str, int]:
    """Stand for the region-wide results."""
    return {"decisions": 1}


def files(root: Path) -> dict[str, bytes]:
    """Return everything a batch left, but for the record of the run."""
    outputs = root / "outputs" / "tiny"
    return {
        file.relative_to(outputs).as_posix(): file.read_bytes()
        for file in sorted(outputs.rglob("*"))
        if file.is_file() and file.name not in ("run.json", ".lock")
    }


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background hands it down ignored
    os.environ["SHNOR_HOME"] = sys.argv[1]
    from shnor_lab.batch import run

    know()
    print(run.run(SmallStudy(codes=sys.argv[3:]), prepare=prepare, jobs=int(sys.argv[2])).text)
