"""Open days: people are invited to see a deployment in operation, and are moved by it."""

from __future__ import annotations

from sim.community.meetings import Meetings
from sim.evidence.register import assumed

__all__ = ["OpenDays"]


class OpenDays(Meetings):
    """Who comes to an open day, and what it does to them; they are drawn as those who come to a meeting are."""

    attendees: int = assumed(
        30,
        "forces have invited reporters, councillors and residents to see deployments; how many came was not published",
        unit="people",
        low=5,
        high=150,
        ge=0,
        le=1_000_000,
    )
    """People who come to an open day."""
    fairness_sd: float = assumed(
        0.1,
        "no study of such visits was found; who sees officers at work sees good and bad contact alike",
        unit="SD",
        low=-0.2,
        high=0.5,
        ge=-2,
        le=2,
    )
    """What coming to an open day does to fairness."""
    effectiveness_sd: float = assumed(
        0.2, "no study of such visits was found; they show arrests, or none", unit="SD", low=-0.1, high=0.5, ge=-2, le=2
    )
    """What coming to an open day does to effectiveness."""
