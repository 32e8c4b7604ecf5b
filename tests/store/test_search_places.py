"""Faces were searched where their people were, between the seconds that the replay has."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest

from sim.core.errors import StoreError
from sim.day.replay import Recorder
from sim.event_log import EventLog
from sim.events import Capture
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


def day_of(folder, seconds, captures):
    """Return a day of one person who walks 1 m a second along y = 1 and is there in the seconds given."""
    log, recorder = EventLog(), Recorder(folder / "replay", groups=GROUPS, chunk_s=10)
    for t_s in range(31):
        here = np.array([0] if t_s in seconds else [], int)
        recorder.add(t_s, here, np.full(here.size, float(t_s)), np.full(here.size, 1.0))
    for one in captures:
        log.add(one)
    recorder.finish(log)
    tables = dict(log.tables())
    return SimpleNamespace(path=folder, replay=folder / "replay", events=lambda name: tables.get(name, pl.DataFrame()))


def test_somebody_has_a_place_from_their_first_second_to_their_last(tmp_path):
    times = (11.5, 12.0, 12.5, 19.5, 20.0, 24.5, 25.0, 25.5, 26.0)
    found = search_places(day_of(tmp_path, range(12, 26), [capture(t_s, 0) for t_s in times]))
    assert sorted(found.x_m.tolist()) == [12.0, 12.5, 19.5, 20.0, 24.5, 25.0]
    assert set(found.y_m.tolist()) == {1.0}
    assert found.n_searches == len(times)


@pytest.mark.parametrize("captures", [(), (capture(14.0, 0, usable=False),)])
def test_where_nobody_is_searched_there_is_no_place(tmp_path, captures):
    found = search_places(day_of(tmp_path, range(12, 26), captures))
    assert (found.x_m.shape, found.y_m.shape, found.n_searches) == ((0,), (0,), 0)


def test_a_day_without_a_replay_has_no_places(run):
    (run.replay / "index.json").unlink()
    with pytest.raises(StoreError, match="stored without a replay"):
        search_places(run)
