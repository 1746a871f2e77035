"""A study: its choices, its data, and the answers for the whole region."""

from .prepare import prepare
from .study import Study, open

__all__ = ["Study", "open", "prepare"]
