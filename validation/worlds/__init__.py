"""Invented regions for studies of lasting levels, made from the pooled model's own equation."""

from .regions import SCHOOLS, YEARS, Region, region, scale_of_reliability

__all__ = ["SCHOOLS", "YEARS", "Region", "region", "scale_of_reliability"]
