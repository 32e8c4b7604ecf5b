"""Let small pieces of work run out of room, and count what is half there or badly said.

    python benchmarks/full_disk.py [--sizes N] [--only day replay programme walks]     in `make kills`; root, Linux

Each piece (`small_works.py`) is done in a small file system in memory (tmpfs) whose room is short: N sizes, evenly
between nothing and a quarter more than the store has in the end, and N numbers of files that there may be. Either it is
done, or it ends with status 2 and one line that names the store, and leaves nothing but whole results. With room it is
then done again, and the store has to hold what it holds in peace, to the byte.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from small_works import BEFORE, WORKS, begin, files_below, half_written, results_in

_PLENTY_KB, _PLENTY_FILES = 64 * 1024, 10_000
_PAGE_KB = 4
_MORE = 1.25
_FAILED = 2
_WRONG = ("ended otherwise", "said badly", "half there", "failed with room", "made otherwise")


def mount(disk: Path, *, kb: int = _PLENTY_KB, files: int = _PLENTY_FILES, again: bool = False) -> None:
    """Make a small file system at a folder, or give the one that is there another size."""
    options = f"{'remount,' * again}size={kb}k,nr_inodes={files}"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(disk)], check=True)


@contextmanager
def store_on_a_disk(work: str, home: Path) -> Iterator[Path]:
    """Give a store on a disk of its own, with what is in it before the work."""
    disk = home / "disk"
    disk.mkdir(exist_ok=True)
    mount(disk)
    try:
        root = disk / "store"
        root.mkdir()
        if work in BEFORE and perform(BEFORE[work], root, home)[0] != 0:
            sys.exit(f"{BEFORE[work]} cannot be done here")
        yield root
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def perform(work: str, root: Path, home: Path) -> tuple[int | None, str]:
    """Return with what status work ends, and what it says."""
    process = begin(work, root, home / "said")
    process.join()
    return process.exitcode, (home / "said").read_text()


def taken(root: Path) -> tuple[int, int]:
    """Return how many KB and files the disk of a store holds."""
    now = os.statvfs(root)
    return (now.f_blocks - now.f_bfree) * now.f_frsize // 1024, now.f_files - now.f_ffree


def try_short(work: str, home: Path, *, kb: int, files: int, peace: dict[str, bytes]) -> Counter[str]:
    """Do work with so much room beyond what is stored already, and once more with plenty; return what was seen."""
    seen = Counter[str]()
    with store_on_a_disk(work, home) as root:
        before, (kb_before, files_before) = files_below(root), taken(root)
        mount(root.parent, kb=kb_before + kb, files=files_before + files, again=True)
        status, said = perform(work, root, home)
        seen["with room enough" if status == 0 else "with too little"] += 1
        seen["ended otherwise"] += status not in (0, _FAILED)
        is_said = said.count("\n") == 1 and str(root) in said and "No space left on device" in said
        seen["said badly"] += bool(said) if status == 0 else not is_said
        seen["half there"] += not _is_whole(root, before, peace)
        mount(root.parent, again=True)
        seen["failed with room"] += perform(work, root, home)[0] != 0
        seen["made otherwise"] += files_below(root) != peace
    if seen["ended otherwise"] or seen["said badly"]:
        print(f"{work} with {kb} KB and {files} files more: status {status}, {said!r}")
    return seen


def _is_whole(root: Path, before: dict[str, bytes], peace: dict[str, bytes]) -> bool:
    """Return whether a store holds whole results only: as they were before, or as they are in peace."""
    files, whole = files_below(root), set[str]()
    for place, (state, own) in results_in(root).items():
        here = {f"{place}/{name}": data for name, data in own.items()}
        if state != "whole" or not any(
            here == {name: data for name, data in known.items() if name.startswith(f"{place}/")}
            for known in (before, peace)
        ):
            return False
        whole |= here.keys()
    return whole == files.keys() and not half_written(root) and all(name in files for name in before)


def try_all(work: str, home: Path, sizes: int) -> Counter[str]:
    """Return what was seen of one piece of work at all sizes."""
    with store_on_a_disk(work, home) as root:
        status, said = perform(work, root, home)
        if status != 0:
            sys.exit(f"{work} cannot be done here: {said}")
        (kb, files), peace = taken(root), files_below(root)
    print(f"{work}: a store of {kb} KB, {files} files and folders")
    seen = Counter[str]()
    shares = [_MORE * number / (sizes - 1) for number in range(sizes)]
    for pages in sorted({max(1, round(share * kb / _PAGE_KB)) for share in shares}):
        seen += try_short(work, home, kb=_PAGE_KB * pages, files=_PLENTY_FILES, peace=peace)
    for number in sorted({round(share * files) for share in shares}):
        seen += try_short(work, home, kb=_PLENTY_KB, files=number, peace=peace)
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, default=30, help="two or more")
    parser.add_argument("--only", nargs="+", choices=WORKS, default=WORKS)
    given = parser.parse_args()
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        print("a full disk is not tried here: that takes root, on Linux, to make small file systems in memory")
        return
    wrong = 0
    for work in given.only:
        with tempfile.TemporaryDirectory() as home:
            seen = try_all(work, Path(home), given.sizes)
        print(f"  {seen['with too little']} times too little room, {seen['with room enough']} times enough")
        print(f"  wrong: {', '.join(f'{seen[name]} {name}' for name in _WRONG)}", flush=True)
        wrong += sum(seen[name] for name in _WRONG)
    sys.exit(1 if wrong else 0)


if __name__ == "__main__":
    main()
