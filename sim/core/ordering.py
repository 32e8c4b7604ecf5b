"""The order of numbers, of equal ones as they came: sooner than a stable sort, where few are equal or many."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.core.kernel import kernel

__all__ = ["sort_few", "stable_order"]

_FEW = 40
"""So many numbers are sorted sooner by letting each go past those that are larger than by dividing them."""


def stable_order(values: NDArray[np.floating], then: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Return in which order numbers ascend (n,), of equal ones as they came: there is one such order.

    A sort that lets equal ones change places takes a sixth of the time of one that does not; they are then put in
    order among themselves.

    Parameters
    ----------
    values
        (n,): what is not a number comes last.
    then
        (n,): equal ones are in order of this first.
    """
    order = np.argsort(values)
    _put_equal_in_order(order, values, np.empty(0, np.int64) if then is None else then)
    return np.asarray(order, np.int64)


@kernel
def _put_equal_in_order(order, values, then):  # type: ignore[no-untyped-def]
    n = order.shape[0]
    first = 0
    while first < n:
        value, after = values[order[first]], first + 1
        while after < n and (values[order[after]] == value or (np.isnan(value) and np.isnan(values[order[after]]))):
            after += 1
        if after - first > 1:
            _sort(order[first:after], then)
        first = after


@kernel
def _sort(few, then):  # type: ignore[no-untyped-def]
    """Put places in order of `then`, where there is one, and then as they are numbered."""
    sort_few(few)
    if not then.shape[0]:
        return
    if few.shape[0] > _FEW:
        few[:] = few[np.argsort(then[few], kind="mergesort")]
        return
    for k in range(1, few.shape[0]):
        one, at = few[k], k
        while at > 0 and then[few[at - 1]] > then[one]:
            few[at] = few[at - 1]
            at -= 1
        few[at] = one


@kernel
def sort_few(few):  # type: ignore[no-untyped-def]
    """Sort numbers inside a kernel, of which there are mostly a few."""
    if few.shape[0] > _FEW:
        few.sort()
        return
    for k in range(1, few.shape[0]):
        one, at = few[k], k
        while at > 0 and few[at - 1] > one:
            few[at] = few[at - 1]
            at -= 1
        few[at] = one
