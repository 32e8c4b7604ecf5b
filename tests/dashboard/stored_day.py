"""Writes a small run folder whose numbers are known, without running the model."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import polars as pl

from sim.core.results_version import RESULTS_VERSION
from sim.core.streams import Stream, Streams
from sim.core.tables import rows_to_table
from sim.day.replay import Recorder
from sim.event_log import EventLog
from sim.events import AGE_BANDS, SEXES, Adjudication, Alert, Arrival, Engagement, Loss, Outcome
from sim.metrics.metric import Metric, count, expected_count, rate
from sim.scenario.group_schemes import default_groups
from sim.scenario.load import dump, load
from sim.store.runs import Manifest

GROUPS = default_groups().names

SAMPLED = {
    "people": 21_450, "listed_people": 31, "faces_seen": 19_423, "listed_seen": 26, "alerts": 14, "true_alerts": 14,
    "false_alerts": 0, "dismissed": 2, "lost": 1, "engagements": 11, "false_stops": 0, "arrests": 6,
    "other_disposals": 2, "no_further_action": 3, "listed_missed": 20, "witnesses": 903,
    "listed_alerted": 14, "others_alerted": 0,
}  # fmt: skip
EXPECTED = {
    "alerts": 13.2, "true_alerts": 13.13, "false_alerts": 0.0672, "engagements": 10.4, "false_stops": 0.041,
    "arrests": 5.6, "listed_missed": 20.1,
    "listed_people": 30.459, "listed_alerted": 13.13, "others_alerted": 0.0672,
}  # fmt: skip
SHARES = (0.2, 0.22, 0.08, 0.05, 0.45)
N_PEOPLE = 700
FIXED, VAN, NONE = "a1b2c3d4e5f60718", "c1b2c3d4e5f60718", "b1b2c3d4e5f60718"
SCENARIOS = Path(__file__).parents[2] / "scenarios"
START_S, END_S = -60, 900


def write_day(
    root: Path,
    run_id: str,
    *,
    scenario_yaml: str,
    policy: str | None = "Fixed cameras, 2025",
    seed: int = 7,
    n_people: int = N_PEOPLE,
) -> Path:
    """Write one run below `root`; `policy` None makes a day without facial recognition."""
    folder = root / run_id
    (folder / "events").mkdir(parents=True)
    (folder / "scenario.yaml").write_text(scenario_yaml, encoding="utf-8")
    manifest = Manifest(
        run_id=run_id, place="North End, Croydon", policy=policy or "No facial recognition", changes=[],
        seed=seed, replication=0,
        results_version=RESULTS_VERSION, created_by_version="0.1.0", scenario_sha256="0" * 64,
        threshold=0.64 if policy else None, watchlist_size=16_000 if policy else None, given="", weight=1.0,
        backend="embedding" if policy else None, profile="Met in the field, 0.64" if policy else None,
        sites=["south", "north"] if policy else [], groups={name: name.title() for name in GROUPS},
        start_h=11.0, duration_h=END_S / 3600,
    )  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(asdict(manifest)), encoding="utf-8")
    rows_to_table(Metric, metrics(is_on=policy is not None)).write_parquet(folder / "metrics.parquet")
    log = EventLog()
    _walk(folder / "replay", log, n_people, is_on=policy is not None)
    for name, table in log.tables():
        table.write_parquet(folder / "events" / f"{name}.parquet")
    return folder


def write_runs(root: Path) -> Path:
    """Write a day of each of the three policies of North End, the second of them with a fuller street."""
    for run_id, policy, name, n_people in (
        (FIXED, "lfr_fixed_2025", "Fixed cameras, 2025", N_PEOPLE),
        (VAN, "lfr_van_2024", "Van, 2024", 4 * N_PEOPLE),
        (NONE, "none", None, N_PEOPLE),
    ):
        scenario = load(SCENARIOS / "places" / "north_end.yaml", policies=[SCENARIOS / "policies" / f"{policy}.yaml"])
        write_day(root, run_id, scenario_yaml=dump(scenario), policy=name, n_people=n_people)
    return root


def metrics(*, is_on: bool) -> list[Metric]:
    """Return the metrics of the day; without facial recognition all that comes of faces is zero."""
    found = []
    for name, n in SAMPLED.items():
        total = n if is_on or name in ("people", "listed_people") else 0
        found.append(count(name, total, unit="n"))
        for by, groups in (("ethnic_group", GROUPS), ("sex", SEXES), ("age_band", AGE_BANDS)):
            shares = SHARES if by == "ethnic_group" else [1 / len(groups)] * len(groups)
            found += [count(name, round(total * share), by=by, group=g, unit="n")
                      for g, share in zip(groups, shares, strict=True)]  # fmt: skip
    if not is_on:
        return found
    for name, mean in EXPECTED.items():
        found.append(expected_count(name, mean, unit="n"))
        found += [expected_count(name, mean * share, by="ethnic_group", group=g, unit="n")
                  for g, share in zip(GROUPS, SHARES, strict=True)]  # fmt: skip
    found.append(rate("arrests_per_alert", 6, 14, unit="per alert"))
    for number, group in enumerate(GROUPS):
        for scale, change in (("fairness", -0.011 * number), ("effectiveness", 0.016)):
            found.append(_trust(f"trust_{scale}_change", group, change))
    return found


def _trust(name: str, group: str, points: float) -> Metric:
    return Metric(name, "sampled", "ethnic_group", group, points, points * 40, 4000.0, points - 0.01, points + 0.008,
                  "range over the assumed sizes of effect", "percentage points of residents")  # fmt: skip


def metric_table(*, is_on: bool = True) -> pl.DataFrame:
    """Return the metrics as the run store would read them."""
    return rows_to_table(Metric, metrics(is_on=is_on))


def _walk(folder: Path, log: EventLog, n_people: int, *, is_on: bool) -> None:
    draw = Streams(11).generator(Stream.FOOTFALL)
    enter = draw.uniform(START_S - 350, END_S, n_people)
    speed, lane = draw.normal(1.3, 0.15, n_people), draw.uniform(-5.5, 5.5, n_people)
    northward = draw.random(n_people) < 0.5
    groups = draw.choice(GROUPS, n_people, p=SHARES)
    for who in range(n_people):
        log.add(Arrival(enter[who], who, who, "south", "north", 0, True, groups[who], "female", "18_to_64", False, -1))
    if is_on:
        _police(log, enter, speed, northward)
    recorder = Recorder(folder, groups=GROUPS, chunk_s=300)
    for t_s in range(START_S, END_S + 1):
        far = (t_s - enter) * speed
        here = np.flatnonzero((far >= 0) & (far < 490))
        along = np.where(northward[here], far[here], 490 - far[here])
        across = lane[here] - 11 * np.sin(np.pi * along / 490) + 0.3 * np.sin(t_s / 5 + here)
        if is_on:
            recorder.add_officers(t_s, [38.0, 40.0, 468.0, 470.0], [-6.5, -6.5, 4.0, 4.0],
                                  [120 < t_s < 400, 120 < t_s < 400, False, False])  # fmt: skip
        recorder.add(t_s, here, along, across)
    recorder.finish(log)


def _police(log: EventLog, enter: np.ndarray, speed: np.ndarray, northward: np.ndarray) -> None:
    in_zone = enter + np.where(northward, 30, 460) / speed
    picks = [int(np.argmin(np.abs(in_zone - t_s))) for t_s in (60, 90, 300, 420, 600)]
    for number, who in enumerate(picks):
        t_s, is_true = float(in_zone[who]), number != 3
        log.add(Alert(t_s, who, 0, "south", 5, 0.7, is_true, False))
        if number == 1:
            log.add(Adjudication(t_s + 10, who, 0, "dismiss", 10.0))
            continue
        log.add(Adjudication(t_s + 10, who, 0, "engage", 10.0))
        if number == 4:
            log.add(Loss(t_s + 60, who, 0, "left_the_street"))
            continue
        log.add(Engagement(t_s + 30, who, 0, 44.0 + 4 * number, -6.0, 20.0, 200.0, 0.1, 2, not is_true))
        ends = ("arrest", "arrest", "other_disposal", "no_further_action")
        log.add(Outcome(t_s + 230, who, 0, ends[number], "court" if is_true else "", False))
