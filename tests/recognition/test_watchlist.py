from __future__ import annotations

import numpy as np
import pytest
from pydantic import ValidationError

from sim.core.streams import Streams
from sim.recognition.watchlist import REASONS, WatchlistSettings, enrol
from sim.scenario.group_schemes import default_groups

GROUPS = default_groups().names


def assert_share(count: float, share: float, n: int) -> None:
    assert abs(count - share * n) < 4 * np.sqrt(n * share * (1 - share))


def test_the_list_is_made_up_as_stated(streams: Streams):
    settings, n = WatchlistSettings(size=20_000), 20_000
    watchlist = enrol(settings, groups=GROUPS, streams=streams)
    for count, share in zip(watchlist.counts, [settings.group_shares[name] for name in GROUPS], strict=True):
        assert_share(count, share, n)
    for index, reason in enumerate(REASONS):
        listed = watchlist.reason == index
        assert_share(listed.sum(), settings.reasons[reason], n)
        assert_share(watchlist.is_serious[listed].sum(), settings.serious_share[reason], int(listed.sum()))
    assert_share(watchlist.is_male.sum(), settings.male_share, n)


def test_a_longer_list_begins_with_the_shorter_one(streams: Streams):
    short, long = (
        enrol(WatchlistSettings(size=n, poor_share=0.2), groups=GROUPS, streams=streams) for n in (600, 1300)
    )
    for name in set(vars(short)) - {"n_face_groups"}:
        np.testing.assert_array_equal(getattr(short, name), getattr(long, name)[:600])
        np.testing.assert_array_equal(getattr(short, name), getattr(long.first(600), name))
    assert long.first(5000).size == 1300


def test_another_seed_enrols_other_people(streams: Streams):
    one, other = (
        enrol(WatchlistSettings(size=100), groups=GROUPS, streams=s) for s in (streams, Streams(streams.seed + 1))
    )
    assert not np.array_equal(one.group, other.group)


def test_a_group_without_a_share_is_not_on_the_list(streams: Streams):
    settings = WatchlistSettings(size=500, group_shares={"black": 0.5, "white": 0.5}, reasons={"courts": 1.0})
    watchlist = enrol(settings, groups=GROUPS, streams=streams)
    assert np.flatnonzero(watchlist.counts).tolist() == [1, 4]
    assert set(watchlist.reason.tolist()) == {0}


def test_references_are_good_unless_a_share_of_poor_ones_is_stated(streams: Streams):
    assert set(enrol(WatchlistSettings(size=500), groups=GROUPS, streams=streams).quality.tolist()) == {1.0}
    poor = enrol(
        WatchlistSettings(size=20_000, poor_share=0.2, poor_quality=0.6), groups=GROUPS, streams=streams
    ).quality
    assert set(poor.tolist()) == {0.6, 1.0}
    assert_share(np.sum(poor == 0.6), 0.2, 20_000)


def test_poor_references_change_nobody_else_and_a_larger_share_adds_to_the_smaller_one(streams: Streams):
    good, some, more = (
        enrol(WatchlistSettings(size=2000, poor_share=p), groups=GROUPS, streams=streams) for p in (0, 0.1, 0.3)
    )
    for name in ("group", "is_male", "reason", "is_serious"):
        np.testing.assert_array_equal(getattr(good, name), getattr(more, name))
    assert np.all(more.quality[some.quality < 1] < 1)


def test_an_empty_list_is_refused(streams: Streams):
    with pytest.raises(ValueError, match="the watchlist is empty"):
        enrol(WatchlistSettings(size=0), groups=GROUPS, streams=streams)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"group_shares": {"black": 0.5, "white": 0.4}}, "sum to 0.9"),
        ({"reasons": {"courts": 0.5, "other": 0.5}}, "courts"),
        ({"serious_share": {"courts": 0.5}}, "no value for police, conditions"),
        ({"size": 100_001}, "100000"),
        ({"size": -1}, "greater than or equal to 0"),
        ({"male_share": 1.2}, "less than or equal to 1"),
        ({"poor_share": 1.2}, "less than or equal to 1"),
        ({"poor_quality": 0}, "greater than 0"),
    ],
)
def test_an_impossible_list_is_refused(given, message):
    with pytest.raises(ValidationError, match=message):
        WatchlistSettings.model_validate(given)


def test_the_default_reasons_reproduce_what_is_published_of_arrests():
    reasons = WatchlistSettings().reasons
    arrests = np.array([reasons["courts"] * 0.64, reasons["police"] * 0.64, reasons["conditions"] * 0.35])
    published = np.array([549, 347, 85])
    np.testing.assert_allclose(arrests / arrests.sum(), published / published.sum(), atol=0.01)
    assert 0.785 * arrests.sum() == pytest.approx(962 / 2067, abs=0.01)
