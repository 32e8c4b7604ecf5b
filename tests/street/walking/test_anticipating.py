"""The compiled model against a plain NumPy twin of its equations, and what it is for."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.street.behaviour import Behaviour
from sim.street.crowd import Crowd
from sim.street.geometry import compile_geometry
from sim.street.rows import ROWS
from sim.street.street_map import StreetMap
from sim.street.walking.anticipating import Anticipating
from sim.street.walking.anticipation import ANGLES_DEG, look_and_turn
from sim.street.walking.stepping import open_frame

SQUARE = compile_geometry(
    StreetMap.model_validate(
        {
            "walkable": [(0, 0), (60, 0), (60, 60), (0, 60)],
            "entrances": [
                {"id": "w", "name": "", "mouth": [(0, 1), (0, 59)]},
                {"id": "e", "name": "", "mouth": [(60, 1), (60, 59)]},
            ],
        }
    )
)
MODEL = Anticipating()


def scattered(n, seed, spread):
    """Put n people who want to go east or west into the middle of a square, none of them near another or a wall."""
    rng = np.random.default_rng(seed)
    crowd = Crowd(SQUARE, MODEL, Behaviour(), capacity=64)
    x, y = 30 + spread * rng.uniform(-1, 1, (2, n))
    apart = np.hypot(x[:, None] - x, y[:, None] - y) + np.triu(np.full((n, n), 9.0))
    kept = np.flatnonzero((apart > 0.45).all(axis=1))
    rows = crowd.place(
        person_id=kept,
        x_m=x[kept],
        y_m=y[kept],
        exit=rng.integers(0, 2, n)[kept],
        desired_speed_m_s=rng.uniform(0.6, 2, n)[kept],
        lateral=rng.uniform(0, 1, n)[kept],
    )
    return crowd, rows


def looked(crowd):
    """Begin a frame; return everybody in the order of blocks, and how many there are."""
    pace = crowd._engine.pace
    gathered = crowd._gathered
    n = open_frame(crowd._walkers, crowd._ground, crowd._manner, gathered, crowd._record, pace.steps, False)
    look_and_turn(gathered.bodies, gathered.near, crowd._ground, crowd._manner, pace, n, 0)
    return gathered.bodies, n


def first_contact(p, q, touch):
    """Return the first t >= 0 with |p - q t| = touch for two who come nearer: p the way to the other, q the closing."""
    closing, speed2 = p @ q, q @ q + 1e-12
    square = closing**2 - speed2 * (p @ p - touch * touch)
    return (closing - np.sqrt(square)) / speed2 if square > 0 and closing > 0 else np.inf


def costs(i, x, w, goal, heading, wanted):
    """Return what walker i makes of each angle, by the equations."""
    horizon = MODEL.horizon_m
    few, many = (per_m2 * np.pi * MODEL.view_m**2 for per_m2 in (MODEL.comfort_from_per_m2, MODEL.comfort_to_per_m2))
    others = [j for j in range(len(x)) if j != i and np.hypot(*(x[j] - x[i])) <= MODEL.view_m]
    comfort = MODEL.comfort_m * np.clip((many - len(others)) / (many - few), 0, 1)
    others = [j for j in others if (x[j] - x[i]) @ goal[i] > 0 or np.hypot(*(x[j] - x[i])) < 1]
    meets = any(goal[i] @ goal[j] < MODEL.facing_cos and (x[j] - x[i]) @ goal[i] > 0 for j in others)
    result = []
    for a in np.radians(ANGLES_DEG):
        u = np.array([[np.cos(a), -np.sin(a)], [np.sin(a), np.cos(a)]]) @ goal[i]
        t = horizon / wanted[i]
        for j in others:
            p = x[j] - x[i]
            room = 2 * MODEL.radius_m + comfort + (MODEL.oncoming_room_m if goal[i] @ goal[j] < 0 else 0)
            t = min(t, first_contact(p, wanted[i] * u - w[j], min(room, np.hypot(*p) - 0.01)))
        free = min(horizon, wanted[i] * t, horizon * max(np.cos(a), 0))
        result.append(
            1
            + free * (free - 2 * horizon * np.cos(a)) / horizon**2
            + (MODEL.side_preference * np.sin(a) if meets else 0)
            + MODEL.keeping * (1 - u @ heading[i])
        )
    return np.array(result)


@settings(max_examples=25, deadline=None)
@given(n=st.integers(1, 40), seed=st.integers(0, 2**32 - 1), spread=st.floats(2, 12))
def test_everybody_takes_the_direction_of_least_cost(n, seed, spread):
    crowd, _ = scattered(n, seed, spread)
    crowd.advance(2)
    bodies, n = looked(crowd)
    x, w, goal, heading, turn = (
        np.column_stack([getattr(bodies, f"{name}x"), getattr(bodies, f"{name}y")])[:n]
        for name in ("", "velocity_", "goal_", "way_", "turn_")
    )
    for i in np.flatnonzero(bodies.pressed[:n] <= 0.5):
        cost = costs(i, x, w, goal, heading, bodies.wanted[:n])
        angle = np.degrees(np.arctan2(goal[i, 0] * turn[i, 1] - goal[i, 1] * turn[i, 0], turn[i] @ goal[i]))
        taken = int(np.argmin(np.abs(ANGLES_DEG - angle)))
        assert abs(ANGLES_DEG[taken] - angle) < 1e-3
        # single precision: another angle may be taken that is as good but for rounding
        assert cost[taken] < cost.min() + 1e-4


def speed_left(x, w, heading, wanted):
    """Return how fast everybody walks toward a place that is full, by the equations."""
    m, other = MODEL, ~np.eye(len(x), dtype=bool)
    to = x[None] - x[:, None]

    def share_of(at):
        return np.maximum(0, 1 - ((to - at * heading[:, None]) ** 2).sum(axis=-1) / m.place_radius_m**2) * other

    leaves = np.clip(heading @ w.T / wanted[:, None], 0, 1)
    ahead = (share_of(m.place_m) * (1 - leaves)).sum(axis=1)
    among = share_of(-m.behind_m).sum(axis=1)
    density = 2 * ahead / (np.pi * m.place_radius_m**2)
    full = np.clip((density - m.full_from_per_m2) / (m.full_per_m2 - m.full_from_per_m2), 0, 1)
    return wanted * (1 - full * np.clip((1 - among / np.maximum(ahead, 1e-9)) / m.fuller_share, 0, 1))


def test_whoever_comes_upon_a_full_place_slows_down_and_whoever_is_in_it_goes_on():
    slowed = []
    for seed in range(10):
        crowd, _ = scattered(60, seed, 1.0)
        bodies, n = looked(crowd)
        x, w, heading = (
            np.column_stack([getattr(bodies, f"{name}x"), getattr(bodies, f"{name}y")])[:n]
            for name in ("", "velocity_", "way_")
        )
        wanted = bodies.wanted[:n]
        np.testing.assert_allclose(bodies.allowed[:n], speed_left(x, w, heading, wanted), rtol=0, atol=1e-9)
        slowed.append((bodies.allowed[:n] < wanted - 1e-9).mean())
    assert 0 < np.mean(slowed) < 0.9


def twin_after_a_frame(x, w, heading, turn, goal, wanted, pressed, steps, dt):
    """Walk a frame by the equations where there are no walls, all pairs by all."""
    m, n = MODEL, len(x)
    oncoming = goal @ goal.T < 0
    touch = 2 * m.radius_m * np.where(oncoming, m.shoulder_share, 1)
    alike = heading @ heading.T
    heeds = (((heading[:, None] + heading[None]) * (x[None] - x[:, None])).sum(axis=-1) > 0) | (alike < m.facing_cos)
    crosses = (alike < m.following_cos) & (alike >= m.facing_cos)
    stop = touch * np.where(crosses, m.crossing_stop, 1)
    allowed = speed_left(x, w, heading, wanted)
    reach = 2 * m.radius_m + m.time_gap_s * wanted[:, None] + 0.2 * (wanted[:, None] + wanted)
    heeds &= np.hypot(*(x[None] - x[:, None]).transpose(2, 0, 1)) <= reach  # others matter a frame later
    swath = touch * np.where(heeds, np.where(crosses, m.crossing_swath, m.swath), 0)
    for _ in range(steps):
        heading = heading + (1 - np.exp(-dt / m.turning_time_s)) * (turn - heading)
        heading = np.where(
            np.abs(turn - heading).sum(axis=1)[:, None] < 1e-6, turn, heading / np.hypot(*heading.T)[:, None]
        )
        to = x[None] - x[:, None]
        d = np.hypot(to[..., 0], to[..., 1]) + np.where(np.eye(n) > 0, np.inf, 0)
        along = (to * heading[:, None]).sum(axis=-1)
        across = heading[:, None, 0] * to[..., 1] - heading[:, None, 1] * to[..., 0]
        drift = (heading[:, None, 0] * w[None, :, 1] - heading[:, None, 1] * w[None, :, 0]) / wanted[:, None]
        across += drift * np.minimum(along, m.look_m)
        ahead = (along > 0) & (np.abs(across) < swath) & np.isfinite(d)
        gap = np.where(ahead, along - np.sqrt(np.maximum(stop**2 - across**2, 0)), np.inf).min(axis=1)
        v = np.minimum(allowed, np.maximum(m.creep_m_s, gap / m.time_gap_s))
        step = heading * v[:, None] * dt
        hard = m.hard_share * touch * np.where(oncoming, 1, 1 - (1 - m.shoulder_share) * pressed[:, None])
        for i in range(n):
            half = np.maximum(0, (d[i] - hard[i]) / 2)
            unit = to[i] / np.where(np.isfinite(d[i]), d[i], 1)[:, None]
            near = [j for j in np.argsort(d[i]) if d[i, j] < m.hard_share * touch[i, j] + 2 * dt * wanted[i]]
            assume(len(near) <= 1)  # the order of several is the kernel's own
            for j in near:
                step[i] -= max(0.0, step[i] @ unit[j] - half[j]) * unit[j]
        speed = np.hypot(*step.T) / dt
        pressed = pressed + (1 - np.exp(-dt / 0.5)) * ((speed < m.creep_m_s / 2) - pressed)
        x = x + step
    return x


@settings(max_examples=25, deadline=None)
@given(n=st.integers(1, 30), seed=st.integers(0, 2**32 - 1), spread=st.floats(4, 12))
def test_the_kernel_and_its_numpy_twin_agree(n, seed, spread):
    crowd, _ = scattered(n, seed, spread)
    crowd.advance(2)
    bodies, n = looked(crowd)
    x, w, goal, heading, turn = (
        np.column_stack([getattr(bodies, f"{name}x"), getattr(bodies, f"{name}y")])[:n].copy()
        for name in ("", "velocity_", "goal_", "way_", "turn_")
    )
    rows, wanted, pressed = bodies.row[:n].copy(), bodies.wanted[:n].copy(), bodies.pressed[:n].copy()
    expected = twin_after_a_frame(x, w, heading, turn, goal, wanted, pressed, 4, 0.05)
    number = crowd._counts.copy()
    crowd.advance()
    assert number[ROWS] == crowd._counts[ROWS]
    # the kernel takes a new second for the frame: nobody is near what they aim at, so they aim at it again
    np.testing.assert_allclose(crowd.frames[0, rows, :2], expected, rtol=0, atol=1e-9)


def test_two_who_meet_head_on_pass_without_stopping():
    crowd = Crowd(SQUARE, MODEL, Behaviour(), capacity=2)
    crowd.place(person_id=[0, 1], x_m=[20, 40], y_m=[30, 30], exit=[1, 0], desired_speed_m_s=1.3)
    slowest, apart = np.inf, np.inf
    for _ in range(14):
        crowd.advance()
        slowest = min(slowest, crowd.speed_m_s.min())
        apart = min(apart, np.hypot(*(crowd.frames[:, 0, :2] - crowd.frames[:, 1, :2]).T).min())
    assert crowd.x_m[0] > crowd.x_m[1]
    assert slowest > 1.2
    assert apart > 2 * MODEL.radius_m


def test_nobody_comes_nearer_than_the_hard_distance_at_any_step():
    for step_s in (0.1, 0.05, 0.02):
        model = Anticipating(step_s=step_s)
        crowd = Crowd(SQUARE, model, Behaviour(), capacity=100)
        grid = np.arange(100)
        crowd.place(
            person_id=grid,
            x_m=28 + 0.45 * (grid % 10),
            y_m=28 + 0.45 * (grid // 10),
            exit=grid % 2,
            desired_speed_m_s=1.4,
            lateral=(grid * 0.618) % 1,
        )
        for _ in range(20):
            crowd.advance()
            for frame in crowd.frames[:, crowd.is_active, :2]:
                apart = np.hypot(*(frame[:, None] - frame).transpose(2, 0, 1)) + 9 * np.eye(len(frame))
                assert apart.min() >= model.hard_share * model.shoulder_share * 2 * model.radius_m * (1 - 1e-9)


def test_a_step_that_does_not_divide_a_frame_is_refused():
    with pytest.raises(ValidationError, match=r"does not divide 0.2 s \(0.03\)"):
        Anticipating(step_s=0.03)
