"""The demo study, opened once for a module, in a root of its own."""

import pytest

from shnor_lab import study as studies


@pytest.fixture(scope="module")
def demo(in_demo_root):
    return studies.open("demo")
