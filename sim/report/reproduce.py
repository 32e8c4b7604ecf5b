"""Makes every number of a pack again and says where a byte differs: `python reproduce.py`, beside `pack.json`.

It needs passerby of the version that made the pack, and no network. `--source` takes the program that lies in the pack.
Exit status: 0 if all is the same byte for byte, 1 if a byte differs, 2 if it cannot be tried here.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any

__all__ = ["EVIDENCE", "main"]

EVIDENCE = (".yaml", ".csv")
"""How the names of files end that hold numbers from the world."""
_SAME, _DIFFERS, _NOT_TRIED = 0, 1, 2
_SUMS = "SHA256SUMS"
"""Of a stored result; those of a pack are in its manifest."""


def main(arguments: list[str] | None = None, *, folder: Path | None = None) -> int:
    """Check a pack, make its results again, and return the exit status.

    Parameters
    ----------
    arguments
        Those of the command line by default.
    folder
        Where the pack was unpacked: the folder of this file by default.
    """
    pack = Path(__file__).resolve().parent if folder is None else folder
    parser = argparse.ArgumentParser(description="Make every number of this pack again.")
    parser.add_argument("--source", action="store_true", help="use the program that lies in the pack")
    parser.add_argument("--workers", type=int, default=1, help="processes, where there are many replications")
    chosen = parser.parse_args(arguments)
    if chosen.source:
        sys.path.insert(0, str(pack / "source"))
    about = json.loads((pack / "pack.json").read_text(encoding="utf-8"))
    why_not = _why_not(about)
    if why_not:
        print(why_not, file=sys.stderr)
        return _NOT_TRIED
    import sim

    print(f"checked with passerby {about['version']} in {Path(sim.__file__).parent}")
    for line in _other_versions(pack):
        print(line)
    altered = list(_altered(pack, about["files"]))
    with tempfile.TemporaryDirectory() as root:
        again = _MAKERS[about["kind"]](pack, about, Path(root), chosen.workers)
        differences = [*altered, *_differences(pack / "results", again), *_of_evidence(pack)]
    for line in differences:
        print(line)
    n = len(about["results"])
    print(
        f"{len(differences)} differences"
        if differences
        else f"every file of the results ({n}) is the same, byte for byte"
    )
    return _DIFFERS if differences else _SAME


def _why_not(about: Mapping[str, Any]) -> str:
    """Say why the results cannot be made here; empty where they can."""
    try:
        from sim.core.results_version import RESULTS_VERSION
    except ImportError:
        return "passerby is not installed: install requirements.txt, and give --source"
    found, needed = (metadata.version("passerby"), RESULTS_VERSION), (about["version"], about["results_version"])
    if found != needed:
        return (
            f"passerby {found[0]}, results version {found[1]}, is installed; the pack is of {needed[0]}, results "
            f"version {needed[1]}: install that, or give --source"
        )
    return ""


def _other_versions(pack: Path) -> Iterator[str]:
    """Yield which packages are of another version here than where the results were made."""
    for line in (pack / "requirements.txt").read_text(encoding="utf-8").splitlines():
        name, _, needed = line.partition("==")
        try:
            found = metadata.version(name)
        except metadata.PackageNotFoundError:
            found = "not installed"
        if found != needed:
            yield f"note: {name} is {found} here, and was {needed}"


def _altered(pack: Path, files: Mapping[str, str]) -> Iterator[str]:
    """Yield which files of the pack are not as they were packed."""
    for name, sha256 in files.items():
        path = pack / name
        if not path.is_file():
            yield f"{name}: is missing from the pack"
        elif hashlib.sha256(path.read_bytes()).hexdigest() != sha256:
            yield f"{name}: is not as it was packed"


def _of_evidence(pack: Path) -> Iterator[str]:
    """Yield where the register of evidence that was read is another than the one in the pack."""
    from sim.evidence import register

    files = _files_below(Path(register.__file__).parent)
    used = {name: data for name, data in files.items() if name.endswith(EVIDENCE)}
    yield from _differences(pack / "evidence", used)


def _differences(packed: Path, again: Mapping[str, bytes]) -> Iterator[str]:
    """Yield where files differ from those that were made again, each at its first byte."""
    names = {path.relative_to(packed).as_posix() for path in packed.rglob("*") if path.is_file()}
    for name in sorted(names | set(again)):
        where = f"{packed.name}/{name}"
        if name not in again:
            yield f"{where}: is in the pack, and was not made again"
        elif name not in names:
            yield f"{where}: was made again, and is not in the pack"
        else:
            yield from _first_byte(where, (packed / name).read_bytes(), again[name])


def _first_byte(where: str, one: bytes, other: bytes) -> Iterator[str]:
    if one == other:
        return
    at = next((k for k, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    shown = [f"{data[at]:02x}" if at < len(data) else "the end" for data in (one, other)]
    parts = _parts(one, other) if where.endswith(".json") else []
    inside = f"; what differs in it: {', '.join(parts)}" if parts else ""
    yield f"{where}: differs from byte {at} on (in the pack {shown[0]}, made again {shown[1]}){inside}"


def _parts(one: bytes, other: bytes) -> list[str]:
    """Return which parts of a document differ; none where one of the two is no document."""
    try:
        first, second = json.loads(one), json.loads(other)
    except ValueError:
        return []
    if not isinstance(first, dict) or not isinstance(second, dict):
        return []
    return sorted(key for key in first.keys() | second.keys() if first.get(key) != second.get(key))


def _run(pack: Path, about: Mapping[str, Any], root: Path, _: int) -> dict[str, bytes]:
    from sim.scenario.load import load
    from sim.store.simulate import Job, simulate

    scenario = load(pack / "results" / "scenario.yaml")
    stored = simulate(Job(scenario, about["seed"], about["replication"]), root=root)
    return _files_below(stored.path)


def _programme(pack: Path, about: Mapping[str, Any], root: Path, _: int) -> dict[str, bytes]:
    from sim.programme.load import load_programme
    from sim.store.programmes import simulate_programme

    programme = load_programme(pack / "results" / "programme.yaml")
    stored = simulate_programme(
        programme, seed=about["seed"], replication=about["replication"], root=root, observe=lambda _: None
    )
    return _files_below(stored.path)


def _ensemble(pack: Path, about: Mapping[str, Any], root: Path, workers: int) -> dict[str, bytes]:
    from shutil import copytree

    from sim.ensemble.run import reopen, run_missing, workers_of
    from sim.store.ensembles import open_ensemble

    copytree(pack / "results" / "ensemble", root / "ensembles" / about["id"])
    result = reopen(open_ensemble(root, about["id"]))
    with workers_of(workers, None, None) as who:
        stored = run_missing(result.ensemble, who)
    made = {f"ensemble/{name}": data for name, data in _files_below(stored.path).items()}
    for record_id in result.status["record_id"]:
        found = _files_below(root / "replications" / record_id)
        made |= {f"replications/{record_id}/{name}": data for name, data in found.items()}
    return made


def _comparison(pack: Path, about: Mapping[str, Any], root: Path, workers: int) -> dict[str, bytes]:
    from sim.core.documents import json_text
    from sim.ensemble.arms import Comparison
    from sim.ensemble.run import run_ensemble
    from sim.programme.load import load_programme
    from sim.report.library import library_document
    from sim.scenario.load import load

    files = ((name, kind, pack / "scenario" / f"{k}.yaml") for k, (name, kind) in enumerate(about["arms"].items()))
    arms = {name: load_programme(file) if kind == "programme" else load(file) for name, kind, file in files}
    result = run_ensemble(
        arms, replications=about["replications"], draws=about["draws"], seed=about["seed"], workers=workers, root=root
    )
    comparison = Comparison(name=about["title"], about=about["about"], arms=dict.fromkeys(arms, ""))
    document = library_document(result, comparison, command=about["command"])
    return {f"{about['id']}.json": f"{json_text(document, is_packed=True)}\n".encode()}


def _document(pack: Path, about: Mapping[str, Any], root: Path, workers: int) -> dict[str, bytes]:
    (pack / "scenario").mkdir(exist_ok=True)
    program = "import sys; sys.path[:0] = sys.argv.pop(1).split('|'); from sim.cli.main import main; main()"
    command = [sys.executable, "-c", program, "|".join(sys.path), *shlex.split(about["command"])[1:]]
    (name,) = about["results"]
    is_printed = (pack / "results" / name).read_bytes().startswith(b"{\n")
    made = root / name
    how = ["--json"] if is_printed else ["--output", str(made)]
    options = [*how, "--outputs", str(root / "outputs"), "--workers", str(workers)]
    done = subprocess.run([*command, *options], cwd=pack / "scenario", capture_output=True, check=False)
    if done.returncode:
        sys.stderr.buffer.write(done.stderr)
        return {}
    return {name: done.stdout if is_printed else made.read_bytes()}


def _files_below(folder: Path) -> dict[str, bytes]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.name != _SUMS)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in found}


_MAKERS: dict[str, Callable[[Path, Mapping[str, Any], Path, int], dict[str, bytes]]] = {
    "run": _run,
    "programme": _programme,
    "ensemble": _ensemble,
    "comparison": _comparison,
    "claims": _document,
    "proportionality": _document,
}

if __name__ == "__main__":
    sys.exit(main())
