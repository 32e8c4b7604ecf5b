"""Comparisons as documents that pages and reports read at once: differences, levels, months, calendar and five points.

The shipped ones, of `scenarios/comparisons/`, are made by `passerby library` and stand in `scenarios/library/`, one
JSON file each, of the version of the results that this is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from math import isfinite
from pathlib import Path
from typing import Any

import polars as pl
from pydantic import BaseModel, ConfigDict, ValidationError

from sim.core.errors import StoreError
from sim.core.results_version import RESULTS_VERSION
from sim.ensemble.arms import Comparison
from sim.ensemble.months import calendar, monthly
from sim.ensemble.run import EnsembleResult
from sim.programme.schema import Programme
from sim.report.ensemble_tables import ensemble_document
from sim.report.versioned import read_versioned
from sim.scenario.shipped import file_of, names_of

__all__ = ["TABLES", "StoredComparison", "library_document", "read_document", "shipped_comparisons"]

TABLES = ("differences", "levels", "months", "calendar", "points")
"""What of a document are tables of results: one row a number with what it is of."""
_DIGITS = 6
_DOCUMENT = "passerby comparison"
_AGAIN = "`passerby library` makes it again"


class _Document(BaseModel):
    """What whoever reads a document relies on."""

    model_config = ConfigDict(strict=True, extra="allow")

    title: str
    about: str
    command: str
    created_by_version: str
    groups: dict[str, str]
    begins: dict[str, str]
    events: dict[str, list[dict[str, Any]]]
    arms: dict[str, Any]
    seed: int
    draws: int
    replications: int
    inputs: list[dict[str, Any]]
    differences: list[dict[str, Any]]
    levels: list[dict[str, Any]]
    months: list[dict[str, Any]]
    calendar: list[dict[str, Any]]
    points: list[dict[str, Any]]


@dataclass(frozen=True)
class StoredComparison:
    """A comparison that can be shown."""

    name: str
    """What its address calls it."""
    document: Mapping[str, Any]

    @property
    def title(self) -> str:
        """What it is called."""
        return str(self.document["title"])

    @property
    def arms(self) -> list[str]:
        """Its arms, the first of which the others are held against."""
        return list(self.document["arms"])

    @property
    def has_months(self) -> bool:
        """Whether its arms are programmes."""
        return bool(self.document["months"])

    def rows(self, table: str, **where: object) -> list[dict[str, Any]]:
        """Return the rows of a table whose columns have these values."""
        rows: Sequence[dict[str, Any]] = self.document[table]
        return [row for row in rows if all(row[key] == value for key, value in where.items())]


def library_document(result: EnsembleResult, comparison: Comparison, *, command: str) -> dict[str, Any]:
    """Return an ensemble as a document of the library.

    Parameters
    ----------
    comparison
        What it is called, and what its difference is of.
    command
        What makes it again.
    """
    arms = {arm.name: arm.settings for arm in result.ensemble.arms}
    first = next(iter(arms.values()))
    points = result.table("points")
    if not points.is_empty():
        points = points.filter((pl.col("draw") == 0) & (pl.col("replication") == 0)).drop("draw", "replication")
    return {
        "document": _DOCUMENT,
        "results_version": RESULTS_VERSION,
        "created_by_version": version("passerby"),
        "title": comparison.name,
        "about": " ".join(comparison.about.split()),
        "command": command,
        "groups": {name: first.groups.label(name) for name in first.groups.names},
        "begins": {
            name: settings.begins.isoformat() for name, settings in arms.items() if isinstance(settings, Programme)
        },
        "events": {name: _events(settings) for name, settings in arms.items()},
        **ensemble_document(result, by="group"),
        "months": _rows(monthly(result)),
        "calendar": _rows(calendar(result)),
        "points": _rows(points),
    }


def read_document(path: Path) -> StoredComparison:
    """Read a document of the library.

    Raises
    ------
    StoreError
        If it is none, or of another version of the results.
    """
    document = read_versioned(path, _DOCUMENT, other="not a comparison", again=_AGAIN)
    try:
        _Document.model_validate(document)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise StoreError(str(path), f"not a comparison (`{where[:60]}`: {first['msg'].lower()})", _AGAIN) from None
    return StoredComparison(path.stem, document)


def shipped_comparisons() -> list[StoredComparison]:
    """Return the comparisons that are shipped with their results, by name."""
    return [read_document(file_of("library", name)) for name in names_of("library")]


def _events(settings: object) -> list[dict[str, str]]:
    """Return what is set to happen in a programme: pauses, meetings, open days and publications, by date."""
    if not isinstance(settings, Programme):
        return []
    found = [
        *(
            {"kind": "pause", "on": one.begins.isoformat(), "until": "" if one.ends is None else one.ends.isoformat()}
            for one in settings.pauses
        ),
        *({"kind": "meeting", "on": one.on.isoformat(), "until": ""} for one in settings.meetings),
        *({"kind": "open day", "on": one.on.isoformat(), "until": ""} for one in settings.open_days),
        *({"kind": "publication", "on": on.isoformat(), "until": ""} for on in settings.publications),
    ]
    return sorted(found, key=lambda one: (one["on"], one["kind"]))


def _rows(table: pl.DataFrame) -> list[dict[str, Any]]:
    return [{key: _short(value) for key, value in row.items()} for row in table.to_dicts()]


def _short(value: object) -> object:
    """Return a number with as many digits as a page can use; None for what is no number."""
    if isinstance(value, float):
        return float(f"{value:.{_DIGITS}g}") if isfinite(value) else None
    return value
