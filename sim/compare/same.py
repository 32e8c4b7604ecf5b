"""Like for like: an arm with the hours, the list or the footfall of another, so that the rest is what differs.

hours      when deployments are: of a day its beginning and length; of a programme calendar, rules and pauses
list       whose references are enrolled (`lfr.watchlist`)
footfall   how many people come, when and from where: of a programme on every street that both have; where people come
           in stays the street's own if its entrances are not those of the other street

What differs otherwise, the threshold or the cameras, is left as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

from sim.core.errors import RunError
from sim.ensemble.inputs import Settings
from sim.programme.schema import Programme
from sim.scenario.schema import Scenario

__all__ = ["Same", "same_of", "with_same"]

Same = Literal["hours", "list", "footfall"]


def same_of(text: str) -> tuple[Same, ...]:
    """Return what `hours,list` names.

    Raises
    ------
    RunError
        If something else is named.
    """
    named = [part.strip() for part in text.split(",") if part.strip()]
    for part in named:
        if part not in get_args(Same):
            raise RunError("--same", f"not what two arms can be made alike in ({part})", ", ".join(get_args(Same)))
    return tuple(named)  # type: ignore[arg-type]


def with_same(other: Settings, first: Settings, same: Sequence[Same]) -> Settings:
    """Return `other` with what is named as `first` has it.

    Raises
    ------
    RunError
        If one is a day and the other a programme, or only one of them has a list.
    """
    if not same:
        return other
    if isinstance(other, Programme) != isinstance(first, Programme):
        raise RunError("--same", "a day and a programme have nothing alike", "two days, or two programmes")
    if "list" in same:
        other = _with_list(other, first)
    if isinstance(other, Programme) and isinstance(first, Programme):
        return _programme(other, first, same)
    if isinstance(other, Scenario) and isinstance(first, Scenario):
        update: dict[str, object] = {"day": first.day} if "hours" in same else {}
        return (
            _with_footfall(other.model_copy(update=update), first)
            if "footfall" in same
            else other.model_copy(update=update)
        )
    return other


def _with_list(other: Settings, first: Settings) -> Settings:
    if other.lfr is None or first.lfr is None:
        raise RunError("--same", "only one of the arms has a list", "two arms with facial recognition, or without list")
    return other.model_copy(update={"lfr": other.lfr.model_copy(update={"watchlist": first.lfr.watchlist})})


def _with_footfall(place: Scenario, first: Scenario) -> Scenario:
    """Return a place with the footfall of another, whose entrances it may not have."""
    footfall = first.footfall
    own, of_first = ({entrance.id for entrance in one.street_map.entrances} for one in (place, first))
    if own != of_first:
        footfall = footfall.model_copy(update={"entrance_shares": place.footfall.entrance_shares})
    return place.model_copy(update={"footfall": footfall})


def _programme(other: Programme, first: Programme, same: Sequence[Same]) -> Programme:
    update: dict[str, object] = {}
    if "hours" in same:
        named = {entry.place for entry in first.calendar} | {place for rule in first.siting for place in rule.places}
        if absent := sorted(named - set(other.streets)):
            raise RunError("--same", f"hours are on streets that only one arm has ({', '.join(absent)})", "other arms")
        update |= {name: getattr(first, name) for name in ("begins", "months", "calendar", "siting", "pauses")}
    if "footfall" in same:
        update["streets"] = {
            name: street.model_copy(
                update={
                    "place": _with_footfall(street.place, first.streets[name].place)
                    if name in first.streets
                    else street.place
                }
            )
            for name, street in other.streets.items()
        }
    return other.model_copy(update=update)
