"""What a result leans on: the settings of a scenario that are admitted assumptions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sim.core.config import Config

__all__ = ["Assumption", "assumptions_of"]


@dataclass(frozen=True)
class Assumption:
    """A number that nobody has published, and why this one was taken."""

    key: str
    """Where it stands in the scenario: "trust.good_contact_sd"."""
    meaning: str
    value: Any
    unit: str
    why: str
    low: float | None
    high: float | None


def assumptions_of(config: Config, prefix: str = "") -> Iterator[Assumption]:
    """Yield every assumption in a config and the configs in it, in the order in which they stand."""
    for name, field in type(config).model_fields.items():
        value, key = getattr(config, name), f"{prefix}{name}"
        if isinstance(value, Config):
            yield from assumptions_of(value, f"{key}.")
        about = field.json_schema_extra
        if isinstance(about, dict) and "assumption" in about:
            extra: dict[str, Any] = dict(about)
            yield Assumption(
                key, config.meaning(name) or name, value, extra["unit"], extra["assumption"],
                extra.get("low"), extra.get("high"),
            )  # fmt: skip
