"""A claim of before and after held against a published table, with areas that had no cameras as placebos.

The change of the area is set beside that of every comparable area over the same periods. What would have happened there
without is taken to be one more draw from the placebos' changes, so that the effect lies, at 95 %, between the change
less the placebos' higher and lower quantile. With it goes how many placebos changed as much or more the same way: a
fall in crime that four in ten of them had as well is no sign of an effect.

Source: Abadie, Diamond & Hainmueller (2010), J. Am. Stat. Assoc. 105: 493-505, for inference by placebos in space.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.claims.finding import Finding
from sim.claims.hypothesis import Hypothesis
from sim.core.errors import SettingsConflict
from sim.evidence.register import assumed, entry
from sim.evidence.tables import table, table_names

__all__ = ["PublishedChange"]

_TAILS = (0.025, 0.975)
_LEAST = 20
"""Fewer placebos have no interval of 95 % that means anything."""
_UNIT = "percentage points"
"""Of a change beyond that of others: of the changes in per cent, or of the means."""
_OWN_UNITS = {"percent": "%", "points": "points"}


class PublishedChange(Hypothesis):
    """How an area changed beyond what comparable areas did."""

    kind: Literal["published_change"]
    table: str
    """The id of a published table (`sim/evidence`), such as `tables.recorded-crime-by-ward`."""
    area: str
    """The area that is claimed to have changed."""
    where: dict[str, str] = Field(default_factory=dict)
    """Which rows of the table, by column: `{item: good_job_local}`."""
    before: list[str] = Field(min_length=1)
    """The periods before."""
    after: list[str] = Field(min_length=1)
    """The periods after: those of the same season where there is one."""
    measured_as: Literal["percent", "points"]
    """Whether changes of sums in per cent, or of means in points, are set against those of others: either way what is
    judged is in percentage points."""
    comparable: tuple[float, float] = assumed(
        (0.5, 2.0),
        "How near an area has to be before, as a multiple of the area's own, to count as comparable: from 0.7 "
        "to 1.4 times Fairfield there are fewer than twenty wards in London, and quiet ones change more by chance.",
        unit="times",
    )
    """Which areas are placebos, by what they had before."""
    leave_out: dict[str, list[str]] = Field(default_factory=dict)
    """Rows that are no placebos, by column: areas with cameras of their own, or next door."""

    @model_validator(mode="after")
    def _fits(self) -> PublishedChange:
        if self.table not in table_names():
            raise SettingsConflict(("table",), f"no such table ({self.table}); one of {', '.join(table_names())}")
        frame = table(self.table)
        words = [name for name, kind in frame.schema.items() if kind == pl.String]
        periods = [name for name in frame.columns if name not in words]
        for key in ("before", "after"):
            for k, period in enumerate(getattr(self, key)):
                if period not in periods:
                    raise SettingsConflict((key, k), f"no such period ({period}); {periods[0]} to {periods[-1]}")
        for key in ("where", "leave_out"):
            for column in getattr(self, key):
                if column not in words:
                    raise SettingsConflict((key, column), f"no such column ({column}); one of {', '.join(words)}")
        rows = self._rows().filter(area=self.area)
        if rows.height != 1:
            near = ", ".join(self._rows()["area"].unique().sort().to_list()[:8])
            raise SettingsConflict(("area",), f"{rows.height} rows of it ({self.area}); one area, such as {near}")
        if rows.select(*self.before, *self.after).null_count().sum_horizontal().item():
            raise SettingsConflict(("area",), f"a period is not published ({self.area}); periods with a number")
        if self.margin.unit != _UNIT:
            raise SettingsConflict(
                ("margin", "unit"),
                f"not the unit of what is measured ({self.margin.unit}); {_UNIT}",
            )
        return self

    @property
    def sources(self) -> list[str]:
        """Who published the table."""
        return [entry(self.table).source]

    def changes(self) -> tuple[float, NDArray[np.float64]]:
        """Return the area's change, and those of its placebos, shape (placebos,)."""
        rows = self._rows().drop_nulls([*self.before, *self.after])
        for column, values in self.leave_out.items():
            rows = rows.filter(~pl.col(column).is_in(values) | (pl.col("area") == self.area))
        before, after = (
            rows.select(names).sum_horizontal().to_numpy().astype(float) for names in (self.before, self.after)
        )
        is_own = (rows["area"] == self.area).to_numpy()
        if self.measured_as == "points":
            apart = after / len(self.after) - before / len(self.before)
        else:
            with np.errstate(divide="ignore", invalid="ignore"):
                apart = 100 * (after / len(self.after) / (before / len(self.before)) - 1)
        level = before / before[is_own][0] if before[is_own][0] else np.zeros_like(before)
        near = (level >= self.comparable[0]) & (level <= self.comparable[1]) & ~is_own & np.isfinite(apart)
        return float(apart[is_own][0]), apart[near]

    def findings(self) -> tuple[Finding, ...]:
        """Return the change beyond the placebos', with its interval."""
        own, placebos = self.changes()
        unit = _OWN_UNITS[self.measured_as]
        before, after = (
            self._rows().filter(area=self.area).select(names).sum_horizontal().item()
            for names in (self.before, self.after)
        )
        is_sum = self.measured_as == "percent"
        above = float(after) / (1 if is_sum else len(self.after))
        against = (float(before), None) if is_sum else None
        if placebos.size < _LEAST:
            few = f"{placebos.size} comparable areas; {_LEAST} are needed"
            return (Finding(self.area, own, None, None, _UNIT, "", above, None, placebos.size, why_none=few,
                            against=against),)  # fmt: skip
        low, high = (float(own - q) for q in np.quantile(placebos, _TAILS)[::-1])
        as_much = int(np.sum(placebos <= own) if own <= np.median(placebos) else np.sum(placebos >= own))
        how = (
            f"95 %, by {placebos.size} areas with {self.comparable[0]:g} to {self.comparable[1]:g} times as much "
            f"before, of which {as_much} changed by as much or more the same way; "
            f"the area itself changed by {own:+.1f} {unit}, the middle of the others by {np.median(placebos):+.1f}"
        )
        middle = float(own - np.median(placebos))
        return (Finding(self.area, middle, low, high, _UNIT, how, above, None, placebos.size, against=against),)

    def _rows(self) -> pl.DataFrame:
        frame = table(self.table)
        for column, value in self.where.items():
            frame = frame.filter(pl.col(column) == value)
        return frame
