"""Shares of a whole by name, which must sum to one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, TypeVar

from pydantic import AfterValidator, Field

__all__ = ["Probability", "Shares"]

_K = TypeVar("_K")
_TOLERANCE = 1e-6

Probability = Annotated[float, Field(ge=0, le=1)]


def _sum_to_one(shares: Mapping[_K, float]) -> Mapping[_K, float]:
    total = sum(shares.values())
    if abs(total - 1) > _TOLERANCE:
        raise ValueError(f"the shares sum to {total:.6g}, and must sum to 1 (a name left out has share 0)")
    return shares


Shares = Annotated[dict[_K, Probability], AfterValidator(_sum_to_one)]
"""`Shares[Name]`: a mapping of names to shares that sum to one within a millionth; a missing name has 0."""
