"""Where an assumption changes a verdict: an input's value at which what a hypothesis measures crosses its margin.

The other inputs are as given, and all values share their chance (`sim.sensitivity.tipping`). So it is the value in the
scenario as given that crosses, from where on the range of all draws moves with it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor

import numpy as np

from sim.claims.finding import Tipping
from sim.claims.judge import JudgedHypothesis, Plan
from sim.claims.margin import Margin
from sim.claims.simulated import Simulated
from sim.ensemble.arms import arm_of
from sim.ensemble.design import Design
from sim.ensemble.inputs import Settings
from sim.ensemble.replicate import Arm
from sim.ensemble.run import Ensemble, Passed, read_ensemble, run_missing, workers_of
from sim.sensitivity.conclusion import Conclusion
from sim.sensitivity.points import spans_of
from sim.sensitivity.resample import Floats
from sim.sensitivity.response import Point
from sim.sensitivity.tipping import tipping_points
from sim.store.ensembles import sha256_of

__all__ = ["tipping_of"]


def tipping_of(
    judged: JudgedHypothesis,
    plan: Plan,
    *,
    over: Sequence[str] = (),
    most: int = 1,
    halvings: int = 4,
    workers: int | None = None,
    executor: Executor | None = None,
    observe: Callable[[Passed], None] = lambda _: None,
) -> list[Tipping]:
    """Return where inputs change the verdict of a simulated hypothesis.

    Parameters
    ----------
    over
        The inputs, by key or pattern; by default those that stand out (`sim.claims.influence`), at most so many.

    Raises
    ------
    RunError
        As `sim.sensitivity.points.spans_of` and `sim.sensitivity.tipping.tipping_points`.
    """
    one = judged.hypothesis
    keys = list(over) or [found.key for found in judged.influences if found.low is not None][:most]
    if not isinstance(one, Simulated) or not keys:
        return []
    settings: dict[str, Settings] = {
        name: arm_of(text, settings=plan.settings, where=f"{one.name}: arms: {name}") for name, text in one.arms.items()
    }
    arms = tuple(Arm(name, of, sha256_of(of)) for name, of in settings.items())
    spans = spans_of(settings, keys)
    labels = _labels(settings)
    group = _deciding(judged, one, labels)
    found = []
    with workers_of(workers, executor, None) as who:

        def response(points: Sequence[Point]) -> Floats:
            distinct = list({tuple(sorted(point.items())): point for point in points}.values())
            ensemble = Ensemble(arms, Design((), (), tuple(distinct)), plan.seed, 1, plan.root)
            result = read_ensemble(ensemble, run_missing(ensemble, who, observe=observe))
            values = one.values(result.frame, group, labels)
            by_draw = dict(zip(values.draw.tolist(), values.value.tolist(), strict=True))
            where = {tuple(sorted(point.items())): k for k, point in enumerate(distinct)}
            return np.array([[by_draw.get(where[tuple(sorted(point.items()))], np.nan)] for point in points])

        for conclusion in _conclusions(one.margin, one.metric):
            for tipping in tipping_points(spans, response, conclusion, halvings=halvings):
                for change in tipping.changes:
                    side = "above" if change.holds_above else "below"
                    then = f"{side} it, what is measured in the scenario as given is {one.margin.words}"
                    found.append(Tipping(tipping.key, change.value, tipping.unit, change.is_inside, then))
    return found


def _conclusions(margin: Margin, metric: str) -> list[Conclusion]:
    low, high = margin.ends
    found = [Conclusion(metric, ">=", low)] if low is not None else []
    return [*found, *([Conclusion(metric, "<=", high)] if high is not None else [])]


def _deciding(judged: JudgedHypothesis, one: Simulated, labels: Mapping[str, str]) -> str:
    """Return the group whose finding decides: the first whose verdict is the hypothesis's."""
    groups = one.groups_of(labels)
    return next((g for g, v in zip(groups, judged.verdicts, strict=True) if v == judged.by_margin), groups[0])


def _labels(settings: Mapping[str, Settings]) -> dict[str, str]:
    groups = next(iter(settings.values())).groups
    return {name: groups.label(name) for name in groups.names}
