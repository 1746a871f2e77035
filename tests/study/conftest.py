"""The demo study, in a root of its own."""

import pytest


@pytest.fixture(scope="module")
def demo(in_demo_root, demo_study):
    return demo_study
