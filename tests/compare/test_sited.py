"""Where deployments were: the regression against its own equations, and rules against chance."""

import numpy as np
import pytest

from sim.compare import sited
from sim.compare.published import RECENT, published_counts


def test_a_fit_solves_the_equations_of_a_log_linear_model():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(400, 2))
    y = rng.poisson(np.exp(1 + 0.5 * x[:, 0] - 0.3 * x[:, 1])).astype(float)
    fit, covariance, dispersion = sited._fitted(x, y)
    design = np.column_stack([np.ones(y.size), x])
    assert np.abs(design.T @ (y - np.exp(design @ fit))).max() < 1e-6
    assert fit == pytest.approx([1, 0.5, -0.3], abs=4 * np.sqrt(np.diag(covariance)).max())
    assert dispersion == pytest.approx(1, abs=0.25)
    assert sited._explained(x, y) > 0.3
    assert sited._explained(rng.normal(size=(400, 2)), y) == pytest.approx(0, abs=0.03)


def test_models_are_of_every_borough_with_recorded_crime():
    models = sited.regression()
    assert [one.name for one in models] == list(sited.MODELS)
    for one in models:
        assert (one.boroughs, one.deployments) == (32, 228)
        assert one.low <= one.explained <= one.high
        assert [term.predictor for term in one.terms] == [sited.PREDICTORS[name] for name in sited.MODELS[one.name]]
        assert all(term.low < term.ratio < term.high for term in one.terms)


def test_a_rule_shares_out_what_was_published_and_knows_what_chance_does():
    published = published_counts(RECENT)
    for one in sited.rules():
        assert sum(one.deployments.values()) == pytest.approx(228)
        moved = sum(abs(given - published[area]["deployments"]) for area, given in one.deployments.items()) / 2 / 228
        assert one.elsewhere == pytest.approx(moved)
        assert 0 < one.by_chance_low < one.by_chance_high < 1
    share = np.full(20, 1 / 20)
    drawn = np.random.default_rng(1).multinomial(228, share, size=400) / 228
    assert np.quantile(sited._apart(drawn, share), (0.05, 0.95)) == pytest.approx([0.08, 0.15], abs=0.03)
