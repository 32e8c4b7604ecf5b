"""Sums of the files of a stored result, by which it is told whether they are what was stored.

They stand beside the files in `SHA256SUMS`, which `sha256sum --check` reads too. What was stored before there were sums
has none, and is read by its types alone.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from sim.core.errors import StoreError

__all__ = ["AGAIN", "SUMS", "check_sum", "damage_of", "holds_all_of", "read_sealed", "read_unchecked", "seal"]

SUMS = "SHA256SUMS"
AGAIN = "remove the folder, and it is made again"

_LINE = re.compile(r"([0-9a-f]{64})  (\S.*)")
_MOST_BYTES = 2**20


def seal(folder: Path) -> None:
    """Write the sums of all files in a folder and below it.

    Raises
    ------
    StoreError
        If they cannot be written.
    """
    try:
        files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != SUMS)
        lines = (f"{_sum_of(path.read_bytes())}  {path.relative_to(folder).as_posix()}\n" for path in files)
        (folder / SUMS).write_text("".join(lines), encoding="utf-8")
    except OSError as error:
        raise StoreError(
            str(folder), f"cannot store results here ({error.strerror or error})", "room on the disk"
        ) from None


def read_sealed(folder: Path, name: str) -> bytes:
    """Return what a file of a stored result holds, by its name from the folder of the result on.

    Raises
    ------
    StoreError
        If it cannot be read, or is not what was stored.
    """
    data = read_unchecked(folder, name)
    check_sum(folder, name, data)
    return data


def read_unchecked(folder: Path, name: str) -> bytes:
    """Return what a file holds, whether that is what was stored or not.

    Raises
    ------
    StoreError
        If it cannot be read.
    """
    try:
        return (folder / name).read_bytes()
    except (OSError, ValueError) as error:  # a ValueError: a name that no file can have
        why = getattr(error, "strerror", None) or error
        raise StoreError(str(folder), f"{name} cannot be read ({why})", AGAIN) from None


def check_sum(folder: Path, name: str, data: bytes) -> None:
    """Hold what a file holds against its sum, if it has one.

    Raises
    ------
    StoreError
        If it is not what was stored.
    """
    sums = _sums_of(folder)
    if sums and _sum_of(data) != sums.get(name):
        raise StoreError(str(folder), f"{name} is not what was stored", AGAIN)


def damage_of(folder: Path) -> str:
    """Return what is wrong with the files of a stored result, or nothing if they are what was stored."""
    try:
        for name in _sums_of(folder):
            read_sealed(folder, name)
    except StoreError as error:
        return error.what
    return ""


def holds_all_of(folder: Path, other: Path) -> bool:
    """Return whether a stored result is whole, and has every file of another, the same to the byte."""
    try:
        own, asked = _sums_of(folder), _sums_of(other)
    except StoreError:
        return False
    return bool(asked) and asked.items() <= own.items() and not damage_of(folder)


def _sum_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _sums_of(folder: Path) -> dict[str, str]:
    """Return the sums by the names of the files; none where there are none."""
    file = folder / SUMS
    try:
        status = file.stat()
        return _read_sums(file, status.st_mtime_ns, status.st_size, status.st_ino)
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise StoreError(str(folder), f"{SUMS} cannot be read ({error.strerror or error})", AGAIN) from None


@lru_cache(maxsize=64)
def _read_sums(file: Path, _changed_ns: int, n_bytes: int, _inode: int) -> dict[str, str]:
    """Return what a file of sums says; read anew when it is another file."""
    lines = [] if n_bytes > _MOST_BYTES else file.read_text(encoding="utf-8", errors="replace").splitlines()
    found = [_LINE.fullmatch(line) for line in lines]
    if not lines or None in found:
        raise StoreError(str(file.parent), f"{SUMS} is not a list of sums", AGAIN)
    return {match[2]: match[1] for match in found if match is not None}
