"""One passage as steps, in words and with small pictures that the page's script draws."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from dash import html

from dashboard.pages.pipeline import words
from dashboard.pages.pipeline.passages import Followed
from dashboard.parts.aria import data
from dashboard.parts.content import Content
from sim.report.numbers import clock_time, count_text
from sim.scenario.schema import LFR
from sim.store.runs import Manifest

__all__ = ["steps_of"]

_W = words.STEPS


def steps_of(one: Followed, manifest: Manifest, lfr: LFR) -> list[Content]:
    """Return what a passage was chosen for, and its steps."""
    steps = html.Ol([html.Li(step) for step in _steps(one, manifest, lfr)], className="steps")
    return [html.P(words.AFTER[one.kind], className="measure"), steps]


def _steps(one: Followed, manifest: Manifest, lfr: LFR) -> Iterator[list[Content]]:
    events = one.events
    if "passage" in events:
        yield _in_view(events["passage"], manifest)
    if "capture" in events:
        yield from _face(events["capture"], lfr)
    if "comparison" in events:
        yield _comparison(events["comparison"], manifest)
    searched = events.get("alert") or events.get("comparison")
    if searched is not None:
        yield _threshold(searched, manifest, is_alert="alert" in events)
    if "adjudication" in events:
        seen = events["adjudication"]
        decision = words.DECISIONS[seen["decision"]]
        yield _step("adjudication", _W["decided"].format(decision=decision, seconds=f"{seen['wait_s']:.0f}"))
    if "loss" in events:
        yield _step("engagement", _W["lost"].format(cause=words.CAUSES[events["loss"]["cause"]]))
    if "engagement" in events:
        yield _officers(events["engagement"])
    if "outcome" in events:
        yield _step("outcome", words.OUTCOMES[events["outcome"]["outcome"]])


def _step(name: str, *texts: str, picture: Content = None) -> list[Content]:
    lines = [html.P(text) for text in texts]
    return [html.Div([html.H3(_W[name]), *lines]), *([] if picture is None else [picture])]


def _in_view(passage: Any, manifest: Manifest) -> list[Content]:
    time = clock_time(manifest.start_h, passage["t_s"])
    site = passage["site"].replace("_", " ")
    return _step("passage", _W["in_view"].format(time=time, seconds=f"{passage['duration_s']:.0f}", site=site))


def _face(capture: Any, lfr: LFR) -> Iterator[list[Content]]:
    if not capture["is_usable"]:
        yield _step("capture", _W["unseen"])
        return
    px = f"{capture['iod_px']:.0f}"
    yield _step(
        "capture",
        _W["pixels"].format(px=px, yaw=f"{abs(capture['yaw_deg']):.0f}"),
        _W["frames"].format(frames=capture["n_frames"], hidden=capture["n_occluded"]),
        _W["least"].format(px=f"{lfr.capture.gate_iod_px:g}"),
        picture=_drawn(
            "face", px=round(capture["iod_px"]), label=_W["face"].format(px=px), iod=_W["iod"].format(px=px)
        ),
    )
    quality = f"{capture['quality']:.2f}"
    label = _W["gauge"].format(value=quality)
    gauge = _drawn("gauge", value=capture["quality"], label=label, text=quality)
    yield _step("quality", _W["of_one"].format(quality=quality), picture=gauge)


def _comparison(search: Any, manifest: Manifest) -> list[Content]:
    whose = _W["own"] if search["is_mated"] else _W["other"]
    n = count_text(manifest.watchlist_size or 0)
    return _step("comparison", _W["score"].format(n=n, score=f"{search['score']:.3f}", whose=whose))


def _threshold(search: Any, manifest: Manifest, *, is_alert: bool) -> list[Content]:
    threshold, score = manifest.threshold or 0.0, search["score"]
    at, score_text = f"{threshold:g}", f"{score:.3f}"
    text = _W["above" if is_alert else "below"]
    label = _W["gauge_mark"].format(value=score_text, mark=at)
    picture = _drawn(
        "gauge", value=score, mark=threshold, label=label, text=score_text, of_mark=_W["threshold"].format(mark=at)
    )
    line = text.format(score=score_text, by=f"{abs(score - threshold):.3f}", threshold=at)
    return _step("alert", line, picture=picture)


def _officers(stop: Any) -> list[Content]:
    lines = [
        _W["sent"].format(officers=stop["n_officers"], seconds=f"{stop['reach_s']:.0f}"),
        _W["held"].format(minutes=f"{stop['duration_s'] / 60:.0f}"),
    ]
    return _step("engagement", *lines, *([_W["false"]] if stop["is_false_stop"] else []))


def _drawn(kind: str, **asked: Any) -> html.Div:
    return html.Div(className="drawn", **data(step=json.dumps({"kind": kind, **asked})))
