"""What tests share: a short day on North End, run once."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.day.run import RunResult, run
from sim.scenario.load import load
from sim.scenario.schema import Scenario
from sim.scenario.shipped import place_file, policy_file

SHORT_DAY = (
    "day.duration_h=0.25",
    "day.warm_up_s=300",
    "footfall.people_per_day=27500",
    "population.residents=20000",
    "population.listed_share=0.03",
    "lfr.watchlist.size=2000",
)
"""A quarter of an hour with enough listed people for something to happen."""


def short_day(*settings: str) -> Scenario:
    return load(place_file("north_end"), policies=[policy_file("lfr_fixed_2025")], settings=[*SHORT_DAY, *settings])


@pytest.fixture(scope="session")
def day() -> RunResult:
    return run(short_day(), seed=11)


@pytest.fixture(scope="session")
def walks(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a store of tables of walks, one for all workers."""
    base = tmp_path_factory.getbasetemp()
    root = (base if worker_id == "master" else base.parent) / "walks"
    root.mkdir(exist_ok=True)
    return root
