"""Invented regions whose truth is known."""

from .parameters import Parameters
from .programme import most_low
from .region import Region, make_region

__all__ = ["Parameters", "Region", "make_region", "most_low"]
