"""Published tables: a row an area, as comma-separated files beside an entry of the register.

An entry whose value ends with `.csv` stands for a file in `tables/`, with its source. Those whose ids begin with
`tables.` are series, with a column a period.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import polars as pl

from sim.core.errors import EvidenceError
from sim.evidence.register import entries

__all__ = ["TABLES", "table", "table_names"]

TABLES = "tables."
"""How the ids of series begin."""


def table_names() -> tuple[str, ...]:
    """Return the ids of all series: tables with a column a period."""
    return tuple(sorted(name for name in entries() if name.startswith(TABLES)))


@cache
def table(identifier: str) -> pl.DataFrame:
    """Return a table: its columns of words (`area`, and what else tells rows apart), then its numbers.

    Those of a series are one a period, in order. An empty cell is not published.

    Raises
    ------
    EvidenceError
        If there is none with this id.
    """
    known = {name: str(item.value) for name, item in entries().items() if str(item.value).endswith(".csv")}
    if identifier not in known:
        raise EvidenceError("tables", f"no such table ({identifier})", f"one of {', '.join(sorted(known))}")
    text = files(__package__).joinpath("tables", known[identifier]).read_bytes()
    return pl.read_csv(text, infer_schema_length=None)
