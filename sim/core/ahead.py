"""Work made ahead of who takes it, in a thread of its own: for kernels, which let other threads run beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["made_ahead"]

Made = TypeVar("Made")


def made_ahead(make: Callable[[int], Made], n: int) -> Iterator[Made]:
    """Yield make(0) to make(n - 1), in order; while one is looked at, the next is made.

    No two are made at once, each after the one before. What `make` raises is raised where its result is taken. The
    first is made by whoever asks for it: what has to be compiled is compiled there, where Ctrl-C is heeded.
    """
    if n < 1:
        return
    made = make(0)
    with ThreadPoolExecutor(1) as thread:
        for following in range(1, n):
            coming = thread.submit(make, following)
            yield made
            made = coming.result()
        yield made
