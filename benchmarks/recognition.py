"""Measure what recognition costs: searches a second, a second of watching, calibration, enrolment.

    python benchmarks/recognition.py
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from sim.core.streams import Stream, Streams
from sim.recognition.capture import Camera, CaptureSettings, Site, Watch
from sim.recognition.embedding import direction_of, probe
from sim.recognition.profile import Embedding, calibrate
from sim.recognition.search import Recogniser, build_index, search
from sim.recognition.watchlist import WatchlistSettings, enrol

STREAMS = Streams(1)
SETTINGS = Embedding()
STREET_M = 480.0
CAPACITY = 1024


def main() -> None:
    """Print one line for each measurement: the median of its repetitions."""
    calibrated = _median(lambda: calibrate(SETTINGS), 20)
    print(f"{'calibrate the default operating points':<62}{calibrated * 1e3:>9.1f} ms")
    for size in (10_000, 15_861, 19_000):
        _searches(size)
    _probes()
    _batches()
    for people in (200, 400, 800):
        _watching(people)


def _searches(size: int) -> None:
    profile = calibrate(SETTINGS)
    enrolled = _median(lambda: enrol(WatchlistSettings(size=size), profile=profile, streams=STREAMS), 3)
    index = build_index(enrol(WatchlistSettings(size=size), profile=profile, streams=STREAMS).templates)
    probes = _unit(64, profile.dimension)
    search(index, probes[:1])
    each = statistics.median(_median(lambda p=probes[i:i + 1]: search(index, p), 5) for i in range(64))
    print(f"{f'enrol {size:,} references':<62}{enrolled * 1e3:>9.0f} ms")
    print(f"{f'search {size:,} references, one probe at a time':<62}{1 / each:>9,.0f} a second ({each * 1e3:.2f} ms)")


def _probes() -> None:
    profile = calibrate(SETTINGS)

    def make(person: int = 7) -> None:
        identity = direction_of(person, profile=profile, streams=STREAMS)
        probe(person, 0, 1, 0.7, identity, profile=profile, streams=STREAMS)

    print(f"{'make the template of one capture':<62}{_median(make, 500) * 1e6:>9.0f} us")


def _batches() -> None:
    recogniser, n = Recogniser.enrol(SETTINGS, WatchlistSettings(), streams=STREAMS), 2
    given = {"person_id": np.arange(n), "passage": np.zeros(n, int), "group": np.zeros(n, int),
             "reference_id": np.full(n, -1), "quality": np.full(n, 0.8)}
    each = _median(lambda: recogniser.compare(**given), 200) / n
    print(f"{'compare two captures with the default list, each':<62}{each * 1e3:>9.2f} ms")


def _watching(people: int) -> None:
    watch = Watch(_sites(), CaptureSettings(), capacity=CAPACITY, streams=STREAMS)
    rows, rng = np.arange(people), STREAMS.generator(Stream.WALKING)
    watch.appear(rows, person_id=rows, height_m=rng.normal(1.68, 0.1, people), is_head_down=rng.random(people) < 0.1,
                 is_covered=rng.random(people) < 0.05)
    x, y = rng.uniform(0, STREET_M, people), rng.uniform(-6, 6, people)
    speed = rng.normal(1.3, 0.2, people) * rng.choice([-1, 1], people)
    frames = np.full((5, CAPACITY, 4), np.nan)
    times = []
    for second in range(300):
        for k in range(5):
            frames[k, :people, 0] = (x + speed * (second + (k + 1) / 5)) % STREET_M
            frames[k, :people, 1], frames[k, :people, 2], frames[k, :people, 3] = y, np.sign(speed), 0
        start = time.perf_counter()
        watch.observe(second, frames, people)
        times.append(time.perf_counter() - start)
    label = f"watch one second: {people} people, two zones with 15 cameras"
    print(f"{label:<62}{statistics.median(times[1:]) * 1e6:>9.0f} us")


def _sites() -> list[Site]:
    return [
        Site(id=name, name=name, zone=((at, -6.5), (at + 10, -6.5), (at + 10, 6.5), (at, 6.5)), cameras=tuple(
            Camera(id=f"{name}_{i}", x_m=at - 6 if i % 2 else at + 16, y_m=(-4, -4, 3, 3)[i % 4], height_m=3.5,
                   heading_deg=(0 if i % 2 else 180) + (-10, 10)[i // 4], horizontal_fov_deg=36, image_width_px=2560)
            for i in range(cameras)))
        for name, at, cameras in (("south", 26.0, 7), ("north", 456.0, 8))
    ]


def _unit(n: int, dimension: int) -> np.ndarray:
    rows = STREAMS.generator(Stream.TEMPLATE).standard_normal((n, dimension))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _median(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


if __name__ == "__main__":
    main()
