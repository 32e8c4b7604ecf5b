"""What a programme says and can have no effect: days outside of it, rules that never apply, a place's own deployment.

Nor can shares who agree that are beyond what can be. None of it is wrong: a programme may be run for its first months
only. But it is said, wherever the programme is.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from fnmatch import fnmatchcase

from sim.programme.agreeing import held_shares
from sim.programme.dates import month_begins
from sim.programme.schema import Programme

__all__ = ["UNREAD", "unreached"]

UNREAD = (
    "streets.*.place.community.*",
    "streets.*.place.population.city.*",
    "streets.*.place.lfr.*",
    "streets.*.place.day.start_h",
    "streets.*.place.day.duration_h",
)
"""Settings of its places that a programme has of its own, by name."""


def unreached(programme: Programme) -> tuple[str, ...]:
    """Return, one sentence each, what of a programme can have no effect; nothing where all of it can."""
    return tuple(_unreached(programme))


def _unreached(programme: Programme) -> Iterator[str]:
    begins, after = programme.begins, month_begins(programme.begins, programme.months)
    whole = f"from {begins} to {after - timedelta(days=1)}"
    for k, pause in enumerate(programme.pauses):
        if pause.begins >= after or (pause.ends is not None and pause.ends <= begins):
            until = "on" if pause.ends is None else f"to {pause.ends}"
            yield f"`pauses.{k}` cancels nothing: from {pause.begins} {until} is outside of the programme ({whole})."
    days: list[tuple[str, date]] = [(f"calendar.{k}", one.on) for k, one in enumerate(programme.calendar)]
    days += [(f"meetings.{k}", one.on) for k, one in enumerate(programme.meetings)]
    days += [(f"publications.{k}", one) for k, one in enumerate(programme.publications)]
    for name, day in days:
        if not begins <= day < after:
            yield f"`{name}` does not take place: {day} is outside of the programme ({whole})."
    for k, one in enumerate(programme.open_days):
        if one.on >= after:
            yield f"`open_days.{k}` does not take place: {one.on} is after the programme ({whole})."
    for k, rule in enumerate(programme.siting):
        if rule.per_month == 0:
            yield f"`siting.{k}` brings no deployment: `per_month` is 0."
        elif rule.months is not None and rule.months[0] > programme.months:
            first, last = rule.months
            yield f"`siting.{k}` never applies: months {first} to {last} of a programme of {programme.months}."
    for name, street in programme.streets.items():
        if street.place.lfr is not None:
            yield f"`streets.{name}.place.lfr` is not read: a deployment is the programme's own `lfr`."
    yield from held_shares(programme)
    for change in programme.changes:
        if any(fnmatchcase(change.setting, pattern) for pattern in UNREAD):
            yield f"`{change.setting}` is not read: a programme has its own."
