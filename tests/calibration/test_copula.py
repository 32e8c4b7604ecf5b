"""A law with margins of any shape gives back the points that it was made of."""

import numpy as np
import pytest
from scipy.special import ndtri
from scipy.stats import qmc, spearmanr

from sim.calibration.copula import SCORES, Copula, copula_of, together

EVEN = ndtri(qmc.Sobol(2, scramble=False).random(2048) + 0.5 / 2048)
LEANING = np.stack([np.exp(EVEN[:, 0]), 0.6 * EVEN[:, 0] + 0.8 * EVEN[:, 1]], axis=1)
ALIKE = np.full(2048, 1 / 2048)


def test_points_drawn_are_distributed_as_those_it_was_made_of():
    drawn = copula_of(LEANING, ALIKE).at(EVEN)
    for k in range(2):
        at = np.linspace(0.02, 0.98, 13)
        assert np.quantile(drawn[:, k], at) == pytest.approx(np.quantile(LEANING[:, k], at), rel=0.06, abs=0.03)
    assert spearmanr(drawn).statistic == pytest.approx(spearmanr(LEANING).statistic, abs=0.02)


def test_weights_count_as_points_would():
    twice = copula_of(np.vstack([EVEN, EVEN[:512], EVEN[:512]]), np.full(3072, 1 / 3072))
    weight = np.where(np.arange(2048) < 512, 3.0, 1.0) / 3072
    assert copula_of(EVEN, weight).quantiles == pytest.approx(twice.quantiles, abs=0.02)
    assert copula_of(EVEN, weight).mean == pytest.approx(twice.mean)


def test_beyond_its_table_a_margin_goes_on_straight():
    law = Copula(np.zeros(1), 2 * SCORES[None, :], np.eye(1))
    assert law.at(np.array([[-4.0], [0.25], [4.0]]))[:, 0] == pytest.approx([-8.0, 0.5, 8.0])
    assert law.quantile(0.0) == pytest.approx([0.0])


def test_laws_put_together_have_nothing_to_do_with_each_other():
    one = copula_of(LEANING, ALIKE)
    both = together([one, Copula(np.zeros(1), SCORES[None, :], np.eye(1))])
    assert both.correlation[:2, :2] == pytest.approx(one.correlation)
    assert both.correlation[2] == pytest.approx([0.0, 0.0, 1.0])
    assert both.quantiles.shape == (3, SCORES.size)
