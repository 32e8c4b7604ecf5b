"""Published tables: a row an area, a column a period, as comma-separated files beside an entry of the register.

An entry whose value ends with `.csv` stands for a file in `tables/`, with its source.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl

from sim.core.errors import EvidenceError
from sim.evidence.register import entries, entry

__all__ = ["TABLES", "table", "table_names"]

TABLES = "tables."
"""How the ids of tables begin."""


def table_names() -> tuple[str, ...]:
    """Return the ids of all tables."""
    return tuple(sorted(name for name in entries() if name.startswith(TABLES)))


@cache
def table(identifier: str) -> pl.DataFrame:
    """Return a table: its columns of words (`area`, and what else tells rows apart), then one a period, in order.

    Raises
    ------
    EvidenceError
        If there is none with this id.
    """
    if identifier not in table_names():
        raise EvidenceError("tables", f"no such table ({identifier})", f"one of {', '.join(table_names())}")
    text = files(__package__).joinpath("tables", str(entry(identifier).value)).read_bytes()
    return pl.read_csv(text, infer_schema_length=None)
