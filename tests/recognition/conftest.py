from __future__ import annotations

import pytest

from sim.core.streams import Streams
from sim.recognition.profile import Embedding, Profile, calibrate
from sim.recognition.search import Recogniser
from sim.recognition.watchlist import WatchlistSettings


@pytest.fixture(scope="session")
def streams() -> Streams:
    return Streams(20_260_101)


@pytest.fixture(scope="session")
def profile() -> Profile:
    return calibrate(Embedding())


@pytest.fixture(scope="session")
def recogniser(streams: Streams) -> Recogniser:
    """A system with a list short enough to be searched thousands of times in a test."""
    return Recogniser.enrol(Embedding(), WatchlistSettings(size=1000), streams=streams)
