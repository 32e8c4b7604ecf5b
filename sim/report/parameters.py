"""Every setting of a result with what it rests on: a source, an assumption, a choice, or the file of the scenario."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic.fields import FieldInfo

from sim.core.config import Config
from sim.evidence.register import Entry, entries

__all__ = ["Basis", "Parameter", "parameters_of", "value_text"]

Basis = Literal["cited", "assumed", "chosen", "set"]
"""From the register of evidence; admitted as assumed; the user's to choose; or another value, set by the scenario."""
_WHOLE = ("changes", "ranges", "street")
"""Parts that hold no numbers from the world by name: what was changed, ranges, and maps."""


@dataclass(frozen=True)
class Parameter:
    """One setting."""

    key: str
    """Its name, with dots between keys."""
    meaning: str
    value: Any
    unit: str
    basis: Basis
    because: str
    """The source, or why it was assumed; where it is set, what it is by default, and by what."""
    low: float | None
    high: float | None
    entry: Entry | None
    """Of the register, where its default is from there."""

    @property
    def is_default(self) -> bool:
        """Whether it has the value that it has by default."""
        return self.basis != "set"


def parameters_of(settings: Any, prefix: str = "") -> Iterator[Parameter]:
    """Yield every setting that states a source, an assumption or a choice, in the order in which they stand.

    Parameters
    ----------
    settings
        A scenario, a programme, or a part of one; lists and mappings of them are entered too.
    """
    if isinstance(settings, Config):
        for name, info in type(settings).model_fields.items():
            if name not in _WHOLE:
                yield from _of_field(f"{prefix}{info.alias or name}", type(settings), name, getattr(settings, name))
    elif isinstance(settings, Mapping):
        for name, value in settings.items():
            yield from parameters_of(value, f"{prefix}{name}.")
    elif isinstance(settings, list | tuple):
        for number, value in enumerate(settings):
            yield from parameters_of(value, f"{prefix}{number}.")


def value_text(value: Any) -> str:
    """Write a value of a setting: numbers as short as they are, several with commas; of none, that it follows."""
    if value is None:
        return "follows from others"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {value_text(part)}" for name, part in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(value_text, value))
    if isinstance(value, Config):
        return ", ".join(f"{name} {value_text(getattr(value, name))}" for name in type(value).model_fields)
    return str(value)


def _of_field(key: str, owner: type[Config], name: str, value: Any) -> Iterator[Parameter]:
    info = owner.model_fields[name]
    about = info.json_schema_extra
    if isinstance(about, dict) and {"evidence", "assumption", "choice"} & set(about):
        yield _parameter(key, info, owner.meaning(name), value, about)
    else:
        yield from parameters_of(value, f"{key}.")


def _parameter(key: str, info: FieldInfo, meaning: str, value: Any, about: Mapping[str, Any]) -> Parameter:
    entry = entries()[str(about["evidence"])] if "evidence" in about else None
    default = info.get_default(call_default_factory=True)
    basis: Basis = "chosen" if "choice" in about else "cited" if entry is not None else "assumed"
    because = str(about.get("source") or about.get("assumption") or "")
    if basis != "chosen" and not _is_alike(value, default):
        source = because if entry is None else f"{because} ({entry.date})"
        basis, because = "set", f"by default {value_text(default)}: {source}"
    return Parameter(
        key=key,
        meaning=" ".join(meaning.split()),
        value=value,
        unit=str(about.get("unit", "")),
        basis=basis,
        because=because,
        low=about.get("low"),
        high=about.get("high"),
        entry=entry if basis == "cited" else None,
    )


def _is_alike(value: Any, default: Any) -> bool:
    """Return whether a value is the default, which may be written as data where the value is a part of settings."""
    if isinstance(value, Config):
        return value == (type(value).model_validate(default) if isinstance(default, Mapping) else default)
    if isinstance(value, tuple | list) and isinstance(default, tuple | list):
        return len(value) == len(default) and all(map(_is_alike, value, default))
    return bool(value == default)
