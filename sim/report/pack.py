"""A disclosure pack: a result with all that it was made of, and a script that makes every number of it again.

    README.txt          how to check it
    pack.json           what it is of: seeds, versions, command, and the SHA-256 of every file
    reproduce.py        makes the results again and says where a byte differs
    requirements.txt    the exact versions of all packages that the program used
    results/            the result as it was stored, its scenario included
    scenario/           of a comparison, the settings of each arm
    evidence/           the register of evidence
    report/             the technical report as a web page, and its tables
    source/             the program

The same result packed by the same program on the same packages has the same bytes. Replays (positions, second by
second) are not in it, nor, where no head was rendered, the pictures of heads.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from importlib.metadata import PackageNotFoundError, distribution, version
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

import sim
from sim.core.documents import json_text
from sim.core.errors import StoreError
from sim.core.results_version import RESULTS_VERSION
from sim.core.sums import AGAIN, SUMS, damage_of
from sim.ensemble.inputs import Settings
from sim.ensemble.run import EnsembleResult
from sim.evidence import register
from sim.programme.schema import Programme
from sim.report.csvw import csvw_files
from sim.report.html import html_page
from sim.report.library import StoredComparison
from sim.report.of_claims import files_of_claims
from sim.report.of_proportionality import check_packable
from sim.report.pack_words import README
from sim.report.reproduce import EVIDENCE
from sim.report.stored_results import StoredResult, subject_of
from sim.report.subject import Subject
from sim.report.templates import report_of
from sim.report.versioned import StoredDocument
from sim.scenario.load import dump
from sim.scenario.shipped import file_of, names_of
from sim.store.programmes import StoredProgramme
from sim.store.runs import StoredRun

__all__ = ["pack_file"]

_WHEN = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a file of an archive can have: all have it, so that no clock is in the pack."""
_MODE = 0o100644 << 16
_UNIX = 3
_SKIPPED = {"__pycache__", SUMS}
"""The sums of the pack are in its manifest."""
_PICTURES = (".jpg",)
"""Heads for the image back end."""
_PLACES = "places"
_NORMAL = re.compile(r"[-_.]+")


def pack_file(found: StoredResult) -> bytes:
    """Return a stored result as an archive that can be checked without a network.

    Raises
    ------
    StoreError
        If something of the result cannot be read.
    """
    subject = subject_of(found.kind, found.identifier, found.stored)
    results = _RESULTS[found.kind](found.stored)
    holds = {
        **{f"results/{name}": data for name, data in results.items()},
        **_scenarios(found, subject),
        **{
            f"evidence/{name}": data for name, data in _below(Path(register.__file__).parent) if name.endswith(EVIDENCE)
        },
        **_report(subject),
        **_source(with_pictures=_is_of_pictures(subject)),
        "requirements.txt": _requirements().encode(),
        "reproduce.py": files("sim.report").joinpath("reproduce.py").read_bytes(),
        "README.txt": README.format(title=subject.title, identifier=found.identifier, version=subject.version).encode(),
    }
    about = {
        "document": "passerby pack",
        "kind": found.kind,
        "id": found.identifier,
        "title": subject.title,
        "about": subject.about,
        "version": version("passerby"),
        "results_version": RESULTS_VERSION,
        "arms": {name: _kind_of(settings) for name, settings in subject.arms.items()},
        **_seeds(found),
        "results": sorted(results),
        "files": {name: hashlib.sha256(holds[name]).hexdigest() for name in sorted(holds)},
    }
    return _archive({**holds, "pack.json": f"{json_text(about)}\n".encode()})


def _archive(holds: Mapping[str, bytes]) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(holds):
            entry = zipfile.ZipInfo(name, date_time=_WHEN)
            entry.compress_type, entry.external_attr, entry.create_system = zipfile.ZIP_DEFLATED, _MODE, _UNIX
            archive.writestr(entry, holds[name])
    return made.getvalue()


def _of_run(run: StoredRun) -> dict[str, bytes]:
    return {name: data for name, data in _stored(run.path) if not name.startswith("replay/")}


def _of_programme(programme: StoredProgramme) -> dict[str, bytes]:
    return dict(_stored(programme.path))


def _of_ensemble(result: EnsembleResult) -> dict[str, bytes]:
    assert result.stored is not None, "it is opened from the store"
    holds = {f"ensemble/{name}": data for name, data in _stored(result.stored.path)}
    for record_id in result.status["record_id"]:
        folder = result.ensemble.root / "replications" / record_id
        holds |= {f"replications/{record_id}/{name}": data for name, data in _stored(folder)}
    return holds


def _stored(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what lies below the folder of a stored result, if it is what was stored."""
    damage = damage_of(folder)
    if damage:
        raise StoreError(str(folder), damage, AGAIN)
    yield from _below(folder)


def _of_comparison(comparison: StoredComparison) -> dict[str, bytes]:
    return {f"{comparison.name}.json": f"{json_text(comparison.document, is_packed=True)}\n".encode()}


def _of_claims(claims: StoredDocument) -> dict[str, bytes]:
    return {"claims.json": claims.path.read_bytes()}


def _of_sheet(sheet: StoredDocument) -> dict[str, bytes]:
    check_packable(sheet)
    return {"proportionality.json": sheet.path.read_bytes()}


def _seeds(found: StoredResult) -> dict[str, Any]:
    match found.kind:
        case "run":
            about = found.stored.manifest
            return {"seed": about.seed, "replication": about.replication}
        case "programme":
            return {name: found.stored.manifest[name] for name in ("seed", "replication")}
        case "ensemble":
            return {name: found.stored.stored.manifest[name] for name in ("seed", "replications", "draws")}
        case "claims" | "proportionality":
            return {"command": found.stored.document["command"]}
        case _:
            return {name: found.stored.document[name] for name in ("seed", "replications", "draws", "command")}


def _scenarios(found: StoredResult, subject: Subject) -> dict[str, bytes]:
    """Return the settings of a comparison's arms, and claims; what else is stored has its own among the results."""
    if found.kind == "claims":
        return {f"scenario/{name}": data for name, data in files_of_claims(found.stored).items()}
    if found.kind != "comparison":
        return {}
    if not subject.arms:
        raise StoreError(found.identifier, "its scenarios cannot be read any more", "make the comparison again")
    return {f"scenario/{k}.yaml": dump(settings).encode() for k, settings in enumerate(subject.arms.values())}


def _report(subject: Subject) -> dict[str, bytes]:
    document = report_of(subject, "technical")
    tables = {f"report/tables/{name}": data for name, data in csvw_files(document).items()}
    return {"report/technical.html": html_page(document).encode(), **tables}


def _source(*, with_pictures: bool) -> dict[str, bytes]:
    """Return the program as it lies in a checkout, with the metadata by which its version is known."""
    root = Path(sim.__file__).parents[1]
    holds = {
        f"source/{package}/{name}": data
        for package in ("sim", "dashboard")
        for name, data in _below(root / package)
        if (with_pictures or not name.endswith(_PICTURES)) and not name.startswith("scenarios/")
    }
    scenarios = file_of(_PLACES, names_of(_PLACES)[0]).parents[1]
    holds |= {f"source/scenarios/{name}": data for name, data in _below(scenarios)}
    about = f"source/passerby-{version('passerby')}.dist-info/METADATA"
    return {**holds, about: (distribution("passerby").read_text("METADATA") or "").encode()}


def _requirements() -> str:
    """Return the exact versions of what the program needs here, and of what that needs, one a line by name."""
    found: dict[str, str] = {}
    left = [Requirement(text) for text in distribution("passerby").requires or ()]
    while left:
        needed = left.pop()
        name = _NORMAL.sub("-", needed.name).lower()
        if name in found or (needed.marker is not None and not needed.marker.evaluate({"extra": ""})):
            continue
        try:
            one = distribution(name)
        except PackageNotFoundError:
            continue
        found[name] = one.version
        left += [Requirement(text) for text in one.requires or ()]
    return "".join(f"{name}=={found[name]}\n" for name in sorted(found))


def _is_of_pictures(subject: Subject) -> bool:
    return any(one.lfr is not None and one.lfr.recognition.backend.kind == "image" for one in subject.arms.values())


def _kind_of(settings: Settings) -> str:
    return "programme" if isinstance(settings, Programme) else "day"


def _below(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Yield what lies below a folder, by its name from there."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not _SKIPPED & set(path.parts):
            yield path.relative_to(folder).as_posix(), path.read_bytes()


_RESULTS: Mapping[str, Callable[[Any], dict[str, bytes]]] = {
    "run": _of_run,
    "programme": _of_programme,
    "ensemble": _of_ensemble,
    "comparison": _of_comparison,
    "claims": _of_claims,
    "proportionality": _of_sheet,
}
