"""Which inputs a metric can be moved by at all, as far as the model's parts tell.

Money is read by what is counted in money and hours; views of the cameras by what people say of them; trust, and whom
people know, by what they say in surveys: neither brings anybody to a street or an officer to anybody. Meetings, open
days and publications do nothing where there are none. Everything else may come back through who is there.
"""

from __future__ import annotations

from collections.abc import Iterable
from fnmatch import fnmatchcase

from sim.community.support import READ_OUTS
from sim.community.survey import ITEMS
from sim.core.config import value_of
from sim.ensemble.inputs import POSTERIOR, Settings
from sim.metrics.catalogue import Row
from sim.programme.schema import Programme

__all__ = ["is_read"]

_MONEY = ("cost.*",)
_VIEWS = ("support.*",)
_TRUST = ("trust.*", "community.trust.*", "network.*")
_STREET = ("trust.avoiding.*",)
_EVENTS = (
    ("trust.meetings.*", "meetings"),
    ("trust.open_days.*", "open_days"),
    ("trust.news.publication_*", "publications"),
)
_OF_MONEY = frozenset({"cost", "cost_per_arrest", "officer_hours", "officer_hours_per_arrest"})
_OF_VIEWS = frozenset(f"{name}_change" for name in READ_OUTS)
_OF_TRUST = _OF_VIEWS | {f"{item}_{when}" for item in ITEMS for when in ("before", "after", "change")}


def is_read(key: str, row: Row, arms: Iterable[Settings]) -> bool:
    """Return whether an input may move a metric in one of the arms; where the parts do not tell, it may."""
    return any(_has(arm, key) and (not isinstance(arm, Programme) or _reads(arm, key, row.name)) for arm in arms)


def _has(arm: Settings, key: str) -> bool:
    return value_of(arm, key) is not None or (key == POSTERIOR and arm.lfr is not None)


def _reads(programme: Programme, key: str, name: str) -> bool:
    if any(fnmatchcase(key, pattern) and not getattr(programme, events) for pattern, events in _EVENTS):
        return False
    if _fits(key, _MONEY):
        return name in _OF_MONEY
    if _fits(key, _VIEWS):
        return name in _OF_VIEWS
    return name in _OF_TRUST or not _fits(key, _TRUST) or _fits(key, _STREET)


def _fits(key: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(key, pattern) for pattern in patterns)
