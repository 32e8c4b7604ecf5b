"""What a person may set: the sliders of an emulator, over which range, and what each changes in a scenario.

A slider is a choice (the threshold, the team) or something that is published nowhere and that a person may want to
move (the footfall, the mix of the street); everything else that is uncertain is drawn and integrated over. Ranges are
where answers are wanted, each with its reason, and are widened to hold what the scenario itself has.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sim.day.enrolment import wanted_by
from sim.ensemble.inputs import Settings
from sim.programme.origins import local_share_of
from sim.programme.schema import Programme
from sim.recognition.accuracy.profile import Profile
from sim.recognition.vector.recogniser import Embedding
from sim.scenario.schema import LFR

__all__ = ["SLIDERS", "Slider", "Span", "Values", "span_of"]

Values: TypeAlias = dict[str, Any]
_GROUP = "black"
"""The group whose shares and false alerts have sliders: the one that every published count tells from the others."""
_DAY_H = 24.0
_MOST_SHARE = 0.95


@dataclass(frozen=True)
class Slider:
    """One input that a person sets."""

    name: str
    label: str
    unit: str
    low: float
    high: float
    scale: Literal["linear", "log"]
    """In which a step does as much everywhere."""
    why: str
    """Why this range."""
    given: Callable[[Settings], float | None]
    """What a scenario has; None where it has no such thing, and so no such slider."""
    change: Callable[[Settings, float], Values]
    """The settings of a scenario that a value stands for, by name with dots."""
    is_whole: bool = False
    even_in: Literal["linear", "log"] | None = None
    """In which scale the runs are spread evenly, where it is not that in which what they come to is smooth."""


@dataclass(frozen=True)
class Span:
    """The range of a slider for one scenario."""

    low: float
    high: float
    given: float


def span_of(slider: Slider, settings: Settings) -> Span | None:
    """Return the range of a slider, widened to what the scenario has; None where the scenario has no such thing."""
    given = slider.given(settings)
    if given is None:
        return None
    most = slider.high
    if slider.name == "hours":
        most = min(most, given * min(_DAY_H - start for start in _starts(settings)) / max(_lengths(settings).values()))
    return Span(min(slider.low, given), max(most, given), given)


def _threshold(settings: Settings, value: float) -> Values:
    return {"lfr.threshold": value}


def _size(settings: Settings, value: float) -> Values:
    return {"lfr.watchlist.size": round(value)}


def _given_local(settings: Settings) -> float | None:
    lfr = settings.lfr
    if lfr is None:
        return None
    if lfr.watchlist.local_share is not None:
        return lfr.watchlist.local_share
    if isinstance(settings, Programme):
        return local_share_of(settings)
    return wanted_by(lfr).share_in(settings.population)


def _local(settings: Settings, value: float) -> Values:
    return {"lfr.watchlist.local_share": value}


def _given_list_mix(settings: Settings) -> float | None:
    return None if settings.lfr is None else _share(settings.lfr.watchlist.group_shares)


def _list_mix(settings: Settings, value: float) -> Values:
    shares = _lfr(settings).watchlist.group_shares
    changed = _mixed("lfr.watchlist.group_shares", shares, value)
    if not isinstance(settings, Programme):
        own = settings.population.listed_shares
        changed |= _mixed("population.listed_shares", own, value * own[_GROUP] / shares[_GROUP])
    return changed


def _given_street_mix(settings: Settings) -> float | None:
    shares = [_share(mix) for mix in _mixes(settings).values()]
    known = [share for share in shares if share is not None]
    return sum(known) / len(known) if len(known) == len(shares) else None


def _street_mix(settings: Settings, value: float) -> Values:
    times, changed = value / (_given_street_mix(settings) or value), Values()
    for key, shares in _mixes(settings).items():
        changed |= _mixed(key, shares, shares[_GROUP] * times)
    return changed


def _given_footfall(settings: Settings) -> float:
    return sum(_footfalls(settings).values())


def _footfall(settings: Settings, value: float) -> Values:
    times = value / _given_footfall(settings)
    return {key: people * times for key, people in _footfalls(settings).items()}


def _given_hours(settings: Settings) -> float | None:
    lengths = _lengths(settings).values()
    return sum(lengths) / len(lengths) if lengths else None


def _hours(settings: Settings, value: float) -> Values:
    times = value / (_given_hours(settings) or value)
    return {key: hours * times for key, hours in _lengths(settings).items()}


def _given_team(settings: Settings) -> float | None:
    return None if settings.lfr is None else float(settings.lfr.engagement.officers)


def _team(settings: Settings, value: float) -> Values:
    changed: Values = {"lfr.engagement.officers": round(value)}
    if isinstance(settings, Programme):
        searching = 0 if settings.stop_and_search is None else settings.stop_and_search.officers
        teams = dict.fromkeys(settings.force.teams, round(value) + searching)
        changed |= {f"force.teams.{name}": officers for name, officers in teams.items()}
        changed["force.officers"] = max(settings.force.officers, sum(teams.values()))
    return changed


def _given_ratio(settings: Settings) -> float | None:
    counted = None if settings.lfr is None else _counted(settings.lfr)
    if counted is None or not counted.other:
        return None
    return (counted.own / counted.own_of) / (counted.other / counted.other_of)


def _ratio(settings: Settings, value: float) -> Values:
    counted = _counted(_lfr(settings))
    if counted is None:
        return {}
    rate = (counted.own + counted.other) / (value * counted.own_of + counted.other_of)
    return {counted.own_key: value * rate * counted.own_of, counted.other_key: rate * counted.other_of}


def _given_gap(settings: Settings) -> float | None:
    """Return TPIR of the group less that of all others; None where a profile has none of it."""
    if settings.lfr is None or not isinstance(settings.lfr.recognition.backend, Embedding):
        return None
    profile = settings.lfr.recognition.profile
    points = profile.heard("tpir")
    if not points or not 0 < profile.face_shares.get(_GROUP, 0) < 1:
        return None
    k, rates = profile.groups.index(_GROUP), profile.tpir_by_group(points[0])
    share = profile.faces[k]
    # what is left of two rates that are alike is no gap
    return round(float(rates[k] - (profile.faces @ rates - share * rates[k]) / (1 - share)), 12) + 0.0


def _gap(settings: Settings, value: float) -> Values:
    """Move TPIR of the group and of the others apart, with as many found in all among the profile's faces."""
    if _given_gap(settings) is None:
        return {}
    profile, changed = _lfr(settings).recognition.profile, Values()
    share, others = profile.face_shares[_GROUP], [name for name in profile.groups if name != _GROUP]
    for point in profile.heard("tpir"):
        found = float(profile.faces @ profile.tpir_by_group(point))
        parts = ((share, [_GROUP], found + value * (1 - share)), (1 - share, others, found - value * share))
        trials = [profile.trials(point, cell) for cell in point.tpir]
        cells: list[dict[str, Any]] = [{"groups": names, "rate": rate} for _, names, rate in parts]
        if None not in trials:
            of = sum(one or 0 for one in trials)
            cells = [{"groups": names, "count": rate * part * of, "of": part * of} for part, names, rate in parts]
        changed[f"lfr.recognition.profile.points.{profile.points.index(point)}.tpir"] = cells
    return changed


SLIDERS: tuple[Slider, ...] = (
    Slider("threshold", "Threshold", "vendor's score", 0.56, 0.68, "linear",
           "0.56 is the lowest setting of the laboratory's test; 0.68 is as far above 0.64 as 0.60 is below",
           lambda settings: None if settings.lfr is None else settings.lfr.threshold, _threshold),
    Slider("watchlist", "References on the list", "references", 1000, 20_000, "log",
           "lists of published deployments held 5,816 to 19,199; one cut to what is local or serious holds about 1,000",
           lambda settings: None if settings.lfr is None else float(settings.lfr.watchlist.size), _size, is_whole=True),
    Slider("list_black", "Black people among those on the list", "share of references", 0.1, 0.4, "linear",
           "the make-up of no list is published; the same range as of the street", _given_list_mix, _list_mix),
    Slider("local_share", "List that lives in the borough", "share of references", 0.02, 0.12, "log",
           "half to twice what the borough's part of the city's violence with injury gives",
           _given_local, _local),
    Slider("false_alert_ratio", "False alerts of Black people against those of others", "ratio of rates", 1, 20, "log",
           "1 is no difference; the counts of the field give 14, those of the laboratory 7",
           _given_ratio, _ratio),
    Slider("recognition_gap", "TPIR of Black people less that of others", "share of passages", -0.15, 0.1, "linear",
           "0 is no difference, as the default profile has it; a field test of another system had Black people found "
           "more often by 0.13; as many are found in all, and this gap is that of every profile",
           _given_gap, _gap),
    Slider("hours", "Hours of a deployment", "h", 2, 8, "log",
           "published deployments last 5.3 hours on average, nine in ten of them 3.2 to 6.9",
           _given_hours, _hours, even_in="linear"),
    Slider("footfall", "People who come onto the streets in a day", "1/day", 10_000, 50_000, "log",
           "the range of the setting itself: no count of the street is published", _given_footfall, _footfall),
    Slider("street_black", "Black people among those on the street", "share of people", 0.1, 0.4, "linear",
           "who walks here is not published; half to twice the odds of 0.226 are 0.13 (London's residents have 0.135) "
           "to 0.37",
           _given_street_mix, _street_mix),
    Slider("team", "Officers of a deployment", "officers", 6, 24, "log",
           "the range of the setting itself: the number is published nowhere", _given_team, _team, is_whole=True),
)  # fmt: skip
"""All sliders, in the order in which they are shown."""


@dataclass(frozen=True)
class _Counted:
    """False alerts of the group and of all others at the point of a profile that tells groups apart."""

    own: float
    own_of: float
    own_key: str
    other: float
    other_of: float
    other_key: str


def _counted(lfr: LFR) -> _Counted | None:
    """Return the counts of a profile that tells the group from all others, and nobody else apart."""
    profile: Profile = lfr.recognition.profile
    if not isinstance(lfr.recognition.backend, Embedding):
        return None
    point = profile.anchor
    own = [k for k, cell in enumerate(point.fpir) if cell.groups == (_GROUP,)]
    if len(own) != 1 or len(point.fpir) != 2:
        return None
    mine, others = point.fpir[own[0]], point.fpir[1 - own[0]]
    trials = profile.trials(point, mine), profile.trials(point, others)
    if mine.count is None or others.count is None or trials[0] is None or trials[1] is None:
        return None
    path = f"lfr.recognition.profile.points.{profile.points.index(point)}.fpir"
    return _Counted(
        mine.count, trials[0], f"{path}.{own[0]}.count", others.count, trials[1], f"{path}.{1 - own[0]}.count"
    )


def _mixed(key: str, shares: Mapping[str, float], value: float) -> Values:
    """Return shares of which the group has `value` and the others what is left, in proportion."""
    value = min(value, _MOST_SHARE)
    rest = (1 - value) / (1 - shares[_GROUP])
    return {f"{key}.{name}": value if name == _GROUP else share * rest for name, share in shares.items()}


def _share(shares: Mapping[str, float]) -> float | None:
    share = shares.get(_GROUP, 0.0)
    return share if 0 < share < 1 else None


def _mixes(settings: Settings) -> dict[str, Mapping[str, float]]:
    if not isinstance(settings, Programme):
        return {"population.street_shares": settings.population.street_shares}
    return {
        f"streets.{name}.place.population.street_shares": street.place.population.street_shares
        for name, street in settings.streets.items()
    }


def _footfalls(settings: Settings) -> dict[str, float]:
    if not isinstance(settings, Programme):
        return {"footfall.people_per_day": settings.footfall.people_per_day}
    return {
        f"streets.{name}.place.footfall.people_per_day": street.place.footfall.people_per_day
        for name, street in settings.streets.items()
    }


def _lengths(settings: Settings) -> dict[str, float]:
    if not isinstance(settings, Programme):
        return {"day.duration_h": settings.day.duration_h}
    entries = {f"calendar.{k}.duration_h": entry.duration_h for k, entry in enumerate(settings.calendar)}
    return entries | {f"siting.{k}.duration_h": rule.duration_h for k, rule in enumerate(settings.siting)}


def _starts(settings: Settings) -> list[float]:
    if not isinstance(settings, Programme):
        return [settings.day.start_h]
    return [one.start_h for one in (*settings.calendar, *settings.siting)]


def _lfr(settings: Settings) -> LFR:
    if settings.lfr is None:
        raise ValueError("a scenario without facial recognition has no sliders of it")
    return settings.lfr
