import sysconfig
import tempfile
import time
from pathlib import Path

import nbformat
import pytest

from shnor_lab.batch import scrub

from .small_region import notebook


def test_paths_of_the_machine_are_cut(root):
    site = sysconfig.get_paths()["purelib"]
    said = f"{root}/outputs/x.csv {site}/pandas/a.py {tempfile.gettempdir()}/ipykernel_12/34.py:3: {Path.home()}/b"
    assert scrub.text(said) == "outputs/x.csv pandas/a.py notebook:3: b"


def test_a_home_folder_shortened_by_ipython_is_cut(root, monkeypatch):
    monkeypatch.setattr(Path, "home", lambda: root.parent)
    scrub._prefixes.cache_clear()
    try:
        assert scrub.text(f"File ~/{root.name}/notebooks/a.py") == "File notebooks/a.py"
    finally:
        scrub._prefixes.cache_clear()


@pytest.mark.parametrize(
    ("said", "clean"),
    [
        ("<object at 0x7f00aa>", "<object>"),
        ("\x1b[31mKeyError\x1b[39m", "KeyError"),
        (r"C:\Users\x\ipykernel_1\2.py:1: UserWarning: ой", "notebook:1: UserWarning: ой"),
        ("и/или, 1/2", "и/или, 1/2"),
    ],
)
def test_text(root, said, clean):
    assert scrub.text(said) == clean


def test_a_notebook_loses_times_and_red_banners(root):
    made = nbformat.from_dict(notebook("1"))
    made.metadata.papermill = {"start_time": "2024", "output_path": str(root)}
    made.cells[0].metadata = nbformat.from_dict({"tags": ["papermill-error-cell-tag"]})
    made.cells[1].metadata = nbformat.from_dict({"tags": ["injected-parameters"], "papermill": {"duration": 1}})
    clean = scrub.notebook(made)
    assert [cell.id for cell in clean.cells] == ["injected-parameters", "c2"]
    assert "papermill" not in nbformat.writes(clean)


def test_a_large_figure_costs_no_time(root):
    figure = "<img src='data:image/png;base64," + "iVBORw0KGgo" * 100_000 + "'>"
    began = time.process_time()
    assert scrub.text(figure) == figure
    assert time.process_time() - began < 1
