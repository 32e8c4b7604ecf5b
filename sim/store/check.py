"""What a store holds, thing by thing: whole, damaged, of another version, or left half-written; and what can go."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from sim.core.errors import StoreError
from sim.core.folder import PARTIAL, remove_abandoned
from sim.core.locks import alone_in, is_abandoned
from sim.core.results_version import RESULTS_VERSION
from sim.core.sums import SUMS, damage_of, read_unchecked
from sim.day.stored_walks import read_walks
from sim.store.ensembles import open_ensemble_folder, read_record_folder
from sim.store.folders import require_folder
from sim.store.manifest import MANIFEST, OtherVersion
from sim.store.programmes import TABLES, open_programme
from sim.store.runs import open_folder

__all__ = ["Found", "State", "check_store", "prune_store"]

_ID = re.compile(r"[0-9a-f]{16}")

State: TypeAlias = Literal["whole", "damaged", "other version", "copy", "left over", "being written"]
"""A left-over is of a process that is dead; what is being written is of one that lives, or may."""


@dataclass(frozen=True)
class Found:
    """One thing in a store."""

    path: Path
    kind: str
    """A run, programme, ensemble, replication or table of walks; what is half-written is of no kind yet."""
    identifier: str
    """Its id; the name of its folder where it has none that can be read."""
    state: State
    what: str
    """What is wrong with it."""


def check_store(root: Path) -> list[Found]:
    """Read everything in a store, and say of each thing whether it is what was stored.

    Parameters
    ----------
    root
        The folder of runs, or the one above it, with programmes, ensembles and tables of walks.

    Raises
    ------
    StoreError
        If there is no such folder.
    """
    require_folder(root)
    found = [one for folder, kind in _places(root) for one in _in_folder(folder, kind)]
    homes = {(one.kind, one.identifier) for one in found if one.state == "whole" and one.path.name == one.identifier}
    seen = set[tuple[str, str]]()
    checked = []
    for one in found:
        key = (one.kind, one.identifier)
        is_copy = one.state == "whole" and one.path.name != one.identifier and (key in homes or key in seen)
        if one.state == "whole":
            seen.add(key)
        checked.append(Found(one.path, one.kind, one.identifier, "copy", "") if is_copy else one)
    return checked


def prune_store(root: Path, *, other_versions: bool = False, dry: bool = False) -> list[Found]:
    """Remove what is damaged and what dead processes have left; it is made again when it is asked for.

    Parameters
    ----------
    other_versions
        Remove the results of other versions of the model too, which this one does not read.
    dry
        Remove nothing.

    Returns
    -------
    list
        What was removed, or would be.

    Raises
    ------
    StoreError
        If there is no such folder, or something cannot be removed.
    """
    states = {"damaged", "left over", *(["other version"] if other_versions else [])}
    going = [one for one in check_store(root) if one.state in states]
    if dry:
        return going
    for folder in {one.path.parent for one in going if one.state == "left over"}:
        remove_abandoned(folder)
    for one in going:
        if one.state != "left over":
            _remove(one)
    return going


def _remove(one: Found) -> None:
    """Remove what was found, unless somebody has made it whole meanwhile."""
    try:
        with alone_in(one.path.parent):
            if not os.path.lexists(one.path) or _found(one.path, one.kind).state != one.state:
                return
            if one.path.is_symlink():
                one.path.unlink()
            else:
                shutil.rmtree(one.path)
    except OSError as error:
        raise StoreError(str(one.path), f"cannot be removed ({error.strerror or error})", "") from None


def _places(root: Path) -> Iterator[tuple[Path, str]]:
    """Yield the folders below which results are, and of which kind they are."""
    for folder in (root, root / "runs"):
        yield folder, "run"
        for name in _KIND_OF:
            yield folder / name, _KIND_OF[name]


def _in_folder(root: Path, kind: str) -> Iterator[Found]:
    try:
        with os.scandir(root) as entries:
            folders = sorted(Path(one.path) for one in entries if one.is_dir())
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise StoreError(
            str(root), f"cannot be read ({error.strerror or error})", "a folder that can be read"
        ) from None
    for folder in folders:
        if folder.name.startswith(PARTIAL):
            is_dead = is_abandoned(folder)
            yield Found(folder, "", folder.name, "left over" if is_dead else "being written", "half-written")
        elif _is_result(folder):
            yield _found(folder, kind)


def _is_result(folder: Path) -> bool:
    """Return whether a folder is a result, or what damage has left of one: anybody else's folder is not ours."""
    if _ID.fullmatch(folder.name):
        return True
    for name, mark in ((SUMS, b"  manifest.json\n"), (SUMS, b"  provenance.json\n"), (MANIFEST, b'"results_version"')):
        with suppress(StoreError):
            if mark in read_unchecked(folder, name):
                return True
    return False


def _run(folder: Path) -> str:
    run = open_folder(folder)
    run.metrics, run.scenario  # noqa: B018 -- reading them says what is wrong with them
    for file in sorted((folder / "events").glob("*.parquet")):
        run.events(file.stem)
    return run.manifest.run_id


def _programme(folder: Path) -> str:
    stored = open_programme(folder)
    for name in (*TABLES, "days"):
        stored.table(name)
    return stored.programme_id


def _ensemble(folder: Path) -> str:
    stored = open_ensemble_folder(folder)
    stored.arms  # noqa: B018
    return stored.ensemble_id


def _record(folder: Path) -> str:
    record = read_record_folder(folder)
    if record.failure is None:
        record.metrics  # noqa: B018
    return record.record_id


def _walks(folder: Path) -> str:
    # its version first: tables of another one may have other columns
    with suppress(ValueError, TypeError, KeyError):
        found = json.loads(read_unchecked(folder, "provenance.json"))["provenance"]["results_version"]
        if isinstance(found, int) and found != RESULTS_VERSION:
            raise OtherVersion(str(folder), f"stored by another version of the model ({found})", "")
    return read_walks(folder).provenance.table_id


_KIND_OF = {"programmes": "programme", "ensembles": "ensemble", "replications": "replication", "passages": "walks"}
"""Of which kind the results in a folder of the store are."""

_READERS: dict[str, Callable[[Path], str]] = {
    "run": _run, "programme": _programme, "ensemble": _ensemble, "replication": _record, "walks": _walks,
}  # fmt: skip
"""Reads what is in a folder, and returns its id."""


def _found(folder: Path, kind: str) -> Found:
    try:
        identifier, what = _READERS[kind](folder), damage_of(folder)
    except OtherVersion as error:
        damage = damage_of(folder)
        return Found(folder, kind, folder.name, "damaged" if damage else "other version", damage or error.what)
    except StoreError as error:
        return Found(folder, kind, folder.name, "damaged", error.what)
    return Found(folder, kind, identifier, "damaged" if what else "whole", what)
