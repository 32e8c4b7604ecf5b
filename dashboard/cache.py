"""Answers that are made once: packed, counted in bytes, the longest unused forgotten first."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

__all__ = ["Cache", "Packed", "packed"]

_LEVEL = 6


@dataclass(frozen=True)
class Packed:
    """An answer as it is kept and sent."""

    body: bytes
    """Packed with gzip."""
    mimetype: str
    status: int = 200

    def unpacked(self) -> bytes:
        """Return the body for who does not unpack it."""
        return gzip.decompress(self.body)


def packed(data: bytes | str, mimetype: str, status: int = 200) -> Packed:
    """Pack an answer; the same data is packed to the same bytes."""
    raw = data.encode() if isinstance(data, str) else data
    return Packed(gzip.compress(raw, _LEVEL, mtime=0), mimetype, status)


class Cache:
    """Answers by key. Who asks for one that another is making waits for it.

    Parameters
    ----------
    most_bytes
        How much is kept, packed. An answer that is not 200 is made each time.
    """

    def __init__(self, most_bytes: int = 64 * 2**20) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._kept: OrderedDict[str, Packed] = OrderedDict()
        self._making: dict[str, Lock] = {}
        self._lock = Lock()
        self.hits = 0
        """How many answers were there."""
        self.misses = 0
        """How many had to be made."""

    @property
    def size_bytes(self) -> int:
        """How much is kept."""
        return self._bytes

    def get(self, key: str, make: Callable[[], Packed]) -> Packed:
        """Return the answer of a key, made if it is not there."""
        found = self.find(key)
        if found is not None:
            return found
        with self._lock:
            turn = self._making.setdefault(key, Lock())
        with turn:
            try:
                return self.find(key) or self._make(key, make)
            finally:
                with self._lock:
                    self._making.pop(key, None)

    def find(self, key: str) -> Packed | None:
        """Return the answer of a key if it is there."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                self.hits += 1
            return found

    def _make(self, key: str, make: Callable[[], Packed]) -> Packed:
        made = make()
        with self._lock:
            self.misses += 1
            if made.status == 200 and len(made.body) <= self._most_bytes // 4:
                self._bytes += len(made.body) - len(self._kept[key].body if key in self._kept else b"")
                self._kept[key] = made
                while self._bytes > self._most_bytes:
                    self._bytes -= len(self._kept.popitem(last=False)[1].body)
        return made
