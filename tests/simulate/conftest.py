import pytest

from shnor_lab.simulate.demo import demo_region


@pytest.fixture(scope="session")
def region():
    return demo_region()
