"""Two numbers that are added to two others at once: views on two scales, as one complex number in single precision."""

from __future__ import annotations

from typing import SupportsIndex

import numpy as np
from numpy.typing import NDArray

__all__ = ["add_pair"]


def add_pair(to: NDArray[np.complex64], at: SupportsIndex, of: NDArray[np.complex64], by: SupportsIndex) -> None:
    """Add `of[by]` to `to[at]`; in kernels, which know of arrays without gaps alone, by one instruction.

    Places in kernels are numbers without a sign, and are not looked at: whoever calls it has them.
    """
    to[at] += of[by]
