"""Work made ahead of who takes it, in a thread of its own: for kernels, which let other threads run beside them."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import TypeVar

__all__ = ["made_ahead"]

Made = TypeVar("Made")


def made_ahead(make: Callable[[int], Made], n: int, *, most: int = 4) -> Iterator[Made]:
    """Yield make(0) to make(n - 1), in order; while one is looked at, up to `most` that follow are made.

    No two are made at once, each after the one before. What `make` raises is raised where its result is taken. The
    first is made by whoever asks for it: what has to be compiled is compiled there, where Ctrl-C is heeded.
    """
    if n < 1:
        return
    made = make(0)
    following = iter(range(1, n))
    with ThreadPoolExecutor(1) as thread:
        coming = deque(thread.submit(make, number) for number in islice(following, most))
        try:
            yield made
            while coming:
                made = coming.popleft().result()
                coming.extend(thread.submit(make, number) for number in islice(following, 1))
                yield made
        finally:
            thread.shutdown(cancel_futures=True)
