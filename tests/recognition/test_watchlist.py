from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from sim.core.streams import Streams
from sim.recognition.by_group import as_array
from sim.recognition.profile import Profile
from sim.recognition.watchlist import REASONS, WatchlistSettings, enrol


def assert_share(count: float, share: float, n: int) -> None:
    assert abs(count - share * n) < 4 * np.sqrt(n * share * (1 - share))


def test_the_list_is_made_up_as_stated(profile: Profile, streams: Streams):
    settings, n = WatchlistSettings(size=20_000), 20_000
    watchlist = enrol(settings, profile=profile, streams=streams)
    for count, share in zip(watchlist.counts, as_array(settings.group_shares), strict=True):
        assert_share(count, share, n)
    for index, reason in enumerate(REASONS):
        listed = watchlist.reason == index
        assert_share(listed.sum(), settings.reasons[reason], n)
        assert_share(watchlist.is_serious[listed].sum(), settings.serious_share[reason], int(listed.sum()))
    assert_share(watchlist.is_male.sum(), settings.male_share, n)


def test_every_template_is_a_unit_vector_with_the_concentration_of_its_group(profile: Profile, streams: Streams):
    watchlist = enrol(WatchlistSettings(size=700), profile=profile, streams=streams)
    assert watchlist.templates.shape == (700, 512)
    assert watchlist.templates.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(watchlist.templates, axis=1), 1, atol=1e-6)
    own = watchlist.templates[np.arange(700), watchlist.group]
    np.testing.assert_allclose(own**2, profile.rho[watchlist.group], atol=1e-6)


def test_a_longer_list_begins_with_the_shorter_one(profile: Profile, streams: Streams):
    short = enrol(WatchlistSettings(size=600), profile=profile, streams=streams)
    long = enrol(WatchlistSettings(size=1300), profile=profile, streams=streams)
    for name in vars(short):
        np.testing.assert_array_equal(getattr(short, name), getattr(long, name)[:600])


def test_another_seed_enrols_other_people(profile: Profile, streams: Streams):
    one = enrol(WatchlistSettings(size=100), profile=profile, streams=streams)
    other = enrol(WatchlistSettings(size=100), profile=profile, streams=Streams(streams.seed + 1))
    assert not np.array_equal(one.templates, other.templates)


def test_a_group_without_a_share_is_not_on_the_list(profile: Profile, streams: Streams):
    settings = WatchlistSettings(size=500, group_shares={"black": 0.5, "white": 0.5}, reasons={"courts": 1.0})
    watchlist = enrol(settings, profile=profile, streams=streams)
    assert np.flatnonzero(watchlist.counts).tolist() == [1, 4]
    assert set(watchlist.reason.tolist()) == {0}


def test_an_empty_list_is_refused(profile: Profile, streams: Streams):
    with pytest.raises(ValueError, match="the watchlist is empty"):
        enrol(WatchlistSettings(size=0), profile=profile, streams=streams)


@pytest.mark.parametrize(("given", "message"), [
    ({"group_shares": {"black": 0.5, "white": 0.4}}, "sum to 0.9"),
    ({"reasons": {"courts": 0.5, "other": 0.5}}, "courts"),
    ({"serious_share": {"courts": 0.5}}, "no value for police, conditions"),
    ({"size": 100_001}, "100000"),
    ({"size": -1}, "greater than or equal to 0"),
    ({"male_share": 1.2}, "less than or equal to 1"),
])
def test_an_impossible_list_is_refused(given, message):
    with pytest.raises(ValidationError, match=message):
        WatchlistSettings.model_validate(given)


def test_the_default_reasons_reproduce_what_is_published_of_arrests():
    reasons = WatchlistSettings().reasons
    arrests = np.array([reasons["courts"] * 0.83, reasons["police"] * 0.83, reasons["conditions"] * 0.10])
    published = np.array([549, 347, 85])
    np.testing.assert_allclose(arrests / arrests.sum(), published / published.sum(), atol=0.01)
    assert 0.9 * arrests.sum() == pytest.approx(962 / 2067, abs=0.01)
