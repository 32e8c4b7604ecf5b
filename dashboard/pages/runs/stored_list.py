"""What the Runs page lists, as data: all that is stored, by kind, and folders of the store that cannot be read."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from dashboard.library import Library
from dashboard.pages.runs import words
from dashboard.parts.answer import json_answer
from sim.core.errors import StoreError
from sim.core.folder import PARTIAL
from sim.report.library import StoredComparison
from sim.store.ensembles import StoredEnsemble
from sim.store.folders import KINDS
from sim.store.manifest import MANIFEST
from sim.store.programmes import StoredProgramme
from sim.store.runs import StoredRun, open_folder

__all__ = ["list_answer"]


def list_answer(library: Library) -> Any:
    """Answer with all stored runs, the latest first, and with what is damaged."""
    stored = sorted(((_stored_at(run), run) for run in library.runs()), key=lambda pair: pair[0], reverse=True)
    return json_answer(
        {
            "words": words.LIST,
            "stored": [_row(at, run) for at, run in stored],
            "others": [
                {"kind": "comparison", "rows": [_comparison(one) for one in library.comparisons()]},
                {"kind": "programme", "rows": [_programme(one) for one in library.programmes()]},
                {"kind": "ensemble", "rows": [_ensemble(one) for one in library.ensembles()]},
            ],
            "damaged": _damaged(library.root, {run.path.name for _, run in stored}),
        }
    )


def _stored_at(run: StoredRun) -> float:
    try:
        return (run.path / "manifest.json").stat().st_mtime
    except OSError:
        return 0.0


def _row(at: float, run: StoredRun) -> dict[str, Any]:
    manifest = run.manifest
    return {
        "run": manifest.run_id,
        "name": f"{manifest.place}: {manifest.policy}",
        "seed": manifest.seed,
        "day": manifest.replication + 1,
        "version": _version(manifest.created_by_version, manifest.results_version),
        "at": datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M"),
        "has_replay": run.replay.is_dir(),
    }


def _comparison(one: StoredComparison) -> dict[str, Any]:
    about = one.document
    return {
        "id": one.name,
        "name": one.title,
        "of": words.of_runs(about["draws"], about["replications"]),
        "seed": about["seed"],
        "version": _version(about["created_by_version"], about["results_version"]),
        "pages": ["compare", *(["months"] if one.has_months else [])],
    }


def _programme(one: StoredProgramme) -> dict[str, Any]:
    about = one.manifest
    return {
        "id": about["programme_id"],
        "name": about["programme"],
        "of": words.of_deployments(about["deployments"]),
        "seed": about["seed"],
        "version": _version(about["created_by_version"], about["results_version"]),
        "pages": [],
    }


def _ensemble(one: StoredEnsemble) -> dict[str, Any]:
    about = one.manifest
    return {
        "id": one.ensemble_id,
        "name": ", ".join(about["arms"]),
        "of": words.of_runs(about["draws"], about["replications"]) if "draws" in about else "",
        "seed": about.get("seed"),
        "version": _version(None, about["results_version"]),
        "pages": [],
    }


def _version(created_by: str | None, results: int) -> str:
    return ", ".join([*([created_by] if created_by else []), f"results {results}"])


def _damaged(root: Path, readable: set[str]) -> list[dict[str, str]]:
    """Return the folders that hold a manifest or events and cannot be opened, and why."""
    found = []
    for folder in sorted(root.iterdir()) if os.path.isdir(root) else ():
        if folder.name in readable or folder.name.startswith(PARTIAL) or folder.name in KINDS:
            continue
        if not os.path.lexists(folder / MANIFEST) and not os.path.isdir(folder / "events"):
            continue
        try:
            open_folder(folder)  # a copy of what is listed is no damage
        except StoreError as error:
            found.append({"folder": folder.name, "what": error.what})
    return found
