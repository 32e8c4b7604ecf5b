"""People who serve one at a time, first come first served: operators who look at alerts."""

from __future__ import annotations

import heapq

import numpy as np
from numpy.typing import NDArray

__all__ = ["Servers", "serve"]


class Servers:
    """A number of people of whom each serves one at a time.

    Parameters
    ----------
    n
        How many, 1 or more.
    """

    def __init__(self, n: int) -> None:
        if n < 1:
            raise ValueError(f"a queue needs somebody who serves, not {n}")
        self._free_from = [-np.inf] * n

    def next_free_s(self) -> float:
        """Return when the first of them is free."""
        return float(self._free_from[0])

    def take(self, until_s: float) -> None:
        """Keep the first who is free busy until then."""
        heapq.heapreplace(self._free_from, until_s)


def serve(arrive_s: NDArray[np.floating], service_s: NDArray[np.floating], servers: int) -> NDArray[np.float64]:
    """Return when each is begun to be served (k,).

    Parameters
    ----------
    arrive_s, service_s
        (k,): when each comes, ascending, and how long serving takes.
    """
    queue = Servers(servers)
    begins = np.empty(len(arrive_s))
    for k, (arrive, service) in enumerate(zip(arrive_s.tolist(), service_s.tolist(), strict=True)):
        begins[k] = max(arrive, queue.next_free_s())
        queue.take(begins[k] + service)
    return begins
