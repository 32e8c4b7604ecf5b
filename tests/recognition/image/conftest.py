from __future__ import annotations

import pytest
from image_probes import N_REFERENCES, enrolled

from sim.core.streams import Streams
from sim.recognition.image.recogniser import ImageRecogniser
from sim.recognition.watchlist import Watchlist, WatchlistSettings, enrol
from sim.scenario.group_schemes import default_groups

GROUPS = default_groups().names


@pytest.fixture(scope="session")
def watchlist(streams: Streams) -> Watchlist:
    return enrol(WatchlistSettings(size=N_REFERENCES + 10), groups=GROUPS, streams=streams)


@pytest.fixture(scope="session")
def system(watchlist: Watchlist, streams: Streams) -> ImageRecogniser:
    """Forty references: enough to confuse, few enough to wait for."""
    return enrolled(watchlist, streams)
