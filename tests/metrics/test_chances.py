"""Exact chances against the same worked out slowly, person by person."""

from itertools import product

import numpy as np
import pytest
from logs import arrival, capture
from scipy.stats import norm

from sim.core.streams import Streams
from sim.day.enrolment import enrolment_of, wanted_by
from sim.event_log import EventLog
from sim.metrics.chances import Searched, believed_by_group
from sim.metrics.groups import PeopleInLog
from sim.metrics.prior import Prior, ReferenceKinds, as_listed, prior_of_day, reference_kinds
from sim.metrics.reach import Reach
from sim.metrics.tally import Basis, tally_of
from sim.policing.adjudication import engage_probability
from sim.population.people import Population, listing_probability
from sim.scenario.group_schemes import default_groups
from tests.conftest import short_day

GROUPS = default_groups().names

QUALITIES = {0: [0.9, 0.5], 1: [0.8], 2: [], 3: [0.95, 0.9, 0.6], 4: [0.7]}
KIN, SIMILAR = 0.2, 0.6
POOR = ("lfr.watchlist.poor_share=0.4", "lfr.watchlist.poor_quality=0.5")
RELATIVES = (f"lfr.recognition.backend.kin_fraction={KIN}", f"lfr.recognition.backend.kin_similarity={SIMILAR}")


def enrolled(*settings):
    scenario = short_day("lfr.threshold=0.5", *settings)
    return enrolment_of(scenario.lfr, scenario.groups, streams=Streams(3))


@pytest.fixture(scope="module")
def setup():
    return enrolled(*POOR, *RELATIVES)


def a_log(watchlist):
    """Return a log of five people of whom the last two are on the list."""
    log = EventLog()
    for person, qualities in QUALITIES.items():
        group = GROUPS[person]
        reference = int(np.flatnonzero(watchlist.group == person)[0]) if person > 2 else -1
        log.add(arrival(person, group, t_s=-10.0 if person == 4 else 5.0, reference_id=reference))
        for number, quality in enumerate(qualities):
            log.add(capture(person, 20.0 + number, number, quality))
    return log


def slowly(setup, log, chance):
    """Return the expected true and false alerts and arrests of each person, given their chance of each reference."""
    lfr, enrolment = setup.lfr, setup
    calibration, watchlist = enrolment.calibration, enrolment.watchlist
    fpir = calibration.fpir(lfr.threshold, watchlist.counts)
    true, false = np.zeros(5), np.zeros(5)
    for person, qualities in QUALITIES.items():
        for reference in np.flatnonzero(chance[person]):
            missed = [1 - calibration.tpir(lfr.threshold, q * watchlist.quality[reference], person) for q in qualities]
            true[person] += chance[person, reference] * (1 - np.prod(missed))
        alone = np.prod([1 - fpir[person] for _ in qualities])
        with_kin = np.prod(
            [(1 - fpir[person]) * (1 - calibration.kin_fpir(lfr.threshold, q, person, SIMILAR)) for q in qualities]
        )
        false[person] = (1 - chance[person].sum()) * (1 - (1 - KIN) * alone - KIN * with_kin)
    return true, false


def by_group(tally, name, estimator):
    return tally.expect(name, estimator).sum(axis=(1, 2))


def test_alerts_given_who_is_listed_are_those_of_their_own_references(setup):
    log = a_log(setup.watchlist)
    people = PeopleInLog(log, GROUPS)
    chance = np.zeros((5, setup.watchlist.size))
    for person, reference in zip(people.person_id, people.reference_id, strict=True):
        if reference >= 0:
            chance[person, reference] = 1
    true, false = slowly(setup, log, chance)
    prior = prior_of_day(people, Population(), GROUPS, setup)
    tally = tally_of(log, groups=GROUPS, basis=Basis(setup, prior, 3600.0))
    np.testing.assert_allclose(by_group(tally, "true_alerts", "expected_given_listed"), true, atol=1e-12)
    np.testing.assert_allclose(by_group(tally, "false_alerts", "expected_given_listed"), false, atol=1e-12)
    assert by_group(tally, "listed_people", "expected_given_listed").tolist() == [0, 0, 0, 1, 0]
    assert false[:2].min() > 0.01


def wanted_among(people, population, **wanted):
    return listing_probability(
        population, GROUPS, people.group, people.sex, people.age_band, people.is_resident, **wanted
    )


def test_alerts_over_who_might_be_listed_are_those_of_any_reference_of_their_group(setup):
    log = a_log(setup.watchlist)
    people = PeopleInLog(log, GROUPS)
    population = Population(listed_share=0.3)
    wanted = wanted_among(people, population)[np.argsort(people.person_id)]
    group = setup.watchlist.group
    chance = np.array([wanted[k] * (group == k) / (group == k).sum() for k in range(5)])
    true, false = slowly(setup, log, chance)
    tally = tally_of(log, groups=GROUPS, basis=Basis(setup, prior_of_day(people, population, GROUPS, setup), 3600.0))
    np.testing.assert_allclose(by_group(tally, "true_alerts", "expected"), true, atol=1e-12)
    np.testing.assert_allclose(by_group(tally, "false_alerts", "expected"), false, atol=1e-12)
    assert true.sum() > 0.1


def test_relatives_of_listed_people_are_mistaken_for_them_by_both_estimators():
    found = {}
    for kin in (0.0, 0.002):
        setup = enrolled(f"lfr.recognition.backend.kin_fraction={kin}", "lfr.threshold=0.64")
        log = a_log(setup.watchlist)
        prior = prior_of_day(PeopleInLog(log, GROUPS), Population(listed_share=0.0), GROUPS, setup)
        tally = tally_of(log, groups=GROUPS, basis=Basis(setup, prior, 3600.0))
        for estimator in ("expected", "expected_given_listed"):
            found[kin, estimator] = by_group(tally, "false_alerts", estimator)[:3]
    # of those who are not listed, whoever might be, both estimators say the same
    np.testing.assert_allclose(found[0.002, "expected"], found[0.002, "expected_given_listed"])
    assert found[0.002, "expected"].sum() > 1.5 * found[0.0, "expected"].sum() > 0


def test_a_list_of_those_who_live_in_the_borough_holds_its_residents_and_no_visitor():
    enrolment = enrolled("lfr.watchlist.scope=local", "lfr.watchlist.local_share=0.3")
    people = PeopleInLog(a_log(enrolment.watchlist), GROUPS)
    lives_here = people.is_resident
    chance = prior_of_day(people, Population(), GROUPS, enrolment).chance.sum(axis=1)
    wanted = wanted_among(people, Population(), wanted=wanted_by(enrolment.lfr))
    np.testing.assert_allclose(chance, wanted * lives_here)
    assert lives_here.any()


def test_whom_the_policy_does_not_enrol_is_not_expected_on_the_list():
    for scope, is_less in (("all_warrants", False), ("serious", True)):
        enrolment = enrolled(f"lfr.watchlist.scope={scope}")
        people = PeopleInLog(a_log(enrolment.watchlist), GROUPS)
        wanted = wanted_among(people, Population(), wanted=wanted_by(enrolment.lfr))
        chance = prior_of_day(people, Population(), GROUPS, enrolment).chance.sum(axis=1)
        share = [(enrolment.watchlist.group == k).sum() / (enrolment.everybody.group == k).sum() for k in people.group]
        np.testing.assert_allclose(chance, wanted * share)
        assert (max(share) < 0.6) == is_less


def test_kinds_are_the_qualities_and_reasons_that_there_are(setup):
    watchlist = setup.watchlist
    kinds = reference_kinds(watchlist)
    assert sorted(zip(kinds.quality, kinds.reason, strict=True)) == sorted(product((0.5, 1.0), range(3)))
    np.testing.assert_array_equal(kinds.quality[kinds.of], watchlist.quality)
    np.testing.assert_array_equal(kinds.reason[kinds.of], watchlist.reason)
    listed = as_listed(np.array([-1, 7]), kinds)
    assert listed.sum(axis=1).tolist() == [0, 1]
    assert listed[1, kinds.of[7]] == 1


def test_a_prior_knows_people_in_any_order_and_says_when_it_does_not():
    kind = ReferenceKinds(np.ones(1), np.zeros(1, np.int64), np.zeros(1, np.int64))
    prior = Prior(np.array([7, 3, 5]), np.array([[0.7], [0.3], [0.5]]), kind)
    assert prior.of(np.array([3, 7])).ravel().tolist() == [0.3, 0.7]
    with pytest.raises(ValueError, match="does not know everybody"):
        prior.of(np.array([4]))


def test_an_operators_belief_is_averaged_over_the_scores_that_reach_the_threshold():
    setup = enrolled("lfr.threshold=0.64", "lfr.adjudication.group_log_odds.black=-1.5")
    calibration, qualities = setup.calibration, np.linspace(0, 1, 41)
    found, passing = believed_by_group(setup, calibration, qualities, GROUPS), set()
    for (q, quality), (k, group) in product(enumerate(qualities), enumerate(GROUPS)):
        face = int(setup.face_group[k])
        rho = calibration.rho[face]
        alike = [calibration.similarity(face, quality, norm.ppf(level / 100)) for level in range(1, 100)]
        scores = [float(calibration.score(rho + (1 - rho) * one, face)) for one in alike]
        believed = [
            engage_probability(setup.lfr.adjudication, score=one, threshold=0.64, is_true=True, group=group)
            for one in scores
            if one >= 0.64
        ]
        passing.add(len(believed))
        assert found[q, k] == pytest.approx(np.mean(believed) if believed else 0.0)
    assert {0, 1} < passing


def test_those_who_are_passed_on_are_stopped_or_leave_or_find_no_officer_free():
    one = Searched(
        own=np.array([[0.5], [0.9]]), own_hits=np.array([[0.6], [1.2]]), other=np.array([0.1, 0.2]),
        other_hits=np.array([0.1, 0.3]), searches=np.array([2.0, 3.0]), believed_own=np.array([[0.8], [0.7]]),
        believed_other=np.array([0.5, 0.5]), arrest=np.array([0.4]),
        reach=Reach(in_time=0.6, teams=1, duration_s=3600.0, stop_s=np.array([600.0]), false_stop_s=300.0),
    )  # fmt: skip
    found = one.under(np.array([[0.25], [0.0]]))
    # a quarter of a chance to be listed, half to be found, 0.8 to be believed; three quarters, 0.1 and a half
    wanted, unwanted = np.array([0.1, 0.0]), np.array([0.0375, 0.1])
    load = 0.6 * (0.1 * 600 + 0.1375 * 300) / 3600
    busy = load / (1 + load)
    assert found.true_stop == pytest.approx(wanted * 0.6 * (1 - busy))
    assert found.false_stop == pytest.approx(unwanted * 0.6 * (1 - busy))
    assert found.no_officer == pytest.approx((wanted + unwanted) * 0.6 * busy)
    assert found.arrest == pytest.approx(found.true_stop * 0.4)
    assert (found.listed_searches.tolist(), found.other_searches.tolist()) == ([0.5, 0.0], [1.5, 3.0])
    assert (found.listed_hits.tolist(), found.other_hits.tolist()) == ([0.15, 0.0], pytest.approx([0.075, 0.3]))
