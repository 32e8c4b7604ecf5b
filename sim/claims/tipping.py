"""Where an input changes a verdict: a value of it at which another comes out, while all other inputs are drawn.

It is looked for in the inputs that stand out, the first first. The trend of the draws (a straight line in the input, in
its logarithm where it is drawn so, and the draws about it) says where the verdict should change; then the ensemble is
run with the input held there, all else drawn as before, which is what `--set KEY=VALUE` does. A tipping point is told
where two such runs have different verdicts, and lies between them. At most two of them are run of a
hypothesis, and three of each input that is asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field, replace
from itertools import pairwise

from sim.claims.finding import HeldAt, Tipping, Tried
from sim.claims.judge import JudgedHypothesis, Plan, ensemble_for, judged_by
from sim.claims.margin import Verdict
from sim.claims.simulated import Simulated
from sim.claims.trend import Trend
from sim.ensemble.replicate import Arm
from sim.ensemble.run import Ensemble, EnsembleResult, Passed, read_ensemble, run_missing, workers_of
from sim.sensitivity.points import Span, spans_of

__all__ = ["MOST_INPUTS", "MOST_RUNS", "refuse_over", "tipping_of"]

MOST_INPUTS = 3
"""So many inputs that stand out are looked at."""
MOST_RUNS = 2
"""So many times a hypothesis's ensemble is run again, of all its inputs together."""
_OF_EACH_ASKED = 3
"""So many times of each input that is asked for by name."""
_STEP = 0.1
"""So far beyond where the trend has it, in parts of the range, an input is held."""


def tipping_of(
    judged: JudgedHypothesis,
    plan: Plan,
    *,
    over: Sequence[str] = (),
    workers: int | None = None,
    executor: Executor | None = None,
    observe: Callable[[Passed], None] = lambda _: None,
) -> tuple[list[Tipping], list[Tried]]:
    """Return where inputs change the verdict of a simulated hypothesis, and all that was tried.

    Parameters
    ----------
    over
        The inputs, by key or pattern; by default those that stand out (`sim.claims.influence`).

    Raises
    ------
    RunError
        As `sim.sensitivity.points.spans_of`.
    """
    one = judged.hypothesis
    keys = list(over) or [found.key for found in judged.influences if found.low is not None][:MOST_INPUTS]
    if not isinstance(one, Simulated) or not keys:
        return [], []
    ensemble = ensemble_for(one, plan, _unplaced(one))
    spans = spans_of({arm.name: arm.settings for arm in ensemble.arms}, keys)
    tips: list[Tipping] = []
    tried: list[Tried] = []
    with workers_of(workers, executor, None) as who:

        def run(span: Span, value: float) -> tuple[JudgedHypothesis, EnsembleResult]:
            held = replace(plan, settings=(*plan.settings, f"{span.input.key}={value!r}"))
            whole = ensemble_for(one, held, _unplaced(one))
            asked = replace(whole, arms=_concerned(one, whole))
            result = read_ensemble(asked, run_missing(asked, who, observe=observe))
            return judged_by(one, result, held), result

        left = MOST_RUNS
        for span in spans:
            search = _Search(one, judged, span, Trend(one, read_ensemble(ensemble), span), run)
            search.look(_OF_EACH_ASKED if over else left, is_asked=bool(over))
            left -= len(search.runs)
            tips += search.tips()
            tried.append(search.tried())
    return tips, tried


def refuse_over(one: Simulated, plan: Plan, over: Sequence[str], at: Callable[..., str]) -> None:
    """Refuse inputs that arms of a hypothesis have not, or that have no ends, before anything is run.

    Parameters
    ----------
    over
        The inputs, by key or pattern.
    at
        Where keys of the hypothesis are written.

    Raises
    ------
    RunError
        As `sim.sensitivity.points.spans_of`.
    """
    ensemble = ensemble_for(one, plan, at)
    spans_of({arm.name: arm.settings for arm in ensemble.arms}, over)


@dataclass
class _Search:
    """One input, held at one value after the other."""

    one: Simulated
    judged: JudgedHypothesis
    span: Span
    trend: Trend
    run: Callable[[Span, float], tuple[JudgedHypothesis, EnsembleResult]]
    runs: dict[float, HeldAt] = field(default_factory=dict)
    has_failed: bool = False
    by_trend: Verdict | None = None

    def look(self, most: int, *, is_asked: bool) -> None:
        """Hold the input at an end, and from there on where the trend has another verdict; at most so many times.

        Where the trend has the verdict of all draws all over, nothing is run, except that an input that is asked for by
        name is held at both ends.
        """
        verdicts = self.trend.verdicts()
        self.by_trend = verdicts[0] if len(set(verdicts)) == 1 else None
        if most < 2 or (self.by_trend == self.judged.by_margin and not is_asked):
            return
        is_low = verdicts[0] != self.judged.by_margin
        if verdicts[0] == verdicts[-1]:
            is_low = self.trend.room(0.0) <= self.trend.room(1.0)
        end, other = (0.0, 1.0) if is_low else (1.0, 0.0)
        away = 1 if is_low else -1
        first = self._held(end)
        if first is None:
            return
        turn = self._turn(first.by_margin, is_low=is_low)
        if turn is None and not is_asked:
            return
        second = self._held(other if turn is None else min(max(turn + away * _STEP, 0.0), 1.0))
        if second is None or len(self.runs) >= most:
            return
        verdicts = self.trend.verdicts()
        if _differ(first, second) and verdicts[-1 if is_low else 0] != second.by_margin:
            self._held(other)
        elif _differ(first, second):
            turn = self._turn(first.by_margin, is_low=is_low)
            if turn is not None:
                self._held(min(max(turn - away * _STEP, 0.0), 1.0))
        elif turn is not None:
            self._held(other)

    def tips(self) -> list[Tipping]:
        """Return between which of the runs the verdict changes."""
        if self.has_failed:
            return []
        return [self._tip(low, high) for low, high in pairwise(self._in_order()) if _differ(low, high)]

    def tried(self) -> Tried:
        """Return what was run."""
        one = self.span.input
        assert one.low is not None
        assert one.high is not None
        return Tried(one.key, one.unit, one.low, one.high, tuple(self._in_order()), self.by_trend)

    def _in_order(self) -> list[HeldAt]:
        return [self.runs[value] for value in sorted(self.runs)]

    def _held(self, at: float) -> HeldAt | None:
        """Return what comes with the input held so far along its range; None where a replication fails."""
        value = self.trend.value_at(at)
        if value not in self.runs and not self.has_failed:
            found, result = self.run(self.span, value)
            self.has_failed = any(one.low is None and one.high is None for one in found.findings)
            if not self.has_failed:
                self.runs[value] = HeldAt(value, found.by_margin, found.verdict)
                self.trend.learn(value, result)
        return None if self.has_failed else self.runs[value]

    def _turn(self, verdict: Verdict, *, is_low: bool) -> float | None:
        """Return how far along the range the trend first has another verdict, from the end where it has this one."""
        verdicts = self.trend.verdicts()
        places = range(len(verdicts)) if is_low else range(len(verdicts) - 1, -1, -1)
        turn = next((k for k in places if verdicts[k] != verdict), None)
        return None if turn is None else turn / (len(verdicts) - 1)

    def _tip(self, low: HeldAt, high: HeldAt) -> Tipping:
        one, own = self.span.input, self.span.own
        value = self.trend.between(low, high)
        inside = None if own is None else own[0] <= value <= own[1]
        return Tipping(one.key, value, one.unit, inside, _then(low, high), low.value, high.value)


def _differ(one: HeldAt, other: HeldAt) -> bool:
    return (one.by_margin, one.verdict) != (other.by_margin, other.verdict)


def _then(low: HeldAt, high: HeldAt) -> str:
    if low.verdict != high.verdict:
        return f"below it, with all else drawn, the verdict is {low.verdict}, above it {high.verdict}"
    return (
        f"below it, with all else drawn, the range at the margin is {low.by_margin}, above it {high.by_margin}; "
        "the verdict stays bound to assumptions"
    )


def _concerned(one: Simulated, ensemble: Ensemble) -> tuple[Arm, ...]:
    return tuple(arm for arm in ensemble.arms if arm.name in (one.used_arm, one.used_against))


def _unplaced(one: Simulated) -> Callable[..., str]:
    return lambda *keys: ": ".join((one.name, *keys))
