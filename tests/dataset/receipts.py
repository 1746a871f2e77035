"""What tests look at in a dataset and in the receipt of an import."""

import hashlib

from shnor_lab.dataset import open_dataset
from tests.dataset.conftest import RESULTS


def state(name="x"):
    """Return what every file of a dataset holds."""
    folder = open_dataset(name).folder
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def states(receipt):
    return receipt.table["state"].tolist()


def rules(receipt, level=None):
    found = receipt.findings
    return set(found["rule"] if level is None else found.loc[found["level"] == level, "rule"])


def lines(*rows):
    return RESULTS.splitlines()[0] + "\n" + "\n".join(rows) + "\n"
