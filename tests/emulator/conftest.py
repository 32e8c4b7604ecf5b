"""One emulator of the cheap simulator, for all tests."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from emulated import frame

from sim.emulator.build import emulator_of
from sim.emulator.points import points_of
from tests.programme.conftest import programme


@pytest.fixture(scope="session")
def small():
    return programme()


@pytest.fixture(scope="session")
def points(small):
    return points_of(small, "small", points=64, held_out=48, seed=4, fit=None, root="nowhere")


@pytest.fixture(scope="session")
def emulator(points):
    return emulator_of(points, frame(points))
