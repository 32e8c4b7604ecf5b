"""Which inputs of a scenario or a programme are uncertain, over which range, and by which law they are drawn.

Every setting that is cited or assumed with a range (`sim.evidence.register`) is an uncertain input; where a file states
a range of its own (`sim.scenario.ranges`), that is taken instead. So are the rates of
a recognition profile that were counted: a draw takes them from the posterior of their counts, all together
(`sim.recognition.accuracy.posterior`). Nothing is known of a range but its ends, so its law is the flattest there is:
uniform, or uniform in the logarithm where both ends are positive and the higher is more than ten times the lower.
Inputs are drawn independently of each other.

Some inputs are held as given unless they are asked for, and a table of an ensemble says which and why. Others are
inputs only where a policy reads them: how old images are does nothing while images of every age are enrolled alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Literal, TypeAlias

from sim.core.config import Config, value_of
from sim.programme.schema import Programme
from sim.programme.unreached import UNREAD
from sim.recognition.vector.recogniser import Embedding
from sim.scenario.schema import LFR, Scenario

__all__ = ["FITTED", "POSTERIOR", "Held", "Input", "Law", "Settings", "inputs_of", "law_of"]

Settings: TypeAlias = Scenario | Programme
Law: TypeAlias = Literal[
    "uniform", "log-uniform", "whole numbers, alike", "posterior of the profile's counts", "posterior of a fit"
]

FITTED: Law = "posterior of a fit"
"""How an input is drawn that a fit to published counts knows of."""

POSTERIOR = "lfr.recognition.draw"
"""The setting that says which draw from what a profile's counts leave open is taken."""

_MANY_TIMES = 10.0
"""From this ratio of its ends on a positive range is uniform in the logarithm."""

_NUMERICAL = "a resolution of the computation, and not a number from the world"
_MAP = "part of how the map is read"
_TOGETHER = "walking models are fitted as a whole: each alone anywhere in its range walks as nobody was seen to"
_CHOSEN = "what a policy chooses; a range over forces is no uncertainty about this one"
_WALKED = "tables of walks depend on it: every draw would walk every street anew"
_COUNTED_ALREADY = "counted false alerts hold those of relatives already: a draw would add to what was counted"
_UNREAD = "a programme has its own"
_PLACED = "cameras are given that stand on this street as it is"
_COUNTED = "side streets, or shares of them, are given"

_HELD: tuple[tuple[str, str], ...] = (
    ("*walking.step_s", _NUMERICAL),
    ("*day.warm_up_s", _NUMERICAL),
    ("lfr.recognition.backend.dimension", _NUMERICAL),
    ("*street.navigation.*", _MAP),
    ("walking.*", _TOGETHER),
    ("lfr.recognition.backend.kin_*", _COUNTED_ALREADY),
    ("lfr.watchlist.size", _CHOSEN),
    ("lfr.engagement.officers", _CHOSEN),
    ("lfr.engagement.officers_per_stop", _CHOSEN),
    *((name, _UNREAD) for name in UNREAD),
)
_HELD_AT_PASSAGE: tuple[tuple[str, str], ...] = (
    ("lfr.capture.*", _WALKED),
    ("streets.*.place.street.*", _WALKED),
    ("streets.*.place.camera_plan.*", _WALKED),
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
    basis: Literal["cited", "assumed", "stated", "counted", "fitted"]


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
    usual = (*_HELD, *_held_with(settings))
    unread = set(_unread(settings.lfr))
    ranges = {one.key: one for one in _ranges(settings) if one.key not in unread}
    ranges |= {one.key: one for one in _stated(settings, ranges)}
    for one in (*ranges.values(), *_posterior(settings.lfr)):
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


def _unread(lfr: LFR | None) -> Iterator[str]:
    """Yield inputs that do nothing under this policy; arms that share draws have them where one of the arms does."""
    if lfr is None:
        return
    watchlist = lfr.watchlist
    if watchlist.image_age_max_years is None:
        yield "lfr.watchlist.image_loss_per_year"
    # the quality of poor images is drawn with their share
    yield from (f"lfr.watchlist.{name}" for name in watchlist.idle if name != "poor_quality")


def _held_with(settings: Settings) -> Iterator[tuple[str, str]]:
    """Yield what is held because of what else is given."""
    if isinstance(settings, Programme):
        yield from _HELD_AT_PASSAGE if settings.fidelity == "passage" else ()
        return
    if settings.sites and settings.street.kind == "generic":
        yield "street.*", _PLACED
    if settings.footfall.entrance_shares or getattr(settings.street, "side_streets", None) is not None:
        yield "street.side_street_every_m", _COUNTED


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


def _stated(settings: Settings, of_all: Mapping[str, Input]) -> Iterator[Input]:
    """Yield the numbers that files state a range of."""
    places = {} if isinstance(settings, Scenario) else {k: street.place for k, street in settings.streets.items()}
    stated = {f"streets.{k}.place.{key}": ends for k, place in places.items() for key, ends in place.ranges.items()}
    for key, (low, high) in {**stated, **settings.ranges}.items():
        value = value_of(settings, key)
        unit = of_all[key].unit if key in of_all else _unit_of(settings, key)
        yield Input(key, value, low, high, law_of(value, low, high), unit, "stated")


def _unit_of(settings: Settings, key: str) -> str:
    """Return the unit of a number that has no range of its own."""
    above, _, name = key.rpartition(".")
    owner = value_of(settings, above) if above else settings
    if not isinstance(owner, Config):
        return ""
    about = next((info for field, info in type(owner).model_fields.items() if (info.alias or field) == name), None)
    extra = None if about is None else about.json_schema_extra
    return str(extra.get("unit", "")) if isinstance(extra, dict) else ""


def _posterior(lfr: LFR | None) -> Iterator[Input]:
    """Yield the counted rates of the recognition system, unless a draw of them is what the scenario asks for."""
    if lfr is None or lfr.recognition.draw is not None or not isinstance(lfr.recognition.backend, Embedding):
        return
    points = lfr.recognition.profile.points
    if any(one.count is not None for point in points for one in (*point.fpir, *point.tpir)):
        yield Input(POSTERIOR, None, None, None, "posterior of the profile's counts", "", "counted")
