"""Queues against theory: M/M/c waits by Erlang's formula."""

from math import factorial

import numpy as np
import pytest

from sim.core.streams import Stream, Streams
from sim.policing.queue import Servers, serve

N = 200_000


def erlang_wait(rho, servers):
    """Return the mean wait in a queue, in mean services: Erlang's C over c (1 - rho)."""
    load = rho * servers
    last = load**servers / factorial(servers) / (1 - rho)
    busy = last / (sum(load**k / factorial(k) for k in range(servers)) + last)
    return busy / (servers * (1 - rho))


@pytest.mark.parametrize("servers", [1, 2, 3])
@pytest.mark.parametrize("rho", [0.5, 0.8])
def test_mean_waits_are_erlangs(servers, rho):
    chance = Streams(seed=2).generator(Stream.ADJUDICATION, servers)
    arrive = np.cumsum(chance.exponential(1 / (rho * servers), N))
    wait = serve(arrive, chance.exponential(1.0, N), servers) - arrive
    # waits are correlated: their mean has a relative error of about sqrt(8 / N) / (1 - rho)
    assert wait.mean() == pytest.approx(erlang_wait(rho, servers), rel=5 * np.sqrt(8 / N) / (1 - rho))


def test_one_server_keeps_people_waiting_exponentially():
    chance = Streams(seed=3).generator(Stream.ADJUDICATION)
    arrive = np.cumsum(chance.exponential(1 / 0.6, N))
    wait = serve(arrive, chance.exponential(1.0, N), 1) - arrive
    for t in (0.0, 1.0, 3.0):
        assert np.mean(wait > t) == pytest.approx(0.6 * np.exp(-0.4 * t), abs=0.015)


def test_with_servers_enough_nobody_waits():
    arrive = np.arange(50.0)
    assert np.array_equal(serve(arrive, np.full(50, 9.5), 10), arrive)


def test_first_come_is_first_served():
    begins = serve(np.array([0.0, 1.0, 2.0]), np.array([10.0, 1.0, 1.0]), 1)
    assert begins.tolist() == [0.0, 10.0, 11.0]


def test_a_queue_needs_somebody_who_serves():
    with pytest.raises(ValueError, match="not 0"):
        Servers(0)
