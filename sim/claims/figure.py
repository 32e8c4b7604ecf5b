"""A published number in a claim: from the register of evidence, or with a source of its own."""

from __future__ import annotations

from math import isfinite

from pydantic import Field, model_validator

from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.evidence.register import chosen, entries, entry

__all__ = ["Figure"]


class Figure(Config):
    """A published number."""

    evidence: str | None = None
    """The id of an entry of the register of evidence."""
    value: float | None = chosen(None, unit="as published")
    """The number itself, where it is not in the register."""
    source: str = Field(default="", max_length=1000)
    """Who published it, where and when; needed with a number of one's own."""

    @model_validator(mode="after")
    def _is_sourced(self) -> Figure:
        if (self.evidence is None) == (self.value is None):
            raise SettingsConflict((), "not one number (`evidence`, `value`); an id of the register, or a value")
        if self.value is not None and not self.source.strip():
            raise SettingsConflict(("value",), f"a number without a source ({self.value:g}); a `source` beside it")
        if self.evidence is not None:
            known = entries().get(self.evidence)
            if known is None or not isinstance(known.value, int | float) or not isfinite(known.value):
                raise SettingsConflict(
                    ("evidence",), f"no number of the register ({self.evidence}); an id of `sim/evidence`"
                )
        return self

    @property
    def number(self) -> float:
        """The number."""
        return float(entry(self.evidence).value) if self.evidence is not None else float(self.value or 0)

    @property
    def from_where(self) -> str:
        """Its source in words."""
        return entry(self.evidence).source if self.evidence is not None else self.source
