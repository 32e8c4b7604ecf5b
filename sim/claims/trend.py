"""What draws say of a hypothesis with one of its inputs held: a line through them, with the draws about it."""

from __future__ import annotations

from itertools import pairwise
from math import exp, inf, log

import numpy as np
from numpy.typing import NDArray

from sim.claims.finding import HeldAt
from sim.claims.margin import Verdict, together, verdict_of
from sim.claims.simulated import Simulated, quantiles_of
from sim.ensemble.inputs import FITTED
from sim.ensemble.run import EnsembleResult
from sim.sensitivity.points import Span

__all__ = ["Trend"]

_GRID = 201
_DIGITS = 3

Floats = NDArray[np.float64]


class Trend:
    """The outcomes of draws by group, and where they go as the input does.

    Parameters
    ----------
    result
        The ensemble in which the input is drawn.
    """

    def __init__(self, one: Simulated, result: EnsembleResult, span: Span) -> None:
        self._one, self._span = one, span
        low, high = span.input.low, span.input.high
        assert low is not None
        assert high is not None
        self._low, self._high = low, high
        self._is_log = span.input.law == "log-uniform" or (span.input.law == FITTED and low > 0)
        self._drawn = self._outcomes(result)
        found = [draw.get(span.input.key) for draw in result.ensemble.design.draws[1:]]
        self._at = np.array([np.nan if value is None else self.share_of(float(value)) for value in found])
        self._held: dict[float, Floats] = {}

    def share_of(self, value: float) -> float:
        """Return how far along the range a value is, from 0 to 1."""
        low, high, inner = self._low, self._high, self._inner
        return float((inner(value) - inner(low)) / (inner(high) - inner(low)))

    def value_at(self, share: float) -> float:
        """Return the value so far along the range, to three digits inside of it."""
        low, high = self._low, self._high
        if share in (0.0, 1.0):
            value = high if share else low
        else:
            inner = self._inner(low) + share * (self._inner(high) - self._inner(low))
            value = min(high, max(low, float(f"{exp(inner) if self._is_log else inner:.{_DIGITS}g}")))
        return round(value) if self._span.input.law == "whole numbers, alike" else value

    def learn(self, value: float, result: EnsembleResult) -> None:
        """Keep what came with the input held at a value."""
        self._held[self.share_of(value)] = self._outcomes(result)

    def verdicts(self) -> list[Verdict]:
        """Return what the range would say at the margin along the input's range, from its low end to its high one."""
        return [self._verdict(float(share)) for share in np.linspace(0, 1, _GRID)]

    def room(self, share: float) -> float:
        """Return how far the ends of the range are from those of the margin so far along the input's, at least."""
        ranges = [quantiles_of(self._line(group, share)) for group in range(len(self._drawn))]
        margin = [end for end in self._one.margin.ends if end is not None]
        return min(
            (abs(end - one) for ends in ranges for end in ends if end is not None for one in margin), default=inf
        )

    def between(self, low: HeldAt, high: HeldAt) -> float:
        """Return where between two values the line has the verdict of the second; halfway where it has it nowhere."""
        first, last = self.share_of(low.value), self.share_of(high.value)
        shares = np.linspace(first, last, _GRID)
        found = [self._verdict(float(share)) for share in shares]
        turns = [k for k, (a, b) in enumerate(pairwise(found)) if a != b]
        middle = (first + last) / 2
        return self.value_at(float(shares[turns[len(turns) // 2] + 1]) if turns else middle)

    def _verdict(self, share: float) -> Verdict:
        lines = [self._line(group, share) for group in range(len(self._drawn))]
        return together([verdict_of(*quantiles_of(line), self._one.margin) for line in lines], "all")

    def _line(self, group: int, share: float) -> Floats:
        """Return what each draw would come to so far along the range (draws,)."""
        held = sorted(self._held, key=lambda at: abs(at - share))[:2]
        drawn, at = self._drawn[group], self._at
        line: Floats = drawn
        if len(held) == 2:
            (near, far), (one, other) = held, (self._held[place][group] for place in held)
            with np.errstate(invalid="ignore"):
                line = one + (share - near) / (far - near) * (other - one)
            # between two without end, and just where one was held, it is as there
            line = np.where(np.isnan(line), one, line)
        elif held:
            one = self._held[held[0]][group]
            line = one + (share - held[0]) * _slope(at - held[0], drawn - one)
        elif np.isfinite(at).all() and np.isfinite(drawn).any():
            line = drawn + (share - at) * _slope(at - at.mean(), drawn - drawn[np.isfinite(drawn)].mean())
        return line

    def _outcomes(self, result: EnsembleResult) -> Floats:
        """Return what each draw came to (groups, draws); not-a-number where it failed."""
        groups = result.ensemble.arms[0].settings.groups
        labels = {name: groups.label(name) for name in groups.names}
        asked = self._one.groups_of(labels)
        found = np.full((len(asked), len(result.ensemble.design.draws) - 1), np.nan)
        for k, group in enumerate(asked):
            values = self._one.values(result.frame, group, labels).drawn
            found[k, values.draw.astype(int) - 1] = values.value
        return found

    def _inner(self, value: float) -> float:
        return log(value) if self._is_log else value


def _slope(x: Floats, y: Floats) -> float:
    """Return the slope of the line through nought and what is finite of points."""
    known = np.isfinite(x) & np.isfinite(y)
    below = float(np.sum(x[known] ** 2))
    return float(np.sum(x[known] * y[known]) / below) if below > 0 else 0.0
