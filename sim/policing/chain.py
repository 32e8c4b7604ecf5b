"""From an alert to an arrest, link by link: what is published of each, what the simulation gives, and what is fitted.

    alert -> of a listed person -> passed on by the operator -> stopped -> arrested

Published are the ends (962 arrests in 2,077 alerts in a year) and little in between: 10 of the alerts were false; 13 of
18 true alerts of 2020 to 2022 ended in a stop. Passing on and being reached are simulated, and together give `STOPPED`
on the street that is simulated most, within what those 13 of 18 allow. So the last link is fitted: a chance of arrest
for each *stop* that makes the chain end where it is published to end. It is larger than the share of alerts, since not
everybody is stopped who is alerted for.

How arrests divide is published too (549 wanted by courts, 347 on reasonable grounds, 85 under conditions), but not how
stops do, so that what is fitted leaves one thing open: how much less often a stop under conditions ends in arrest. The
more that is, the more a programme differs from a day, since those who are arrested are gone for a while and those
who are not come again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, NamedTuple

from sim.evidence.register import entry

__all__ = ["STOPPED", "Link", "links", "product_of"]

STOPPED = 0.785
"""Stops per true alert as simulated on North End with the shipped policies: operators dismiss some 2 in a hundred, and
one in five leaves the street before officers get there."""


class Link(NamedTuple):
    """One step of the chain."""

    name: str
    value: float
    how: Literal["published", "simulated", "fitted"]
    rests_on: str
    """The entry of the register that it is, or is held against."""


def links(p_arrest: Mapping[str, float], reasons: Mapping[str, float], *, stopped: float = STOPPED) -> tuple[Link, ...]:
    """Return the links from an alert to an arrest.

    Parameters
    ----------
    p_arrest
        Chance that a stop ends in arrest, by the reason for which somebody is listed.
    reasons
        The share of each reason among those who are alerted for.
    stopped
        Stops per true alert.
    """
    arrested = sum(share * p_arrest.get(reason, 0.0) for reason, share in reasons.items())
    true = entry("policing.true-alerts-per-alert")
    return (
        Link("true alerts per alert", float(true.value), "published", true.id),
        Link("stops per true alert", stopped, "simulated", entry("policing.true-alerts-stopped").id),
        Link("arrests per stop of a listed person", arrested, "fitted", entry("policing.arrests-per-alert").id),
    )


def product_of(chain: tuple[Link, ...]) -> float:
    """Return what the links come to together."""
    product = 1.0
    for link in chain:
        product *= link.value
    return product
