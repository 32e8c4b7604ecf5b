"""History matching of functions whose truth is known."""

import numpy as np
import pytest

from sim.core.errors import RunError
from sim.matching.posterior import posterior_draws
from sim.matching.targets import Target
from sim.matching.waves import LIMIT, history_match, possible

TRUTH = np.array([0.3, 0.7])


def figures(x):
    """Return two figures that tell both inputs apart, one of them bent."""
    return np.stack([10 * x[:, 0] + 4 * x[:, 1] ** 2, 5 * x[:, 1] - 3 * x[:, 0]], axis=1)


def targets(values, error=0.15):
    named = zip(("alerts", "arrests"), values, strict=True)
    return tuple(
        Target(metric=name, value=float(value), standard_error=error, discrepancy=0.05, source="a test")
        for name, value in named
    )


@pytest.fixture(scope="module")
def matched():
    return history_match(figures, targets(figures(TRUTH[None])[0]), 2, points=16, waves=3, seed=4)


def test_the_truth_stays_possible_and_most_else_is_ruled_out(matched):
    assert all(wave.implausibility(TRUTH[None], matched.targets).max() < LIMIT for wave in matched.waves)
    assert matched.waves[-1].left < 0.05
    assert [wave.left for wave in matched.waves] == sorted((wave.left for wave in matched.waves), reverse=True)


def test_what_is_wrong_is_ruled_out(matched):
    wrong = np.array([[0.9, 0.1], [0.3, 0.1], [0.7, 0.7]])
    assert (matched.waves[0].implausibility(wrong, matched.targets).max(axis=1) > LIMIT).all()
    left = possible(matched, 4096, 9)
    assert (np.abs(left - TRUTH) < 0.2).all()


def test_draws_are_those_of_the_posterior(matched):
    """The map is nearly straight near the truth: the posterior is normal, with the inverse of its slopes."""
    draws = posterior_draws(matched, 256, 4)
    slopes = np.array([[10.0, 8 * TRUTH[1]], [-3.0, 5.0]])
    deviation = np.sqrt(np.diag(np.linalg.inv(slopes.T @ slopes) * (0.15**2 + 0.05**2)))
    assert draws.mean(axis=0) == pytest.approx(TRUTH, abs=0.3 * deviation.max())
    assert draws.std(axis=0) == pytest.approx(deviation, rel=0.25)


def test_chance_in_the_figures_widens_what_is_possible_and_keeps_the_truth():
    def noisy(x):
        return figures(x) + 0.5 * np.sin(1e4 * x)

    found = history_match(noisy, targets(figures(TRUTH[None])[0]), 2, points=24, waves=2, seed=5)
    assert found.waves[-1].implausibility(TRUTH[None], found.targets).max() < LIMIT


def test_a_run_that_failed_is_passed_over():
    def failing(x):
        return np.where(x[:, :1] > 0.9, np.nan, figures(x))

    found = history_match(failing, targets(figures(TRUTH[None])[0]), 2, points=16, waves=2, seed=4)
    assert found.waves[-1].implausibility(TRUTH[None], found.targets).max() < LIMIT


def test_where_nothing_is_plausible_it_says_so_and_what_is_furthest_off():
    with pytest.raises(
        RunError, match=r"nothing is plausible after wave 1: .* the best has \w+ .* standard deviations"
    ):
        history_match(figures, targets([40.0, 2.0]), 2, points=16, waves=3, seed=4)


def test_waves_end_when_little_is_ruled_out():
    wide = targets(figures(TRUTH[None])[0], error=30.0)
    found = history_match(figures, wide, 2, points=16, waves=4, seed=4)
    assert len(found.waves) == 2
    assert found.ended == "the last wave ruled out little"


def test_too_few_points_are_refused():
    with pytest.raises(RunError, match="too few for 2 inputs"):
        history_match(figures, targets([1.0, 1.0]), 2, points=7, waves=1, seed=1)
