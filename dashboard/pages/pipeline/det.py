"""Both rates of a run at every threshold, as a picture with an address: the DET curve of everybody or of a group."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import log10

from dashboard.pages.pipeline import words
from dashboard.pages.pipeline.thresholds import expected_at_thresholds
from dashboard.parts.chart import Chart, Chosen
from dashboard.parts.groups import group_label
from sim.recognition.vector.recogniser import Embedding
from sim.report.line_charts import curve_svg
from sim.report.numbers import count_text, in_frequencies, percent, ratio_text
from sim.store.runs import StoredRun

__all__ = ["DET"]

_FACES = 100_000
_ALL = "all"


def _choices(run: StoredRun) -> Mapping[str, Sequence[str]]:
    return {"group": (_ALL, *run.manifest.groups)}


def _draw(run: StoredRun, width: int, chosen: Chosen) -> str | None:
    """Draw the share of listed people's searches that find them over how rarely another's face returns somebody."""
    lfr = run.scenario.lfr
    if lfr is None or not isinstance(lfr.recognition.backend, Embedding):
        return None
    rates = _rates(run, chosen["group"])
    if len(rates) < 2:
        return None
    points = [(-log10(fpir), 100 * tpir) for _, fpir, tpir in rates]
    whole = range(-int(-points[0][0] // 1), int(points[-1][0]) + 1)
    own = min(rates, key=lambda rate: abs(rate[0] - lfr.threshold))
    group = group_label(chosen["group"], run.manifest.groups)
    said = words.DET_LABEL.format(
        group=group, threshold=f"{own[0]:g}", fpir=in_frequencies(own[1]), tpir=percent(own[2]),
    )  # fmt: skip
    marks = [(float(power), _per_faces(power)) for power in whole]
    at = -log10(own[1])
    return curve_svg(
        points, label=said, marks=marks, band=(at - _HALF_A_MARK, at + _HALF_A_MARK), width=width,
        title=words.DET_OF.format(group=group),
    )  # fmt: skip


_HALF_A_MARK = 0.02
"""On the axis of powers of ten: the threshold of the run is shaded so far to either side."""


def _per_faces(power: int) -> str:
    """Write how many of 100,000 faces that is, such as 10 for the fourth power of ten."""
    return ratio_text(_FACES / 10**power) if power <= 5 else f"1 in {count_text(10**power)}"


def _rates(run: StoredRun, group: str) -> list[tuple[float, float, float]]:
    """Return threshold, FPIR and TPIR where both are known and somebody is returned, from the most false alerts on."""
    found = expected_at_thresholds(run)
    k = found["groups"].index(group)
    hits, of, listed, searched = (
        found["expected"][name][k] for name in ("other_hits", "other_searches", "listed_hits", "listed_searches")
    )
    rates = [
        (threshold, a / b, c / d)
        for threshold, a, b, c, d in zip(found["thresholds"], hits, of, listed, searched, strict=True)
        if a > 0 and b > 0 and d > 0
    ]
    return sorted(rates, key=lambda rate: -rate[1])


DET = Chart("det", words.SETTINGS["det"], _draw, choices=_choices)
