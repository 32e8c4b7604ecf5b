"""The rules of dispatch, one name each: `lfr.engagement.dispatch: {kind: ...}` in a policy chooses one."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from sim.policing.dispatch.nearest import Nearest
from sim.policing.dispatch.own_site import OwnSite

__all__ = ["Dispatch"]

Dispatch = Annotated[Nearest | OwnSite, Field(discriminator="kind")]
"""One of them, as a policy states it."""
