"""Draws of how often listed people come to a street, from a fit to published alerts."""

import numpy as np
import pytest

import sim
from sim.calibration.fit_file import load_fit
from sim.calibration.presence import VISIT_RATIO, keys_of, ratios
from sim.ensemble.design import design_of
from sim.ensemble.drawn import with_draw
from sim.scenario.shipped import names_of, place_file
from tests.programme.conftest import programme


@pytest.fixture(scope="module")
def fit():
    return load_fit("met_2025_05")


@pytest.fixture(scope="module")
def posterior(fit):
    return fit.fitted().posterior


def drawn(place, posterior, n=64, **changes):
    scenario = with_draw(sim.load_scenario(place_file(place)), changes)
    return np.array([one[VISIT_RATIO] for one in ratios(posterior, [scenario] * n, seed=3)])


def test_streets_with_published_deployments_have_narrower_ratios_than_those_without(posterior):
    known, unknown = (np.log(drawn(place, posterior)).std() for place in ("north_end", "new_addington"))
    assert known < 0.6 * unknown


@pytest.mark.parametrize("place", names_of("places"))
def test_the_shipped_maps_agree_with_the_fit_within_a_factor_of_two(posterior, place):
    assert 0.5 < np.median(drawn(place, posterior)) < 2


def test_what_the_simulator_and_the_ratio_say_together_does_not_depend_on_who_the_simulator_takes_to_be_listed(
    posterior,
):
    # with fewer residents on the street fewer are listed, and the ratio makes up for it
    few, many = (drawn("north_end", posterior, **{"population.resident_share_of_street": s}) for s in (0.4, 0.9))
    assert np.all(few > many)


def test_an_ensemble_draws_the_ratio_from_the_fit_and_holds_what_is_in_it(fit):
    arm = programme()
    without, with_fit = (design_of({"a": arm}, draws=33, seed=2, fit=one) for one in (None, fit))
    (key,) = keys_of(arm)
    laws = {one.key: one for one in with_fit.inputs}
    assert laws[key].law == "posterior of a fit"
    assert laws[key].basis == "fitted"
    assert "listing.visit_share" in {one.key for one in with_fit.held}
    assert "listing.visit_share" in {one.key for one in without.inputs}
    first, other = ([draw[key] for draw in design.draws[1:]] for design in (with_fit, without))
    assert np.log(first).std() < np.log(other).std()
    # nothing else moves
    rest = [{k: v for k, v in draw.items() if k not in (key, "listing.visit_share")} for draw in with_fit.draws]
    assert all(set(draw) <= {one.key for one in with_fit.inputs} for draw in rest)


def test_the_same_seed_draws_the_same(posterior):
    np.testing.assert_array_equal(drawn("north_end", posterior), drawn("north_end", posterior))


def test_a_small_city_with_a_list_of_its_own_is_as_likely_to_meet_those_on_it(posterior):
    # the town's whole city has 400,000 people, of whom as many are listed as of London's
    (key,) = keys_of(programme())
    town = np.median([one[key] for one in ratios(posterior, [programme()] * 32, seed=3)])
    london = np.median(
        [one[key] for one in ratios(posterior, [programme("listing.visitors_from=8866180")] * 32, seed=3)]
    )
    assert town == pytest.approx(london * 8866180 / 400_000, rel=0.3)
