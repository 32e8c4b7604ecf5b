"""Where ensembles are: one record a replication of an arm, there whole or not at all, and what each ensemble is.

    <root>/replications/<id>/manifest.json    what was run, or why it failed and where
                             metrics.parquet  every metric with its counts; no events
                             <table>.parquet  of a programme: its months, its deployments, its five points
    <root>/ensembles/<id>/manifest.json       the arms, the inputs that are drawn, how many draws and replications
                          <n>.yaml            the whole scenario or programme of arm n: runs again as it stands

The id of a record is a hash of the settings as given, the values of the draw, seed, replication and the version of the
results. So whatever ensemble asks for the same replication finds it, and doing one twice is harmless.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import polars as pl

from sim.core.content_id import content_id, content_sha256
from sim.core.documents import json_text
from sim.core.errors import StoreError
from sim.core.folder import PARTIAL, new_folder
from sim.core.results_version import RESULTS_VERSION
from sim.programme.load import load_programme
from sim.programme.schema import Programme
from sim.scenario.load import dump, load
from sim.scenario.schema import Scenario

__all__ = [
    "RECORDED",
    "Failure",
    "Record",
    "StoredEnsemble",
    "ensemble_id_of",
    "list_ensembles",
    "open_ensemble",
    "read_record",
    "record_id_of",
    "sha256_of",
    "write_ensemble",
    "write_failure",
    "write_record",
]

RECORDED = ("name", "estimator", "by", "group", "value", "numerator", "denominator", "unit")
"""The columns of `sim.metrics.metric.Metric` that a record keeps."""

_RECORDS, _ENSEMBLES, _MANIFEST = "replications", "ensembles", "manifest.json"


@dataclass(frozen=True)
class Failure:
    """Why a replication came to nothing."""

    stage: str
    """What was being done: the draw, the simulation, the measures, or all of it where its process died."""
    message: str


@dataclass(frozen=True)
class Record:
    """A replication in the store."""

    path: Path
    failure: Failure | None

    @property
    def metrics(self) -> pl.DataFrame:
        """All metrics, with the columns `RECORDED`; of a failed replication there are none.

        Raises
        ------
        StoreError
            If they cannot be read.
        """
        return self.table("metrics")

    def table(self, name: str) -> pl.DataFrame:
        """Return one of its tables.

        Raises
        ------
        StoreError
            If it cannot be read, or there is none of that name.
        """
        try:
            return pl.read_parquet(self.path / f"{name}.parquet")
        except (OSError, pl.exceptions.PolarsError):
            raise StoreError(str(self.path), "cannot be read", "remove the folder, and it is run again") from None


@dataclass(frozen=True)
class StoredEnsemble:
    """What an ensemble in the store is of."""

    path: Path
    manifest: dict[str, Any]

    @property
    def ensemble_id(self) -> str:
        """16 hexadecimal digits."""
        return self.path.name

    @property
    def arms(self) -> dict[str, Scenario | Programme]:
        """The scenarios or programmes, by name."""
        files = ((name, kind, self.path / f"{k}.yaml") for k, (name, kind) in enumerate(self.manifest["arms"].items()))
        return {name: load(file) if kind == "day" else load_programme(file) for name, kind, file in files}


_Settings: TypeAlias = Scenario | Programme


def record_id_of(settings_sha256: str, values: Mapping[str, float | int | str], *, seed: int, replication: int) -> str:
    """Return the id of a replication: 16 hexadecimal digits.

    Parameters
    ----------
    settings_sha256
        Of the scenario or programme as given (`sim.core.content_id.content_sha256` of what it dumps).
    values
        Those of the draw; none for a draw that is as given.
    """
    return content_id(settings_sha256, dict(values), seed, replication, RESULTS_VERSION)


def read_record(root: Path, record_id: str) -> Record | None:
    """Return a stored replication, or None where there is none (or only the broken rest of one)."""
    folder = root / _RECORDS / record_id
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        failure = manifest["failure"]
        return Record(folder, None if failure is None else Failure(failure["stage"], failure["message"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def write_record(
    root: Path,
    record_id: str,
    about: Mapping[str, Any],
    metrics: pl.DataFrame,
    tables: Mapping[str, pl.DataFrame] | None = None,
) -> None:
    """Store a replication.

    Parameters
    ----------
    about
        What it is of, for whoever reads its manifest.
    metrics
        The metrics of a day or a programme; what `RECORDED` does not name is left out.
    tables
        What else is kept of it, by name.

    Raises
    ------
    StoreError
        If it cannot be written; nothing of it is there then.
    """
    with _writing(root / _RECORDS), new_folder(root / _RECORDS, record_id) as folder:
        for name, table in {**(tables or {}), "metrics": metrics.select(RECORDED)}.items():
            table.write_parquet(folder / f"{name}.parquet", statistics=False)
        _write_manifest(folder, {**about, "record_id": record_id, "failure": None})


def write_failure(root: Path, record_id: str, about: Mapping[str, Any], failure: Failure) -> None:
    """Store that a replication failed; it is done again when it is asked for again.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    with _writing(root / _RECORDS), new_folder(root / _RECORDS, record_id) as folder:
        _write_manifest(folder, {**about, "record_id": record_id, "failure": asdict(failure)})


def ensemble_id_of(arms: Sequence[tuple[str, str]], design: Any, *, seed: int, replications: int) -> str:
    """Return the id of an ensemble: 16 hexadecimal digits.

    Parameters
    ----------
    arms
        The name and the SHA-256 of each.
    design
        Values of all draws, as JSON can write them.
    """
    return content_id([list(arm) for arm in arms], design, seed, replications, RESULTS_VERSION)


def write_ensemble(
    root: Path, ensemble_id: str, arms: Mapping[str, _Settings], about: Mapping[str, Any]
) -> StoredEnsemble:
    """Store what an ensemble is of, unless it is there.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    folder = root / _ENSEMBLES / ensemble_id
    if not (folder / _MANIFEST).is_file():
        kinds: dict[str, Literal["day", "programme"]] = {
            name: "programme" if isinstance(settings, Programme) else "day" for name, settings in arms.items()
        }
        with _writing(root / _ENSEMBLES), new_folder(folder.parent, ensemble_id) as partial:
            for number, settings in enumerate(arms.values()):
                (partial / f"{number}.yaml").write_text(dump(settings), encoding="utf-8")
            _write_manifest(
                partial, {"ensemble_id": ensemble_id, "results_version": RESULTS_VERSION, "arms": kinds, **about}
            )
    return open_ensemble(root, ensemble_id)


def open_ensemble(root: Path, ensemble_id: str) -> StoredEnsemble:
    """Open a stored ensemble by its id, or by the beginning of it if no other begins so.

    Raises
    ------
    StoreError
        If there is none, more than one, or it is broken or of another version of the results.
    """
    found = [one for one in _folders(root) if ensemble_id and one.name.startswith(ensemble_id)]
    if len(found) != 1:
        known = ", ".join(one.name for one in _folders(root)) or "none"
        what = "more than one ensemble begins with this id" if found else "no ensemble with this id"
        raise StoreError(str(root), f"{what} ({ensemble_id!r})", f"stored ensembles: {known}")
    return _open(found[0])


def list_ensembles(root: Path) -> list[StoredEnsemble]:
    """Return all ensembles of this version of the results, by id."""
    found = []
    for folder in _folders(root):
        try:
            found.append(_open(folder))
        except StoreError:
            continue
    return found


def sha256_of(settings: _Settings) -> str:
    """Return what tells a scenario or a programme from any other."""
    return content_sha256(settings.model_dump(mode="json"))


def _open(folder: Path) -> StoredEnsemble:
    try:
        manifest = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))
        version = manifest["results_version"]
    except (OSError, ValueError, TypeError, KeyError):
        raise StoreError(
            str(folder), "not a stored ensemble (its manifest cannot be read)", "remove the folder, and run it again"
        ) from None
    if version != RESULTS_VERSION:
        raise StoreError(
            str(folder),
            f"stored by another version of the model (results version {version})",
            f"this is results version {RESULTS_VERSION}; run it again",
        )
    return StoredEnsemble(folder, manifest)


def _folders(root: Path) -> list[Path]:
    found = (path.parent for path in (root / _ENSEMBLES).glob(f"*/{_MANIFEST}"))
    return sorted(folder for folder in found if not folder.name.startswith(PARTIAL))


def _write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    (folder / _MANIFEST).write_text(json_text(manifest) + "\n", encoding="utf-8")


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    """Say of what cannot be written that it cannot: a full disk, for one."""
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        why = error.strerror if isinstance(error, OSError) and error.strerror else str(error).splitlines()[0]
        raise StoreError(
            str(folder), f"cannot store results here ({why})", "room on the disk, and a folder that can be written"
        ) from None
