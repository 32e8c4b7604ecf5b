"""What a result rests on as tables: its assumptions with their risk, its sources, and every setting."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sim.report import words
from sim.report.document import Column, Table
from sim.report.parameters import Parameter, value_text
from sim.report.risk import Risk, risk_of

__all__ = ["assumption_table", "parameter_table", "source_table"]

_SETTING = Column("setting", "Setting")
_VALUE = Column("value", "Value")
_LOW = Column("low", "Range: from", "number", joined="Range")
_HIGH = Column("high", "Range: to", "number")
_RISKS: tuple[Risk, ...] = ("open", "wide", "medium", "narrow")
_BASES = {"cited": "source", "assumed": "assumption", "chosen": "choice", "set": "set by the scenario"}
_LONGEST = 120
"""A value that is longer, a table by hour for one, is cut; the scenario has all of it."""


def assumption_table(assumed: Iterable[Parameter], *, risks: Sequence[Risk] = _RISKS) -> Table:
    """Return assumptions, the most open first.

    Parameters
    ----------
    risks
        Those that are shown; the caption says how many there are of the others.
    """
    of = sorted(((risk_of(one.low, one.high), one) for one in assumed), key=lambda pair: _RISKS.index(pair[0]))
    rows = tuple(
        (one.key, _value(one.value, one.unit), one.low, one.high, risk, _said(one.meaning, one.because))
        for risk, one in of
        if risk in risks
    )
    columns = (_SETTING, _VALUE, _LOW, _HIGH, Column("risk", "Risk"), Column("why", "What it is, and why this number"))
    left = len(of) - len(rows)
    more = f"; {left} more are {' or '.join(risk for risk in _RISKS if risk not in risks)}" if left else ""
    return Table("assumptions", f"{len(rows)} numbers that are assumed{more}", columns, rows)


def source_table(parameters: Iterable[Parameter]) -> Table:
    """Return the entries of the register that settings have their values from, each once."""
    used = {one.entry.id: one.entry for one in parameters if one.entry is not None}
    columns = (
        Column("number", "Number"), _VALUE, _LOW, _HIGH, Column("kind", "Status"), Column("date", "Of"),
        Column("source", "Source and note"),
    )  # fmt: skip
    rows = tuple(
        (one.id, _value(one.value, one.unit), one.low, one.high, one.kind, one.date, _said(one.source, one.note))
        for one in used.values()
    )
    return Table("sources", f"{len(rows)} numbers from the world", columns, rows)


def parameter_table(parameters: Iterable[Parameter]) -> Table:
    """Return every setting with what it rests on."""
    columns = (_SETTING, _VALUE, Column("basis", "Rests on"), Column("because", "Which, or why"))
    rows = tuple((one.key, _value(one.value, one.unit), _BASES[one.basis], one.because) for one in parameters)
    return Table("settings", words.PARAMETERS, columns, rows)


def _value(value: Any, unit: str) -> str:
    text = value_text(value)
    cut = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return cut if value is None else f"{cut} {unit}".strip()


def _said(*parts: str) -> str:
    """Return sentences that end with a full stop."""
    return " ".join(f"{part[:1].upper()}{part[1:].rstrip('.')}." for part in parts if part)
