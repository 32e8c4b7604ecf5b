"""What a stop ends in, by the reason for which the person was listed.

The published totals are matched by construction: with the default make-up of the watchlist, 46.5
arrests follow 100 true alerts, and 56 % of them are of people wanted by a court.
"""

from __future__ import annotations

from typing import Literal

from sim.core.config import Config
from sim.core.shares import Probability
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed, cited

__all__ = ["OutcomeKind", "OutcomeSettings", "draw_outcome"]

OutcomeKind = Literal["arrest", "other_disposal", "no_further_action"]


class OutcomeSettings(Config):
    """How stops end."""

    p_arrest: dict[str, Probability] = assumed(
        {"courts": 0.83, "police": 0.83, "conditions": 0.10},
        "arrests by reason are published, stops by reason are not: chosen, together with the watchlist's "
        "make-up, so that the published 962 arrests of 2,067 true alerts and their mix (549 courts, 347 "
        "reasonable grounds, 85 conditions) come out",
        unit="share of stops",
    )
    """Chance of arrest by the reason for which the person is listed; a reason not named here has 0."""
    p_other_disposal: Probability = cited("policing.other-disposals")
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
