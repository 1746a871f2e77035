"""What the tests of this package share."""

from ..unpooled import english, unpooled  # noqa: F401 - fixtures
