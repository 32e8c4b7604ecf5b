"""What every hypothesis has, whatever it is tested on."""

from __future__ import annotations

from pydantic import Field

from sim.claims.margin import Margin
from sim.core.config import Config

__all__ = ["Hypothesis"]


class Hypothesis(Config):
    """A statement that can be true or not of something that is measured."""

    name: str = Field(pattern=r"^[a-z][a-z0-9_]{0,59}$")
    """What it is called within the claim."""
    says: str = Field(min_length=1, max_length=600)
    """The statement in words."""
    margin: Margin
    """From where on it counts as true."""
    rests_on: str = Field(default="", max_length=1000)
    """What has to be taken for granted for the measure to speak to the statement."""
