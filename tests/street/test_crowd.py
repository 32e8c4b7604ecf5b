"""Coming in, going out, standing at windows, and walking in company."""

import numpy as np
import pytest

from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.geometry import compile_geometry
from sim.street.rows import ACTIVE, LEFT, WAITING
from sim.street.street_map import StreetMap
from sim.street.stretch import seconds_of
from sim.street.walking.anticipating import Anticipating


@pytest.fixture(scope="module")
def street():
    return compile_geometry(
        StreetMap.model_validate(
            {
                "walkable": [(0, 0), (60, 0), (60, 10), (0, 10)],
                "shops": [{"id": "a", "name": "A", "at": (30, 9)}],
                "entrances": [
                    {"id": "w", "name": "", "mouth": [(0, 1), (0, 9)]},
                    {"id": "e", "name": "", "mouth": [(60, 1), (60, 9)]},
                ],
            }
        )
    )


def crowd_of(street, n, *, capacity=64, lateral=None, party=None, shop=-1, dwell=0.0, speed=1.3, entrance=0):
    crowd = Crowd(street, Anticipating(), Behaviour(), capacity=capacity)
    stops = np.full((n, 4), -1)
    stops[:, 0] = shop
    crowd.enter(
        person_id=np.arange(n),
        party_id=np.arange(n) if party is None else party,
        entrance=np.full(n, entrance),
        exit=np.full(n, 1 - entrance),
        desired_speed_m_s=np.full(n, speed),
        stops=stops,
        dwell_s=np.full((n, 4), dwell),
        lateral=np.linspace(0, 1, n) if lateral is None else lateral,
    )
    return crowd


def test_people_who_have_no_room_wait_outside(street):
    crowd = crowd_of(street, 3, lateral=np.full(3, 0.5))
    crowd.advance()
    assert (crowd.n_active, crowd.n_waiting) == (1, 2)
    for _ in range(5):
        crowd.advance()
    assert (crowd.n_active, crowd.n_waiting) == (3, 0)


def test_a_full_street_lets_nobody_in_until_somebody_leaves(street):
    crowd = crowd_of(street, 5, capacity=2)
    crowd.advance()
    assert (crowd.n_active, crowd.n_waiting) == (2, 3)
    for _ in range(150):
        crowd.advance()
        assert crowd.n_active + crowd.n_waiting + crowd.n_left == 5
    assert crowd.n_left == 5


def test_lists_grow_without_changing_anything(street, monkeypatch):
    hashes, came = [], []
    for room in (4096, 1):
        monkeypatch.setattr("sim.street.crowd._ENTRIES_AT_FIRST", room)
        crowd = crowd_of(street, 40, lateral=np.linspace(0, 1, 40))
        came.append(0)
        for _ in range(20):
            crowd.advance()
            came[-1] += len(crowd.entered_rows)
        hashes.append(crowd.state_hash())
    assert hashes[0] == hashes[1]
    assert came == [40, 40]


def test_any_chunks_of_seconds_end_in_the_same_state(street):
    hashes = set()
    for chunks in ([12], [1] * 12, [5, 7]):
        crowd = crowd_of(street, 30)
        for seconds in chunks:
            crowd.advance(seconds)
        hashes.add(crowd.state_hash())
    assert len(hashes) == 1


@pytest.mark.parametrize("room", [4096, 1])
def test_a_stretch_is_what_its_seconds_are_one_by_one(street, monkeypatch, room):
    monkeypatch.setattr("sim.street.crowd._ENTRIES_AT_FIRST", room)
    due, n = np.array([0, 2, 2, 30, 31, *[31] * 60]), 31
    chance = np.random.default_rng(5)
    columns = {
        "person_id": np.arange(100, 100 + n), "party_id": np.arange(n), "entrance": chance.integers(0, 2, n),
        "desired_speed_m_s": chance.uniform(0.9, 1.6, n), "stops": np.full((n, 4), -1), "dwell_s": np.zeros((n, 4)),
        "lateral": chance.uniform(size=n)}  # fmt: skip
    columns["exit"] = 1 - columns["entrance"]
    whole, one_by_one = (Crowd(street, Anticipating(), Behaviour(), capacity=16) for _ in range(2))
    stretch = whole.walk(due, **columns)
    seconds = list(seconds_of(stretch))
    assert len(seconds) == due.size - 1
    for first, after, second in zip(due, due[1:], seconds, strict=False):
        one_by_one.enter(**{name: column[first:after] for name, column in columns.items()})
        one_by_one.advance()
        rows, here = one_by_one.n_rows, np.flatnonzero(one_by_one.is_active)
        assert second.n_rows == rows
        assert np.array_equal(second.frames[:, :rows], one_by_one.frames[:, :rows], equal_nan=True)
        assert np.array_equal(second.entered, one_by_one.entered_rows)
        assert np.array_equal(second.entered_id, one_by_one.person_id[one_by_one.entered_rows])
        assert np.array_equal(second.people.person_id, one_by_one.person_id[here])
        assert np.array_equal(second.people.x_m, one_by_one.x_m[here])
        moved = (one_by_one.frames[-1, here, :2] - one_by_one.frames[0, here, :2]) * 1.25
        assert np.array_equal(np.column_stack([second.people.dx_m, second.people.dy_m]), moved)
        assert (second.counts[ACTIVE], second.counts[WAITING], second.counts[LEFT]) == (
            one_by_one.n_active, one_by_one.n_waiting, one_by_one.n_left)  # fmt: skip
    assert whole.state_hash() == one_by_one.state_hash()
    assert one_by_one.n_left > 10


def test_who_comes_in_a_stretch_is_checked_as_who_enters(street):
    crowd = crowd_of(street, 2)
    columns = {
        "party_id": [7], "entrance": [0], "exit": [1], "desired_speed_m_s": [1.3], "lateral": [0.5],
        "stops": [[-1] * 4], "dwell_s": [[0.0] * 4]}  # fmt: skip
    with pytest.raises(ValueError, match="on the street or waits already"):
        crowd.walk(np.array([0, 1]), person_id=[1], **columns)
    with pytest.raises(ValueError, match="must have shape"):
        crowd.walk(np.array([0, 2]), person_id=[8, 9], **columns)
    assert crowd.walk(np.array([0, 1]), person_id=[8], **columns).counts[0, ACTIVE] == 3


def test_many_more_may_wait_than_were_allowed_for(street):
    crowd = crowd_of(street, 2000, capacity=8)
    crowd.advance()
    assert crowd.n_active + crowd.n_waiting == 2000


def test_rows_are_stable_and_reported(street):
    crowd = crowd_of(street, 4)
    crowd.advance()
    assert crowd.entered_rows.tolist() == [0, 1, 2, 3]
    while not len(crowd.left_rows):
        crowd.advance()
        assert (crowd.person_id[:4] == np.arange(4)).all()
    assert not crowd.is_active[crowd.left_rows].any()


def test_frames_hold_the_second_and_nothing_else(street):
    crowd = crowd_of(street, 1, capacity=8)
    for _ in range(2):
        crowd.advance()
    np.testing.assert_allclose(np.diff(crowd.frames[:, 0, 0]), 1.3 * 0.2, atol=1e-9)
    assert crowd.frames[4, 0, :2].tolist() == [crowd.x_m[0], crowd.y_m[0]]
    assert np.isnan(crowd.frames[:, 1:]).all()
    np.testing.assert_allclose(np.hypot(*crowd.frames[:, 0, 2:].T), 1)
    while crowd.n_active:
        crowd.advance()
    crowd.advance()
    assert np.isnan(crowd.frames).all()


def test_people_at_a_window_stand_face_it_and_go_on(street):
    crowd = crowd_of(street, 1, shop=0, dwell=12.0)
    stood = 0.0
    while crowd.n_active or not crowd.n_left:
        crowd.advance()
        if crowd.is_standing[0]:
            stood += 1
            heading, place = crowd.heading_y[0], (crowd.x_m[0], crowd.y_m[0])
            # in the second in which they get there they walk, and in no other
            assert crowd.speed_m_s[0] < (1.3 + 1e-9 if stood == 1 else 1e-9)
            assert 27.9 <= place[0] <= 32.1
            assert place[1] > 9
    assert stood == pytest.approx(12, abs=1)
    assert heading > 0.99


def test_a_window_crowd_spreads_and_leaves_the_stream_free(street):
    crowd = crowd_of(street, 6, shop=0, dwell=100.0)
    for _ in range(60):
        crowd.advance()
    assert crowd.is_standing.sum() == 6
    assert (crowd.y_m[:6] > 8.4).all()
    assert np.ptp(crowd.x_m[:6]) > 1.5


def test_a_slow_member_is_waited_for(street):
    crowd = crowd_of(street, 2, party=[7, 7], lateral=[0.45, 0.55])
    crowd.advance()
    crowd.desired_speed_m_s[:2] = 1.25, 0.6
    gaps = []
    while crowd.n_left == 0:
        crowd.advance()
        gaps.append(np.hypot(*np.diff([crowd.x_m[:2], crowd.y_m[:2]]))[0])
    assert max(gaps) < 3


def test_two_who_meet_exactly_head_on_pass(street):
    crowd = crowd_of(street, 2, lateral=[0.5, 0.5])
    crowd._waiting.entrance[:2], crowd._waiting.exit[:2] = (0, 1), (1, 0)
    for _ in range(60):
        crowd.advance()
    assert crowd.n_left == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"entrance": 2}, "entrances and exits 0 to 1"),
        ({"shop": 1}, "shops -1 to 0"),
        ({"lateral": [2.0]}, "lateral places 0 to 1"),
        ({"speed": 9.0}, "at most 2.2 m/s"),
        ({"capacity": 0}, "capacity must be 1 or more"),
        ({"capacity": 64.0}, "capacity must be 1 or more"),
    ],
)
def test_what_does_not_exist_is_refused(street, changes, words):
    with pytest.raises(ValueError, match=words):
        crowd_of(street, 1, **changes)
