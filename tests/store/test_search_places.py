"""Faces were searched where their people were, between the seconds that the replay has."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from sim.core.errors import StoreError
from sim.day.replay import Recorder
from sim.events import Capture, EventLog
from sim.store.search_places import search_places

GROUPS = ("asian", "black", "mixed", "other", "white")


def capture(t_s, who, *, usable=True):
    return Capture(t_s, who, 0, "south", "a", 20.0, 0.0, 0.9, 9, 0, True, usable)


@pytest.fixture
def run(tmp_path):
    """Return a day of two people: one walks 2 m a second along y = 1, the other 1 m a second across x = 5, later."""
    log, recorder = EventLog(), Recorder(tmp_path / "replay", groups=GROUPS, chunk_s=10)
    for t_s in range(31):
        here = [0] if t_s < 12 else [0, 1]
        recorder.add(
            t_s, np.array(here), np.array([2.0 * t_s, 5.0][: len(here)]), np.array([1.0, t_s - 12.0][: len(here)])
        )
    for one in (capture(3.5, 0), capture(20.0, 0), capture(14.25, 1), capture(9.75, 0, usable=False), capture(4.0, 1)):
        log.add(one)
    recorder.finish(log)
    tables = dict(log.tables())
    replay, none = tmp_path / "replay", pl.DataFrame()
    return SimpleNamespace(path=tmp_path, replay=replay, events=lambda name: tables.get(name, none))


def test_a_search_is_where_its_person_was_at_the_best_view(run):
    found = search_places(run)
    assert sorted(zip(found.x_m.tolist(), found.y_m.tolist(), strict=True)) == [(5.0, 2.25), (7.0, 1.0), (40.0, 1.0)]
    assert found.n_searches == 4


def test_a_day_without_a_replay_has_no_places(run):
    (run.replay / "index.json").unlink()
    with pytest.raises(StoreError, match="stored without a replay"):
        search_places(run)
