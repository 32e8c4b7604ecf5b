"""Streams as a source of chance: uniform, and independent between neighbours of every kind.

Seeds are fixed, and each tolerance is four standard errors of the statistic under independence.
"""

from math import sqrt

import numpy as np
import pytest
from scipy.stats import kstest

from sim.core.streams import Stream, Streams

N = 200_000
Z = 4
STREAMS = Streams(20_251_001)
PEOPLE = np.arange(N)


def neighbours():
    first = STREAMS.uniform(Stream.PERSON, PEOPLE)
    return {
        "persons": (first[:-1], first[1:]),
        "draws": (first, STREAMS.uniform(Stream.PERSON, PEOPLE, 1)),
        "streams": (first, STREAMS.uniform(Stream.RESIDENTS, PEOPLE)),
        "replications": (first, Streams(STREAMS.seed, 1).uniform(Stream.PERSON, PEOPLE)),
        "seeds": (first, Streams(STREAMS.seed + 1).uniform(Stream.PERSON, PEOPLE)),
        "person and draw": (STREAMS.uniform(Stream.PERSON, PEOPLE, 7), STREAMS.uniform(Stream.PERSON, 7, PEOPLE)),
    }


def chi_square_z(counts):
    expected = counts.sum() / counts.size
    freedom = counts.size - 1
    return (np.sum((counts - expected) ** 2) / expected - freedom) / sqrt(2 * freedom)


@pytest.mark.parametrize("stream", list(Stream))
def test_draws_of_people_are_uniform(stream):
    counts, _ = np.histogram(STREAMS.uniform(stream, PEOPLE), bins=256, range=(0, 1))
    assert abs(chi_square_z(counts)) < Z


def test_draws_of_one_person_are_uniform():
    counts, _ = np.histogram(STREAMS.uniform(Stream.WALKING, 12, PEOPLE), bins=256, range=(0, 1))
    assert abs(chi_square_z(counts)) < Z


def test_draws_follow_the_uniform_law_everywhere():
    distance = kstest(STREAMS.uniform(Stream.CAPTURE, PEOPLE), "uniform").statistic
    assert distance * sqrt(N) < 2.3  # the limit is passed once in 20,000: Kolmogorov's law


def test_mean_and_variance_are_those_of_the_uniform_law():
    drawn = STREAMS.uniform(Stream.TRUST, PEOPLE)
    assert abs(drawn.mean() - 1 / 2) < Z * sqrt(1 / 12 / N)
    assert abs(drawn.var() - 1 / 12) < Z * sqrt(1 / 180 / N)


def test_no_draw_is_nought_or_one():
    drawn = STREAMS.uniform(Stream.OUTCOME, np.arange(2_000_000))
    assert 0 < drawn.min() < 1e-5
    assert 1 - 1e-5 < drawn.max() < 1


@pytest.mark.parametrize("bit", [1, 8, 20, 32, 45, 52])
def test_every_bit_is_set_half_of_the_time(bit):
    bits = np.floor(STREAMS.uniform(Stream.ROUTE, PEOPLE) * 2.0**bit) % 2
    assert abs(bits.mean() - 1 / 2) < Z * sqrt(1 / 4 / N)


@pytest.mark.parametrize("kind", list(neighbours()))
def test_neighbours_are_not_correlated(kind):
    a, b = neighbours()[kind]
    assert abs(np.corrcoef(a, b)[0, 1]) * sqrt(len(a)) < Z


@pytest.mark.parametrize("kind", list(neighbours()))
def test_pairs_of_neighbours_fill_the_square(kind):
    counts, _, _ = np.histogram2d(*neighbours()[kind], bins=16, range=((0, 1), (0, 1)))
    assert abs(chi_square_z(counts)) < Z


@pytest.mark.parametrize("lag", [1, 2, 3, 10, 256, 65_536])
def test_a_sequence_of_people_is_not_correlated_with_itself(lag):
    drawn = STREAMS.uniform(Stream.ARRIVAL, PEOPLE)
    assert abs(np.corrcoef(drawn[:-lag], drawn[lag:])[0, 1]) * sqrt(N - lag) < Z


def test_runs_up_and_down_are_as_many_as_chance_makes():
    drawn = STREAMS.uniform(Stream.LISTED, PEOPLE)
    rises = np.diff(drawn) > 0
    n_runs = 1 + np.count_nonzero(rises[1:] != rises[:-1])
    assert abs(n_runs - (2 * N - 1) / 3) < Z * sqrt((16 * N - 29) / 90)
