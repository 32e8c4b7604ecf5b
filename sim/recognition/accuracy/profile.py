"""How accurate a recognition system is, as it was measured: operating points with the counts behind them.

A *profile* states, for thresholds on the vendor's scale, what share of searches with people who are not
listed returned anybody (FPIR, always with the list's size) and what share of passages of listed people
returned their own reference (TPIR), for all groups together or one by one. A rate stands beside the count
and the number of trials that it came from, where those are known; `sim.recognition.accuracy.posterior` says from
them how well it is known. Profiles are files (`scenarios/recognition/`); `sim.recognition.accuracy.score_law`
makes a working system of one.

The groups of a profile are those that its `face_shares` name; any names will do.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import Annotated, Literal, Self

import numpy as np
import scipy
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.core.shares import Shares
from sim.evidence.register import assumed, stated

__all__ = ["CaptureClass", "Observed", "OperatingPoint", "Profile"]

_MEDIAN_OF_NONE = 0.227468211559786
"""Median of the number expected where none was counted (Jeffreys' prior): `scipy.special.gammaincinv(0.5, 0.5)`."""
_BELOW_ONE = 1 - 1e-16
_COMMON = 0.1
"""From this FPIR on, a list of twice the length has clearly less than twice the FPIR."""
_FLOOR = 1e-250
"""No rate of one comparison below this can be told from none."""


class Observed(Config):
    """A rate as it was observed in some groups: `rate` alone, or `count` of `of` trials or of `comparisons`."""

    groups: tuple[str, ...] = ()
    """Which groups, counted together; none named means all."""
    count: float | None = stated(unit="searches", default=None, ge=0)
    """Searches that returned somebody."""
    of: float | None = stated(unit="searches", default=None, gt=0)
    """Searches that were made; left out, the point's `searches` times the groups' share of faces."""
    comparisons: float | None = stated(unit="comparisons", default=None, gt=0)
    """Instead of searches: comparisons of two people that were made, of which `count` are false matches. FPIR is then
    1 - (1 - FMR)^N with FMR = count / comparisons and N the point's `watchlist_size`."""
    rate: float | None = stated(unit="share", default=None, gt=0, lt=1)
    """The share itself, where no count is published."""

    @model_validator(mode="after")
    def _is_one_or_the_other(self) -> Self:
        trials = [trials for trials in (self.of, self.comparisons) if trials is not None]
        if (self.rate is None) == (self.count is None) or (self.rate is not None and trials):
            raise ValueError("give either a `rate`, or a `count` with what it is `of`")
        if len(trials) > 1:
            raise ValueError("a count is of searches or of comparisons; give `of` or `comparisons`")
        if self.count is not None and trials and self.count > trials[0]:
            raise ValueError(f"count is {self.count:g} of {trials[0]:g}; it cannot be more than all")
        return self


class OperatingPoint(Config):
    """What was measured at one threshold."""

    threshold: float = stated(unit="vendor's score", gt=0, lt=1)
    """On the vendor's scale."""
    source: str = Field(min_length=1, max_length=2000)
    """Where it is published, or how it was measured or worked out."""
    watchlist_size: int | None = stated(unit="references", default=None, ge=1, le=10_000_000)
    """References that were searched; an FPIR means nothing without it."""
    searches: float | None = stated(unit="searches", default=None, gt=0)
    """Non-mated searches of all groups together, where counts are given by group and their searches are not."""
    fpir: tuple[Observed, ...] = ()
    """Share of non-mated searches that returned anybody: every group once, or all together."""
    tpir: tuple[Observed, ...] = ()
    """Share of passages of listed people that returned their own reference: likewise."""

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.fpir and not self.tpir:
            raise ValueError("an operating point without a rate; give `fpir` or `tpir`")
        if self.fpir and self.watchlist_size is None:
            raise ValueError("an FPIR without `watchlist_size`; say how many references were searched, one or more")
        return self


class CaptureClass(Config):
    """Captures of one quality in the mix over which TPIR holds."""

    quality: float = stated(unit="quality", ge=0, le=1)
    """What a capture leaves of a perfect one's similarity; 0 is a passage without a usable face."""
    weight: float = stated(unit="", default=1.0, gt=0)
    """How common they are; only the ratios matter."""


class Profile(Config):
    """The measured accuracy of a system."""

    name: str = Field(min_length=1, max_length=200)
    """What the system and its test are called."""
    about: str = Field(default="", max_length=4000)
    """What was measured, by whom, and what it must not be read as."""
    regime: Literal["laboratory", "field", "ideal", "own"]
    """A test with volunteers, counts of deployments, a bound that no system reaches, or your own scores."""
    points: tuple[OperatingPoint, ...] = Field(min_length=1, max_length=50)
    """What was measured, in the order of the thresholds."""
    face_shares: Shares[str] = stated(unit="share of faces", min_length=1, max_length=50)
    """The groups, and their mix among the people searched; where counts are split by group, the split of FPIR
    depends on it, and it is q in the reports."""
    list_shares: Shares[str] = stated(unit="share of references", min_length=1, max_length=50)
    """The groups' mix on the lists that were searched; the list in use may differ."""
    spread: float = assumed(
        0.9,
        "needs a second TPIR point of the same test, and none is published",
        unit="log-odds of similarity",
        low=0.6,
        high=1.5,
        gt=0,
        le=5,
    )
    """Spread of the similarity of a person's probes to their reference, for groups with one TPIR point."""
    captures: Annotated[tuple[CaptureClass, ...], Field(max_length=1000)] = assumed(
        tuple({"quality": quality} for quality in (0.37, 0.86, 0.90, 0.91, 0.91, 0.92, 0.92, 0.93, 0.93, 0.94)),
        "the captures of the tests are not published; these are tenths of what the model's fixed cameras see in a day "
        "on North End, one person in ten looking down and one in twenty with the face covered",
        unit="quality",
        min_length=1,
    )
    """The reference mix of captures over which TPIR holds."""

    @model_validator(mode="after")
    def _is_consistent(self) -> Self:
        for name in self.list_shares:
            if name not in self.face_shares:
                raise SettingsConflict(
                    ("list_shares",), f"no group {name!r} in face_shares; it has {', '.join(self.groups)}"
                )
        absent = [name for name in self.groups if not self.list_shares.get(name)]
        if absent:
            raise SettingsConflict(
                ("list_shares",),
                f"list_shares has nobody of {', '.join(absent)}; an FPIR by group can only "
                "be reached with lists that hold some of every group",
            )
        for index, point in enumerate(self.points):
            self._check_point(index, point)
        self._check_order()
        return self

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in the order of `face_shares`; G of them."""
        return tuple(self.face_shares)

    @property
    def faces(self) -> NDArray[np.float64]:
        """`face_shares` as an array (G,)."""
        return np.array(list(self.face_shares.values()))

    @property
    def lists(self) -> NDArray[np.float64]:
        """`list_shares` as an array (G,)."""
        return np.array([self.list_shares[name] for name in self.groups])

    @property
    def fpir_points(self) -> tuple[OperatingPoint, ...]:
        """The points that state an FPIR."""
        return tuple(point for point in self.points if point.fpir)

    @property
    def anchor(self) -> OperatingPoint:
        """The point that tells the groups apart: with FPIR for the most of them, counted in the most, the highest."""
        return max(
            self.heard("fpir"),
            key=lambda point: (len(point.fpir), -sum(cell.count == 0 for cell in point.fpir), point.threshold),
        )

    def heard(self, kind: Literal["fpir", "tpir"]) -> tuple[OperatingPoint, ...]:
        """Return the points that a system is made of: of those at one threshold, the one with the longest list."""
        best: dict[float, OperatingPoint] = {}
        for point in self.points:
            held = best.get(point.threshold)
            if getattr(point, kind) and (held is None or (point.watchlist_size or 0) > (held.watchlist_size or 0)):
                best[point.threshold] = point
        return tuple(best.values())

    def fpir_by_group(self, point: OperatingPoint) -> NDArray[np.float64]:
        """Return the FPIR (G,) that a point states; where none was counted, the median of what that allows."""
        return self._spread_out(point.fpir, lambda cell: self._fpir(point, cell))

    def false_matches_by_group(self, point: OperatingPoint) -> NDArray[np.float64]:
        """Return -log(1 - FPIR) (G,): the false matches expected of a search, where they are independent.

        It still tells rates apart where FPIR is all but 1.
        """
        return self._spread_out(point.fpir, lambda cell: self._false_matches(point, cell))

    def tpir_by_group(self, point: OperatingPoint) -> NDArray[np.float64]:
        """Return the TPIR (G,) that a point states; where none or all were counted, the median of what that allows."""
        return self._spread_out(point.tpir, lambda cell: self._tpir(point, cell))

    def trials(self, point: OperatingPoint, observed: Observed) -> float | None:
        """Return how many trials a count is of, or None where no count is known."""
        if observed.count is None:
            return None
        if observed.comparisons is not None:
            return observed.comparisons
        if observed.of is not None or point.searches is None:
            return observed.of
        return point.searches * sum(self.face_shares[name] for name in observed.groups or self.groups)

    def _spread_out(self, cells: tuple[Observed, ...], value: Callable[[Observed], float]) -> NDArray[np.float64]:
        values = np.empty(len(self.groups))
        for cell in cells:
            values[self.members(cell)] = value(cell)
        return values

    def members(self, cell: Observed) -> list[int]:
        """Return the indices of a cell's groups."""
        return [self.groups.index(name) for name in cell.groups or self.groups]

    def _fpir(self, point: OperatingPoint, cell: Observed) -> float:
        if cell.comparisons is not None:
            return float(-np.expm1(-self._false_matches(point, cell)))
        return cell.rate if cell.rate is not None else self._counted(point, cell)

    def _false_matches(self, point: OperatingPoint, cell: Observed) -> float:
        if cell.comparisons is not None:
            return -(point.watchlist_size or 1) * float(np.log1p(-self._counted(point, cell)))
        return -float(np.log1p(-min(self._fpir(point, cell), _BELOW_ONE)))

    def _counted(self, point: OperatingPoint, cell: Observed) -> float:
        return ((cell.count or _MEDIAN_OF_NONE) / self._trials(point, cell)) if cell.count is not None else np.nan

    def _tpir(self, point: OperatingPoint, cell: Observed) -> float:
        if cell.rate is not None or cell.count is None:
            return cell.rate or np.nan
        trials = self._trials(point, cell)
        if 0 < cell.count < trials:
            return cell.count / trials
        return float(scipy.special.betaincinv(cell.count + 0.5, trials - cell.count + 0.5, 0.5))

    def _trials(self, point: OperatingPoint, cell: Observed) -> float:
        return self.trials(point, cell) or np.nan

    def _check_point(self, index: int, point: OperatingPoint) -> None:
        for kind, cells in (("fpir", point.fpir), ("tpir", point.tpir)):
            named = [name for cell in cells for name in cell.groups or self.groups]
            for name in named:
                if name not in self.face_shares:
                    raise SettingsConflict(
                        ("points", index, kind), f"no group {name!r} in face_shares; it has {', '.join(self.groups)}"
                    )
                if named.count(name) > 1:
                    raise SettingsConflict(
                        ("points", index, kind), f"the group {name!r} is given twice; give every group once"
                    )
            absent = [name for name in self.groups if cells and name not in named]
            if absent:
                raise SettingsConflict(
                    ("points", index, kind),
                    f"no operating point for {', '.join(absent)}; give all of {', '.join(self.groups)}",
                )
            for cell in cells:
                self._check_cell(index, kind, point, cell)

    def _check_cell(self, index: int, kind: str, point: OperatingPoint, cell: Observed) -> None:
        where, trials = ("points", index, kind), self.trials(point, cell)
        if cell.count is not None and trials is None:
            raise SettingsConflict(
                where, f"a count of {cell.count:g} without its trials; give `of`, or the point's `searches`"
            )
        if kind == "tpir" and cell.comparisons is not None:
            raise SettingsConflict(where, "a TPIR is not of `comparisons`; give what it is `of`")
        if kind == "tpir" and cell.count is not None and trials is not None and cell.count > trials:
            raise SettingsConflict(where, f"a TPIR above 1 ({cell.count:g} of {trials:g}); it cannot be more than all")
        if kind == "fpir" and trials is not None and (cell.count or 0) >= trials:
            raise SettingsConflict(where, f"an FPIR of 1 or more ({cell.count:g} of {trials:g}); it must be below 1")
        if kind == "fpir" and cell.rate is not None and cell.rate < _FLOOR * (point.watchlist_size or 1):
            raise SettingsConflict(
                where,
                f"an FPIR of {cell.rate:g} is below the model's floor; it must be at least {_FLOOR:g} a reference",
            )

    def _check_order(self) -> None:
        for index, (one, other) in enumerate(pairwise(self.points)):
            if (one.threshold, one.watchlist_size or 0) >= (other.threshold, other.watchlist_size or 0):
                raise SettingsConflict(
                    ("points", index + 1, "threshold"),
                    f"the threshold {other.threshold:g} stands after "
                    f"{one.threshold:g}; give points in the order of rising thresholds, each once for a size of list",
                )
        kinds: tuple[Literal["fpir", "tpir"], ...] = ("fpir", "tpir")
        for kind in kinds:
            points = self.heard(kind)
            if not points:
                raise SettingsConflict(
                    ("points",), f"no point states {kind.upper()}; a system needs at least one of each rate"
                )
            for one, other in pairwise(points):
                self._check_fall(self.points.index(other), kind, one, other)

    def _check_fall(self, index: int, kind: str, one: OperatingPoint, other: OperatingPoint) -> None:
        if kind == "fpir":
            low, high = (self.faces @ self.fpir_by_group(p) / (p.watchlist_size or 1) for p in (one, other))
            if self.faces @ self.fpir_by_group(one) > _COMMON:
                low, high = (
                    self.faces @ self.false_matches_by_group(p) / (p.watchlist_size or 1) for p in (one, other)
                )
            # that none was counted does not say that the rate is as high as none allows
            if high >= low and any(cell.count != 0 for cell in other.fpir):
                raise SettingsConflict(
                    ("points", index, kind),
                    f"the FPIR a reference rises with the threshold ({low:.3g} at "
                    f"{one.threshold:g}, {high:.3g} at {other.threshold:g}); a higher threshold must return "
                    "fewer",
                )
            return
        before, after = self.tpir_by_group(one), self.tpir_by_group(other)
        counted = [index for cell in other.tpir if cell.count is not None for index in self.members(cell)]
        for group, (name, low, high) in enumerate(zip(self.groups, before, after, strict=True)):
            # the same people can be returned at both, as counts; not the same share of all people
            if high > low or (high == low and group not in counted):
                raise SettingsConflict(
                    ("points", index, kind),
                    f"the TPIR of {name} does not fall with the threshold ({low:.4g} "
                    f"at {one.threshold:g}, {high:.4g} at {other.threshold:g}); a higher threshold must "
                    "return fewer",
                )
