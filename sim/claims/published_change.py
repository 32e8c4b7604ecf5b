"""A claim of before and after held against a published table, with areas that had no cameras as placebos.

The change of the area is set beside that of every comparable area over the same periods. What would have happened there
without is taken to be one more draw from the placebos' changes, so that the effect lies, at 95 %, between the change
less the placebos' higher and lower quantile. With it goes how many placebos changed as much or more the same way: a
fall in crime that four in ten of them had as well is no sign of an effect.

Several areas may be taken together. Their placebos are then as many areas of another part (a borough), next to each
other in the table, each in one set: how sets that lie side by side on the ground would have changed is not in a table.

Source: Abadie, Diamond & Hainmueller (2010), J. Am. Stat. Assoc. 105: 493-505, for inference by placebos in space.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
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
    area: str = ""
    """The area that is claimed to have changed."""
    areas: list[str] = Field(default_factory=list, max_length=50)
    """Areas that are taken together, instead of one `area`."""
    sets_within: str = ""
    """With `areas`: the column that areas of one set of placebos have in common, such as `part_of`."""
    where: dict[str, str] = Field(default_factory=dict)
    """Which rows of the table, by column: `{item: good_job_local}`."""
    before: list[str] = Field(min_length=1)
    """The periods before."""
    after: list[str] = Field(min_length=1)
    """The periods after, each later than all before: those of the same season where there is one."""
    measured_as: Literal["percent", "points"]
    """Whether changes of sums in per cent, or of means in points, are set against those of others: either way what is
    judged is in percentage points."""
    comparable: tuple[float, float | None] = assumed(
        (0.5, 2.0),
        "How near an area has to be before, as a multiple of the area's own, to count as comparable: from 0.7 "
        "to 1.4 times Fairfield there are fewer than twenty wards in London, and quiet ones change more by chance.",
        unit="times",
    )
    """Which areas are placebos, by what they had: from so many times the area's own to so many; `null` for any more."""
    comparable_over: list[str] = Field(default_factory=list)
    """The periods over which that is counted; those before, by default."""
    leave_out: dict[str, list[str]] = Field(default_factory=dict)
    """Rows that are no placebos, by column: areas with cameras of their own, or next door."""
    beside: dict[str, dict[str, list[str]]] = Field(default_factory=dict, max_length=8)
    """Other areas whose change is told beside, by what they are called: rows by column, `{}` for all that is left. A
    row counts to the first that it fits, and the claim's own to none."""

    @model_validator(mode="after")
    def _fits(self) -> PublishedChange:
        if self.table not in table_names():
            raise SettingsConflict(("table",), f"no such table ({self.table}); one of {', '.join(table_names())}")
        frame = table(self.table)
        words = [name for name, kind in frame.schema.items() if kind == pl.String]
        periods = [name for name in frame.columns if name not in words]
        for key in ("before", "after", "comparable_over"):
            for k, period in enumerate(getattr(self, key)):
                if period not in periods:
                    raise SettingsConflict((key, k), f"no such period ({period}); {periods[0]} to {periods[-1]}")
                if period in getattr(self, key)[:k]:
                    raise SettingsConflict((key, k), f"a period twice ({period}); each once")
        latest = max(map(periods.index, self.before))
        for k, period in enumerate(self.after):
            if periods.index(period) <= latest:
                what = f"a period after that is not later than all before ({period})"
                raise SettingsConflict(("after", k), f"{what}; later than {periods[latest]}")
        for path, column in self._columns():
            if column not in words:
                raise SettingsConflict(path, f"no such column ({column}); one of {', '.join(words)}")
        self._check_areas()
        low, high = self.comparable
        if low < 0 or (high is not None and high <= low):
            raise SettingsConflict(("comparable",), f"no range ({low:g}, {high}); the lower, 0 or more, and the higher")
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

    @property
    def own(self) -> list[str]:
        """The area, or the areas that are taken together."""
        return self.areas or [self.area]

    def changes(self) -> tuple[float, NDArray[np.float64]]:
        """Return the change of the area or areas, and those of their placebos, shape (placebos,)."""
        known = self._rows().drop_nulls([*self.before, *self.after, *self.comparable_over])
        is_own = pl.col("area").is_in(self.own)
        others = known.filter(~is_own)
        for column, values in self.leave_out.items():
            others = others.filter(~pl.col(column).is_in(values))
        own = known.filter(is_own)
        sets = self._sets(others) if self.areas else [others[k] for k in range(others.height)]
        level, least = self._level(own), self.comparable[0]
        most = self.comparable[1] if self.comparable[1] is not None else float("inf")
        near = [one for one in sets if level > 0 and least <= self._level(one) / level <= most]
        apart = np.array([self._change(one) for one in near], dtype=float)
        return self._change(own), apart[np.isfinite(apart)]

    def findings(self) -> tuple[Finding, ...]:
        """Return the change beyond the placebos', with its interval."""
        own, placebos = self.changes()
        label = self.area or f"{len(self.areas)} areas together"
        rows = self._rows().filter(pl.col("area").is_in(self.own))
        before, after = (rows.select(names).sum_horizontal().sum() for names in (self.before, self.after))
        is_sum = self.measured_as == "percent"
        above = float(after) / (1 if is_sum else len(self.after) * rows.height)
        against = (float(before), None) if is_sum else None
        if placebos.size < _LEAST:
            few = f"{placebos.size} comparable {self._called}; {_LEAST} are needed"
            return (Finding(label, own, None, None, _UNIT, "", above, None, placebos.size, why_none=few,
                            against=against),)  # fmt: skip
        low, high = (float(own - q) for q in np.quantile(placebos, _TAILS)[::-1])
        middle = float(own - np.median(placebos))
        how = self._how(own, placebos)
        return (Finding(label, middle, low, high, _UNIT, how, above, None, placebos.size, against=against),)

    def beside_it(self) -> dict[str, float]:
        """Return how each of the areas taken together changed, and what is told beside, by name."""
        left = self._rows().drop_nulls([*self.before, *self.after])
        found = {one: self._change(left.filter(area=pl.lit(one))) for one in self.areas}
        left = left.filter(~pl.col("area").is_in(self.own))
        for label, columns in self.beside.items():
            fits = pl.all_horizontal(pl.lit(True), *(pl.col(name).is_in(values) for name, values in columns.items()))
            found[label] = self._change(left.filter(fits))
            left = left.filter(~fits)
        return found

    @property
    def _called(self) -> str:
        return f"sets of {len(self.areas)} areas" if self.areas else "areas"

    def _how(self, own: float, placebos: NDArray[np.float64]) -> str:
        unit = _OWN_UNITS[self.measured_as]
        least, most = self.comparable
        over = f"from {self.comparable_over[0]} to {self.comparable_over[-1]}" if self.comparable_over else "before"
        near = f"{least:g} to {most:g} times as much" if most is not None else f"{least:g} times as much or more"
        as_much = int(np.sum(placebos <= own) if own <= np.median(placebos) else np.sum(placebos >= own))
        others = "".join(f"; {label} by {change:+.1f}" for label, change in self.beside_it().items())
        return (
            f"95 %, by {placebos.size} {self._called} with {near} {over}, of which {as_much} "
            f"({100 * (as_much / placebos.size):.0f} %) changed by as much or more the same way; "
            f"{'the areas themselves' if self.areas else 'the area itself'} changed by {own:+.1f} {unit}, the middle "
            f"of the others by {np.median(placebos):+.1f}{others}"
        )

    def _level(self, rows: pl.DataFrame) -> float:
        return float(rows.select(self.comparable_over or self.before).sum_horizontal().sum())

    def _change(self, rows: pl.DataFrame) -> float:
        """Return how the sum of rows changed in per cent, or their mean in points."""
        before, after = (
            float(rows.select(names).sum_horizontal().sum()) / len(names) for names in (self.before, self.after)
        )
        if self.measured_as == "points":
            return (after - before) / rows.height if rows.height else float("nan")
        return 100 * (after / before - 1) if before else float("nan")

    def _sets(self, rows: pl.DataFrame) -> list[pl.DataFrame]:
        """Return sets of as many rows as there are areas, of one part each; what is left of a part is in none."""
        size = len(self.areas)
        parts = rows.partition_by(self.sets_within, maintain_order=True)
        return [part[at : at + size] for part in parts for at in range(0, part.height - size + 1, size)]

    def _columns(self) -> list[tuple[tuple[str, ...], str]]:
        """Return where columns of words are named, and which."""
        named: list[tuple[tuple[str, ...], Mapping[str, object]]] = [
            (("where",), self.where),
            (("leave_out",), self.leave_out),
            *((("beside", label), columns) for label, columns in self.beside.items()),
        ]
        found = [((*path, column), column) for path, columns in named for column in columns]
        return [*found, (("sets_within",), self.sets_within)] if self.sets_within else found

    def _check_areas(self) -> None:
        if bool(self.area) == bool(self.areas):
            what = f"both `area` and `areas` ({self.area})" if self.area else "neither `area` nor `areas` (none)"
            raise SettingsConflict(("area",) if self.area else (), f"{what}; one of the two")
        if bool(self.areas) != bool(self.sets_within):
            what = (
                "sets of placebos by no column (none)" if self.areas else f"of no use to one area ({self.sets_within})"
            )
            raise SettingsConflict(("sets_within",), f"{what}; with `areas`, and with them alone")
        if len(set(self.own)) < len(self.own):
            raise SettingsConflict(("areas",), f"an area twice ({', '.join(self.own)}); each once")
        for k, area in enumerate(self.own):
            path: tuple[str | int, ...] = ("areas", k) if self.areas else ("area",)
            rows = self._rows().filter(area=pl.lit(area))
            if rows.height != 1:
                known = self._rows()["area"].unique().sort().to_list()
                near = ", ".join(get_close_matches(area, known, n=3) or known[:8])
                raise SettingsConflict(path, f"{rows.height} rows of it ({area}); one area, such as {near}")
            if rows.drop_nulls([*self.before, *self.after, *self.comparable_over]).is_empty():
                raise SettingsConflict(path, f"a period is not published ({area}); periods with a number")

    def _rows(self) -> pl.DataFrame:
        frame = table(self.table)
        for column, value in self.where.items():
            frame = frame.filter(pl.col(column) == value)
        return frame
