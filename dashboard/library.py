"""The stored runs and comparisons as the pages see them: read from disk once, as long as they stay what they are."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Lock
from typing import Any, Generic, TypeVar

from dashboard.index import FolderIndex
from sim.core.content_id import content_id
from sim.core.errors import StoreError
from sim.core.results_version import RESULTS_VERSION
from sim.report.library import StoredComparison, read_document, shipped_comparisons
from sim.report.verdicts import OWN, claims_of, read_verdicts
from sim.store.ensembles import StoredEnsemble, open_ensemble_folder
from sim.store.folders import each_once
from sim.store.programmes import StoredProgramme, open_programme
from sim.store.runs import StoredRun, open_folder

__all__ = ["Library"]

_RUN_ID = re.compile(r"[0-9A-Za-z]{1,64}")
_FILES = ("manifest.json", "metrics.parquet", "scenario.yaml")


_COMPARISONS = "library"
"""The folder beside the runs in which a reader's own comparisons are."""
_T = TypeVar("_T")


class Library:
    """The runs below one folder.

    A stored run never changes, so its tables and its scenario are kept once they have been read, for
    the last few runs. The folder itself is listed every time, and only what is new in it is opened.

    Parameters
    ----------
    root
        The folder of the run store; it may be empty or missing.
    keep
        How many runs are kept in memory.
    """

    def __init__(self, root: Path, *, keep: int = 16) -> None:
        self.root = root
        """The folder of the run store."""
        self._keep = keep
        self._index = FolderIndex(root, open_folder)
        beside = (root, root.parent)
        self._programmes = [FolderIndex(one / "programmes", open_programme) for one in beside]
        self._ensembles = [FolderIndex(one / "ensembles", open_ensemble_folder) for one in beside]
        self._kept: OrderedDict[tuple[object, ...], StoredRun] = OrderedDict()
        self._lock = Lock()
        self._comparisons = _Documents(read_document)
        self._verdicts = _Documents(read_verdicts)
        self._shipped: list[StoredComparison] | None = None

    def _runs(self) -> list[StoredRun]:
        return each_once(self._index.stored(), lambda run: run.manifest.run_id)

    def runs(self) -> list[StoredRun]:
        """Return all stored runs, by place, policy, seed and day."""
        return sorted(self._runs(), key=_order)

    def damaged(self) -> dict[str, StoreError]:
        """Return the runs that can not be opened, and why, by the names of their folders."""
        return self._index.damaged()

    def token(self, run_id: str | None = None) -> str:
        """Return what is the same as long as the same is stored, and the files of one run are the same.

        Parameters
        ----------
        run_id
            The run; None, or what is no run, looks at no file.
        """
        found = [run for run in self._runs() if run_id and run.manifest.run_id == run_id]
        files = [_identity(run) for run in found]
        documents = [(str(path), changed_ns) for of in (_COMPARISONS, OWN) for path, changed_ns in self._files_of(of)]
        return content_id(RESULTS_VERSION, self._index.token(), files, documents)

    def open(self, run_id: str) -> StoredRun:
        """Return one run, by its id or by the beginning of it if no other begins so.

        Raises
        ------
        StoreError
            If the id is not one, or there is no such run, more than one, or it is damaged.
        """
        if not _RUN_ID.fullmatch(run_id):
            raise StoreError(str(self.root), f"not a run id ({run_id!r})", "letters and digits")
        found = [run for run in self._runs() if run.manifest.run_id.startswith(run_id)]
        if len(found) != 1:
            broken = self._index.damaged().get(run_id)
            what = "more than one run begins with this id" if found else "no run with this id"
            raise broken or StoreError(str(self.root), f"{what} ({run_id!r})", "an id of `passerby show`")
        key = (run_id, *_identity(found[0]))
        with self._lock:
            # another object than the index has, so that what is forgotten here is forgotten
            run = self._kept.setdefault(key, StoredRun(found[0].path, found[0].manifest))
            self._kept.move_to_end(key)
            while len(self._kept) > self._keep:
                self._kept.popitem(last=False)
        return run

    def comparisons(self) -> list[StoredComparison]:
        """Return the comparisons of this version of the results: those in `library` beside the runs, then the shipped.

        Of two of one name the reader's own is returned. What cannot be read takes nothing else down, and is left out.
        """
        with self._lock:
            if self._shipped is None:
                self._shipped = shipped_comparisons()
            own = list(self._comparisons.read(self._files_of(_COMPARISONS)))
            names = {one.name for one in own}
            return [*own, *(one for one in self._shipped if one.name not in names)]

    def judged(self) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
        """Return each claim that a reader has judged, and the document in `claims` beside the runs that it stands in.

        Of two of one name the first document's is returned. What cannot be read is left out.
        """
        with self._lock:
            documents = list(self._verdicts.read(self._files_of(OWN)))
        found = {claim["name"]: (claim, document) for document in reversed(documents) for claim in claims_of(document)}
        return [found[name] for name in sorted(found)]

    def programmes(self) -> list[StoredProgramme]:
        """Return the stored programmes, below the folder of the runs and beside it."""
        stored = (one for index in self._programmes for one in index.stored())
        found = each_once(stored, lambda one: one.programme_id)
        return sorted(found, key=lambda one: (one.manifest["programme"], one.manifest["seed"], one.path.name))

    def ensembles(self) -> list[StoredEnsemble]:
        """Return the stored ensembles, below the folder of the runs and beside it."""
        stored = (one for index in self._ensembles for one in index.stored())
        return each_once(stored, lambda one: one.ensemble_id)

    def _files_of(self, name: str) -> list[tuple[Path, int]]:
        """Return the documents that a reader has made in a folder beside the runs, and when each was changed."""
        folders = dict.fromkeys((self.root / name, self.root.parent / name))
        found = []
        for path in sorted(path for folder in folders for path in folder.glob("*.json")):
            with suppress(OSError):
                found.append((path, path.stat().st_mtime_ns))
        return found


class _Documents(Generic[_T]):
    """Documents in files, each read once as long as it is not written anew; what cannot be read is left out."""

    def __init__(self, read: Callable[[Path], _T]) -> None:
        self._read = read
        self._kept: dict[tuple[Path, int], _T] = {}

    def read(self, files: Sequence[tuple[Path, int]]) -> Iterator[_T]:
        known, self._kept = self._kept, {}
        for path, changed_ns in files:
            with suppress(StoreError):
                found = known.get((path, changed_ns)) or self._read(path)
                self._kept[path, changed_ns] = found
                yield found


def _order(run: StoredRun) -> tuple[str, str, int, int, str]:
    manifest = run.manifest
    return manifest.place, manifest.policy, manifest.seed, manifest.replication, manifest.run_id


def _identity(run: StoredRun) -> list[tuple[int, int, int]]:
    """Return what is another if a file of the run is written anew; nothing of a file that is not there."""
    found = []
    for name in _FILES:
        try:
            status = (run.path / name).stat()
        except OSError:
            continue
        found.append((status.st_mtime_ns, status.st_size, status.st_ino))
    return found
