"""What the day did to trust: shares who agree, before and after, by ethnic group."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.community.trust import Trust, agreeing, draw_trust, effect
from sim.core.streams import Streams
from sim.day.run import RunResult
from sim.event_log import EventLog
from sim.events import Engagement, Exposure, Outcome
from sim.metrics.measures import made
from sim.metrics.metric import By, Metric

__all__ = ["community_metrics"]

_GENTLE = {"asymmetry": "low", "witnessed_fraction": "low"}
_HARSH = {"asymmetry": "high", "good_contact_sd": "high", "witnessed_fraction": "high"}
"""Which end of its range, as the settings state it, each size of effect is taken at."""
_PUBLISHED = "the published share; its survey's interval is not published with it"
_RANGE = "range over the assumed sizes of effect"
_SCALES = ("fairness", "effectiveness")


def community_metrics(result: RunResult) -> Iterator[Metric]:
    """Yield trust before the day and its change, in shares of the residents who agree.

    The range of a change is not a sampling interval: it spans the assumed sizes of effect, from a
    contact that weighs alike for good and bad and that nobody else notices, to the strongest published
    asymmetry. Visitors are engaged and see engagements too, and are not counted in the borough's trust.
    """
    settings = result.scenario.community.trust
    latent = draw_trust(result.residents.n, Streams(result.seed))
    share = {"fairness": settings.fairness_share, "effectiveness": settings.effectiveness_share}
    variants = [settings, *(_at_the_end(settings, ends) for ends in (_GENTLE, _HARSH))]
    for k, scale in enumerate(_SCALES):
        z = getattr(latent, scale).astype(np.float64)
        before = agreeing(share[scale], z)
        changes = [_moved(result, variant, k, share[scale], z, before) for variant in variants]
        for by, group, members in _groups(result):
            n = int(members.sum())
            yield _level(f"trust_{scale}", float(before[members].sum()), n, by, group)
            yield _change(f"trust_{scale}_change", [float(change[members].sum()) for change in changes], n, by, group)


def exposures(log: EventLog) -> pl.DataFrame:
    """Return every exposure with the manner of its engagement and whether it ended in arrest."""
    engagement = log.table(Engagement).select("passage", "manner", engaged_person_id="person_id")
    outcome = log.table(Outcome).select("outcome", "passage", engaged_person_id="person_id")
    return (
        log.table(Exposure)
        .join(
            engagement.join(outcome, on=["engaged_person_id", "passage"], how="left"),
            on="engaged_person_id",
            maintain_order="left",
        )
        .with_columns(is_arrest=(pl.col("outcome") == "arrest").fill_null(value=False))
    )


def _at_the_end(settings: Trust, ends: dict[str, str]) -> Trust:
    about = {name: Trust.model_fields[name].json_schema_extra for name in ends}
    return settings.model_copy(update={name: cast(dict[str, float], about[name])[end] for name, end in ends.items()})


def _moved(
    result: RunResult, settings: Trust, scale: int, share: float, z: NDArray[np.float64], before: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the change of each resident's chance of agreeing, shape (residents,)."""
    seen = exposures(result.log).filter(pl.col("person_id") < result.residents.n)
    direct = effect(settings, manner=seen["manner"].to_numpy(), is_arrest=seen["is_arrest"].to_numpy())[scale]
    weight = np.where(seen["kind"].to_numpy() == "direct", 1.0, settings.witnessed_fraction)
    moved = np.zeros_like(z)
    np.add.at(moved, seen["person_id"].to_numpy(), weight * direct)
    return np.where(moved != 0, agreeing(share, z + moved) - before, 0.0)


def _groups(result: RunResult) -> Iterator[tuple[By, str, NDArray[np.bool_]]]:
    yield "all", "all", np.ones(result.residents.n, bool)
    for k, group in enumerate(result.scenario.groups.names):
        yield "ethnic_group", group, result.residents.ethnic_group == k


def _level(name: str, agree: float, n: int, by: By, group: str) -> Metric:
    share = 100 * agree / n if n else None
    return made(name, share, numerator=agree, denominator=float(n), interval=_PUBLISHED, by=by, group=group)


def _change(name: str, sums: list[float], n: int, by: By, group: str) -> Metric:
    points = [100 * total / n if n else None for total in sums]
    known = [point for point in points if point is not None]
    return made(
        name,
        points[0],
        numerator=sums[0],
        denominator=float(n),
        low=min(known, default=None),
        high=max(known, default=None),
        interval=_RANGE,
        by=by,
        group=group,
    )
