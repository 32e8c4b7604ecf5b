"""Work made ahead of who takes it, in a thread of its own: for kernels, which let other threads run beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["made_ahead"]

Made = TypeVar("Made")


def made_ahead(make: Callable[[int], Made], n: int) -> Iterator[Made]:
    """Yield make(0) to make(n - 1), in order; while one is looked at, the next is made.

    No two are made at once, each after the one before. What `make` raises is raised where its result is taken.
    """
    if n < 1:
        return
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(make, 0)
        for following in range(1, n):
            made = coming.result()
            coming = thread.submit(make, following)
            yield made
        yield coming.result()
