"""Who comes when."""

import numpy as np
import pytest
from pydantic import ValidationError

from sim.core.streams import Streams
from sim.street.arrivals import Footfall, check_entrances, draw_arrivals, expected_density
from sim.street.behaviour import Behaviour
from sim.street.geometry import compile_geometry
from sim.street.street_map import StreetMap

SHARES = {"w": 0.5, "e": 0.3, "n": 0.2}


@pytest.fixture(scope="module")
def geometry():
    return street()


def street(**shares):
    mouths = {"w": [(0, 1), (0, 9)], "e": [(100, 1), (100, 9)], "n": [(48, 10), (52, 10)]}
    entrances = [{"id": name, "name": "", "mouth": mouth, "share": shares.get(name)} for name, mouth in mouths.items()]
    walkable = [(0, 0), (100, 0), (100, 10), (0, 10)]
    return compile_geometry(StreetMap.model_validate({"walkable": walkable, "entrances": entrances}))


def drawn(geometry, *, start_h=11.0, duration_s=7200.0, seed=5, **footfall):
    settings = Footfall(**{"entrance_shares": SHARES, **footfall})
    return draw_arrivals(
        settings, Behaviour(), geometry, start_h=start_h, duration_s=duration_s, warm_up_s=600, streams=Streams(seed)
    )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"party_size_shares": (0.5, 0.4)}, "sum to 0.9"),
        ({"hourly_profile": (1 / 23,) * 24}, "sum to 1.04"),
        ({"entrance_shares": {"w": 1.2, "e": -0.2}}, "a share is negative"),
        ({"entrance_shares": {"w": 1.0}}, "fewer than two entrances"),
        ({"hourly_profile": (1.0,)}, "at least 24 items"),
    ],
)
def test_shares_that_are_none_are_refused(changes, words):
    with pytest.raises(ValidationError, match=words):
        Footfall(**{"entrance_shares": SHARES, **changes})


def test_shares_of_other_entrances_are_refused(geometry):
    with pytest.raises(ValueError, match=r"names no entrance of this street \(south\)"):
        check_entrances(Footfall(entrance_shares={"w": 0.5, "south": 0.5}), geometry)
    with pytest.raises(ValueError, match="leaves out n"):
        check_entrances(Footfall(entrance_shares={"w": 0.5, "e": 0.5}), geometry)


def test_entrances_may_say_their_own_shares():
    own, given = (drawn(street(**SHARES), entrance_shares=shares) for shares in (None, SHARES))
    assert np.array_equal(own.entrance, given.entrance)
    assert np.array_equal(own.exit, given.exit)


@pytest.mark.parametrize(
    ("shares", "words"),
    [
        ({"w": 0.5, "e": 0.5}, "entrance_shares is missing"),
        ({"w": 0.5, "e": 0.4, "n": 0.0}, "sum to 0.9"),
        ({"w": 1.0, "e": 0.0, "n": 0.0}, "fewer than two entrances"),
    ],
)
def test_entrances_that_do_not_all_say_theirs_are_refused(shares, words):
    with pytest.raises(ValueError, match=words):
        check_entrances(Footfall(), street(**shares))


def test_people_come_at_the_stated_rate(geometry):
    arrivals = drawn(geometry)
    during = arrivals.during(0.0, 7200.0)
    expected = 25_000 * sum(Footfall(entrance_shares=SHARES).hourly_profile[11:13])
    # the variance of a compound Poisson sum is the rate times the mean square of party sizes
    sizes = arrivals.party_size[during]
    assert abs((during.stop - during.start) - expected) < 4 * np.sqrt(sizes.sum() * sizes.mean())


def test_an_hour_without_footfall_is_empty(geometry):
    profile = [1 / 23] * 24
    profile[12] = 0.0
    arrivals = drawn(geometry, hourly_profile=tuple(profile))
    rows = arrivals.during(3600.0, 7200.0)
    assert rows.stop - rows.start == 0
    assert len(arrivals.t_s) > 0


def test_parties_and_ways_have_the_stated_shares(geometry):
    arrivals = drawn(geometry, duration_s=30_000.0)
    _, leader = np.unique(arrivals.party_id, return_index=True)
    n = len(leader)
    sizes = np.bincount(arrivals.party_size[leader], minlength=7)[1:] / n
    shares = np.array(Footfall(entrance_shares=SHARES).party_size_shares)
    assert (np.abs(sizes - shares) < 4 * np.sqrt(shares * (1 - shares) / n) + 1e-9).all()
    entrances = np.bincount(arrivals.entrance[leader]) / n
    assert (np.abs(entrances - [0.5, 0.3, 0.2]) < 4 * 0.5 / np.sqrt(n)).all()
    from_west = arrivals.exit[leader][arrivals.entrance[leader] == 0]
    assert abs((from_west == 1).mean() - 0.6) < 4 * 0.5 / np.sqrt(len(from_west))


def test_nobody_leaves_by_the_way_they_came(geometry):
    arrivals = drawn(geometry)
    assert (arrivals.entrance != arrivals.exit).all()
    assert (arrivals.person_id == np.arange(len(arrivals.t_s))).all()
    assert (np.diff(arrivals.t_s) >= 0).all()
    assert arrivals.t_s[0] >= -600


def test_party_members_share_time_way_speed_and_stops(geometry):
    arrivals = drawn(geometry)
    same = np.flatnonzero(np.diff(arrivals.party_id) == 0)
    for column in (arrivals.t_s, arrivals.exit, arrivals.desired_speed_m_s, arrivals.party_size):
        assert (column[same] == column[same + 1]).all()
    assert (arrivals.lateral[same + 1] > arrivals.lateral[same]).all()
    assert (arrivals.lateral <= 1).all()


def test_the_hours_of_the_deployment_do_not_shift_who_comes(geometry):
    long, short = drawn(geometry), drawn(geometry, start_h=11.5, duration_s=3600.0)
    rows = np.isin(long.party_id, short.party_id)
    np.testing.assert_allclose(long.t_s[rows] - 1800, short.t_s, atol=1e-6)
    assert (long.exit[rows] == short.exit).all()


def test_two_seeds_differ_and_one_repeats(geometry):
    assert (drawn(geometry).t_s == drawn(geometry).t_s).all()
    assert drawn(geometry, seed=6).t_s[0] != drawn(geometry).t_s[0]


def test_expected_density_is_flow_times_stay_over_area(geometry):
    footfall = Footfall(
        people_per_day=24_000.0,
        hourly_profile=(1 / 24,) * 24,
        party_size_shares=(1.0,),
        entrance_shares={"w": 0.5, "e": 0.5, "n": 0.0},
    )
    density = expected_density(footfall, Behaviour(), geometry, start_h=11, duration_s=3600)
    stay = geometry.path_length_m(0, 1) / 1.34
    assert density == pytest.approx(1000 / 3600 * stay / 1000)
