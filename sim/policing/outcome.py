"""What a stop ends in, by the reason for which the person was listed.

Published are outcomes per *alert*; a chance per *stop* is fitted to them along the whole chain (`sim.policing.chain`).
"""

from __future__ import annotations

from typing import Literal

from sim.core.config import Config
from sim.core.shares import Probability
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed

__all__ = ["OutcomeKind", "OutcomeSettings", "draw_outcome"]

OutcomeKind = Literal["arrest", "other_disposal", "no_further_action"]


class OutcomeSettings(Config):
    """How stops end."""

    p_arrest: dict[str, Probability] = assumed(
        {"courts": 0.64, "police": 0.64, "conditions": 0.35},
        "arrests by reason are published, stops by reason are not: fitted, together with the watchlist's make-up and "
        "the 0.785 stops that the simulation gives for a true alert, so that the published 962 arrests of 2,077 alerts "
        "and their mix (549 courts, 347 reasonable grounds, 85 conditions) come out; that conditions lead to arrest "
        "about half as often is assumed (a tenth as often to as often)",
        unit="share of stops",
    )
    """Chance of arrest by the reason for which the person is listed; a reason not named here has 0."""
    p_other_disposal: Probability = assumed(
        0.49,
        "published per alert (15.85 of 100 alerts, beside 42.0 arrests), fitted per stop: 0.1585 of all alerts with "
        "0.785 stops and 0.463 arrests for each",
        unit="share of stops without arrest",
        low=0.40,
        high=0.60,
    )
    """Share of other disposals among stops of listed people that do not end in arrest."""


def draw_outcome(
    settings: OutcomeSettings, *, person_id: int, passage: int, reason: str, streams: Streams
) -> OutcomeKind:
    """Draw what the stop of one person ends in; `reason` is empty for a person who is not listed.

    A person who is not listed is let go: the model knows no arrest that a false alert led to.
    """
    if not reason:
        return "no_further_action"
    u = float(streams.uniform(Stream.OUTCOME, person_id, passage))
    arrest = settings.p_arrest.get(reason, 0.0)
    if u < arrest:
        return "arrest"
    return "other_disposal" if u < arrest + (1 - arrest) * settings.p_other_disposal else "no_further_action"
