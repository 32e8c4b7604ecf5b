"""The posterior knows what the record tells, and no more."""

import numpy as np
import pytest
from deployment_records import MECHANISM, deployments

from sim.calibration.checks import patterns_of, predictive_checks, ranks, uniformity
from sim.calibration.copula import SCORES
from sim.calibration.deployment_law import cases_of
from sim.calibration.fit import Counts, fit, unknowns_of
from sim.calibration.rows import counts_of
from sim.core.streams import Streams

NAMES = [one.name for one in unknowns_of(MECHANISM)]
RECORD = deployments(160, seed=3)
CASES, COUNTS = cases_of(RECORD), counts_of(RECORD)


@pytest.fixture(scope="module")
def posterior():
    return fit(CASES, COUNTS)


def test_with_nothing_published_the_prior_is_left():
    nothing = Counts(*(np.full(len(RECORD), -1) for _ in range(3)))
    found = fit(CASES, nothing)
    assert found.law.mean == pytest.approx(0.0, abs=0.06)
    assert found.law.quantiles == pytest.approx(np.tile(SCORES, (len(NAMES), 1)), abs=0.25)
    assert found.law.correlation == pytest.approx(np.eye(len(NAMES)), abs=0.1)
    assert found.log_evidence == pytest.approx(0.0, abs=0.06)


def test_what_made_the_record_is_within_what_is_believed(posterior):
    deviation = (posterior.law.quantile(1.0) - posterior.law.quantile(-1.0)) / 2
    assert (np.abs(posterior.law.mean) < 3 * deviation).all()
    assert deviation[NAMES.index("arrest_share")] < 0.5


def test_how_often_people_go_out_and_how_many_live_near_are_known_only_together(posterior):
    out, near = NAMES.index("visit_ratio"), NAMES.index("near_ratio")
    assert posterior.law.correlation[out, near] < -0.5
    assert posterior.law.quantile(1.0)[out] - posterior.law.quantile(-1.0)[out] > 1.0


def test_the_mechanism_that_made_the_record_is_likelier_than_one_without_any(posterior):
    assert posterior.log_evidence > fit(CASES, COUNTS, "everybody").log_evidence + 3


def test_places_are_told_apart(posterior):
    expected = np.array([posterior.places[name].mean for name in CASES.place])
    seen = np.array([COUNTS.alerts[np.array(CASES.place) == name].mean() for name in CASES.place])
    assert np.corrcoef(expected, np.log(seen))[0, 1] > 0.7


def test_rows_without_arrests_still_tell_of_alerts(posterior):
    partly = Counts(COUNTS.alerts, COUNTS.false_alerts, np.full(len(RECORD), -1))
    found = fit(CASES, partly)
    assert found.places == posterior.places
    assert found.law.mean[NAMES.index("team_arrests")] == pytest.approx(0.0, abs=0.06)


def test_patterns_of_a_record_that_the_law_made_are_not_rare(posterior):
    checks = predictive_checks(posterior, CASES, COUNTS, Streams(2), n=64)
    assert all(0.005 < check.p_below < 0.995 for check in checks)
    assert sum(check.low <= check.observed <= check.high for check in checks) >= len(checks) - 2


def test_a_record_of_another_law_shows_in_its_patterns(posterior):
    wild = Counts(COUNTS.alerts * np.where(np.arange(len(RECORD)) % 2, 4, 1), COUNTS.false_alerts, COUNTS.arrests)
    found = {check.name: check for check in predictive_checks(posterior, CASES, wild, Streams(2), n=64)}
    assert found["variance of alerts over their mean"].p_below > 0.995


def test_patterns_are_what_their_names_say():
    found = patterns_of(
        CASES, Counts(np.full(len(RECORD), 10), np.zeros(len(RECORD), np.int64), np.full(len(RECORD), 4))
    )
    assert found["alerts as a power of faces"] == pytest.approx(0.0, abs=1e-6)
    assert found["arrests per alert"] == pytest.approx(0.4)
    assert found["variance of alerts over their mean"] == 0.0


def test_truths_rank_evenly_among_draws_of_their_posteriors():
    """A tiny version of `make sbc`: a bias or a width that is wrong by half would show."""
    few = cases_of(deployments(60))
    found = ranks(few, MECHANISM, 24, Streams(7))
    assert found.shape == (24, len(NAMES))
    assert found.mean(axis=0) == pytest.approx(0.5, abs=4 * np.sqrt(1 / 12 / 24))
    spread = ((found - 0.5) ** 2).mean(axis=0)
    assert spread == pytest.approx(1 / 12, abs=4 * np.sqrt(1 / 180 / 24))
    assert min(one.p_value for one in uniformity(found, MECHANISM, bins=4)) > 1e-4


def test_ranks_that_pile_up_are_not_uniform():
    piled = np.full((40, len(NAMES)), 0.1)
    assert max(one.p_value for one in uniformity(piled, MECHANISM)) < 1e-6
