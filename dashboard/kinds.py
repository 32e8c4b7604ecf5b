"""What can be taken away by its id: days, programmes, ensembles. Each kind says how it is opened and what it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from dashboard.library import Library
from dashboard.parts.words import listed, run_name
from sim.core.content_id import content_id
from sim.core.errors import SimError, StoreError
from sim.ensemble.run import EnsembleResult, reopen
from sim.report.ensemble_tables import ensemble_document
from sim.report.library import TABLES, StoredComparison
from sim.report.of_claims import CLAIMS, read_claims
from sim.report.of_proportionality import SHEET, read_stored_sheet
from sim.report.programme_tables import as_document
from sim.report.proportionality import sheet_table
from sim.report.verdicts import findings_table
from sim.report.versioned import StoredDocument
from sim.scenario.shipped import file_of
from sim.store.ensembles import list_ensembles
from sim.store.programmes import StoredProgramme, find_programme
from sim.store.runs import StoredRun

__all__ = ["KINDS", "Found", "Kind", "find"]

_ID = re.compile(r"[0-9a-z_-]{1,64}")
_STORED = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class Kind:
    """A kind of stored results."""

    name: str
    """Stands in `Chart.kind`."""
    about: str
    """What one of them is, in a word or two."""
    open: Callable[[Library, str], Any]
    """Opens one by its whole id; a SimError if there is none or it is damaged."""
    manifest: Callable[[Any], Mapping[str, Any]]
    """What it is of."""
    title: Callable[[Any], str]
    """What it is called where it stands alone."""
    table: Callable[[Any], pl.DataFrame]
    """What it counts: one row a metric."""
    document: Callable[[Any], Mapping[str, Any]]
    """All that it holds."""
    token: Callable[[Any], object]
    """What is another as soon as more of it is there, or other files."""
    tables: Mapping[str, Callable[[Any], pl.DataFrame]] = field(default_factory=dict)
    """Its other tables, by the names that their addresses have."""
    key: str = "run"
    """What names one of them in the address of a page."""
    has_names: bool = False
    """Whether they are found by names rather than ids."""


@dataclass(frozen=True)
class Found:
    """What is stored under an id."""

    kind: Kind
    identifier: str
    stored: Any

    @property
    def title(self) -> str:
        """What it is called where it stands alone."""
        return self.kind.title(self.stored)

    @property
    def manifest(self) -> Mapping[str, Any]:
        """What it is of."""
        return self.kind.manifest(self.stored)


def find(library: Library, identifier: str) -> Found | None:
    """Return what is stored under an id; None if there is nothing, or it is no id."""
    if not _ID.fullmatch(identifier):
        return None
    for kind in KINDS:
        if not kind.has_names and not _STORED.fullmatch(identifier):
            continue
        try:
            return Found(kind, identifier, kind.open(library, identifier))
        except SimError:
            continue
    return None


def _run(library: Library, identifier: str) -> StoredRun:
    return library.open(identifier)


def _of_run(run: StoredRun) -> Mapping[str, Any]:
    return asdict(run.manifest)


def _run_document(run: StoredRun) -> Mapping[str, Any]:
    return {"run": _of_run(run), "metrics": run.metrics.to_dicts()}


def _roots(library: Library) -> tuple[Path, ...]:
    """Return where programmes and ensembles may be: below the folder of the runs, or beside it."""
    return library.root, library.root.parent


def _programme(library: Library, identifier: str) -> StoredProgramme:
    for root in _roots(library):
        with suppress(StoreError):
            return find_programme(root / "programmes", identifier)
    raise SimError("programmes", f"none is stored under this id ({identifier})")


def _programme_document(programme: StoredProgramme) -> Mapping[str, Any]:
    return {key: value for key, value in as_document(programme).items() if key != "path"}


def _ensemble(library: Library, identifier: str) -> EnsembleResult:
    for root in _roots(library):
        for stored in list_ensembles(root):
            if stored.ensemble_id == identifier:
                return reopen(stored)
    raise SimError("ensembles", f"none is stored under this id ({identifier})")


def _of_ensemble(result: EnsembleResult) -> Mapping[str, Any]:
    assert result.stored is not None, "it is opened from the store"
    return result.stored.manifest


def _comparison(library: Library, name: str) -> StoredComparison:
    for one in library.comparisons():
        if one.name == name:
            return one
    raise SimError("comparisons", f"none is stored under this name ({name})")


def _of_comparison(comparison: StoredComparison) -> Mapping[str, Any]:
    """Return what a comparison is of: what of its document is no table."""
    return {key: value for key, value in comparison.document.items() if not _is_table(value)}


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def _rows(name: str, comparison: StoredComparison) -> pl.DataFrame:
    """Return a table of a comparison."""
    return pl.DataFrame(comparison.document[name], infer_schema_length=None)


def _claims(library: Library, name: str) -> StoredDocument:
    """Return all shipped claims, or the one of a name, as they were judged; a reader's own before a shipped one."""
    for claim, document in library.judged():
        if claim["name"] == name:
            return StoredDocument(library.root / CLAIMS, {**document, CLAIMS: [claim]})
    stored = read_claims(file_of("verdicts", CLAIMS))
    if name == CLAIMS:
        return stored
    found = [one for one in stored.document[CLAIMS] if one["name"] == name]
    if not found:
        raise SimError(CLAIMS, f"none was judged under this name ({name})")
    return StoredDocument(stored.path, {**stored.document, CLAIMS: found})


def _sheet(library: Library, name: str) -> StoredDocument:
    if name != SHEET:
        raise SimError(SHEET, f"none is stored under this name ({name})")
    return read_stored_sheet(file_of("verdicts", SHEET))


def _title_of_claims(stored: StoredDocument) -> str:
    claims = stored.document[CLAIMS]
    return str(claims[0]["title"]) if len(claims) == 1 else f"{len(claims)} claims"


def _folder(path: Path) -> list[int]:
    found = path.stat()
    return [found.st_ino, found.st_mtime_ns]


KINDS = (
    Kind(
        name="run",
        about="one simulated day",
        open=_run,
        manifest=_of_run,
        title=lambda run: run_name(run.manifest),
        table=lambda run: run.metrics,
        document=_run_document,
        token=lambda run: [_folder(run.path), _folder(run.path / "metrics.parquet")],
    ),
    Kind(
        name="programme",
        about="a programme of deployments",
        open=_programme,
        manifest=lambda one: one.manifest,
        title=lambda one: f"{one.manifest['programme']}, seed {one.manifest['seed']}",
        table=lambda one: one.table("metrics"),
        document=_programme_document,
        token=lambda one: _folder(one.path),
    ),
    Kind(
        name="comparison",
        about="a comparison over many simulated days or programmes",
        open=_comparison,
        manifest=_of_comparison,
        title=lambda one: one.title,
        table=partial(_rows, "levels"),
        document=lambda one: one.document,
        token=lambda one: content_id(one.document),
        tables={name: partial(_rows, name) for name in TABLES},
        key="comparison",
        has_names=True,
    ),
    Kind(
        name=CLAIMS,
        about="claims that were held against simulations and published data",
        open=_claims,
        manifest=lambda one: {key: value for key, value in one.document.items() if key != CLAIMS},
        title=_title_of_claims,
        table=lambda one: findings_table(one.document),
        document=lambda one: one.document,
        token=lambda one: content_id(one.document),
        key="claim",
        has_names=True,
    ),
    Kind(
        name=SHEET,
        about="a sheet for proportionality",
        open=_sheet,
        manifest=lambda one: {key: value for key, value in one.document.items() if not _is_table(value)},
        title=lambda one: f"Proportionality: {one.document['title']}",
        table=lambda one: sheet_table(one.document),
        document=lambda one: one.document,
        token=lambda one: content_id(one.document),
        tables={"other-means": lambda one: pl.DataFrame(one.document["others"], infer_schema_length=None)},
        key="sheet",
        has_names=True,
    ),
    Kind(
        name="ensemble",
        about="a comparison over many simulated days",
        open=_ensemble,
        manifest=_of_ensemble,
        title=lambda one: f"Comparison of {listed(list(_of_ensemble(one)['arms']))}",
        table=lambda one: one.levels,
        document=ensemble_document,
        token=lambda one: [one.count("done"), one.count("failed")],
    ),
)
"""All kinds, in the order in which an id is looked for."""
