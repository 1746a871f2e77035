"""Charts: a frame goes in, a ``Figure`` comes out; equal frames give equal bytes."""

from .agreement import agreement
from .coverage import coverage
from .funnel import funnel
from .participation import participation
from .shares import shares
from .sizes import sizes

__all__ = ["agreement", "coverage", "funnel", "participation", "shares", "sizes"]
