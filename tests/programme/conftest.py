"""A small programme that runs in a second: a town of 20,000 with many wanted people, one van on North End."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.programme.load import load_programme
from sim.programme.schema import Programme
from sim.scenario.shipped import programme_file

SMALL = (
    "months=1",
    "borough.residents=20000",
    "borough.visitors=20000",
    "streets.north_end.place.footfall.people_per_day=12000",
    "streets.north_end.place.day.warm_up_s=300",
    "lfr.watchlist.size=4000",
    "lfr.watchlist.local_share=0.2",
    "listing.visitors_from=400000",
    "siting=[{rule: fixed, per_month: 6, duration_h: 1.0}]",
)


def programme(*settings: str) -> Programme:
    """Return the small programme with some settings changed; it is the van's policy of 2025."""
    return load_programme(programme_file("north_end_year"), settings=[*SMALL, *settings])


@pytest.fixture(scope="session")
def root(walks: Path) -> Path:
    """Return a store, so that tables of walks are made once."""
    return walks
