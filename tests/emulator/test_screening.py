"""Screening: what matters is found among much that does not, and what is said of runs left out is honest."""

import numpy as np
import pytest

from sim.core.streams import Stream, Streams
from sim.emulator.screening import screened

N, FIXED, UNCERTAIN = 60, 3, 40
GROUPS = np.arange(FIXED + UNCERTAIN)


@pytest.fixture(scope="module")
def runs():
    chance = Streams(6).generator(Stream.DESIGN)
    rows = chance.uniform(-1, 1, (N, FIXED + UNCERTAIN))
    values = 2 * rows[:, 0] + rows[:, 10] - 1.5 * rows[:, 20] + 0.2 * chance.standard_normal(N)
    return rows, (values - values.mean()) / values.std()


@pytest.fixture(scope="module")
def found(runs):
    return screened(*runs, GROUPS, FIXED)


def test_the_inputs_that_matter_are_kept_and_few_others(found):
    kept = np.flatnonzero(found.process.covariance.linear[FIXED:]) + FIXED
    assert {10, 20} <= set(kept)
    assert len(kept) <= 5


def test_runs_left_out_are_predicted_with_the_error_that_is_stated(found, runs):
    off = (found.mean - runs[1]) / np.sqrt(found.variance)
    assert np.mean((found.mean - runs[1]) ** 2) < 0.1
    assert abs(np.mean(np.abs(off) < 1.645) - 0.9) < 4 * np.sqrt(0.9 * 0.1 / N)


def test_what_is_said_of_a_run_does_not_come_from_itself(found, runs):
    rows, values = runs
    changed = values + 0.1 * (np.arange(N) % 5 == 1)
    again = screened(rows, changed, GROUPS, FIXED)
    assert again.mean[1::5] == pytest.approx(found.mean[1::5])
    assert again.mean[2::5] != pytest.approx(found.mean[2::5])


def test_where_nothing_matters_nothing_is_predicted_better_than_by_chance():
    chance = Streams(7).generator(Stream.DESIGN)
    rows = chance.uniform(-1, 1, (N, FIXED + UNCERTAIN))
    values = chance.standard_normal(N)
    values = (values - values.mean()) / values.std()
    off = screened(rows, values, GROUPS, FIXED).mean - values
    assert np.mean(off**2) > 0.8
