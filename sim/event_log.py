"""Everything that has happened on a day so far: events of `sim.events`, as arrays and as tables."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Self, TypeAlias

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.core.kernel import kernel
from sim.core.ordering import stable_order
from sim.core.tables import columns_to_table, schema_of
from sim.events import RECORDS

__all__ = ["EventLog", "Events", "Named"]

_ARRAYS: dict[pl.DataType, type[np.generic]] = {
    pl.Int64(): np.int64,
    pl.Float64(): np.float64,
    pl.Boolean(): np.bool_,
}
"""What columns are as arrays; strings stay as they are."""
_BLOCK = 512
"""Additions of one kind that are kept as they came before they are packed into a table."""


class Named:
    """A column of names, of which there are few: which of them each is, and no text until one is asked for.

    Parameters
    ----------
    names
        Each once.
    which
        (e,): which of them.
    """

    def __init__(self, names: Sequence[str], which: NDArray[np.integer]) -> None:
        self.names, self.which = np.array(names), which

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> NDArray[Any]:
        return np.asarray(self.names[self.which], dtype)

    def __getitem__(self, rows: NDArray[np.int64]) -> NDArray[Any]:
        return np.asarray(self.names[self.which[rows]])


_Column: TypeAlias = NDArray[Any] | Named


class Events:
    """Events of one kind as arrays, e of them: what is to be counted, and no table is made for.

    Parameters
    ----------
    read
        Returns a column of all events there are, by its name.
    rows
        (e,): which of them these are.
    """

    def __init__(self, read: Callable[[str], _Column], rows: NDArray[np.int64]) -> None:
        self._read, self._rows = read, rows

    def __getitem__(self, name: str) -> NDArray[Any]:
        """Return a column (e,)."""
        return self._read(name)[self._rows]

    def which(self, name: str, names: Sequence[str]) -> NDArray[np.int64]:
        """Return where each of a column's values is among names (e,).

        Raises
        ------
        ValueError
            If one is not.
        """
        column = self._read(name)
        if isinstance(column, Named):
            found = np.asarray(_among(column.names, names)[column.which[self._rows]])
        else:
            found = _among(column[self._rows], names)
        if np.any(found < 0):
            raise ValueError(f"{self[name][np.argmin(found)]} is none of {', '.join(names)}")
        return found

    @property
    def size(self) -> int:
        """How many events there are."""
        return self._rows.size

    def where(self, mask: NDArray[np.bool_]) -> Self:
        """Return those for which something is true (e,)."""
        return type(self)(self._read, self._rows[mask])

    def are(self, **values: object) -> Self:
        """Return those whose columns have these values."""
        mask = np.ones(self.size, bool)
        for name, value in values.items():
            mask &= np.asarray(self[name] == value, bool)
        return self.where(mask)


class EventLog:
    """Everything that has happened so far, for each kind of event as arrays, and as a table when one is asked for."""

    def __init__(self) -> None:
        self._tables: dict[type, list[pl.DataFrame]] = {record: [] for record in RECORDS}
        self._fresh: dict[type, list[Mapping[str, _Column]]] = {record: [] for record in RECORDS}
        self._sorted: set[type] = set()
        self._events: dict[type, Events] = {}
        self._counts = dict.fromkeys(RECORDS, 0)
        self._names = {record: tuple(schema_of(record)) for record in RECORDS}

    def add(self, record: Any) -> None:
        """Append one event."""
        kind = type(record)
        self.add_columns(kind, {name: np.array([getattr(record, name)]) for name in self._names[kind]})

    def add_columns(self, kind: type, columns: Mapping[str, _Column]) -> None:
        """Append many events of one kind, given as equally long columns (their fields, all of them)."""
        self._sorted.discard(kind)
        self._events.pop(kind, None)
        fresh = self._fresh[kind]
        fresh.append(columns)
        self._counts[kind] += np.asarray(columns["t_s"]).size
        if len(fresh) >= _BLOCK:
            self._pack(kind)

    def count(self, kind: type) -> int:
        """Return how many events of `kind` there are."""
        return self._counts[kind]

    def table(self, kind: type) -> pl.DataFrame:
        """Return all events of `kind`, sorted by time and then by person."""
        if kind not in self._sorted:
            self._pack(kind)
            empty = pl.DataFrame(schema=schema_of(kind))
            joined = pl.concat([empty, *self._tables[kind]])
            self._tables[kind] = [joined.sort("t_s", "person_id", maintain_order=True)]
            self._sorted.add(kind)
        return self._tables[kind][0]

    def events(self, kind: type) -> Events:
        """Return all events of `kind` as arrays, in the order of `table`, without making a table."""
        if kind not in self._events:
            self._events[kind] = self._of_table(kind) if self._tables[kind] else self._of_fresh(kind)
        return self._events[kind]

    def _of_table(self, kind: type) -> Events:
        table = self.table(kind)
        return Events(cache(lambda name: table[name].to_numpy()), np.arange(table.height))

    def _of_fresh(self, kind: type) -> Events:
        fresh, dtypes = list(self._fresh[kind]), schema_of(kind)

        @cache
        def read(name: str) -> _Column:
            if len(fresh) == 1 and isinstance(fresh[0][name], Named):
                return fresh[0][name]
            kept = _ARRAYS.get(dtypes[name])
            parts = [np.empty(0, kept or np.str_), *(np.asarray(part[name]) for part in fresh)]
            joined = np.concatenate(parts[1:] or parts)
            return joined if kept is None else joined.astype(kept, copy=False)

        return Events(read, _order(np.asarray(read("t_s")), np.asarray(read("person_id"))))

    def tables(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Yield the name and the table of every kind of event."""
        for kind in RECORDS:
            yield kind.__name__.lower(), self.table(kind)

    def _pack(self, kind: type) -> None:
        fresh = self._fresh[kind]
        if fresh:
            joined = {name: np.concatenate([np.asarray(part[name]) for part in fresh]) for name in self._names[kind]}
            self._tables[kind].append(columns_to_table(kind, joined))
            fresh.clear()


def _among(values: NDArray[Any], names: Sequence[str]) -> NDArray[np.int64]:
    """Return where each value is among names, or -1 where it is not (k,)."""
    found = np.full(values.size, -1, np.int64)
    for number, name in enumerate(names):
        found[np.asarray(values == name, bool)] = number
    return found


def _order(t_s: NDArray[np.float64], person_id: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the order by time, then by person, then as they came."""
    if _is_in_order(t_s, person_id):
        return np.arange(t_s.size)
    return stable_order(t_s, person_id)


@kernel
def _is_in_order(t_s, person_id):  # type: ignore[no-untyped-def]
    """Return whether events (e,) are in order of time, and of person where times are equal."""
    for k in range(1, t_s.shape[0]):
        if not t_s[k - 1] < t_s[k] and not (t_s[k - 1] == t_s[k] and person_id[k - 1] <= person_id[k]):
            return False
    return True
