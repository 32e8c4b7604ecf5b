"""Tables of events with who the person is, and counts of them for everybody and for each group."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from sim.events import AGE_BANDS, ETHNIC_GROUPS, SEXES, Arrival, Engagement, EventLog, Outcome
from sim.metrics.metric import By, Metric, count, rate

__all__ = ["GROUPINGS", "by_group", "counts", "present", "rates", "with_person"]

GROUPINGS: dict[By, tuple[str, ...]] = {
    "all": ("all",),
    "ethnic_group": ETHNIC_GROUPS,
    "sex": SEXES,
    "age_band": AGE_BANDS,
}

_PERSON = ("person_id", "is_resident", "ethnic_group", "sex", "age_band", "is_listed")


def with_person(log: EventLog, kind: type) -> pl.DataFrame:
    """Return the events of `kind` with group, residence and listing of the person beside each."""
    people = log.table(Arrival).select(_PERSON)
    return log.table(kind).join(people, on="person_id", how="left", maintain_order="left")


def present(table: pl.DataFrame, log: EventLog) -> pl.DataFrame:
    """Keep the events of people who were there: neither arrested before nor with officers at that time.

    The street is simulated as if nobody were stopped, so that arms share it; what the cameras would
    have seen of a person who was with officers, or had been taken away, is left out of every metric.
    """
    held = (
        log.table(Engagement)
        .join(log.table(Outcome).select("person_id", "passage", "outcome"), on=["person_id", "passage"], how="left")
        .group_by("person_id")
        .agg(
            held_from_s=pl.col("t_s").min(),
            held_until_s=pl.when((pl.col("outcome") == "arrest").any())
            .then(float("inf"))
            .otherwise((pl.col("t_s") + pl.col("duration_s")).max()),
        )
    )
    joined = table.join(held, on="person_id", how="left", maintain_order="left")
    is_held = (pl.col("t_s") > pl.col("held_from_s")) & (pl.col("t_s") < pl.col("held_until_s"))
    return joined.filter(~is_held.fill_null(value=False)).drop("held_from_s", "held_until_s")


def by_group(table: pl.DataFrame, by: By, group: str) -> pl.DataFrame:
    """Return the rows of one group; all rows for by="all"."""
    return table if by == "all" else table.filter(pl.col(by) == group)


def counts(name: str, table: pl.DataFrame, *, unit: str) -> Iterator[Metric]:
    """Count rows for everybody and for each group."""
    for by, groups in GROUPINGS.items():
        for group in groups:
            yield count(name, by_group(table, by, group).height, by=by, group=group, unit=unit)


def rates(name: str, numerator: pl.DataFrame, denominator: pl.DataFrame, *, unit: str) -> Iterator[Metric]:
    """Divide rows by rows for everybody and for each group."""
    for by, groups in GROUPINGS.items():
        for group in groups:
            yield rate(
                name,
                by_group(numerator, by, group).height,
                by_group(denominator, by, group).height,
                by=by,
                group=group,
                unit=unit,
            )
