"""Finds a stored result by its id or its name, whatever kind it is of, and reads it for a report.

Runs lie in `<outputs>/runs` or in the folder itself, programmes and ensembles below `<outputs>`; comparisons are those
of `<outputs>/library` and those that are shipped; judged claims, and sheets for proportionality, are a file that
`passerby claims` or `passerby proportionality` wrote with `--output`. A kind of result is a row of `_KINDS`.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from difflib import get_close_matches
from importlib.metadata import version
from itertools import pairwise, takewhile
from pathlib import Path
from typing import Any

from sim.core.config import value_of
from sim.core.errors import SimError, StoreError
from sim.core.results_version import RESULTS_VERSION
from sim.ensemble.arms import arm_of, comparison_of
from sim.ensemble.inputs import Settings
from sim.ensemble.run import EnsembleResult, reopen
from sim.programme.run import OUTPUTS
from sim.report.ensemble_tables import ensemble_document
from sim.report.library import StoredComparison, read_document
from sim.report.numbers import true_minus
from sim.report.of_claims import claims_subject, read_claims
from sim.report.of_comparison import comparison_subject
from sim.report.of_programme import programme_subject
from sim.report.of_proportionality import SHEET, read_stored_sheet, sheet_subject
from sim.report.of_run import run_subject
from sim.report.proportionality import SHEET_DOCUMENT
from sim.report.subject import KINDS, ResultKind, Subject
from sim.report.versioned import kind_of_document
from sim.scenario.shipped import file_of, names_of
from sim.store.ensembles import list_ensembles, open_ensemble
from sim.store.folders import folders_of, require_folder
from sim.store.programmes import StoredProgramme, find_programme, list_programmes
from sim.store.runs import StoredRun, list_runs, open_run

__all__ = ["StoredResult", "find_result", "subject_of"]

_DOCUMENT = ".json"
_SHIPPED_CLAIMS = "claims"
"""Those of all shipped claims, of `scenarios/verdicts/`."""
_OF_ARMS = ("compare", "ensemble")
"""Commands that name arms, and no comparison."""
_ID = re.compile(r"[0-9a-f]{16}")
_SHORTEST = 4
"""So many letters of an id are taken for its beginning."""


@dataclass(frozen=True)
class StoredResult:
    """A result that was found."""

    kind: ResultKind
    identifier: str
    stored: Any
    """A `StoredRun`, `StoredProgramme`, `EnsembleResult`, `StoredComparison` or `StoredDocument`."""


@dataclass(frozen=True)
class _Kind:
    names: Callable[[Path], Iterator[str]]
    open: Callable[[Path, str], Any]
    subject: Callable[[str, Any], Subject]


def find_result(outputs: Path, name: str) -> StoredResult:
    """Return the result of an id, of the beginning of one, or of a name.

    Parameters
    ----------
    outputs
        The folder of the store.
    name
        The id of a run, programme or ensemble; the name of a comparison; `claims` or `proportionality`, those that are
        shipped; or the file of judged claims or of a sheet.

    Raises
    ------
    StoreError
        If there is no such folder, none in it, or several begin so; the nearest are named.
    """
    if name.endswith(_DOCUMENT) and os.path.isfile(name):
        return _of_file(Path(name))
    if outputs != OUTPUTS:
        require_folder(outputs)
    known = [(kind, one) for kind in KINDS for one in _KINDS[kind].names(outputs)]
    found = [pair for pair in known if pair[1] == name]
    if not found and len(name) >= _SHORTEST:
        found = [pair for pair in known if pair[1].startswith(name) and pair[0] != "comparison"]
    if len(found) == 1:
        kind, identifier = found[0]
        return StoredResult(kind, identifier, _KINDS[kind].open(outputs, identifier))
    names = sorted({one for _, one in known})
    near = get_close_matches(name, names, n=3)
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    what = f"more than one result begins so ({name})" if found else f"no such result ({name})"
    raise StoreError(str(outputs), what, f"{meant}stored or shipped are: {', '.join(names)}")


def subject_of(kind: ResultKind, identifier: str, stored: Any) -> Subject:
    """Return a stored result as reports need it.

    Raises
    ------
    StoreError
        If something of it cannot be read.
    """
    found = _KINDS[kind].subject(identifier, stored)
    # what was stored, and what is printed, has hyphens; numbers of reports have a minus
    return replace(found, sentences=tuple(map(true_minus, found.sentences)), notes=tuple(map(true_minus, found.notes)))


def _of_file(path: Path) -> StoredResult:
    """Return judged claims or a sheet, by what a document says that it is; anything else is no claims."""
    if kind_of_document(path) == SHEET_DOCUMENT:
        return StoredResult(SHEET, path.name, read_stored_sheet(path))
    return StoredResult("claims", path.name, read_claims(path))


def _run_roots(outputs: Path) -> tuple[Path, ...]:
    return outputs / "runs", outputs


def _runs(outputs: Path) -> Iterator[str]:
    yield from dict.fromkeys(name for root in _run_roots(outputs) for name in _runs_in(root))


def _runs_in(root: Path) -> Iterator[str]:
    if os.path.isdir(root):
        yield from _ids(root, [run.manifest.run_id for run in list_runs(root)])


def _open_run(outputs: Path, identifier: str) -> StoredRun:
    return next(open_run(root, identifier) for root in _run_roots(outputs) if identifier in _runs_in(root))


def _programmes(outputs: Path) -> Iterator[str]:
    root = outputs / "programmes"
    yield from _ids(root, [one.manifest["programme_id"] for one in list_programmes(root)])


def _open_programme(outputs: Path, identifier: str) -> StoredProgramme:
    return find_programme(outputs / "programmes", identifier)


def _ids(root: Path, readable: list[str]) -> Iterator[str]:
    """Yield the ids of what can be read, then those of what can not: opening it says why."""
    yield from readable
    names = (folder.name for folder in folders_of(root))
    yield from (name for name in names if _ID.fullmatch(name) and name not in readable)


def _ensembles(outputs: Path) -> Iterator[str]:
    yield from _ids(outputs / "ensembles", [one.ensemble_id for one in list_ensembles(outputs)])


def _open_ensemble(outputs: Path, identifier: str) -> EnsembleResult:
    return reopen(open_ensemble(outputs, identifier))


def _comparisons(outputs: Path) -> Iterator[str]:
    own = {path.stem for path in (outputs / "library").glob("*.json")}
    yield from sorted(own | set(names_of("library")))


def _open_comparison(outputs: Path, name: str) -> StoredComparison:
    own = outputs / "library" / f"{name}.json"
    return read_document(own if own.is_file() else file_of("library", name))


def _verdicts(name: str) -> Callable[[Path], Iterator[str]]:
    """Return what lists one shipped document of `scenarios/verdicts/`."""
    return lambda _: (one for one in names_of("verdicts") if one == name)


def _subject_of_ensemble(identifier: str, result: EnsembleResult) -> Subject:
    arms = {arm.name: arm.settings for arm in result.ensemble.arms}
    first = next(iter(arms.values()))
    document = {
        **ensemble_document(result, by="group"),
        "title": " against ".join(arms) if len(arms) > 1 else first.name,
        "about": "",
        "created_by_version": version("passerby"),
        "results_version": RESULTS_VERSION,
        "groups": {name: first.groups.label(name) for name in first.groups.names},
    }
    return comparison_subject(document, arms, kind="ensemble", identifier=identifier)


def _subject_of_comparison(name: str, comparison: StoredComparison) -> Subject:
    arms: dict[str, Settings] = {}
    try:
        arms, why = _arms_of(comparison), ""
    except SimError as error:
        why = str(error)
    return comparison_subject(comparison.document, arms, kind="comparison", identifier=name, why_none=why)


def _arms_of(comparison: StoredComparison) -> dict[str, Settings]:
    """Return the settings of the arms, by the command that made the document.

    Raises
    ------
    SimError
        If its scenarios are not there any more, or have other values of what was uncertain.
    """
    _, verb, *rest = [*shlex.split(comparison.document["command"]), "", ""]
    named = list(takewhile(lambda word: word and not word.startswith("-"), rest))
    settings = [value for option, value in pairwise(rest) if option == "--set"]
    if verb in _OF_ARMS:
        arms = {name: arm_of(text, settings=settings) for name, text in zip(comparison.arms, named, strict=False)}
    else:
        arms = dict(comparison_of(named[0] if named else comparison.name, settings=settings)[1])
    given = {row["key"]: row["given"] for row in comparison.document["inputs"] if row["given"] is not None}
    moved = [
        key for key, value in given.items() if all(value_of(one, key) not in (value, None) for one in arms.values())
    ]
    if list(arms) != comparison.arms or moved:
        raise StoreError(
            comparison.name, f"they have changed since it was made ({', '.join(moved[:3]) or ', '.join(arms)})"
        )
    return arms


_KINDS: dict[ResultKind, _Kind] = {
    "run": _Kind(_runs, _open_run, lambda _, run: run_subject(run)),
    "programme": _Kind(_programmes, _open_programme, lambda _, one: programme_subject(one)),
    "ensemble": _Kind(_ensembles, _open_ensemble, _subject_of_ensemble),
    "claims": _Kind(_verdicts(_SHIPPED_CLAIMS), lambda _, name: read_claims(file_of("verdicts", name)), claims_subject),
    SHEET: _Kind(_verdicts(SHEET), lambda _, name: read_stored_sheet(file_of("verdicts", name)), sheet_subject),
    "comparison": _Kind(_comparisons, _open_comparison, _subject_of_comparison),
}
