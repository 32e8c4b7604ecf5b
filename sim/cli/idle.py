"""What of programmes that a command was given can have no effect, said on standard error (`NoEffect`)."""

from __future__ import annotations

import warnings
from typing import TypeVar

from sim.core.errors import NoEffect
from sim.ensemble.inputs import Settings
from sim.programme.schema import Programme
from sim.programme.unreached import unreached

__all__ = ["told"]

_Arms = TypeVar("_Arms", bound="dict[str, Settings]")


def told(arms: _Arms) -> _Arms:
    """Return arms as they are, having said once what of their programmes can have no effect."""
    idle = dict.fromkeys(note for arm in arms.values() if isinstance(arm, Programme) for note in unreached(arm))
    for note in idle:
        warnings.warn(note, NoEffect, stacklevel=2)
    return arms
