"""The walking models, one name each: `walking: {kind: ...}` in a scenario chooses one."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from sim.street.walking.anticipating import Anticipating
from sim.street.walking.collision_free_speed import CollisionFreeSpeed
from sim.street.walking.social_force import SocialForce

__all__ = ["Walking", "WalkingModel"]

Walking = Anticipating | CollisionFreeSpeed | SocialForce


def _usual_kind(walking: Any) -> Any:
    return {"kind": "anticipating", **walking} if isinstance(walking, dict) else walking


WalkingModel = Annotated[Walking, Field(discriminator="kind"), BeforeValidator(_usual_kind)]
"""One of them, as a scenario states it; settings without a `kind` are of the anticipating model."""
