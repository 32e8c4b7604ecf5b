"""Tables: a flat record is a row, and its fields are the columns."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl
import pytest

from sim.core.tables import columns_to_table, rows_to_table, schema_of


@dataclass(frozen=True)
class Ride:
    """One row."""

    t_s: float
    rider: int
    kind: Literal["bus", "tram"]
    is_paid: bool
    stop: str | None


SCHEMA = {"t_s": pl.Float64, "rider": pl.Int64, "kind": pl.String, "is_paid": pl.Boolean, "stop": pl.String}


def test_fields_become_columns_in_their_order():
    assert list(schema_of(Ride).items()) == list(SCHEMA.items())


def test_rows_and_columns_make_the_same_table():
    rows = [Ride(0.5, 1, "bus", True, "Centrale"), Ride(1.5, 2, "tram", False, "West Croydon")]
    columns = {name: [getattr(row, name) for row in rows] for name in SCHEMA}
    assert rows_to_table(Ride, rows).equals(columns_to_table(Ride, columns))


def test_nothing_is_null_in_the_table():
    assert rows_to_table(Ride, [Ride(0.5, 1, "bus", True, None)])["stop"].to_list() == [None]


def test_no_rows_make_an_empty_table_with_every_column():
    table = rows_to_table(Ride, [])
    assert table.height == 0
    assert dict(table.schema) == SCHEMA


def test_arrays_are_cast_to_the_column_types():
    table = columns_to_table(Ride, {
        "t_s": np.zeros(2, np.float32), "rider": np.arange(2, dtype=np.int8), "kind": ["bus", "bus"],
        "is_paid": np.zeros(2, np.bool_), "stop": ["a", "b"],
    })  # fmt: skip
    assert dict(table.schema) == SCHEMA


def test_a_missing_or_an_extra_column_is_refused():
    with pytest.raises(ValueError, match="Ride has columns"):
        columns_to_table(Ride, {"t_s": [0.0]})


def test_a_field_that_is_not_flat_is_refused():
    @dataclass(frozen=True)
    class Nested:
        stops: list[str]

    with pytest.raises(TypeError, match="no column type"):
        schema_of(Nested)
