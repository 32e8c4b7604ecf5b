"""Which inputs of a scenario or a programme are uncertain, over which range, and by which law they are drawn.

Every setting that is cited or assumed with a range (`sim.evidence.register`) is an uncertain input. So are the rates of
a recognition profile that were counted: a draw takes them from the posterior of their counts, all together
(`sim.recognition.accuracy.posterior`). Nothing is known of a range but its ends, so its law is the flattest there is:
uniform, or uniform in the logarithm where both ends are positive and the higher is more than ten times the lower.
Inputs are drawn independently of each other.

Some inputs are held as given unless they are asked for, and a table of an ensemble says which and why.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any, Literal, TypeAlias

from sim.core.config import Config
from sim.programme.schema import Programme
from sim.recognition.vector.recogniser import Embedding
from sim.scenario.schema import LFR, Scenario

__all__ = ["POSTERIOR", "Held", "Input", "Law", "Settings", "inputs_of", "law_of", "value_of"]

Settings: TypeAlias = Scenario | Programme
Law: TypeAlias = Literal["uniform", "log-uniform", "whole numbers, alike", "posterior of the profile's counts"]

POSTERIOR = "lfr.recognition.draw"
"""The setting that says which draw from what a profile's counts leave open is taken."""

_MANY_TIMES = 10.0
"""From this ratio of its ends on a positive range is uniform in the logarithm."""

_NUMERICAL = "a resolution of the computation, and not a number from the world"
_MAP = "part of how the map is read"
_TOGETHER = "walking models are fitted as a whole: each alone anywhere in its range walks as nobody was seen to"
_CHOSEN = "what a policy chooses; a range over forces is no uncertainty about this one"
_WALKED = "tables of walks depend on it: every draw would walk every street anew"
_UNREAD = "a programme has its own"

_HELD: tuple[tuple[str, str], ...] = (
    ("*walking.step_s", _NUMERICAL),
    ("*day.warm_up_s", _NUMERICAL),
    ("lfr.recognition.backend.dimension", _NUMERICAL),
    ("*street.navigation.*", _MAP),
    ("walking.*", _TOGETHER),
    ("lfr.watchlist.size", _CHOSEN),
    ("lfr.engagement.officers", _CHOSEN),
    ("lfr.engagement.officers_per_stop", _CHOSEN),
    ("streets.*.place.community.*", _UNREAD),
    ("streets.*.place.population.city.*", _UNREAD),
    ("streets.*.place.lfr.*", _UNREAD),
)
_HELD_AT_PASSAGE: tuple[tuple[str, str], ...] = (
    ("lfr.capture.*", _WALKED),
    ("streets.*.place.walking.*", _WALKED),
    ("streets.*.place.behaviour.*", _WALKED),
    ("streets.*.place.footfall.abreast_m", _WALKED),
    ("streets.*.place.footfall.keep_left", _WALKED),
    ("streets.*.place.footfall.max_density_per_m2", _WALKED),
    *(
        (f"streets.*.place.population.{name}", _WALKED)
        for name in ("head_down_share", "mask_share", "hood_share", "child_height_m", "height_spread_m")
    ),
)


@dataclass(frozen=True)
class Input:
    """An uncertain input."""

    key: str
    """Its name, with dots between keys."""
    given: float | None
    """What the scenario has; None where it has the rates as they were counted."""
    low: float | None
    high: float | None
    """The ends of its range; None where it is drawn from a posterior."""
    law: Law
    unit: str
    basis: Literal["cited", "assumed", "counted"]


@dataclass(frozen=True)
class Held:
    """An uncertain input that stays as given, and why."""

    key: str
    why: str


def inputs_of(
    settings: Settings, *, vary: Sequence[str] = (), hold: Sequence[str] = ()
) -> tuple[dict[str, Input], list[Held]]:
    """Return the uncertain inputs that are drawn, by key in the order in which they stand, and those that are held.

    Parameters
    ----------
    vary
        Patterns (`lfr.capture.*`) of inputs that are drawn although they are held otherwise.
    hold
        Patterns of inputs that are held; they win over `vary`.
    """
    drawn: dict[str, Input] = {}
    held: list[Held] = []
    usual = _HELD + (_HELD_AT_PASSAGE if isinstance(settings, Programme) and settings.fidelity == "passage" else ())
    for one in (*_ranges(settings), *_posterior(settings.lfr)):
        why = _why_held(one, usual, vary, hold)
        if why:
            held.append(Held(one.key, why))
        else:
            drawn[one.key] = one
    return drawn, held


def law_of(value: float, low: float, high: float) -> Law:
    """Return the flattest law of a range, of whole numbers where the value and both ends are."""
    if isinstance(value, int) and float(low).is_integer() and float(high).is_integer():
        return "whole numbers, alike"
    return "log-uniform" if low > 0 and high / low > _MANY_TIMES else "uniform"


def value_of(settings: Any, key: str) -> Any:
    """Return a setting by its name with dots; None where a part of the way is not there."""
    for part in key.split("."):
        if isinstance(settings, dict):
            settings = settings.get(part)
        elif isinstance(settings, Config):
            fields = type(settings).model_fields.items()
            name = next((name for name, info in fields if (info.alias or name) == part), None)
            settings = None if name is None else getattr(settings, name)
        else:
            return None
    return settings


def _why_held(one: Input, usual: Sequence[tuple[str, str]], vary: Sequence[str], hold: Sequence[str]) -> str:
    if _fits(one.key, hold):
        return "held as asked"
    if one.low is not None and one.high is not None and one.given is not None and not one.low <= one.given <= one.high:
        return f"the scenario's own value ({one.given:g}) is outside of the range ({one.low:g} to {one.high:g})"
    if _fits(one.key, vary):
        return ""
    return next((why for pattern, why in usual if fnmatchcase(one.key, pattern)), "")


def _fits(key: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(key, pattern) for pattern in patterns)


def _ranges(config: Config, prefix: str = "") -> Iterator[Input]:
    for name, info in type(config).model_fields.items():
        value, key = getattr(config, name), f"{prefix}{info.alias or name}"
        if isinstance(value, Config):
            yield from _ranges(value, f"{key}.")
        elif isinstance(value, dict):
            for part, inner in value.items():
                if isinstance(inner, Config):
                    yield from _ranges(inner, f"{key}.{part}.")
        about = info.json_schema_extra
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and isinstance(about, dict) and "low" in about and "high" in about:
            low, high = float(str(about["low"])), float(str(about["high"]))
            basis: Literal["cited", "assumed"] = "cited" if "evidence" in about else "assumed"
            yield Input(key, value, low, high, law_of(value, low, high), str(about.get("unit", "")), basis)


def _posterior(lfr: LFR | None) -> Iterator[Input]:
    """Yield the counted rates of the recognition system, unless a draw of them is what the scenario asks for."""
    if lfr is None or lfr.recognition.draw is not None or not isinstance(lfr.recognition.backend, Embedding):
        return
    points = lfr.recognition.profile.points
    if any(one.count is not None for point in points for one in (*point.fpir, *point.tpir)):
        yield Input(POSTERIOR, None, None, None, "posterior of the profile's counts", "", "counted")
