from __future__ import annotations

import gzip
import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.day.replay import Recorder, decode
from sim.event_log import EventLog
from sim.events import Adjudication, Alert, Arrival, Engagement, Outcome
from sim.scenario.group_schemes import default_groups

GROUPS = default_groups().names

FRAME = st.dictionaries(
    st.integers(0, 8),
    st.tuples(st.floats(-40, 520), st.floats(-40, 40)),
    max_size=6,
)


def record(folder: Path, frames: list[dict[int, tuple[float, float]]], chunk_s: int = 600) -> Recorder:
    recorder = Recorder(folder, groups=GROUPS, chunk_s=chunk_s)
    for t_s, frame in enumerate(frames, start=-3):
        xy = np.array(list(frame.values())).reshape(-1, 2)
        recorder.add(float(t_s), np.array(list(frame), dtype=np.int64), xy[:, 0], xy[:, 1])
    return recorder


def chunks(folder: Path) -> list[bytes]:
    index = json.loads((folder / "index.json").read_text())
    return [(folder / chunk["file"]).read_bytes() for chunk in index["chunks"]]


@settings(deadline=None, max_examples=60)
@given(frames=st.lists(FRAME, min_size=1, max_size=12), chunk_s=st.integers(1, 7))
def test_every_position_comes_back_to_the_centimetre(tmp_path_factory, frames, chunk_s):
    folder = tmp_path_factory.mktemp("replay")
    record(folder, frames, chunk_s).finish(EventLog())
    seen = {}
    for chunk in map(decode, chunks(folder)):
        for t_s in range(chunk.t0_s, chunk.t0_s + chunk.n_frames):
            seen[t_s] = chunk.at(t_s)
    wanted = {
        t_s: {who: tuple(np.rint(np.array(xy) * 100).astype(int)) for who, xy in frame.items()}
        for t_s, frame in enumerate(frames, start=-3)
    }
    assert seen == wanted


def test_the_last_frame_of_a_chunk_is_the_first_of_the_next(tmp_path):
    record(tmp_path, [{1: (t, 0.0)} for t in range(9)], chunk_s=4).finish(EventLog())
    first, second = map(decode, chunks(tmp_path))
    assert first.t0_s + first.n_frames - 1 == second.t0_s
    assert first.at(second.t0_s) == second.at(second.t0_s)


def test_the_same_day_gives_the_same_bytes(tmp_path):
    frames = [{1: (t * 1.3, 0.2), 2: (80 - t, 4.0)} for t in range(20)]
    for name in ("a", "b"):
        record(tmp_path / name, frames, chunk_s=8).finish(EventLog())
    assert {f.name: f.read_bytes() for f in (tmp_path / "a").iterdir()} == {
        f.name: f.read_bytes() for f in (tmp_path / "b").iterdir()
    }


def test_the_recorder_forgets_a_chunk_that_it_has_written(tmp_path):
    recorder = record(tmp_path, [{1: (t, 0.0)} for t in range(95)], chunk_s=10)
    assert len(recorder._frames) <= 11
    assert (tmp_path / "008.bin").exists()


def test_someone_who_leaves_and_comes_back_is_nowhere_in_between(tmp_path):
    record(tmp_path, [{1: (0.0, 0.0)}, {}, {1: (9.0, 1.0)}]).finish(EventLog())
    chunk = decode(chunks(tmp_path)[0])
    assert [chunk.at(t_s) for t_s in (-3, -2, -1)] == [{1: (0, 0)}, {}, {1: (900, 100)}]


def test_a_second_may_not_be_left_out(tmp_path):
    recorder = record(tmp_path, [{1: (0.0, 0.0)}])
    with pytest.raises(ValueError, match="second 5; -2 comes next"):
        recorder.add(5.0, [1], [0.0], [0.0])


def test_a_person_is_in_one_place_at_a_time(tmp_path):
    with pytest.raises(ValueError, match="given twice"):
        Recorder(tmp_path, groups=GROUPS).add(0.0, [1, 1], [0.0, 1.0], [0.0, 0.0])


def test_officers_stand_where_they_stood_until_they_are_recorded_again(tmp_path):
    recorder = Recorder(tmp_path, groups=GROUPS)
    for t_s in range(4):
        recorder.add(t_s, [], [], [])
        if t_s in (0, 2):
            recorder.add_officers(t_s, [t_s, 50.0], [0.5, 1.0], [t_s == 2, False])
    recorder.finish(EventLog())
    chunk = decode(chunks(tmp_path)[0])
    assert chunk.officer_x_cm[:, 0].tolist() == [0, 0, 200, 200]
    assert chunk.is_busy[:, 0].tolist() == [False, False, True, True]


def test_something_else_is_not_taken_for_a_chunk():
    with pytest.raises(ValueError, match="not a replay chunk"):
        decode(gzip.compress(b"PK\x03\x04" + bytes(40)))


def policed_day() -> EventLog:
    events = EventLog()
    events.add(Arrival(0.0, 3, 0, "s", "n", 0, True, "black", "male", "18_64", True, 7))
    events.add(Alert(60.0, 3, 0, "south", 7, 0.71, True, False))
    events.add(Adjudication(72.0, 3, 0, "engage", 12.0))
    events.add(Engagement(100.0, 3, 0, 40.0, 5.5, 28.0, 300.0, 0.2, 2, False))
    events.add(Outcome(400.0, 3, 0, "arrest", "court", False))
    return events


def test_a_stop_carries_its_place_and_its_end(tmp_path):
    record(tmp_path, [{3: (0.0, 0.0)}]).finish(policed_day())
    marks = json.loads((tmp_path / "index.json").read_text())["marks"]
    assert [mark["kind"] for mark in marks] == ["alert", "stop", "arrest"]
    assert {mark["alert"] for mark in marks} == {1}
    stop = marks[1]
    assert (stop["x_m"], stop["y_m"], stop["end_s"], stop["is_false_stop"]) == (40.0, 5.5, 400.0, False)


def test_groups_are_stored_by_person_and_unknown_ones_say_so(tmp_path):
    record(tmp_path, [{3: (0.0, 0.0)}]).finish(policed_day())
    groups = gzip.decompress((tmp_path / "people.bin").read_bytes())
    assert list(groups) == [255, 255, 255, 1]
