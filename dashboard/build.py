"""What tells one state of the program from another, so that no browser keeps an answer of an older one."""

from __future__ import annotations

from pathlib import Path

from sim.core.content_id import content_id

__all__ = ["build_of"]

_ROOMS = ("dashboard", "sim")
_SUFFIXES = (".css", ".js", ".json", ".py", ".yaml")


def build_of(root: Path) -> str:
    """Return 16 hexadecimal digits of the sources below `root`: their paths, sizes and times."""
    files = sorted(path for room in _ROOMS for path in (root / room).rglob("*") if path.suffix in _SUFFIXES)
    parts = [[path.relative_to(root).as_posix(), path.stat().st_size, path.stat().st_mtime_ns] for path in files]
    return content_id(parts)
