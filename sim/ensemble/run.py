"""An ensemble: lay out its design, run what the store lacks, and read what there is.

    arms = {"0.64": sim.load_programme("north_end_year"), "0.60": ...}
    result = sim.run_ensemble(arms, replications=20, draws=16, workers=2)
    result.levels, result.differences([("0.64", "0.60")])

Who runs it is any executor; what is stored is never run again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from sim.calibration.fit_file import SHIPPED_FIT
from sim.calibration.matched_file import load_any_fit
from sim.core.errors import RunError, StoreError
from sim.ensemble.design import Design, design_of
from sim.ensemble.execute import Work, Workers, cluster, execute, own, processes, usable_cores
from sim.ensemble.inputs import Held, Input, Settings
from sim.ensemble.replicate import Arm, Task, give_up, replicate
from sim.ensemble.summary import differences, levels
from sim.programme.run import OUTPUTS
from sim.programme.schema import Programme
from sim.store.ensembles import (
    RECORDED,
    Failure,
    StoredEnsemble,
    ensemble_id_of,
    read_record,
    sha256_of,
    write_ensemble,
)

__all__ = [
    "Ensemble",
    "EnsembleResult",
    "Passed",
    "ensemble_of",
    "read_ensemble",
    "reopen",
    "run_ensemble",
    "run_missing",
    "workers_of",
]

_MOST = 2**32 - 1
_SCHEMA = pl.Schema(
    {"arm": pl.String(), "draw": pl.Int64(), "replication": pl.Int64()}
    | {name: pl.Float64() if name in ("value", "numerator", "denominator") else pl.String() for name in RECORDED}
)


@dataclass(frozen=True)
class Passed:
    """How far an ensemble has come."""

    done: int
    """Replications of draws that have ended, those that the store had included."""
    of: int
    stored: int
    """Those that the store had before."""


@dataclass(frozen=True)
class Ensemble:
    """What is to be run."""

    arms: tuple[Arm, ...]
    design: Design
    seed: int
    replications: int
    root: Path

    @property
    def ensemble_id(self) -> str:
        """The id under which it is stored."""
        arms = [(arm.name, arm.sha256) for arm in self.arms]
        draws = [dict(draw) for draw in self.design.draws]
        return ensemble_id_of(arms, draws, seed=self.seed, replications=self.replications)

    def tasks(self) -> Iterator[Task]:
        """Yield every replication of every draw: all draws once, then again, so that each partial result is even."""
        for replication in range(self.replications):
            for draw, values in enumerate(self.design.draws):
                yield Task(self.arms, draw, values, self.seed, replication, str(self.root))


@dataclass(frozen=True)
class EnsembleResult:
    """What there is of an ensemble."""

    ensemble: Ensemble
    stored: StoredEnsemble | None
    frame: pl.DataFrame
    """One row an arm, draw, replication and metric: `arm`, `draw`, `replication`, and the counts of the metric."""
    status: pl.DataFrame
    """One row an arm, draw and replication: `arm`, `draw`, `replication`, `record_id`, `state` (done, failed or
    missing), and of what failed the `stage` and the `message`."""

    @cached_property
    def levels(self) -> pl.DataFrame:
        """What each metric of each arm comes to (`sim.ensemble.summary.levels`)."""
        return levels(self.frame, [arm.name for arm in self.ensemble.arms])

    def differences(self, pairs: Sequence[tuple[str, str]] | None = None) -> pl.DataFrame:
        """Return what arms differ in (`sim.ensemble.summary.differences`); each from the first arm by default."""
        names = [arm.name for arm in self.ensemble.arms]
        return differences(self.frame, [(names[0], name) for name in names[1:]] if pairs is None else pairs)

    def table(self, name: str) -> pl.DataFrame:
        """Return a table that records of programmes keep, of all that are done: `months`, `deployments` or `points`.

        Returns
        -------
        pl.DataFrame
            Its columns, after `arm`, `draw` and `replication`; empty for days.
        """
        done = self.status.filter(pl.col("state") == "done").select("arm", "draw", "replication", "record_id")
        programmes = {arm.name for arm in self.ensemble.arms if isinstance(arm.settings, Programme)}
        frames = []
        for arm, draw, replication, record_id in done.iter_rows():
            record = read_record(self.ensemble.root, record_id)
            if arm in programmes and record is not None:
                at = [
                    pl.lit(arm).alias("arm"),
                    pl.lit(draw, dtype=pl.Int64()).alias("draw"),
                    pl.lit(replication, dtype=pl.Int64()).alias("replication"),
                ]
                frames.append(record.table(name).select(*at, pl.all()))
        return pl.concat(frames, how="diagonal_relaxed") if frames else pl.DataFrame()

    def count(self, state: str) -> int:
        """Return how many replications of arms are `done`, `failed` or `missing`."""
        return self.status.filter(pl.col("state") == state).height

    @property
    def inputs(self) -> pl.DataFrame:
        """The uncertain inputs: the range and law of those that are drawn, and why others are held."""
        drawn = [{**asdict(one), "held": None} for one in self.ensemble.design.inputs]
        held = [{"key": one.key, "held": one.why} for one in self.ensemble.design.held]
        floats, texts = ("given", "low", "high"), ("law", "unit", "basis", "held")
        schema = {"key": pl.String(), **dict.fromkeys(floats, pl.Float64()), **dict.fromkeys(texts, pl.String())}
        return pl.DataFrame([*drawn, *held], schema=schema)


def run_ensemble(
    arms: Settings | Mapping[str, Settings],
    *,
    replications: int = 10,
    draws: int = 1,
    seed: int = 1,
    vary: Sequence[str] = (),
    hold: Sequence[str] = (),
    fit: str | Path | None = SHIPPED_FIT,
    root: str | Path = OUTPUTS,
    workers: int | None = None,
    executor: Executor | None = None,
    cluster_address: str | None = None,
    observe: Callable[[Passed], None] = lambda _: None,
) -> EnsembleResult:
    """Run an ensemble, or what the store lacks of it; nothing is printed.

    Parameters
    ----------
    arms
        A scenario or a programme, or several by name: they share people, draws and chance.
    replications
        Of each draw: 1 or more.
    draws
        Sets of values of the uncertain inputs, 1 or more; the first is as given, so that 1 leaves only chance.
    seed
        The experiment.
    vary, hold
        Patterns of inputs, see `sim.ensemble.inputs.inputs_of`.
    fit
        The fit to published counts, by file or name, that draws of how often listed people come to a street are from,
        or one of any settings (`sim.matching`); None for the ranges of settings.
    root
        The store.
    workers
        Processes; as many as there are cores by default.
    executor
        An executor of `concurrent.futures` instead.
    cluster_address
        The address of a Dask scheduler instead.
    observe
        Called when a replication of a draw has ended, and once before.

    Returns
    -------
    EnsembleResult
        Tables of everything; what failed is in `status`.

    Raises
    ------
    RunError
        If there is nothing to run, or nobody to run it.
    StoreError
        If `root` cannot be written.
    """
    ensemble = ensemble_of(
        arms, replications=replications, draws=draws, seed=seed, vary=vary, hold=hold, fit=fit, root=root
    )
    with workers_of(workers, executor, cluster_address) as who:
        stored = run_missing(ensemble, who, observe=observe)
    return read_ensemble(ensemble, stored)


def run_missing(
    ensemble: Ensemble, who: Workers, *, observe: Callable[[Passed], None] = lambda _: None
) -> StoredEnsemble:
    """Run what the store lacks of an ensemble, whatever its design; see `run_ensemble`."""
    stored = write_ensemble(ensemble.root, ensemble.ensemble_id, _settings(ensemble), _about(ensemble))
    missing = [task for task in ensemble.tasks() if not task.is_done]
    of = ensemble.replications * len(ensemble.design.draws)
    had = done = of - len(missing)

    def passed() -> None:
        nonlocal done
        done += 1
        observe(Passed(done, of, had))

    observe(Passed(done, of, had))
    if missing:
        execute(Work(replicate, lambda task, why: give_up(task, Failure("worker", why)), passed), missing, who)
    return stored


def ensemble_of(
    arms: Settings | Mapping[str, Settings],
    *,
    replications: int,
    draws: int,
    seed: int,
    vary: Sequence[str] = (),
    hold: Sequence[str] = (),
    fit: str | Path | None = SHIPPED_FIT,
    root: str | Path = OUTPUTS,
) -> Ensemble:
    """Lay out an ensemble; see `run_ensemble`."""
    named = dict(arms) if isinstance(arms, Mapping) else {arms.name: arms}
    if not 1 <= replications <= _MOST:
        raise RunError("replications", f"not a number of replications ({replications})", f"1 to {_MOST:,}")
    known = None if fit is None or draws == 1 else load_any_fit(fit)
    design = design_of(named, draws=draws, seed=seed, vary=vary, hold=hold, fit=known)
    made = tuple(Arm(name, settings, sha256_of(settings)) for name, settings in named.items())
    return Ensemble(made, design, seed, replications, Path(root))


def read_ensemble(ensemble: Ensemble, stored: StoredEnsemble | None = None) -> EnsembleResult:
    """Return what the store has of an ensemble, which may still be running."""
    frames, rows = [pl.DataFrame(schema=_SCHEMA)], []
    for task in ensemble.tasks():
        for arm in task.arms:
            record_id = task.record_id(arm)
            record = read_record(ensemble.root, record_id)
            failure = None if record is None else record.failure
            at = {"arm": arm.name, "draw": task.draw, "replication": task.replication}
            state = "missing" if record is None else "done" if failure is None else "failed"
            why = {"stage": None, "message": None} if failure is None else asdict(failure)
            rows.append({**at, "record_id": record_id, "state": state, **why})
            if record is not None and failure is None:
                located = [pl.lit(value, dtype=_SCHEMA[name]).alias(name) for name, value in at.items()]
                frames.append(record.metrics.select(*located, *RECORDED))
    texts = dict.fromkeys(("record_id", "state", "stage", "message"), pl.String())
    schema = {"arm": pl.String(), "draw": pl.Int64(), "replication": pl.Int64(), **texts}
    return EnsembleResult(ensemble, stored, pl.concat(frames), pl.DataFrame(rows, schema=schema))


def reopen(stored: StoredEnsemble) -> EnsembleResult:
    """Return what the store has of an ensemble, by what its manifest says that it is of.

    Raises
    ------
    StoreError
        If it is damaged, or was stored by what is no ensemble: an emulator, for one.
    """
    about = stored.manifest
    arms = tuple(Arm(name, settings, sha256_of(settings)) for name, settings in stored.arms.items())
    try:
        inputs, held = tuple(Input(**one) for one in about["inputs"]), tuple(Held(**one) for one in about["held"])
        design = Design(inputs, held, tuple(about["values"]))
        ensemble = Ensemble(arms, design, about["seed"], about["replications"], stored.path.parent.parent)
    except (KeyError, TypeError) as error:
        what = f"its manifest does not say what was drawn ({error})"
        raise StoreError(str(stored.path), what, "an ensemble of `passerby ensemble` or `compare`") from None
    return read_ensemble(ensemble, stored)


def workers_of(
    workers: int | None, executor: Executor | None, cluster_address: str | None
) -> AbstractContextManager[Workers]:
    """Give who does the work, by what `run_ensemble` is told; for a `with` block.

    Raises
    ------
    RunError
        If more than one of them is given, or nobody would do it.
    """
    if sum(one is not None for one in (workers, executor, cluster_address)) > 1:
        raise RunError("workers", "workers, an executor and a cluster exclude each other", "one of them, or none")
    if cluster_address is not None:
        return cluster(cluster_address)
    if executor is not None:
        return nullcontext(own(executor, at_a_time=usable_cores()))
    if workers is not None and workers < 1:
        raise RunError("workers", f"not a number of processes ({workers})", "1 or more")
    return nullcontext(processes(workers or usable_cores()))


def _settings(ensemble: Ensemble) -> dict[str, Settings]:
    return {arm.name: arm.settings for arm in ensemble.arms}


def _about(ensemble: Ensemble) -> dict[str, object]:
    design = ensemble.design
    return {
        "seed": ensemble.seed,
        "replications": ensemble.replications,
        "draws": len(design.draws),
        "inputs": [asdict(one) for one in design.inputs],
        "held": [asdict(one) for one in design.held],
        "values": [dict(draw) for draw in design.draws],
    }
