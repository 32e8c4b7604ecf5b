"""Predictive distributions are those of the law, its unknowns drawn from the posterior."""

from dataclasses import replace

import numpy as np
import pytest
from deployment_records import MECHANISM, deployments

from sim.calibration.deployment_law import cases_of
from sim.calibration.fit import fit
from sim.calibration.predict import draws_of, most_of, predict
from sim.calibration.rows import counts_of
from sim.calibration.simulate import draw_counts, draw_levels
from sim.core.streams import Streams

RECORD = deployments(48)
CASES = cases_of(RECORD)
NEW = cases_of([replace(RECORD[0], location="Nowhere"), replace(RECORD[0], location="Thornton Heath"), RECORD[0]])


@pytest.fixture(scope="module")
def posterior():
    return fit(CASES, counts_of(RECORD))


def mean_and_spread(probability):
    k = np.arange(probability.shape[1])
    mean = probability @ k
    return mean, np.sqrt(probability @ k**2 - mean**2)


def test_probabilities_add_up_and_leave_hardly_any_beyond(posterior):
    predicted = predict(posterior, CASES)
    for table in predicted:
        assert table.shape == (len(RECORD), most_of(posterior, CASES))
        assert table.sum(axis=1) == pytest.approx(1.0)
        assert table[:, -5:].max() < 1e-6


def test_the_less_is_known_of_a_place_the_wider_its_prediction(posterior):
    mean, spread = mean_and_spread(predict(posterior, NEW).alerts)
    relative = spread / mean
    assert relative[0] > relative[1] > relative[2]


def test_predictions_are_what_records_drawn_from_the_posterior_have(posterior):
    """For places that nobody has seen, since levels of others are not drawn anew."""
    unseen = cases_of([replace(one, location=f"Unseen {one.line}") for one in RECORD[:16]])
    draws, streams = draws_of(posterior, 2048), Streams(5)
    drawn = []
    for k, at in enumerate(draws):
        level = draw_levels(MECHANISM, unseen, at, streams, k)
        drawn.append(draw_counts(MECHANISM, unseen, at, level, streams, k))
    predicted = predict(posterior, unseen)
    for name, table in zip(("alerts", "false_alerts", "arrests"), predicted, strict=True):
        counts = np.array([getattr(one, name) for one in drawn])
        mean, spread = mean_and_spread(table)
        assert counts.mean(axis=0) == pytest.approx(mean, abs=4 * spread.max() / np.sqrt(len(draws)) + 0.01)
        assert counts.std(axis=0) == pytest.approx(spread, rel=0.2, abs=0.05)


def test_arrests_are_some_of_the_alerts(posterior):
    predicted = predict(posterior, CASES)
    (alerts, _), (arrests, _) = mean_and_spread(predicted.alerts), mean_and_spread(predicted.arrests)
    assert ((arrests / alerts > 0.2) & (arrests / alerts < 0.8)).all()


def test_a_short_list_all_of_one_borough_is_not_a_long_one(posterior):
    short = cases_of([replace(RECORD[0], watchlist_size=500, faces=10_000)])
    assert mean_and_spread(predict(posterior, short).alerts)[0][0] < 1.0


def test_the_same_posterior_predicts_the_same(posterior):
    assert np.array_equal(predict(posterior, CASES).arrests, predict(posterior, CASES).arrests)
