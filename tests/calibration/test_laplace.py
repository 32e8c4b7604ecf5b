"""Laplace's method is exact where it can be checked, and near where levels are integrated out."""

import numpy as np
import pytest
from scipy.stats import gamma, multivariate_normal, nbinom, norm

from sim.calibration.copula import SCORES
from sim.calibration.laplace import Nested, law_of, levels_of

COUNT = np.array([14, 9, 22, 3, 5])
LOG_MEAN = np.log([10.0, 10.0, 12.0, 8.0, 8.0])
NESTED = Nested(np.array([0, 0, 1, 2, 2]), np.array([0, 0, 1]))
SIZE, BOROUGH, PLACE = 30.0, 0.25, 0.2


def levels():
    one = np.ones(1)
    return levels_of(
        COUNT, LOG_MEAN[:, None], NESTED, size=SIZE * one, borough_spread=BOROUGH * one, place_spread=PLACE * one
    )


def test_of_a_normal_density_mean_quantiles_and_integral_are_found():
    covariance = np.array([[0.8, 0.5], [0.5, 1.2]])
    law = multivariate_normal([0.4, -1.1], covariance)
    found = law_of(lambda at: law.logpdf(at) + 3.0, 2)
    assert found.law.mean == pytest.approx([0.4, -1.1], abs=0.01)
    assert found.law.quantiles == pytest.approx(found.law.mean[:, None] + np.sqrt([[0.8], [1.2]]) * SCORES, abs=0.05)
    assert found.law.correlation[0, 1] == pytest.approx(0.5 / np.sqrt(0.96), abs=0.01)
    assert found.log_evidence == pytest.approx(3.0, abs=0.01)


def test_of_a_density_that_leans_the_quantiles_are_found():
    found = law_of(lambda at: 4 * at[:, 0] - np.exp(at[:, 0]), 1)
    assert found.law.mean[0] == pytest.approx(1.2561, abs=0.01)  # digamma(4), where the top is log(4) = 1.386
    assert found.law.quantiles[0] == pytest.approx(np.log(gamma.ppf(norm.cdf(SCORES), 4)), abs=0.03)
    assert found.log_evidence == pytest.approx(np.log(6), abs=0.01)


def test_many_sets_of_unknowns_give_what_each_gives_alone():
    size, borough, place = np.array([30.0, 8.0]), np.array([0.25, 0.6]), np.array([0.2, 0.1])
    log_mean = LOG_MEAN[:, None] + np.array([0.0, 0.3])
    both = levels_of(COUNT, log_mean, NESTED, size=size, borough_spread=borough, place_spread=place)
    for k in range(2):
        one = levels_of(
            COUNT,
            log_mean[:, k : k + 1],
            NESTED,
            size=size[k : k + 1],
            borough_spread=borough[k : k + 1],
            place_spread=place[k : k + 1],
        )
        for name in ("log_likelihood", "borough", "total", "total_variance"):
            assert getattr(both, name)[..., k] == pytest.approx(getattr(one, name)[..., 0], abs=1e-8)


def brute_force():
    """Integrate over levels by quadrature: evidence, and moments of the level of the first place."""
    z, w = np.polynomial.hermite_e.hermegauss(31)
    w = w / w.sum()

    def of_place(rows, borough):
        total = borough[:, None] + PLACE * z
        log = sum(nbinom.logpmf(COUNT[k], SIZE, SIZE / (SIZE + np.exp(LOG_MEAN[k] + total))) for k in rows)
        return np.exp(log), total

    first, second = of_place([0, 1], BOROUGH * z), of_place([2], BOROUGH * z)
    other = of_place([3, 4], BOROUGH * z)
    joint = (first[0] @ w) * (second[0] @ w)
    mean = (w * ((first[0] * first[1]) @ w) * (second[0] @ w)).sum() / (w @ joint)
    square = (w * ((first[0] * first[1] ** 2) @ w) * (second[0] @ w)).sum() / (w @ joint)
    return np.log(w @ joint) + np.log(w @ (other[0] @ w)), mean, np.sqrt(square - mean**2)


def test_levels_are_integrated_out_as_quadrature_does():
    found = levels()
    evidence, mean, deviation = brute_force()
    assert found.log_likelihood[0] == pytest.approx(evidence, abs=0.03)
    assert found.total[0, 0] == pytest.approx(mean, abs=0.02)
    assert np.sqrt(found.total_variance[0, 0]) == pytest.approx(deviation, rel=0.03)


def test_levels_lie_where_the_density_has_its_top():
    found = levels()

    def density(borough, total):
        mean = np.exp(LOG_MEAN + total[NESTED.place])
        likelihood = nbinom.logpmf(COUNT, SIZE, SIZE / (SIZE + mean)).sum()
        return (
            likelihood
            + norm.logpdf(borough, 0, BOROUGH).sum()
            + norm.logpdf(total - borough[NESTED.borough], 0, PLACE).sum()
        )

    top = density(found.borough[:, 0], found.total[:, 0])
    for step in 1e-3 * np.vstack([np.eye(5), -np.eye(5)]):
        assert density(found.borough[:, 0] + step[:2], found.total[:, 0] + step[2:]) < top
