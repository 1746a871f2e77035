"""Datasets: delivered tables, tied to schools, checked and kept."""

from .check import check, findings_file
from .deliver import retie, take_in
from .receipt import Receipt
from .store import Dataset, open_dataset
from .taking_back import forget, repair, undo

__all__ = [
    "Dataset",
    "Receipt",
    "check",
    "findings_file",
    "forget",
    "open_dataset",
    "repair",
    "retie",
    "take_in",
    "undo",
]
