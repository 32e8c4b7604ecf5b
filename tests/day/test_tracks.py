"""Where people are who take walks from a table, held against plain NumPy."""

import numpy as np
import pytest

from sim.core.streams import Stream, Streams
from sim.day.tracks import Tracks

N = 200


@pytest.fixture(scope="module")
def tracks() -> Tracks:
    chance = Streams(seed=8).generator(Stream.WALK)
    stay = chance.integers(0, 90, N)
    places = chance.normal(scale=30.0, size=(int(stay.sum()), 2)).astype(np.float32)
    start = np.cumsum(stay) - stay
    return Tracks(
        100 + chance.permutation(N), np.sort(chance.uniform(0, 600, N)), chance.uniform(-1, 3, N), start,
        stay.astype(float), places)  # fmt: skip


def plain(tracks, rows, now_s):
    """Return where people are, whether they are there, and how many seconds they have been."""
    second = np.round(now_s - tracks.arrive_s[rows] - tracks.appear_s[rows])
    is_there = (second >= 0) & (second < tracks.stay_s[rows])
    at = np.where(is_there, tracks.start[rows] + second, 0).astype(np.int64)
    return tracks.places_m[at].astype(np.float64), is_there, second


@pytest.mark.parametrize("now_s", [0.0, 17.0, 300.0, 640.0])
def test_those_on_the_street_are_where_their_tracks_say_and_have_come_from_there(tracks, now_s):
    here = tracks.present(now_s, longest_s=91.0)
    at, is_there, second = plain(tracks, np.arange(N), now_s)
    before, _, _ = plain(tracks, np.arange(N), now_s - 1)
    way = np.where((second > 0)[:, None], at - before, 0.0)
    assert here.person_id.tolist() == tracks.person_id[is_there].tolist()
    assert np.array_equal(np.column_stack([here.x_m, here.y_m]), at[is_there])
    assert np.array_equal(np.column_stack([here.dx_m, here.dy_m]), way[is_there])


def test_one_is_where_all_are(tracks):
    here = tracks.present(300.0, longest_s=91.0)
    found = {int(tracks.person_id[row]): tracks.place(row, 300.0) for row in range(N)}
    assert {one: at for one, at in found.items() if at} == {
        int(one): (float(x), float(y)) for one, x, y in zip(here.person_id, here.x_m, here.y_m, strict=True)
    }


def test_a_chase_is_that_of_all_at_once_second_by_second(tracks):
    rows = np.flatnonzero(tracks.stay_s > 0)
    from_s = np.floor(tracks.arrive_s[rows] + 5)
    start = Streams(seed=9).generator(Stream.WALK).normal(scale=60.0, size=(rows.size, 2))
    chase = tracks.chase(rows, from_s, start, speed_m_s=1.9, reach_m=1.0, until_s=500.0)
    at, now_s, seconds = start.copy(), from_s.copy(), np.zeros(rows.size, np.int64)
    is_reached, is_over = np.zeros(rows.size, bool), np.zeros(rows.size, bool)
    while not is_over.all():
        goal, is_there, _ = plain(tracks, rows, now_s)
        is_there &= now_s < 500.0
        way = goal - at
        far_m = np.hypot(way[:, 0], way[:, 1])
        share = np.minimum(1.0, 1.9 / np.maximum(far_m, 1e-9))
        at = np.where(is_there[:, None], at + way * share[:, None], at)
        seconds += ~is_over
        is_reached |= ~is_over & is_there & (far_m * (1 - share) <= 1.0)
        is_over |= is_reached | ~is_there
        now_s += 1
    assert 0 < np.count_nonzero(is_reached) < rows.size
    assert np.array_equal(chase.is_reached, is_reached)
    assert np.array_equal(chase.seconds, seconds)
