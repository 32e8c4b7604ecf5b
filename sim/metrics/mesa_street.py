"""A street for those who come from Mesa: simple parameters in, a data collector of the catalogue's metrics out.

    mesa.batch_run(sim.MesaStreet, {"place": "north_end", "lfr.threshold": [0.6, 0.64], "seed": range(5)})

A step is a minute, so that a deployment ends within the 1,000 steps at which Mesa stops a batch by default.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import mesa
import polars as pl

from sim.day.conditioned import choose_given
from sim.day.run import result_of
from sim.day.world import StreetWorld
from sim.metrics.table import measure
from sim.recognition.vector.recogniser import Given
from sim.scenario.named import load_scenario

__all__ = ["MesaStreet"]

_STEP_S = 60


class MesaStreet(mesa.Model):
    """One street on one day as a Mesa model.

    Parameters
    ----------
    place
        A shipped place, or the path of a place's file.
    policy
        A shipped policy, or the path of one's file; None for a day without facial recognition.
    seed, replication
        As for `sim.run`.
    values
        Settings by name, as for `sim.with_values`: `MesaStreet(**{"lfr.threshold": 0.6})`.

    Attributes
    ----------
    world
        The street itself, a Mesa model whose step is a second; its agents are pedestrians, officers and the operator.
    datacollector
        Every metric of everybody that has a value, by its name, and with the suffix "_expected" where it is not of what
        happened. Counted when the day is over; in the steps before they are None.

    Raises
    ------
    ScenarioError
        As for `sim.load_scenario`.
    """

    def __init__(
        self,
        place: str = "north_end",
        policy: str | None = "lfr_fixed_2025",
        *,
        seed: int = 1,
        replication: int = 0,
        **values: Any,
    ) -> None:
        super().__init__(rng=seed)
        settings = load_scenario(place, policies=[] if policy is None else [policy], values=values)
        self._given = choose_given(settings, seed=seed, replication=replication)
        self.world = StreetWorld(settings, seed=seed, replication=replication, given=self._given)
        self._measured: dict[str, float | None] = {}
        names = _of_everybody(self.world, self._given)
        self.datacollector = mesa.DataCollector(model_reporters={name: partial(_found, name=name) for name in names})

    def step(self) -> None:
        """Simulate one minute, or what is left of the day."""
        for _ in range(_STEP_S):
            if self.world.running:
                self.world.step()
        self.running = self.world.running
        if not self.running:
            self._measured = _of_everybody(self.world, self._given)
        self.datacollector.collect(self)


def _found(model: MesaStreet, *, name: str) -> float | None:
    return model._measured.get(name)


def _of_everybody(world: StreetWorld, given: Given | None) -> dict[str, float | None]:
    """Return the value of every metric of everybody as things stand."""
    table = measure(result_of(world, given=given)).filter(pl.col("by") == "all")
    rows = table.select("name", "estimator", "value").iter_rows()
    return {name if estimator == "sampled" else f"{name}_{estimator}": value for name, estimator, value in rows}
