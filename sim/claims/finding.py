"""What was found of a hypothesis: a value with its interval, for each group that it is about."""

from __future__ import annotations

from dataclasses import dataclass

from sim.claims.margin import Verdict

__all__ = ["EVENTS", "Finding", "HeldAt", "Tipping", "Tried"]

EVENTS = "events"
"""The unit of a count."""


@dataclass(frozen=True)
class Tipping:
    """A number at which the verdict would be another, others as they are."""

    of: str
    """What the number is of: an input by its key, or an assumption in words."""
    value: float
    unit: str
    inside: bool | None
    """Whether it lies inside of the range of what is of; None where that has none."""
    then: str
    """What changes there."""
    low: float | None = None
    high: float | None = None
    """Two values that were run, between which it lies; None where it is worked out."""


@dataclass(frozen=True)
class HeldAt:
    """What comes of a hypothesis with an input held at a value, and all others drawn."""

    value: float
    by_margin: Verdict
    """What the range says at the margin."""
    verdict: Verdict
    """The same, capped where it is bound to assumptions."""


@dataclass(frozen=True)
class Tried:
    """An input of which a tipping point was looked for."""

    key: str
    unit: str
    low: float
    high: float
    """The range that was looked in."""
    runs: tuple[HeldAt, ...]
    """In rising order; none where the trend of the draws was enough, or as many as there may be were run already."""
    by_trend: Verdict | None
    """What the range says at the margin all over the input's range, by the trend of the draws; None if it changes."""


@dataclass(frozen=True)
class Finding:
    """A value, for one group or for everybody."""

    group: str
    value: float | None
    """In the middle of what is uncertain; None where there is nothing to divide by."""
    low: float | None
    high: float | None
    """The ends of 95 %; None where there is no such end."""
    unit: str
    interval: str
    """What low to high is."""
    numerator: float
    denominator: float | None
    """The counts that it is made of, of all cases together: of events, and of what they are divided by (None for a
    count, or where that is assumed)."""
    cases: int
    """How many draws and replications, or comparators; 0 for published counts."""
    as_given: float | None = None
    """With everything as the scenario has it, in one replication; None for published data."""
    why_none: str = ""
    """Why there is no interval."""
    tipping: tuple[Tipping, ...] = ()
    against: tuple[float, float | None] | None = None
    """The counts of what a ratio or a change is against: of events, and of what they are divided by (None where that is
    assumed, or the period is as long); None where it is against nothing."""
