"""A simulator that is a function, and claims about it."""

from __future__ import annotations

from concurrent.futures import Future

import polars as pl
import pytest

from sim.core.streams import Stream, Streams
from sim.ensemble.execute import own

ASSUMED = "listing.outside_ratio"
"""An input of the function: from 0 to 0.5, assumed."""


class Here:
    """An executor that does a task where it is handed over."""

    def submit(self, do, *arguments):
        done = Future()
        done.set_result(do(*arguments))
        return done


@pytest.fixture
def function(monkeypatch):
    """Put a function in the place of the simulator: arrests of 10 + 100 CITED + 4 ASSUMED, and a rate by group."""
    steep = {"of": 20.0}

    def metrics(settings, task, root, observe):
        chance = Streams(task.seed, task.replication).generator(Stream.DESIGN, 9).standard_normal()
        level = 10 + 100 * settings.habits.day_spread + steep["of"] * settings.listing.outside_ratio / 5 + 0.1 * chance
        level *= 0.5 if settings.lfr.threshold == 0.7 else 1
        rows = [{"name": "arrests", "estimator": "expected", "by": "all", "group": "all", "unit": "people",
                 "value": level, "numerator": level, "denominator": 1.0}]  # fmt: skip
        counts = {"all": (level, 1000.0), "black": (level / 2, 250.0), "white": (level / 2, 750.0),
                  "asian": (0.0, 0.0), "mixed": (0.0, 0.0), "other": (0.0, 0.0)}  # fmt: skip
        for group, (above, below) in counts.items():
            rows.append({"name": "alerts_per_face", "estimator": "expected", "unit": "per face seen", "group": group,
                         "by": "all" if group == "all" else "ethnic_group", "numerator": above, "denominator": below,
                         "value": above / below if below else None})  # fmt: skip
        return pl.DataFrame(rows), {}

    monkeypatch.setattr("sim.ensemble.replicate._metrics", metrics)
    monkeypatch.setattr("sim.ensemble.run.processes", lambda _: own(Here(), at_a_time=1))
    monkeypatch.setattr("sim.claims.judge.assumed_keys", lambda _: [ASSUMED])
    monkeypatch.setattr("sim.claims.pairs.assumed_keys", lambda _: [ASSUMED])
    return steep
