"""passerby: live facial recognition on a high street, simulated.

    import sim

    scenario = sim.load_scenario("north_end", policies=["lfr_fixed_2025"])
    metrics = sim.measure(sim.run(scenario, seed=1))

What is listed here is the public interface: it prints nothing, handles no signal, and raises `sim.SimError` for what a
user can mend. Everything else may change from version to version.
"""

from __future__ import annotations

import sys
from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from sim.calibration.judging import Hindcast, hindcast
    from sim.compare.paired import compare
    from sim.compare.ranking import BoroughRanking, rank_boroughs
    from sim.core.errors import EvidenceError, MetricError, RunError, ScenarioError, SimError, StoreError
    from sim.day.conditioned import run_day as run
    from sim.day.run import RunResult
    from sim.ensemble.run import EnsembleResult, run_ensemble
    from sim.metrics.mesa_street import MesaStreet
    from sim.metrics.table import measure
    from sim.programme.load import load_programme
    from sim.programme.results import ProgrammeResult
    from sim.programme.run import ProgrammeRun, run_programme
    from sim.programme.schema import Programme
    from sim.scenario.load import with_values
    from sim.scenario.named import load_scenario
    from sim.scenario.schema import Scenario
    from sim.store.runs import StoredRun, open_run
    from sim.store.simulate import Job, simulate

__all__ = [
    "BoroughRanking",
    "EnsembleResult",
    "EvidenceError",
    "Hindcast",
    "Job",
    "MesaStreet",
    "MetricError",
    "Programme",
    "ProgrammeResult",
    "ProgrammeRun",
    "RunError",
    "RunResult",
    "Scenario",
    "ScenarioError",
    "SimError",
    "StoreError",
    "StoredRun",
    "compare",
    "hindcast",
    "load_programme",
    "load_scenario",
    "measure",
    "open_run",
    "rank_boroughs",
    "run",
    "run_ensemble",
    "run_programme",
    "simulate",
    "with_values",
]

_PLACES = {
    "BoroughRanking": "sim.compare.ranking",
    "EnsembleResult": "sim.ensemble.run",
    "EvidenceError": "sim.core.errors",
    "Hindcast": "sim.calibration.judging",
    "Job": "sim.store.simulate",
    "MesaStreet": "sim.metrics.mesa_street",
    "MetricError": "sim.core.errors",
    "Programme": "sim.programme.schema",
    "ProgrammeResult": "sim.programme.results",
    "ProgrammeRun": "sim.programme.run",
    "RunError": "sim.core.errors",
    "RunResult": "sim.day.run",
    "Scenario": "sim.scenario.schema",
    "ScenarioError": "sim.core.errors",
    "SimError": "sim.core.errors",
    "StoreError": "sim.core.errors",
    "StoredRun": "sim.store.runs",
    "compare": "sim.compare.paired",
    "hindcast": "sim.calibration.judging",
    "load_programme": "sim.programme.load",
    "load_scenario": "sim.scenario.named",
    "measure": "sim.metrics.table",
    "open_run": "sim.store.runs",
    "rank_boroughs": "sim.compare.ranking",
    "run": "sim.day.conditioned:run_day",
    "run_ensemble": "sim.ensemble.run",
    "run_programme": "sim.programme.run",
    "simulate": "sim.store.simulate",
    "with_values": "sim.scenario.load",
}
"""Where each of them is; it is imported when it is asked for, so that nobody waits for what he does not use."""


class _Interface(ModuleType):
    """`sim.compare` is the function that is listed here, although a package of that name has been imported."""

    @property
    def compare(self) -> object:
        from sim.compare.paired import compare as function

        return function

    @compare.setter
    def compare(self, package: object) -> None:
        """Leave it as it is: whoever imports the package finds it by its whole name."""


sys.modules[__name__].__class__ = _Interface


def __getattr__(name: str) -> object:
    """Return what is listed here, and import it first."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, _, called = _PLACES[name].partition(":")
    found: object = getattr(import_module(module), called or name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    """Return the names that are listed here."""
    return sorted({*globals(), *__all__})
