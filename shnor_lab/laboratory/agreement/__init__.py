"""How far rules agree: coefficients, overlap of lists, bootstrap over schools, what a replacement would change."""

from .joint import JOINT, joint
from .lists import lists
from .pairs import pairs
from .replace import replaced

__all__ = ["JOINT", "joint", "lists", "pairs", "replaced"]
