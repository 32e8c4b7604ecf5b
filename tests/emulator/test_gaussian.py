"""The process against its textbook formulas, and against runs that it did not know."""

import numpy as np
import pytest

from sim.core.streams import Stream, Streams
from sim.emulator.gaussian import Covariance, GaussianProcess, fitted

N, D = 40, 4


@pytest.fixture(scope="module")
def process():
    chance = Streams(1).generator(Stream.DESIGN)
    rows = chance.uniform(-1, 1, (N, D))
    return GaussianProcess(
        Covariance(np.array([0.3, 0.1, 0.0, 0.2]), np.array([0.5, 0.0, 2.0, 0.1]), 0.4, 0.05),
        rows,
        chance.standard_normal(N),
    )


def covariance(process, row, other):
    """Return the covariance of two rows, one number after another."""
    settings = process.covariance
    product = sum(b * x * y for b, x, y in zip(settings.linear, row, other, strict=True))
    apart = sum(w * (x - y) ** 2 for w, x, y in zip(settings.rates, row, other, strict=True))
    return 1 + product + settings.smooth * np.exp(-apart / 2)


def test_mean_and_variance_are_those_of_the_textbook(process):
    among = np.array([[covariance(process, a, b) for b in process.rows] for a in process.rows])
    inverse = np.linalg.inv(among + process.covariance.nugget * np.eye(N))
    there = np.array([[0.1, -0.5, 0.9, 0.0], [1.0, 1.0, -1.0, -1.0]])
    to = np.array([[covariance(process, a, b) for b in process.rows] for a in there])
    assert process.mean(there) == pytest.approx(to @ inverse @ process.values)
    own = np.array([[covariance(process, a, b) for b in there] for a in there])
    left = own - to @ inverse @ to.T
    assert process.variance(there) == pytest.approx(np.diag(left))
    assert process.variance_of_mean(there) == pytest.approx(left.mean())


def test_a_fit_tells_columns_with_an_effect_from_those_without_and_states_its_error():
    chance = Streams(2).generator(Stream.DESIGN)
    rows, noise = chance.uniform(-1, 1, (200, 6)), 0.2
    truth = rows[:, 0] + np.sin(3 * rows[:, 1]) * (1 + rows[:, 2])
    values = truth + noise * chance.standard_normal(200)
    mean, spread = values[:100].mean(), values[:100].std()
    process = fitted(rows[:100], (values[:100] - mean) / spread, np.array([0, 1, 2, 3, 4, 4]))
    used, idle = process.covariance.rates[1:3], process.covariance.rates[3:]
    assert min(used) > 3 * max(idle)
    assert process.covariance.rates[4] == process.covariance.rates[5]
    off = mean + spread * process.mean(rows[100:]) - truth[100:]
    assert np.sqrt(np.mean(off**2)) < 2 * noise
    sd = spread * np.sqrt(process.variance(rows[100:]) + process.covariance.nugget)
    inside = np.mean(np.abs(off + truth[100:] - values[100:]) < 1.645 * sd)
    assert abs(inside - 0.9) < 4 * np.sqrt(0.9 * 0.1 / 100)
