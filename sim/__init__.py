"""passerby: live facial recognition on a high street, simulated.

    import sim

    scenario = sim.load_scenario("north_end", policies=["lfr_fixed_2025"])
    metrics = sim.measure(sim.run(scenario, seed=1))

What is listed here is the public interface: it prints nothing, handles no signal, and raises `sim.SimError` for what a
user can mend. Everything else may change from version to version.
"""

from __future__ import annotations

from pathlib import Path

from sim.core.lazily import offered_by

__all__, __getattr__, __dir__ = offered_by(__name__, Path(__file__).with_suffix(".pyi"))
