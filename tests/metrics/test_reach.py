"""The chance of being stopped once passed on: of the street and of the load, and never of a day's luck."""

from dataclasses import replace

import numpy as np
import pytest

from sim.day.run import run
from sim.events import Capture, Drill, Engagement, Loss
from sim.metrics.groups import PeopleInLog
from sim.metrics.prior import prior_of_day
from sim.metrics.reach import erlang_loss
from sim.metrics.tally import Basis, tally_of
from tests.conftest import short_day

NAMES = ("true_alerts", "alerts", "engagements", "arrests")


def expected(day, threshold, estimator="expected", **engagement):
    """Return what is expected of a day at another threshold, with what was seen of it."""
    groups, lfr = day.scenario.groups.names, day.enrolment.lfr
    lfr = lfr.model_copy(update={"threshold": threshold, "engagement": lfr.engagement.model_copy(update=engagement)})
    enrolment = replace(day.enrolment, lfr=lfr)
    prior = prior_of_day(PeopleInLog(day.log, groups), day.scenario.population, groups, enrolment)
    basis = Basis(enrolment, prior, day.scenario.day.duration_h * 3600)
    tally = tally_of(day.log, groups=groups, basis=basis)
    return {name: float(tally.expect(name, estimator).sum()) for name in (*NAMES, "no_officer_free")}


@pytest.mark.parametrize(("load", "teams", "loss"), [(1.0, 1, 0.5), (2.0, 5, 0.0367), (5.0, 5, 0.2849), (0.0, 3, 0.0)])
def test_calls_are_lost_by_erlangs_formula(load, teams, loss):
    assert erlang_loss(load, teams) == pytest.approx(loss, abs=5e-5)


@pytest.mark.parametrize("estimator", ["expected", "expected_given_listed"])
@pytest.mark.parametrize(
    ("thresholds", "officers"), [((0.7, 0.64, 0.62, 0.6, 0.56), 12), ((0.64, 0.56, 0.5, 0.45, 0.4, 0.35), 500)]
)
def test_a_lower_threshold_never_lowers_what_is_expected(day, thresholds, officers, estimator):
    found = [expected(day, threshold, estimator, officers=officers) for threshold in thresholds]
    for name in NAMES:
        assert np.all(np.diff([one[name] for one in found]) > 0), name
    if officers == 500:
        assert found[-1]["no_officer_free"] < 1e-6


def test_where_a_lower_threshold_lowers_expected_arrests_officers_are_too_few_and_that_is_said(day):
    thresholds = np.arange(0.6, 0.3, -0.02)
    found = [expected(day, float(threshold), officers=2) for threshold in thresholds]
    falls = np.flatnonzero(np.diff([one["arrests"] for one in found]) < 0)
    assert falls.size
    assert all(found[k + 1]["no_officer_free"] > 0.1 * found[k + 1]["engagements"] for k in falls)


def test_what_it_rests_on_does_not_depend_on_the_threshold_or_on_how_busy_officers_are(day):
    other = run(short_day("lfr.threshold=0.45", "lfr.engagement.arrest_min=60"), seed=11)
    assert other.log.table(Drill).equals(day.log.table(Drill))
    assert other.log.table(Capture).equals(day.log.table(Capture))
    assert day.log.count(Drill) > 20


def test_drills_end_as_calls_do_that_find_officers_free():
    settings = ("lfr.threshold=0.3", "lfr.engagement.officers=120", "lfr.adjudication.operators=50")
    log = run(short_day(*settings), seed=11).log
    stopped = log.count(Engagement)
    # who was still to be reached when the deployment ended is in neither
    lost = log.table(Loss).filter(cause="left_the_street").height
    drills = log.table(Drill)
    one, other = stopped / (stopped + lost), drills["is_reached"].mean()
    error = np.sqrt(one * (1 - one) / (stopped + lost) + other * (1 - other) / drills.height)
    assert stopped > 30
    assert abs(one - other) < 4 * error
