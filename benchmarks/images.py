"""Measure the image back end: how accurate its pipeline is on rendered heads, and what each stage costs.

    python benchmarks/images.py        # 200 references
    python benchmarks/images.py 60     # fewer, sooner

The accuracy is this pipeline's own. It is no police system's, and holds no conclusion about groups of people.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable

import numpy as np

from sim.core.streams import Streams
from sim.recognition.image.measure import Measured, draw_probes, measure
from sim.recognition.image.recogniser import Image, ImageRecogniser
from sim.recognition.image.sample import Conditions
from sim.recognition.vector.search import build_index, search
from sim.recognition.watchlist import WatchlistSettings, enrol
from sim.scenario.group_schemes import default_groups

GROUPS = default_groups().names

STREAMS = Streams(1)
TIMED = 60
USUAL = Conditions()
RANGES = (
    USUAL,
    Conditions(iod_px=(16, 24)),
    Conditions(iod_px=(24, 40)),
    Conditions(iod_px=(8, 16)),
    Conditions(yaw_deg=(0, 15)),
    Conditions(yaw_deg=(30, 40)),
)


def main(references: int = 200) -> None:
    """Print the table of accuracy and the times of the stages."""
    watchlist = enrol(WatchlistSettings(size=references), groups=GROUPS, streams=STREAMS)
    start = time.perf_counter()
    recogniser = ImageRecogniser.enrol(Image(references=references), watchlist, light=1, blur_px=0, streams=STREAMS)
    _row("load, fit and enrol", f"{time.perf_counter() - start:.1f} s")
    _stages(recogniser)
    for conditions in RANGES:
        each = 2 if conditions is USUAL else 1
        _table(measure(recogniser, streams=STREAMS, conditions=conditions, captures_each=each))


def _stages(recogniser: ImageRecogniser) -> None:
    probes = draw_probes(recogniser, conditions=USUAL, captures_each=1, n_passing=0, streams=STREAMS)
    rows = range(min(TIMED, probes.person_id.size))
    frames = [recogniser.frame(probes, row) for row in rows]
    faces = [recogniser.networks.detect(frame) for frame in frames]
    found = [row for row in rows if faces[row].n]
    templates = recogniser.templates(probes.take(np.array(found)))
    index = build_index(recogniser.references.astype(np.float32))
    _row("compose a frame", _each(lambda row: recogniser.frame(probes, row), rows))
    _row("detect in it (YuNet)", _each(lambda row: recogniser.networks.detect(frames[row]), rows))
    _row("embed the face (SFace)", _each(lambda row: recogniser.networks.embed(frames[row], faces[row]), found))
    _row(
        f"search {recogniser.n_references} references",
        _each(lambda row: search(index, templates[row : row + 1]), range(len(found))),
    )


def _table(measured: Measured) -> None:
    print(f"\n{measured.conditions}")
    _row("faces found", str(measured.detected))
    _row("mate first of all references", str(measured.rank_one))
    _row("equal error rate", f"{measured.eer:.4f}")
    _row("effective dimension of non-mated scores", f"{measured.effective_dimension:.0f}")
    for at in measured.at:
        _row(f"TPR at FMR {at.fmr:g} (threshold {at.threshold:.3f})", str(at.tpr))
        _row("    non-mated comparisons that reach it", str(at.false))
        for size in at.sizes:
            _row(f"    TPIR with N = {size.n_references}", str(size.tpir))
            _row(f"    FPIR with N = {size.n_references}", str(size.fpir))


def _each(run: Callable[[int], object], rows: range | list[int]) -> str:
    times = []
    for row in rows:
        start = time.perf_counter()
        run(row)
        times.append(time.perf_counter() - start)
    return f"{statistics.median(times) * 1e3:.2f} ms (median of {len(times)})"


def _row(what: str, value: str) -> None:
    print(f"{what:<48}{value}", flush=True)


if __name__ == "__main__":
    main(*(int(word) for word in sys.argv[1:2]))
