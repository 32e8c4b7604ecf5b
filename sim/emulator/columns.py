"""From inputs to the columns of a process and back from its scale: what fitting and answering share."""

from __future__ import annotations

from math import asinh, exp, log, sinh, sqrt
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sim.emulator.document import Emulator, Scale

__all__ = ["back", "column", "groups_of", "onto", "rows_of"]

Floats = NDArray[np.float64]
_APART = 1 / sqrt(2)
_NEAR_ZERO = 0.05
"""Below this part of its range, a size that begins at 0 is as good as none."""


def column(scale: Literal["linear", "log", "from_zero"], value: float, low: float, high: float) -> float:
    """Return a value from -1 at the low to 1 at the high end of its range; 0 where the ends are the same.

    A size whose range begins or ends at 0 does nothing there, and elsewhere is multiplied by others: `from_zero` is the
    logarithm of its part of the range and a twentieth.
    """
    if low == high:
        return 0.0
    if scale == "log":
        return 2 * (log(value) - log(low)) / (log(high) - log(low)) - 1
    if scale == "from_zero":
        part = abs(value) / max(abs(low), abs(high))
        return 2 * (log(part + _NEAR_ZERO) - log(_NEAR_ZERO)) / (log(1 + _NEAR_ZERO) - log(_NEAR_ZERO)) - 1
    return 2 * (value - low) / (high - low) - 1


def groups_of(emulator: Emulator) -> NDArray[np.int64]:
    """Return which input each column is of (D,): sliders, then choices, then what is uncertain."""
    lengths = [
        *[1] * len(emulator.sliders),
        *[len(one.levels) for one in emulator.choices],
        *[1] * len(emulator.uncertain),
    ]
    return np.repeat(np.arange(len(lengths)), lengths)


def rows_of(emulator: Emulator, sliders: Floats, choices: NDArray[np.int64], uncertain: Floats) -> Floats:
    """Return rows of all columns (n, D) of sliders (n, S), levels (n, C) and uncertain inputs (n, U)."""
    levels = [_APART * np.eye(len(one.levels))[choices[:, k]] for k, one in enumerate(emulator.choices)]
    return np.hstack([sliders, *levels, uncertain])


def onto(scale: Scale, value: float) -> float:
    """Return a headline in its scale."""
    return log(max(value, 0.0) + scale.shift) if scale.kind == "log" else asinh(value / scale.shift)


def back(scale: Scale, value: float) -> float:
    """Return a headline from its scale; none is below 0 in a logarithm."""
    return max(exp(value) - scale.shift, 0.0) if scale.kind == "log" else sinh(value) * scale.shift
