"""What the police did: alerts passed on, dismissed and lost, stops, arrests and minutes held."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from sim.day.run import RunResult
from sim.events import Adjudication, Alert, Arrival, Capture, Engagement, Exposure, Loss, Outcome
from sim.metrics.groups import GROUPINGS, by_group, counts, present, rates, with_person
from sim.metrics.metric import Metric

__all__ = ["policing_metrics"]


def policing_metrics(result: RunResult) -> Iterator[Metric]:
    """Yield the sampled metrics of adjudication, engagement and outcome."""
    log = result.log
    faces = present(with_person(log, Capture), log).filter(pl.col("is_detected"))
    alerts = with_person(log, Alert).filter(~pl.col("is_repeat"))
    engagements = with_person(log, Engagement)
    false_stops = engagements.filter(pl.col("is_false_stop"))
    outcomes = with_person(log, Outcome)
    arrests = outcomes.filter(pl.col("outcome") == "arrest")
    listed = log.table(Arrival).filter(pl.col("is_listed"))
    yield from counts(
        "dismissed", with_person(log, Adjudication).filter(pl.col("decision") == "dismiss"), unit="alerts"
    )
    yield from counts("lost", with_person(log, Loss), unit="alerts")
    yield from counts("engagements", engagements, unit="people")
    yield from counts("false_stops", false_stops, unit="people")
    yield from counts("arrests", arrests, unit="people")
    yield from counts("arrests_serious", arrests.filter(pl.col("is_serious")), unit="people")
    yield from counts("other_disposals", outcomes.filter(pl.col("outcome") == "other_disposal"), unit="people")
    yield from counts("no_further_action", outcomes.filter(pl.col("outcome") == "no_further_action"), unit="people")
    missed = listed.join(log.table(Engagement), on="person_id", how="anti")
    yield from counts("listed_missed", missed, unit="people")
    yield from counts("witnesses", with_person(log, Exposure).filter(pl.col("kind") == "witnessed"), unit="sightings")
    yield from rates("arrests_per_alert", arrests, alerts, unit="per alert")
    yield from rates("arrests_per_face", arrests, faces, unit="per face seen")
    yield from rates("arrests_per_engagement", arrests, engagements, unit="per stop")
    yield from rates("engagements_per_face", engagements, faces, unit="per face seen")
    yield from rates("false_stops_per_face", false_stops, faces, unit="per face seen")
    yield from rates("false_stops_per_engagement", false_stops, engagements, unit="per stop")
    yield from rates("false_stops_per_arrest", false_stops, arrests, unit="per arrest")
    yield from _minutes(engagements)


def _minutes(engagements: pl.DataFrame) -> Iterator[Metric]:
    for by, groups in GROUPINGS.items():
        for group in groups:
            minutes = by_group(engagements, by, group)["duration_s"] / 60
            n, total = minutes.len(), float(minutes.sum())
            spread = float(minutes.std() or 0.0) if n > 1 else None  # type: ignore[arg-type]
            margin = None if spread is None else 1.96 * spread / n**0.5
            mean = total / n if n else None
            known = mean is not None and margin is not None
            yield Metric(
                "minutes_held_mean",
                "sampled",
                by,
                group,
                mean,
                total,
                float(n),
                max(mean - margin, 0.0) if known else None,  # type: ignore[operator]
                mean + margin if known else None,  # type: ignore[operator]
                "95 % normal" if known else "not enough cases",
                "min",
            )
            longest = float(minutes.max()) if n else None  # type: ignore[arg-type]
            yield Metric(
                "minutes_held_longest",
                "sampled",
                by,
                group,
                longest,
                longest or 0.0,
                float(n),
                None,
                None,
                "the longest of the stops counted",
                "min",
            )
