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
from sim.report.simulated_boroughs import SimulatedBoroughs, simulated_boroughs
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
    "SimulatedBoroughs",
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
    "simulated_boroughs",
    "with_values",
]
