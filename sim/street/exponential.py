"""The exponential, the same to the last bit on every processor."""

from __future__ import annotations

import numpy as np

from sim.core.kernel import inlined, kernel

__all__ = ["exp_of", "share_after"]

_PER_LN2 = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 0.693147180369123816490, 1.90821492927058770002e-10
_ROUNDER = 6755399441055744.0
"""3 times 2^51: what is added to it is rounded to a whole number, which stands in its last bits."""
_ROUNDER_BITS = 0x4338000000000000
_BIAS = 1023
"""Exponent of 1 in a double, whose lowest bit is number 52."""


@inlined
def exp_of(z):  # type: ignore[no-untyped-def]
    """Return the exponential of z <= 600, by range reduction and a polynomial; zero below -44.

    The library's own differs between platforms in the last bit; this one does not, is right to 5e-16 of its value, and
    has no branch or table, so that a loop of it fills the processor's registers.
    """
    inside = min(max(z, -44.0), 600.0)
    shifted = inside * _PER_LN2 + _ROUNDER
    n = shifted - _ROUNDER
    r = inside - n * _LN2_HIGH - n * _LN2_LOW
    # in pairs and pairs of pairs, which a processor works out side by side
    r2 = r * r
    r4 = r2 * r2
    p0 = (1.0 + r) + (0.5 + r * (1.0 / 6.0)) * r2
    p4 = (1.0 / 24.0 + r * (1.0 / 120.0)) + (1.0 / 720.0 + r * (1.0 / 5040.0)) * r2
    p8 = (1.0 / 40320.0 + r * (1.0 / 362880.0)) + (1.0 / 3628800.0 + r * (1.0 / 39916800.0)) * r2
    p = p0 + (p4 + (p8 + r4 * (1.0 / 479001600.0)) * r4) * r4
    exponent = np.float64(shifted).view(np.int64) - _ROUNDER_BITS + _BIAS
    power = np.int64(exponent << 52).view(np.float64)
    return p * power if z >= -44.0 else 0.0


@kernel
def _exponential(z):  # type: ignore[no-untyped-def]
    return exp_of(z)


def share_after(time_s: float, constant_s: float) -> float:
    """Return 1 - exp(-time / constant): the share of the way that something has gone toward where it goes."""
    return 1.0 - float(_exponential(-time_s / constant_s))
