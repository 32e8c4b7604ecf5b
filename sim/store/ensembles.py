"""Where ensembles are: one record a replication of an arm, there whole or not at all, and what each ensemble is.

    <root>/replications/<id>/manifest.json    what was run, or why it failed and where
                             metrics.parquet  every metric with its counts; no events
                             <table>.parquet  of a programme: its months, its deployments, its five points
                             SHA256SUMS       what each of these files is, by its sum (`sim.core.sums`)
    <root>/ensembles/<id>/manifest.json       the arms, the inputs that are drawn, how many draws and replications
                          <n>.yaml            the whole scenario or programme of arm n: runs again as it stands

The id of a record is a hash of the settings as given, the values of the draw, seed, replication and the version of the
results. So whatever ensemble asks for the same replication finds it, and doing one twice is harmless.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, TypeAlias

import polars as pl
from pydantic import BaseModel, ConfigDict

from sim.core.content_id import content_id, content_sha256
from sim.core.documents import json_text
from sim.core.errors import SimError, StoreError
from sim.core.folder import clear, new_folder
from sim.core.results_version import RESULTS_VERSION
from sim.core.stored_file import read_table, write_table, write_text
from sim.core.sums import AGAIN, damage_of, read_sealed, seal
from sim.programme.load import load_programme
from sim.programme.schema import Programme
from sim.scenario.load import dump, load
from sim.scenario.schema import Scenario
from sim.store.folders import each_once, folders_of, named_so
from sim.store.manifest import MANIFEST, OtherVersion, read_manifest

__all__ = [
    "RECORDED",
    "Failure",
    "Record",
    "StoredEnsemble",
    "ensemble_id_of",
    "list_ensembles",
    "open_ensemble",
    "open_ensemble_folder",
    "read_record",
    "read_record_folder",
    "record_id_of",
    "sha256_of",
    "write_ensemble",
    "write_failure",
    "write_record",
]

RECORDED = ("name", "estimator", "by", "group", "value", "numerator", "denominator", "unit")
"""The columns of `sim.metrics.metric.Metric` that a record keeps."""

_RECORDS, _ENSEMBLES = "replications", "ensembles"


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
    record_id: str
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
        return read_table(self.path, name)


@dataclass(frozen=True)
class StoredEnsemble:
    """What an ensemble in the store is of."""

    path: Path
    manifest: dict[str, Any]

    @property
    def ensemble_id(self) -> str:
        """16 hexadecimal digits."""
        return str(self.manifest["ensemble_id"])

    @property
    def arms(self) -> dict[str, Scenario | Programme]:
        """The scenarios or programmes, by name."""
        return {name: self._arm(f"{k}.yaml", kind) for k, (name, kind) in enumerate(self.manifest["arms"].items())}

    def _arm(self, file: str, kind: str) -> Scenario | Programme:
        read_sealed(self.path, file)
        try:
            return load(self.path / file) if kind == "day" else load_programme(self.path / file)
        except SimError as error:
            raise StoreError(str(self.path), f"{file} cannot be read ({error})", AGAIN) from None


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
    """Return a stored replication, or None where there is none, or only a damaged one: it is run again."""
    folder = root / _RECORDS / record_id
    try:
        found = read_record_folder(folder)
    except StoreError:
        return None
    return None if found.record_id != record_id or damage_of(folder) else found


def read_record_folder(folder: Path) -> Record:
    """Return the replication that is stored in one folder.

    Raises
    ------
    StoreError
        If its manifest is damaged, or of another version of the results.
    """
    try:
        manifest = json.loads(read_sealed(folder, MANIFEST))
        if (version := manifest.get("results_version", RESULTS_VERSION)) != RESULTS_VERSION:
            raise OtherVersion(str(folder), f"stored by another version of the model ({str(version)[:20]})", AGAIN)
        record_id, failure = manifest["record_id"], manifest["failure"]
        why = None if failure is None else Failure(str(failure["stage"]), str(failure["message"]))
        return Record(folder, str(record_id), why)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        raise StoreError(str(folder), "not a stored replication (its manifest cannot be read)", AGAIN) from None


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
    with new_folder(root / _RECORDS, record_id) as folder:
        for name, table in {**(tables or {}), "metrics": metrics.select(RECORDED)}.items():
            write_table(folder / f"{name}.parquet", table)
        _write_manifest(folder, _record_of(about, record_id, None))


def write_failure(root: Path, record_id: str, about: Mapping[str, Any], failure: Failure) -> None:
    """Store that a replication failed, unless it is there; it is done again when it is asked for again.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    if (found := read_record(root, record_id)) is not None and found.failure is None:
        return
    with new_folder(root / _RECORDS, record_id) as folder:
        _write_manifest(folder, _record_of(about, record_id, asdict(failure)))


def _record_of(about: Mapping[str, Any], record_id: str, failure: dict[str, Any] | None) -> dict[str, Any]:
    return {**about, "record_id": record_id, "results_version": RESULTS_VERSION, "failure": failure}


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
    clear(root / _RECORDS)
    if _is_whole(folder):
        clear(folder.parent)
    else:
        kinds: dict[str, Literal["day", "programme"]] = {
            name: "programme" if isinstance(settings, Programme) else "day" for name, settings in arms.items()
        }
        with new_folder(folder.parent, ensemble_id) as partial:
            for number, settings in enumerate(arms.values()):
                write_text(partial / f"{number}.yaml", dump(settings))
            _write_manifest(
                partial, {"ensemble_id": ensemble_id, "results_version": RESULTS_VERSION, "arms": kinds, **about}
            )
    return open_ensemble_folder(folder)


def open_ensemble(root: Path, ensemble_id: str) -> StoredEnsemble:
    """Open a stored ensemble by its id, or by the beginning of it if no other begins so.

    Raises
    ------
    StoreError
        If there is none, more than one, or it is broken or of another version of the results.
    """
    stored = list_ensembles(root)
    found = [one for one in stored if ensemble_id and one.ensemble_id.startswith(ensemble_id)]
    if len(found) != 1:
        if not found:
            for folder in named_so(root / _ENSEMBLES, ensemble_id):
                open_ensemble_folder(folder)  # says what is wrong with it
        known = ", ".join(one.ensemble_id for one in stored) or "none"
        what = "more than one ensemble begins with this id" if found else "no ensemble with this id"
        raise StoreError(str(root), f"{what} ({ensemble_id!r})", f"stored ensembles: {known}")
    return found[0]


def list_ensembles(root: Path) -> list[StoredEnsemble]:
    """Return all ensembles of this version of the results, each once, by the names of their folders."""
    found = []
    for folder in folders_of(root / _ENSEMBLES):
        with suppress(StoreError):
            found.append(open_ensemble_folder(folder))
    return each_once(found, lambda one: one.ensemble_id)


def sha256_of(settings: _Settings) -> str:
    """Return what tells a scenario or a programme from any other."""
    return content_sha256(settings.model_dump(mode="json"))


def open_ensemble_folder(folder: Path) -> StoredEnsemble:
    """Open the ensemble that is stored in one folder.

    Raises
    ------
    StoreError
        If it is broken, or of another version of the results.
    """
    manifest = read_manifest(folder, _Manifest, what="a stored ensemble")
    return StoredEnsemble(folder, manifest.model_dump(exclude_unset=True))


def _is_whole(folder: Path) -> bool:
    try:
        stored = open_ensemble_folder(folder)
    except StoreError:
        return False
    return stored.ensemble_id == folder.name and not damage_of(folder)


class _Manifest(BaseModel):
    """What every ensemble says of itself, and what those say that can be opened again; others say other things too."""

    model_config = ConfigDict(strict=True, extra="allow")

    ensemble_id: str
    results_version: int
    arms: dict[str, Literal["day", "programme"]]
    seed: int = 0
    replications: int = 0
    draws: int = 0
    inputs: list[dict[str, Any]] = []
    held: list[dict[str, Any]] = []
    values: list[dict[str, Any]] = []


def _write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    write_text(folder / MANIFEST, json_text(manifest) + "\n")
    seal(folder)
