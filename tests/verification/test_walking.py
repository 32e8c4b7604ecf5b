"""Walking against what must hold: RiMEA's component tests and our own (no tuning, no averages)."""

import subprocess
import sys

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.street.arrivals import Footfall, draw_arrivals
from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.geometry import StreetMap, compile_geometry
from sim.street.walking_collision_free_speed import CollisionFreeSpeed


def corridor(length, width, *, angle=0.0, **more):
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]])
    ring = np.array([(0, 0), (length, 0), (length, width), (0, width)]) @ turn
    mouths = np.array([[(0, 0), (0, width)], [(length, 0), (length, width)]]) @ turn
    return compile_geometry(StreetMap.model_validate({
        "walkable": ring.tolist(), **more,
        "entrances": [{"id": f"e{k}", "name": "", "mouth": mouths[k].tolist()} for k in range(2)]}))


def send(crowd, ways, *, speed=1.33, lateral=0.5, shop=-1, dwell_s=0.0, first_id=0):
    n = len(ways)
    stops = np.full((n, 4), -1)
    stops[:, 0] = shop
    ids = first_id + np.arange(n)
    crowd.enter(person_id=ids, party_id=ids, entrance=[a for a, _ in ways], exit=[b for _, b in ways],
                desired_speed_m_s=np.full(n, speed), stops=stops, dwell_s=np.full((n, 4), dwell_s),
                lateral=np.broadcast_to(lateral, n))


def walk_alone(geometry):
    """Return a lone walker's way, one row a frame."""
    crowd = Crowd(geometry, CollisionFreeSpeed(), Behaviour(), capacity=4)
    send(crowd, [(0, 1)])
    frames = []
    while not crowd.n_left:
        crowd.advance()
        frames.append(crowd.frames[:, 0, :2].copy())
    way = np.concatenate(frames)
    return way[~np.isnan(way[:, 0])]


def test_a1_one_person_walks_a_corridor_at_their_speed():
    way = walk_alone(corridor(40, 2))
    speeds = np.hypot(*np.diff(way, axis=0).T) / 0.2
    assert speeds == pytest.approx(1.33, rel=0.01)
    walked, seconds = np.hypot(*(way[-1] - way[0])), 0.2 * (len(way) - 1)
    assert 26 <= 40 * seconds / walked <= 34


def test_a2_a_corridor_turned_by_45_degrees_takes_the_same_time():
    assert abs(len(walk_alone(corridor(40, 2))) - len(walk_alone(corridor(40, 2, angle=np.pi / 4)))) <= 1


def test_a4_twenty_people_round_a_corner_and_nobody_cuts_it():
    geometry = compile_geometry(StreetMap.model_validate({
        "walkable": [(0, 0), (12, 0), (12, 12), (10, 12), (10, 2), (0, 2)],
        "entrances": [{"id": "w", "name": "", "mouth": [(0, 0), (0, 2)]},
                      {"id": "n", "name": "", "mouth": [(10, 12), (12, 12)]}]}))
    crowd = Crowd(geometry, CollisionFreeSpeed(), Behaviour(), capacity=32)
    send(crowd, [(0, 1)] * 20, lateral=np.linspace(0, 1, 20))
    for _ in range(120):
        crowd.advance()
        x, y = (crowd.frames[:, :, q][~np.isnan(crowd.frames[:, :, 0])] for q in (0, 1))
        assert not ((x < 10) & (y > 2)).any()
    assert crowd.n_left == 20


def standing_in(width):
    """Somebody stands in the middle of a corridor when another comes along; return the crowd."""
    geometry = corridor(30, width, shops=[{"id": "s", "name": "", "at": (15, width / 2)}])
    crowd = Crowd(geometry, CollisionFreeSpeed(), Behaviour(), capacity=4)
    send(crowd, [(0, 1)], shop=0, dwell_s=60.0)
    while not crowd.is_standing[0]:
        crowd.advance()
    crowd.x_m[0], crowd.y_m[0] = 15, width / 2
    send(crowd, [(0, 1)], first_id=1)
    return crowd


def test_a6_a_standing_person_is_overtaken_in_a_wide_corridor():
    crowd = standing_in(4.0)
    for _ in range(40):
        crowd.advance()
        apart = np.hypot(*(crowd.frames[:, 0, :2] - crowd.frames[:, 1, :2]).T)
        assert not (apart < 0.4 - 1e-9).any()
    assert crowd.is_standing[0]
    assert crowd.n_left == 1


def test_a6_a_standing_person_is_waited_for_in_a_narrow_corridor():
    crowd = standing_in(0.9)
    for _ in range(30):
        crowd.advance()
        assert crowd.x_m[1] < 15
    for _ in range(60):
        crowd.advance()
    assert crowd.n_left == 2


@pytest.fixture(scope="module")
def crossroads():
    return compile_geometry(StreetMap.model_validate({
        "walkable": [(-30, -5), (-5, -5), (-5, -30), (5, -30), (5, -5), (30, -5), (30, 5), (5, 5), (5, 30), (-5, 30),
                     (-5, 5), (-30, 5)],
        "obstacles": [[(-1, -1), (1, -1), (1, 1), (-1, 1)]],
        "shops": [{"id": f"s{k}", "name": "", "at": at}
                  for k, at in enumerate([(-20, 4), (20, -4), (4, 20), (-4, -20)])],
        "entrances": [{"id": "w", "name": "", "mouth": [(-30, -5), (-30, 5)]},
                      {"id": "e", "name": "", "mouth": [(30, -5), (30, 5)]},
                      {"id": "s", "name": "", "mouth": [(-5, -30), (5, -30)]},
                      {"id": "n", "name": "", "mouth": [(-5, 30), (5, 30)]}]}))


def test_a7_everyone_leaves_by_the_gate_they_were_assigned(crossroads):
    crowd = Crowd(crossroads, CollisionFreeSpeed(), Behaviour(), capacity=256)
    ways = [(a, b) for a in range(4) for b in range(4) if a != b] * 8
    send(crowd, ways, lateral=np.linspace(0.02, 0.98, len(ways)))
    left = np.zeros((4, 4), int)
    for _ in range(300):
        crowd.advance()
        for row in crowd.left_rows:
            mouth = crossroads.places[:4].reshape(4, 2, 2).mean(axis=1)
            nearest = np.argmin(np.hypot(*(mouth - [crowd.x_m[row], crowd.y_m[row]]).T))
            left[ways[crowd.person_id[row]][0], nearest] += 1
    assert (left == 8 * (1 - np.eye(4, dtype=int))).all()


def busy(geometry, people_per_day, seconds, *, check=lambda crowd: None):
    """Walk a busy street from empty and return the crowd."""
    footfall = Footfall(people_per_day=people_per_day,
                        entrance_shares=dict.fromkeys(geometry.entrance_ids, 1 / geometry.n_entrances))
    arrivals = draw_arrivals(footfall, Behaviour(), geometry, start_h=12, duration_s=seconds, warm_up_s=0,
                             streams=Streams(seed=7))
    crowd = Crowd(geometry, CollisionFreeSpeed(), Behaviour(), capacity=1024)
    for second in range(seconds):
        rows = arrivals.during(second, second + 1)
        crowd.enter(person_id=arrivals.person_id[rows], party_id=arrivals.party_id[rows],
                    entrance=arrivals.entrance[rows], exit=arrivals.exit[rows], stops=arrivals.stops[rows],
                    desired_speed_m_s=arrivals.desired_speed_m_s[rows], dwell_s=arrivals.dwell_s[rows],
                    lateral=arrivals.lateral[rows])
        crowd.advance()
        assert crowd.n_active + crowd.n_waiting + crowd.n_left == rows.stop
        check(crowd)
    return crowd


def long_street():
    return corridor(300, 12, shops=[{"id": f"s{k}", "name": "", "at": (15 + 30 * k, 11 if k % 2 else 1)}
                                    for k in range(10)])


def test_a9_another_process_reaches_the_same_state():
    code = (f"import runpy; m = runpy.run_path({__file__!r}); "
            "print(m['busy'](m['corridor'](60, 6), 60_000, 120).state_hash())")
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert other.stdout.strip() == busy(corridor(60, 6), 60_000, 120).state_hash()


def test_a10_several_hundred_people_stay_inside_apart_and_conserved():
    geometry = long_street()
    nearest = []

    def check(crowd):
        rows = np.flatnonzero(crowd.is_active)
        x, y = crowd.x_m[rows], crowd.y_m[rows]
        assert np.isfinite(x).all()
        assert geometry.contains(x, y).all()
        apart = np.hypot(x[:, None] - x, y[:, None] - y)
        np.fill_diagonal(apart, np.inf)
        nearest.append(apart.min() if len(rows) else np.inf)

    crowd = busy(geometry, 40_000, 600, check=check)
    assert crowd.n_active > 200
    assert crowd.n_waiting < 10
    # two turned bodies touch at 0.24 m; a step of each may close in by v dt more
    model = CollisionFreeSpeed()
    assert min(nearest) > 2 * model.radius_m * model.shoulder_share - 2 * Behaviour().desired_speed_high_m_s * 0.05


def test_nobody_is_stuck_on_a_busy_street():
    crowd = busy(long_street(), 40_000, 900)
    active = crowd.is_active
    assert np.median(crowd.speed_m_s[active] / crowd.desired_speed_m_s[active]) > 0.85
    for _ in range(900):
        crowd.advance()
    assert crowd.n_active == 0
