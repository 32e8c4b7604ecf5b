"""Flat frozen dataclasses as the rows of polars tables."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, Literal, get_args, get_origin, get_type_hints

import numpy as np
import polars as pl
from numpy.typing import NDArray

__all__ = ["columns_to_table", "rows_to_table", "schema_of"]

_DTYPES: dict[type, pl.DataType] = {
    int: pl.Int64(),
    float: pl.Float64(),
    bool: pl.Boolean(),
    str: pl.String(),
}


@cache
def schema_of(record: type) -> pl.Schema:
    """Return the polars schema of a flat dataclass, one column a field in the order they stand.

    Raises
    ------
    TypeError
        If a field is anything but int, float, bool, str or a `Literal` of strings, or one of these or None.
    """
    hints = get_type_hints(record)
    return pl.Schema({field.name: _dtype(hints[field.name]) for field in dataclasses.fields(record)})


def rows_to_table(record: type, rows: Iterable[Any]) -> pl.DataFrame:
    """Lay records of one kind out as a table; no rows make an empty table with the same columns."""
    schema = schema_of(record)
    rows = list(rows)
    return pl.DataFrame({name: [getattr(row, name) for row in rows] for name in schema}, schema=schema)


def columns_to_table(record: type, columns: Mapping[str, NDArray[Any] | list[str]]) -> pl.DataFrame:
    """Lay equally long columns out as a table of `record`; every field must be there and no other.

    Raises
    ------
    ValueError
        If the columns are not exactly the fields of `record`.
    """
    schema = schema_of(record)
    if set(columns) != set(schema):
        raise ValueError(f"{record.__name__} has columns {sorted(schema)}, not {sorted(columns)}")
    series = [pl.Series(name, np.asarray(columns[name])).cast(dtype) for name, dtype in schema.items()]
    return pl.DataFrame(series)


def _dtype(hint: Any) -> pl.DataType:
    arguments = [part for part in get_args(hint) if part is not type(None)]
    if get_origin(hint) is Literal:
        hint = str
    elif type(None) in get_args(hint) and len(arguments) == 1:
        return _dtype(arguments[0])
    if hint not in _DTYPES:
        raise TypeError(f"no column type for {hint!r}")
    return _DTYPES[hint]
