from __future__ import annotations

import pytest

from sim.core.streams import Streams
from sim.recognition.accuracy.fit_profile import calibrate
from sim.recognition.accuracy.profile import Profile
from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.vector.recogniser import Embedding, Recogniser
from sim.recognition.watchlist import WatchlistSettings, enrol
from sim.scenario.group_schemes import default_groups
from sim.scenario.load import load_profile

GROUPS = default_groups().names


@pytest.fixture(scope="session")
def streams() -> Streams:
    return Streams(20_260_101)


@pytest.fixture(scope="session")
def profile() -> Profile:
    return load_profile("met_field_064")


@pytest.fixture(scope="session")
def calibration(profile: Profile) -> Calibration:
    return calibrate(profile, dimension=512, ungrouped_share=0.5).select(GROUPS)


@pytest.fixture(scope="session")
def recogniser(profile: Profile, streams: Streams) -> Recogniser:
    """A system with a list short enough to be searched thousands of times in a test."""
    watchlist = enrol(WatchlistSettings(size=1000), groups=GROUPS, streams=streams)
    return Recogniser.enrol(Embedding(), profile, watchlist, groups=GROUPS, streams=streams)
