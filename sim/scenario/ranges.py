"""Ranges that a file states itself: how uncertain a number is here, where the range of the setting is of all places.

    ranges:
      footfall.people_per_day: [33000, 46000]

An ensemble draws the number from it instead (`sim.ensemble.inputs`).
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Annotated, Any, TypeAlias

from pydantic import Field

from sim.core.config import Config, value_of
from sim.core.content_id import content_id
from sim.core.errors import ScenarioError, SettingsConflict
from sim.scenario.changed import changed

__all__ = ["Ranges", "check_ranges"]

Ranges: TypeAlias = dict[str, Annotated[tuple[float, float], Field(min_length=2, max_length=2)]]
"""From the lowest to the highest value of settings, by their names with dots between keys."""


def check_ranges(
    settings: Config, ranges: Mapping[str, tuple[float, float]], *, whole: tuple[type[Config], ...]
) -> None:
    """Check that each range is of a number that the settings have, in order, and that both ends are possible.

    Parameters
    ----------
    whole
        See `sim.scenario.changed`.

    Raises
    ------
    SettingsConflict
        What is wrong, and what is allowed.
    """
    for key, (low, high) in ranges.items():
        value = value_of(settings, key)
        if isinstance(value, bool) or not isinstance(value, int | float):
            near = get_close_matches(key, _numbers(settings), n=3)
            told = f"; near it are {', '.join(near)}" if near else ""
            raise SettingsConflict(
                ("ranges", key), f"no number is called so ({key}); the name of one that is set{told}", is_key=True
            )
        if not low < high:
            raise SettingsConflict(
                ("ranges", key), f"the ends are not in order ({low:g}, {high:g}); the lower one first"
            )
        for k, end in enumerate((low, high)):
            _check_end(settings, key, k, end, whole)


_KEEP = 512
_possible: OrderedDict[str, None] = OrderedDict()
"""Ends that were found possible last, by the settings that they are of: a programme makes a scenario a deployment."""


def _check_end(settings: Config, key: str, k: int, end: float, whole: tuple[type[Config], ...]) -> None:
    part = value_of(settings, key.partition(".")[0])
    known = content_id(key, end, part.model_dump_json()) if isinstance(part, Config) else ""
    if known and known in _possible:
        return
    try:
        changed(settings, {key: int(end) if end.is_integer() else end}, whole=whole)
    except ScenarioError as error:
        raise SettingsConflict(
            ("ranges", key, k),
            f"the range of `{key}` reaches to what it cannot be ({end:g}): {error.what}; "
            f"{error.allowed or 'an end that goes with all else that is given'}",
        ) from None
    if known:
        _possible[known] = None
        while len(_possible) > _KEEP:
            _possible.popitem(last=False)


def _numbers(config: Any, prefix: str = "") -> list[str]:
    """Return the names of all numbers in settings."""
    if isinstance(config, Config):
        inner = {info.alias or name: getattr(config, name) for name, info in type(config).model_fields.items()}
    elif isinstance(config, dict):
        inner = config
    else:
        return [prefix[:-1]] if isinstance(config, int | float) and not isinstance(config, bool) else []
    return [name for key, value in inner.items() for name in _numbers(value, f"{prefix}{key}.")]
