"""Datasets: delivered tables, tied to schools, checked and kept."""

from .check import check, findings_file
from .deliver import retie, take_in
from .receipt import Receipt
from .store import Dataset, open_dataset

__all__ = ["Dataset", "Receipt", "check", "findings_file", "open_dataset", "retie", "take_in"]
