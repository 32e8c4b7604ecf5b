"""Shares of a whole by name, which must sum to one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated, Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from pydantic import AfterValidator, Field

__all__ = ["Probability", "Shares", "choose"]

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


def choose(shares: Mapping[Any, float], names: Sequence[Any], u: NDArray[np.float64]) -> NDArray[np.int8]:
    """Choose a name by inverse CDF for each uniform number.

    Parameters
    ----------
    shares
        Shares of the names; they need not sum to one exactly, and a missing name has 0.
    names
        In the order in which they divide the unit interval.
    u
        In (0, 1), any shape.

    Returns
    -------
    NDArray[np.int8]
        Index into `names`, shape of `u`.
    """
    edges = np.cumsum([shares.get(name, 0.0) for name in names])
    # scaled by the last sum, so that rounding of the shares never leaves the end of the interval to nobody
    return np.searchsorted(edges / edges[-1], u, side="right").astype(np.int8)
