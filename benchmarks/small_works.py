"""Small pieces of work that store results, each in a process of its own that may be killed or run out of room.

    day        `passerby run` of a minute on London Road, with its replay
    replay     the same, where the day is stored already without its replay: two folders change places
    programme  `passerby programme run` of a month with one deployment, and the table of walks that it needs
    walks      tables of walks of London Road at two levels of footfall

A process is forked of one that has read all libraries and done nothing yet: so it is at work at once, and a kill falls
into that and not into the start of Python. What it prints is thrown away, and what it says on standard error is kept.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.context import ForkServerProcess
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT)]  # before this folder, whose dashboard.py is another
os.environ["PYTHONPATH"] = str(ROOT)  # for the process that others are forked of

from sim.cli.main import main  # noqa: E402
from sim.cli.scenario import load_asked  # noqa: E402
from sim.core.errors import StoreError  # noqa: E402
from sim.core.folder import PARTIAL  # noqa: E402
from sim.day.stored_walks import open_walks  # noqa: E402
from sim.store.check import check_store  # noqa: E402

__all__ = ["BEFORE", "WORKS", "begin", "files_below", "half_written", "results_in"]

_DAY = (
    "run", "london_road", "--policy", "lfr_van_2024", "--set", "day.duration_h=0.02", "--set", "day.warm_up_s=60",
    "--set", "population.residents=2000", "--set", "lfr.watchlist.size=200",
)  # fmt: skip
_PROGRAMME = (
    "programme", "run", "by_crime", "--months", "1", "--set", "borough.residents=2000",
    "--set", "siting=[{rule: fixed, per_month: 1, duration_h: 1.0}]",
    "--set", "streets={here: {place: london_road}}", "--set", "streets.here.place.footfall.people_per_day=300",
)  # fmt: skip
_LEVELS = range(8, 10)
"""Of 26 and 38 people an hour."""
_FAILED = 2


def _command(*words: str) -> Callable[[Path], None]:
    def call(root: Path) -> None:
        sys.argv = ["passerby", *words, "--outputs", str(root)]
        main()

    return call


def _walk(root: Path) -> None:
    scenario = load_asked(Path("london_road"), [Path("lfr_van_2024")], ())
    try:
        for level in _LEVELS:
            open_walks(root, scenario, level)
    except StoreError as error:
        print(error, file=sys.stderr)
        sys.exit(_FAILED)


_BARE = "day without a replay"
_CALLS = {
    "day": _command(*_DAY), _BARE: _command(*_DAY, "--no-replay"), "replay": _command(*_DAY),
    "programme": _command(*_PROGRAMME), "walks": _walk,
}  # fmt: skip

WORKS = ("day", "replay", "programme", "walks")
BEFORE = {"replay": _BARE}
"""What has been done in the folder before."""

_context = get_context("forkserver")
_context.set_forkserver_preload(["sim.cli.run", "sim.cli.programme", "sim.cli.printed", "sim.cli.app", "sim.cli.main"])


def begin(work: str, root: Path, said: Path) -> ForkServerProcess:
    """Begin a piece of work in the store `root`; what it says on standard error goes to the file `said`."""
    process = _context.Process(target=_perform, args=(work, root, said))
    process.start()
    return process


def files_below(folder: Path) -> dict[str, bytes]:
    """Return what the files below a folder hold, by their names from there; a folder with nothing in it is none."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def results_in(root: Path) -> dict[str, tuple[str, dict[str, bytes]]]:
    """Return what `passerby store check` says of each thing in a store, and its files, by its place in there."""
    found = check_store(root) if root.exists() else []
    return {str(one.path.relative_to(root)): (one.state, files_below(one.path)) for one in found}


def half_written(root: Path) -> list[Path]:
    """Return all that is being written in a store, or was when its process died."""
    return list(root.rglob(f"{PARTIAL}*"))


def _perform(work: str, root: Path, said: Path) -> None:
    for stream, file in ((1, os.devnull), (2, said)):
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(handle, stream)
        os.close(handle)
    _CALLS[work](root)
