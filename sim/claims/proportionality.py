"""A sheet for proportionality: beside each limb the quantities that bear on it, with ranges, and never a total.

    sheet = sheet_of(result, "fixed cameras")
    sheet[1].limb.title, sheet[1].rows[0].finding.low

Ranges are those of draws of what is uncertain, as of claims (`sim.claims.simulated`).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from sim.claims.finding import Finding
from sim.claims.limbs import LIMBS, Limb, Quantity
from sim.claims.simulated import Values, finding_of
from sim.core.errors import RunError
from sim.ensemble.run import EnsembleResult
from sim.metrics.catalogue import Row, metric

__all__ = ["Other", "SheetLimb", "SheetRow", "others_of", "sheet_of"]

SPARED: tuple[str, ...] = ("arrests", "arrests_serious", "searches", "false_stops", "minutes_held", "officer_hours")
"""What is looked at of other means: what would be lost, and what would be spared."""


@dataclass(frozen=True)
class SheetRow:
    """One quantity, of everybody or of a group."""

    metric: Row
    finding: Finding


@dataclass(frozen=True)
class SheetLimb:
    """A limb with what was found that bears on it."""

    limb: Limb
    rows: tuple[SheetRow, ...]
    missing: tuple[str, ...]
    """Labels of quantities that this scenario does not have, such as searches by officers where there are none."""


@dataclass(frozen=True)
class Other:
    """What another means has more, or less, than the one that is looked at: paired, draw by draw."""

    arm: str
    metric: Row
    difference: float | None
    low: float | None
    high: float | None
    interval: str


def sheet_of(result: EnsembleResult, arm: str) -> list[SheetLimb]:
    """Return every limb with its quantities in one arm of an ensemble.

    Raises
    ------
    RunError
        If the ensemble has no such arm, or nothing of it is done.
    """
    settings = next((one.settings for one in result.ensemble.arms if one.name == arm), None)
    if settings is None:
        names = ", ".join(one.name for one in result.ensemble.arms)
        raise RunError("--arm", f"no such arm ({arm})", f"one of {names}")
    frame = result.frame.filter(pl.col("arm") == arm)
    if frame.is_empty():
        raise RunError(arm, "no replication of it is done", "run the ensemble, or look at why they failed")
    groups = {name: settings.groups.label(name) for name in settings.groups.names}
    return [_limb(limb, frame, groups) for limb in LIMBS]


def others_of(result: EnsembleResult) -> list[Other]:
    """Return what each further arm of an ensemble has more than the first."""
    names = [arm.name for arm in result.ensemble.arms]
    found = result.differences([(names[0], name) for name in names[1:]]).filter(pl.col("by") == "all")
    rows = []
    for name in names[1:]:
        for one in SPARED:
            row = metric(one)
            how = "expected" if "expected" in row.estimators else "sampled"
            of = found.filter((pl.col("second") == name) & (pl.col("name") == one) & (pl.col("estimator") == how))
            for difference in of.iter_rows(named=True):
                ends = difference["difference"], difference["low"], difference["high"]
                rows.append(Other(name, row, *ends, difference["interval"]))
    return rows


def _limb(limb: Limb, frame: pl.DataFrame, groups: dict[str, str]) -> SheetLimb:
    rows, missing = [], []
    for quantity in limb.quantities:
        found = [
            row for group in _groups(quantity, groups) if (row := _row(quantity, frame, group, groups)) is not None
        ]
        rows += found
        if not found:
            missing.append(metric(quantity.metric).label)
    return SheetLimb(limb, tuple(rows), tuple(missing))


def _groups(quantity: Quantity, groups: dict[str, str]) -> list[str]:
    return ["all", *groups] if quantity.by_group else ["all"]


def _row(quantity: Quantity, frame: pl.DataFrame, group: str, groups: dict[str, str]) -> SheetRow | None:
    row = metric(quantity.metric)
    estimator = "expected" if "expected" in row.estimators else row.estimators[0]
    of = frame.filter(
        (pl.col("name") == row.name)
        & (pl.col("estimator") == estimator)
        & (pl.col("by") == ("all" if group == "all" else "ethnic_group"))
        & (pl.col("group") == group)
    ).sort("draw", "replication")
    if of.is_empty():
        return None
    arrays = (
        of[name].to_numpy().astype(float) for name in ("draw", "replication", "value", "numerator", "denominator")
    )
    return SheetRow(row, finding_of(Values(*arrays), groups.get(group, group), row.unit))
