"""Policies on who is enrolled: the scope, and the minimum age."""

import numpy as np
import pytest
from pydantic import ValidationError

from sim.core.errors import RunError
from sim.core.streams import Streams
from sim.recognition.watchlist import REASONS, WatchlistSettings, enrol
from sim.scenario.group_schemes import default_groups

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


def test_an_empty_list_is_refused():
    everybody, settings = listed(size=20, local_share=0.02, scope="local")
    with pytest.raises(RunError, match=r"nobody is on the list \(local"):
        everybody.under(settings.model_copy(update={"minimum_age": 65}))


def test_the_serious_class_lies_within_four_years():
    with pytest.raises(ValidationError, match="serious class is within it"):
        WatchlistSettings(four_years_share={"courts": 0.1, "police": 0.8, "conditions": 0.8})
