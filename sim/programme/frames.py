"""What a programme came to as tables: its deployments, its months, the five points, and those who pass."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Any

import polars as pl

from sim.metrics.catalogue import columns
from sim.metrics.metric import Estimator
from sim.metrics.tally import Tally
from sim.programme.five_points import Point, five_points
from sim.programme.passers import Passer, passers
from sim.programme.results import ProgrammeResult

__all__ = ["deployments_frame", "months_frame", "passers_frame", "points_frame"]


def deployments_frame(result: ProgrammeResult) -> pl.DataFrame:
    """Return one row a deployment and ethnic group: when and where it was, and every count and expectation."""
    rows = []
    for one in result.deployed:
        planned, tally = one.planned, one.tally
        for k, group in enumerate(("all", *result.programme.groups.names)):

            def of(cells: Any, k: int = k) -> float:
                return float(cells.sum() if k == 0 else cells[k - 1].sum())

            rows.append(
                {
                    "deployment": planned.number,
                    "month": one.month + 1,
                    "date": planned.on.isoformat(),
                    "place": planned.place,
                    "team": planned.team,
                    "start_h": planned.start_h,
                    "duration_h": planned.duration_h,
                    "ethnic_group": group,
                    **{name: _column(tally, what, estimator, of) for name, what, estimator in columns()},
                    "avoided": of(one.avoided[:, None, None]),
                    "stop_searches": None if one.searching is None else of(one.searching.searches[:, None, None]),
                    "search_arrests": None if one.searching is None else of(one.searching.arrests[:, None, None]),
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None)


def months_frame(result: ProgrammeResult) -> pl.DataFrame:
    """Return one row a month and ethnic group: how people stand at its end, month 0 being the day before."""
    rows = []
    for month in (result.before, *result.months):
        for k, group in enumerate(("all", *result.programme.groups.names)):
            n = float(result.residents[k])
            rows.append(
                {
                    "month": month.month,
                    "ends": month.ends.isoformat(),
                    "ethnic_group": group,
                    "residents": n,
                    "attenders": month.attenders if k == 0 else None,
                    "fairness_sd": float(month.deviation[0, k]),
                    "effectiveness_sd": float(month.deviation[1, k]),
                    **{item: _percent(agree[k], n) for item, agree in month.agree.items()},
                    **{f"{item}_without_trend": _percent(agree[k], n) for item, agree in month.without_trend.items()},
                    **{f"{name}_without_trend": _percent(said[k], n) for name, said in month.of_cameras.items()},
                    **({f"recorded_crime_{place}": value for place, value in month.crime.items()} if k == 0 else {}),
                }
            )
    return pl.DataFrame(rows, infer_schema_length=None)


def points_frame(result: ProgrammeResult) -> pl.DataFrame:
    """Return the five points, one row a ratio."""
    return _of_records(Point, five_points(result))


def passers_frame(result: ProgrammeResult) -> pl.DataFrame:
    """Return what a year is like for who passes, one row a street, ethnic group and number of passes a week."""
    return _of_records(Passer, passers(result))


def _of_records(kind: type, records: list[Any]) -> pl.DataFrame:
    schema = {field.name: pl.String() if field.type == "str" else pl.Float64() for field in fields(kind)}
    return pl.DataFrame(
        {name: [getattr(record, name) for record in records] for name in schema}, schema=schema, strict=False
    )


def _column(tally: Tally, name: str, estimator: Estimator, of: Callable[[Any], float]) -> float | None:
    """Return what a tally counts or expects; None where the accuracy of what searched is not known."""
    if estimator == "sampled":
        return of(tally.count(name))
    return None if tally.expected is None else of(tally.expect(name, estimator))


def _percent(agree: float, n: float) -> float | None:
    return 100 * float(agree) / n if n else None
