"""Policies on who is enrolled: the scope, the minimum age, the age of images, and authorisation."""

import warnings

import numpy as np
import pytest
from pydantic import ValidationError

from sim.core.errors import NoEffect, RunError
from sim.core.streams import Streams
from sim.recognition.watchlist import REASONS, WatchlistSettings, enrol
from sim.scenario.group_schemes import default_groups
from sim.scenario.load import load
from sim.scenario.shipped import place_file, policy_file

GROUPS = default_groups().names

STREAMS = Streams(seed=3)
FULL = {"size": 20_000, "child_share": 0.02}


LOCAL = 0.05


def listed(**given):
    settings = WatchlistSettings(**FULL | given)
    return enrol(settings, groups=GROUPS, local_share=LOCAL, streams=STREAMS), settings


def test_by_default_everybody_is_enrolled():
    everybody, settings = listed()
    watchlist, place = everybody.under(settings)
    assert np.array_equal(place, np.arange(everybody.size))
    assert all(np.array_equal(getattr(watchlist, name), getattr(everybody, name)) for name in vars(everybody))


@pytest.mark.parametrize(
    ("scope", "column"), [("serious", "is_serious"), ("four_years", "is_four_years"), ("local", "is_local")]
)
def test_a_scope_enrols_those_in_it_in_their_order(scope, column):
    everybody, settings = listed(scope=scope)
    watchlist, place = everybody.under(settings)
    inside = np.flatnonzero(getattr(everybody, column))
    assert watchlist.size == inside.size < everybody.size
    assert getattr(watchlist, column).all()
    assert np.array_equal(place[inside], np.arange(inside.size))
    assert (np.delete(place, inside) == -1).all()
    assert np.array_equal(watchlist.group, everybody.group[inside])


def test_scopes_are_as_large_as_stated_and_serious_is_within_four_years():
    everybody, settings = listed()
    for index, reason in enumerate(REASONS):
        mine = everybody.reason == index
        share = settings.four_years_share[reason]
        assert np.mean(everybody.is_four_years[mine]) == pytest.approx(share, abs=4 * np.sqrt(0.25 / mine.sum()))
    assert everybody.is_four_years[everybody.is_serious].all()
    assert np.mean(everybody.is_local) == pytest.approx(LOCAL, abs=0.006)
    assert np.mean(listed(local_share=0.2)[0].is_local) == pytest.approx(0.2, abs=0.012)


def test_nobody_below_the_minimum_age_is_enrolled():
    everybody, settings = listed(minimum_age=18)
    watchlist, _ = everybody.under(settings)
    children = np.count_nonzero(everybody.age_years < 18)
    assert children == pytest.approx(0.02 * 20_000, abs=80)
    assert watchlist.size == everybody.size - children
    assert (everybody.age_years.min(), everybody.age_years.max()) == (10, 64)


def test_without_children_everybody_is_an_adult():
    everybody = enrol(WatchlistSettings(size=5000), groups=GROUPS, streams=STREAMS)
    assert everybody.age_years.min() >= 18


def test_images_are_as_old_as_stated_and_nobody_has_one_from_before_they_were_ten():
    everybody, _ = listed(child_share=0.0)
    assert everybody.image_age_years.min() == 0
    assert (everybody.image_age_years <= everybody.age_years - 10).all()
    old_enough = everybody.age_years >= 50
    expected = np.exp(-11 / 5)
    margin = 4 * np.sqrt(expected / old_enough.sum())
    assert np.mean(everybody.image_age_years[old_enough] > 10) == pytest.approx(expected, abs=margin)


def test_older_images_than_the_policy_allows_are_not_enrolled():
    everybody, settings = listed(image_age_max_years=10)
    watchlist, place = everybody.under(settings)
    assert watchlist.image_age_years.max() == 10
    assert np.array_equal(place >= 0, everybody.image_age_years <= 10)


def test_old_images_lose_similarity_by_the_year_and_none_by_default():
    everybody, _ = listed(image_loss_per_year=0.02)
    np.testing.assert_allclose(everybody.quality, 0.98 ** everybody.image_age_years.astype(float))
    assert (listed()[0].quality == 1).all()


def test_nobody_is_enrolled_before_their_entry_is_authorised():
    everybody, settings = listed(authorisation_delay_days=30, wanted_mean_days=100)
    watchlist, _ = everybody.under(settings)
    assert watchlist.wanted_days.min() >= 30
    expected = np.exp(-0.3)
    assert watchlist.size / everybody.size == pytest.approx(expected, abs=4 * np.sqrt(0.25 / everybody.size))


def test_who_is_listed_does_not_hang_on_how_old_images_are_or_since_when_people_are_wanted():
    one, other = listed()[0], listed(image_age_mean_years=9, wanted_mean_days=60)[0]
    for name in ("group", "is_male", "reason", "is_serious", "is_local", "age_years"):
        assert np.array_equal(getattr(one, name), getattr(other, name))
    assert (other.wanted_days < one.wanted_days).all()


def test_an_empty_list_is_refused():
    everybody, settings = listed(size=20, local_share=0.02, scope="local")
    with pytest.raises(RunError, match=r"nobody is on the list \(local"):
        everybody.under(settings.model_copy(update={"minimum_age": 65}))


def test_an_empty_list_says_by_which_policies_it_is_empty():
    everybody, settings = listed(image_age_max_years=0.5, authorisation_delay_days=3650, wanted_mean_days=10)
    with pytest.raises(RunError, match=r"images up to 0.5 years old, wanted for 3650 days or more, of 20,000"):
        everybody.under(settings)


def test_the_serious_class_lies_within_four_years():
    with pytest.raises(ValidationError, match="serious class is within it"):
        WatchlistSettings(four_years_share={"courts": 0.1, "police": 0.8, "conditions": 0.8})


def test_a_setting_that_nothing_reads_is_said_to_do_nothing_until_something_does():
    fixed = policy_file("lfr_fixed_2025")
    with pytest.warns(NoEffect, match=r"wanted_mean_days to 100 has no effect while authorisation_delay_days is 0"):
        load(place_file("north_end"), policies=[fixed], settings=["lfr.watchlist.wanted_mean_days=100"])
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        both = ["lfr.watchlist.wanted_mean_days=100", "lfr.watchlist.authorisation_delay_days=7"]
        load(place_file("north_end"), policies=[fixed], settings=both)
    assert set(WatchlistSettings().idle) == {"poor_quality", "wanted_mean_days", "image_age_mean_years"}
    assert "image_age_mean_years" not in WatchlistSettings(image_loss_per_year=0.01).idle


def test_what_no_policy_uses_is_not_written_and_a_list_with_it_is_read_as_it_was():
    plain = WatchlistSettings()
    assert not {"image_age_max_years", "wanted_mean_days"} & set(plain.model_dump(mode="json"))
    used = WatchlistSettings(image_age_max_years=10, image_age_mean_years=4)
    written = used.model_dump(mode="json")
    assert (written["image_age_max_years"], written["image_age_mean_years"]) == (10, 4)
    assert "wanted_mean_days" not in written
    for settings in (plain, used):
        assert WatchlistSettings.model_validate(settings.model_dump(mode="json")) == settings
