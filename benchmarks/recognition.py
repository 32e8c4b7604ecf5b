"""Measure what recognition costs: calibration, enrolment, searches beside a bare matrix product, and watching.

    python benchmarks/recognition.py [--searches] [--against OTHER_TREE]

One core: the program starts itself again with the threads of the linear algebra library limited to one, so that
a matrix product and a search have the same means. A product and a search of the same shape take turns, and with
`--against` the search of another checkout too, which must find the same to the last bit. How fast a search is beside a
product is the ratio of the least processor times of each, and beside it the median of the ratios of neighbours. The
search returns the highest exact cosine and whose it is; the product returns all products in single precision, and looks
at none of them. `--searches` measures nothing else.
"""

from __future__ import annotations

import argparse
import importlib.util
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np

from sim.core.streams import Stream, Streams
from sim.recognition.accuracy.fit_profile import calibrate
from sim.recognition.accuracy.profile import Profile
from sim.recognition.accuracy.score_law import Calibration
from sim.recognition.cameras.capture import CaptureSettings, Watch
from sim.recognition.cameras.site import Camera, Site
from sim.recognition.probes import NOBODY, Probes
from sim.recognition.vector.embedding import Faces, probe_templates, reference_templates
from sim.recognition.vector.recogniser import Embedding, Recogniser
from sim.recognition.vector.search import build_index, search
from sim.recognition.watchlist import WatchlistSettings, enrol
from sim.scenario.group_schemes import default_groups
from sim.scenario.load import load_profile

GROUPS = default_groups().names

STREAMS = Streams(1)
PROFILE = "met_field_064"
LIMITS = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
STREET_M = 480.0
CAPACITY = 1024
PASSAGES = 3_147_436
CALL = 100_000


def main() -> None:
    """Print one line for each measurement: the median of its repetitions."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--searches", action="store_true", help="measure searches beside a matrix product alone")
    arguments.add_argument("--against", type=Path, help="what to compare searches with: a folder that holds sim/")
    given = arguments.parse_args()
    before = None if given.against is None else _search_of(given.against)
    if not given.searches:
        _costs()
    for batch, pairs in ((1, 400), (6, 100), (64, 41), (256, 15)):
        _beside_a_product(10_000, batch, pairs, before)
    if not given.searches:
        _comparing()
        _thinned(10_000)
        for people in (200, 400, 800):
            _watching(people)


def _costs() -> None:
    _memory(100_000)  # first, because a child's peak counts what its parent had
    _calibrations()
    _say("make the template of one capture", _median(_template_maker(1), 500) * 1e6, "us")
    _say("make the templates of 64 captures, each", _median(_template_maker(64), 50) / 64 * 1e6, "us")
    for size in (10_000, 15_861, 19_000):
        _say(f"enrol {size:,} references", _median(lambda size=size: _enrolled(size), 3) * 1e3, "ms")


def _calibrations() -> None:
    for label, profile, times in (
        ("calibrate the default profile", load_profile(PROFILE), 20),
        ("calibrate 12 groups, one point by group", _twelve_groups(1), 20),
        ("calibrate 12 groups, two points by group", _twelve_groups(2), 20),
    ):
        _say(label, _median(lambda profile=profile: _calibrated(profile), times) * 1e3, "ms")


def _twelve_groups(n_points: int) -> Profile:
    draw = STREAMS.generator(Stream.PROFILE)
    names = [f"group {k}" for k in range(12)]
    fpir, tpir = 1e-4 * draw.lognormal(0, 0.5, 12), draw.uniform(0.7, 0.85, 12)
    points = [
        {
            "threshold": threshold,
            "watchlist_size": 10_000,
            "source": "made up for this benchmark",
            "fpir": [{"groups": [n], "rate": r * much} for n, r in zip(names, fpir.tolist(), strict=True)],
            "tpir": [{"groups": [n], "rate": r * most} for n, r in zip(names, tpir.tolist(), strict=True)],
        }
        for threshold, much, most in ((0.60, 1.0, 1.0), (0.64, 0.1, 0.93))
    ]
    shares = dict.fromkeys(names, 1 / 12)
    return Profile.model_validate(
        {"name": "twelve", "regime": "own", "points": points[:n_points], "face_shares": shares, "list_shares": shares}
    )


def _calibrated(profile: Profile) -> Calibration:
    settings = Embedding()
    return calibrate(profile, dimension=settings.dimension, ungrouped_share=settings.ungrouped_share)


def _enrolled(size: int, **settings: object) -> Recogniser:
    watchlist = enrol(WatchlistSettings(size=size), groups=GROUPS, streams=STREAMS)
    return Recogniser(
        Embedding(**settings),
        calibration=_calibrated(load_profile(PROFILE)).select(GROUPS),
        watchlist=watchlist,
        streams=STREAMS,
    )


def _template_maker(n: int) -> Callable[[], object]:
    calibration = _calibrated(load_profile(PROFILE)).select(GROUPS)
    templates = reference_templates(np.zeros(1, np.int64), calibration=calibration, streams=STREAMS)
    nobody, people = np.full(n, NOBODY, np.int64), np.arange(n)
    faces = Faces(people, np.zeros(n, np.int64), people % len(GROUPS), np.full(n, 0.7), nobody, nobody)
    return lambda: probe_templates(faces, templates, kinship=0.0, calibration=calibration, streams=STREAMS)


def _search_of(tree: Path) -> ModuleType:
    """Return the module that searches of another checkout."""
    spec = importlib.util.spec_from_file_location("search_before", tree / "sim/recognition/vector/search.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def _beside_a_product(size: int, batch: int, pairs: int, before: ModuleType | None) -> None:
    """Print searches a second in batches of one size, and how fast they are beside a product of the same shape."""
    recogniser = _enrolled(size)
    references, probes = recogniser.templates, _unit(batch, recogniser.templates.shape[1])
    single = np.ascontiguousarray(probes.T.astype(np.float32))
    single = single[:, 0] if batch == 1 else single
    index = build_index(references)
    work: dict[str, Callable[[], object]] = {
        "product": lambda: references @ single,
        "search": lambda: search(index, probes),
    }
    if before is not None:
        other = before.build_index(references)
        work["search before"] = lambda: before.search(other, probes)
        found, expected = search(index, probes), before.search(other, probes)
        if any(one.tobytes() != same.tobytes() for one, same in zip(found, expected, strict=True)):
            raise SystemExit("the two searches have not found the same")
    taken: dict[str, list[float]] = {name: [] for name in work}
    for _ in range(pairs + 2):
        for name, do in work.items():
            began = time.process_time()
            do()
            taken[name].append(time.process_time() - began)
    least = {name: min(times[2:]) for name, times in taken.items()}
    print(f"{size:,} references, {'one probe' if batch == 1 else f'{batch} probes'} at a time")
    for name, times in taken.items():
        ratios = [bare / one for bare, one in zip(taken["product"][2:], times[2:], strict=True)]
        print(
            f"    {name:<16}{least[name] / batch * 1e3:>9.3f} ms each{batch / least[name]:>9,.0f} a second; "
            f"{least['product'] / least[name]:.2f} of the product's speed (median of neighbours "
            f"{statistics.median(ratios):.2f})",
            flush=True,
        )


def _comparing() -> None:
    recogniser, n = _enrolled(WatchlistSettings().size), 2
    probes = _strangers(0, n)
    _say(
        "compare two captures with the default list, each",
        _median(lambda: recogniser.compare(probes), 200) / n * 1e3,
        "ms",
    )


def _thinned(size: int) -> None:
    recogniser = _enrolled(size, mode="thinned")
    recogniser.compare(_strangers(PASSAGES, CALL))
    calls = [_strangers(start, min(CALL, PASSAGES - start)) for start in range(0, PASSAGES, CALL)]
    taken = [_seconds(lambda probes=probes: recogniser.compare(probes)) for probes in calls]
    _say(f"thinned: {PASSAGES:,} passages, {size:,} references, all", sum(taken), "s")
    _say(f"thinned: {CALL:,} passages, one call", statistics.median(taken[:-1]) * 1e3, "ms")


def _memory(size: int) -> None:
    """Print the peak memory of a process that enrols and searches, and of one that only imports."""
    for label, given in (("import alone", 0), (f"enrol and search {size:,} references", size)):
        command = [sys.executable, __file__, "--peak", str(given)]
        found = subprocess.run(command, check=True, capture_output=True, text=True)
        _say(f"peak memory: {label}", float(found.stdout), "MB")


def peak(size: int) -> None:
    """Enrol and search a list, and print the most memory that this process ever had, in MB."""
    if size:
        _enrolled(size).compare(_strangers(0, 64))
    unit = 1e6 if sys.platform == "darwin" else 1e3
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit)


def _strangers(first: int, n: int) -> Probes:
    people = np.arange(first, first + n)
    plain = {name: np.zeros(n) for name in ("yaw_deg", "pitch_deg", "streak_px")}
    return Probes(
        person_id=people,
        passage=np.zeros(n, np.int64),
        group=people % len(GROUPS),
        reference_id=np.full(n, NOBODY, np.int64),
        quality=np.full(n, 0.8),
        iod_px=np.full(n, 40.0),
        **plain,
    )


def _watching(people: int) -> None:
    watch = Watch(_sites(), CaptureSettings(), capacity=CAPACITY, streams=STREAMS)
    rows, rng = np.arange(people), STREAMS.generator(Stream.WALKING)
    watch.appear(
        rows,
        person_id=rows,
        height_m=rng.normal(1.68, 0.1, people),
        is_head_down=rng.random(people) < 0.1,
        is_masked=rng.random(people) < 0.02,
        is_hooded=rng.random(people) < 0.03,
    )
    x, y = rng.uniform(0, STREET_M, people), rng.uniform(-6, 6, people)
    speed = rng.normal(1.3, 0.2, people) * rng.choice([-1, 1], people)
    frames = np.full((5, CAPACITY, 4), np.nan)
    times = []
    for second in range(300):
        for k in range(5):
            frames[k, :people, 0] = (x + speed * (second + (k + 1) / 5)) % STREET_M
            frames[k, :people, 1], frames[k, :people, 2], frames[k, :people, 3] = y, np.sign(speed), 0
        times.append(_seconds(lambda second=second: watch.observe(second, frames, people)))
    _say(f"watch one second: {people} people, two zones with 15 cameras", statistics.median(times[1:]) * 1e6, "us")


def _sites() -> list[Site]:
    return [
        Site(
            id=name,
            name=name,
            zone=((at, -6.5), (at + 10, -6.5), (at + 10, 6.5), (at, 6.5)),
            cameras=tuple(
                Camera(
                    id=f"{name}_{i}",
                    x_m=at - 6 if i % 2 else at + 16,
                    y_m=(-4, -4, 3, 3)[i % 4],
                    height_m=3.5,
                    heading_deg=(0 if i % 2 else 180) + (-10, 10)[i // 4],
                    horizontal_fov_deg=36,
                    image_width_px=2560,
                )
                for i in range(cameras)
            ),
        )
        for name, at, cameras in (("south", 26.0, 7), ("north", 456.0, 8))
    ]


def _unit(n: int, dimension: int) -> np.ndarray:
    rows = STREAMS.generator(Stream.TEMPLATE).standard_normal((n, dimension))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def _median(work: Callable[[], object], times: int) -> float:
    work()
    return statistics.median(_seconds(work) for _ in range(times))


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _say(label: str, value: float, unit: str) -> None:
    digits = 1 if value < 100 else 0
    print(f"{label:<62}{value:>9,.{digits}f} {unit}", flush=True)


if __name__ == "__main__":
    if any(os.environ.get(name) != "1" for name in LIMITS):
        os.execve(sys.executable, [sys.executable, *sys.argv], os.environ | dict.fromkeys(LIMITS, "1"))
    if sys.argv[1:2] == ["--peak"]:
        peak(int(sys.argv[2]))
    else:
        main()
