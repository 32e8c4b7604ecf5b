"""The order of numbers, of equal ones as they came; sooner where no two are equal, as times mostly are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["stable_order"]


def stable_order(values: NDArray[np.floating]) -> NDArray[np.int64]:
    """Return in which order numbers ascend (n,), of equal ones as they came: there is one such order.

    A sort that lets equal ones change places takes a sixth of the time, and comes to the same where none are.
    """
    order = np.argsort(values)
    ascending = values[order]
    # what is not a number is last, and equal to nothing
    is_only = bool((ascending[1:] > ascending[:-1]).all())
    return np.asarray(order if is_only else np.argsort(values, kind="stable"), np.int64)
