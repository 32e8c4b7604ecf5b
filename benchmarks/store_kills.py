"""Kill small pieces of work at random moments, and count what is half there, left over or made otherwise.

    python benchmarks/store_kills.py [--kills N] [--seed N] [--only day replay programme walks]     in `make kills`

Each piece (`small_works.py`) is done in peace first, for its files and the time that it takes. Then it is begun N times
in a store of its own and killed (SIGKILL), in turns at a moment that is drawn uniformly over that time, most of which
goes before anything is stored, and over the part of it in which something is being stored. After each kill every result
in the store has to be whole, with the files that it has in peace, or absent; and where anything was there, the store
has to hold what it holds in peace after the work is done once more, to the byte, and nothing else.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
import time
from collections import Counter
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from statistics import median

from small_works import BEFORE, WORKS, begin, files_below, half_written, results_in

from sim.core.streams import Stream, Streams

_TIMES = 5
_LOOK_S = 0.002
_WRONG = ("damaged", "other than in peace", "lost", "said to be written by somebody who lives", "failed again",
          "left over", "made otherwise")  # fmt: skip


class Killing:
    """One piece of work, killed again and again in a folder.

    Parameters
    ----------
    work
        One of `small_works.WORKS`.
    home
        Where stores may be made.
    """

    def __init__(self, work: str, home: Path) -> None:
        self.work, self.home, self.said = work, home, home / "said"
        self.seen = Counter[str]()
        self.before = home / "before"
        self.before.mkdir()
        if work in BEFORE:
            self._in_peace(BEFORE[work], self.before)
        took, stored = [], []
        for number in range(_TIMES):
            peace = self._store(f"peace-{number}")
            began = time.monotonic()
            process = begin(work, peace, self.said)
            self._until_storing(process, peace)
            storing = time.monotonic()
            self._end(process, work)
            took.append(time.monotonic() - began)
            stored.append(time.monotonic() - storing)
        self.took_s, self.storing_s = median(took), median(stored)
        self.files, self.results = files_below(peace), results_in(peace)
        self.given = results_in(self.before)

    def kill(self, number: int, share: float) -> None:
        """Begin the work, kill it, do it once more, and count what is found.

        Parameters
        ----------
        number
            How often it was killed before: where that is odd, time counts from when something is being stored.
        share
            When it is killed, as a share of the time that it takes in peace.
        """
        root, wrong = self._store(str(number)), self.wrong
        process = begin(self.work, root, self.said)
        if number % 2:
            self._until_storing(process, root)
        process.join(share * (self.storing_s if number % 2 else self.took_s))
        process.kill()
        process.join()
        if self._count_after_kill(root, was_over=process.exitcode == 0):
            self._do_again(root)
        if self.wrong > wrong:
            print(f"{self.work}: something is wrong after kill {number}, at {share:.4f} of the time")
        shutil.rmtree(root)

    @property
    def wrong(self) -> int:
        """How many things were not as they have to be."""
        return sum(self.seen[name] for name in _WRONG)

    def _do_again(self, root: Path) -> None:
        again = begin(self.work, root, self.said)
        again.join()
        self.seen["failed again"] += again.exitcode != 0
        self.seen["left over"] += bool(half_written(root))
        self.seen["made otherwise"] += files_below(root) != self.files
        self.seen["done again"] += 1

    def _count_after_kill(self, root: Path, *, was_over: bool) -> bool:
        """Return whether there is anything in the store that was not there before."""
        found, half = results_in(root), half_written(root)
        has_begun = bool(half) or found != self.given
        self.seen["after the end" if was_over else "at work" if has_begun else "before anything"] += 1
        self.seen["half-written folders beside"] += len(half)
        for place, (state, files) in found.items():
            if state == "whole":
                is_as_given = place in self.given and self.given[place][1] == files
                is_as_in_peace = place in self.results and self.results[place][1] == files
                self.seen["whole" if is_as_in_peace else "as before" if is_as_given else "other than in peace"] += 1
            elif state != "left over":
                self.seen["damaged" if state != "being written" else _WRONG[3]] += 1
        self.seen["absent"] += len(self.results.keys() - found.keys() - self.given.keys())
        self.seen["lost"] += len(self.given.keys() - found.keys())
        return has_begun

    def _store(self, name: str) -> Path:
        return Path(shutil.copytree(self.before, self.home / name))

    def _until_storing(self, process: ForkServerProcess, root: Path) -> None:
        while process.is_alive() and not half_written(root):
            time.sleep(_LOOK_S)

    def _in_peace(self, work: str, root: Path) -> None:
        self._end(begin(work, root, self.said), work)

    def _end(self, process: ForkServerProcess, work: str) -> None:
        process.join()
        if process.exitcode != 0:
            sys.exit(f"{work} cannot be done here: {self.said.read_text()}")


def report(killing: Killing) -> int:
    """Print what was seen, and return how much of it is wrong."""
    seen = killing.seen
    stages = ", ".join(f"{seen[name]} {name}" for name in ("before anything", "at work", "after the end"))
    print(f"{killing.work}: {killing.took_s:.2f} s in peace, {killing.storing_s:.2f} s of it storing; kills: {stages}")
    states = ("whole", "as before", "absent", "half-written folders beside", "done again")
    print(f"  results after kills: {', '.join(f'{seen[name]} {name}' for name in states)}")
    print(f"  wrong: {', '.join(f'{seen[name]} {name}' for name in _WRONG)}", flush=True)
    return killing.wrong


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=WORKS, default=WORKS)
    given = parser.parse_args()
    wrong = 0
    for work in given.only:
        chance = Streams(given.seed).generator(Stream.FOOTFALL)
        with tempfile.TemporaryDirectory() as home:
            killing = Killing(work, Path(home))
            for number in range(given.kills):
                killing.kill(number, float(chance.uniform()))
            wrong += report(killing)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
