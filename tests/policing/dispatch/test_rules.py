"""Who goes: the nearest who are free, or those of the alert's own site; the rules are asked with plain data."""

from typing import get_args

import numpy as np
import pytest

from sim.core.errors import ScenarioError
from sim.policing.dispatch.duty import Call, OnDuty, first_sent
from sim.policing.dispatch.nearest import Nearest
from sim.policing.dispatch.own_site import OwnSite
from sim.policing.dispatch.rules import Dispatch
from tests.conftest import short_day

RULES = get_args(get_args(Dispatch)[0])
CALL = Call("south", 0.0, 0.0, officers=2)


def officers(*given):
    """Return officers from (x_m, site, state)."""
    return [OnDuty(x_m, 0.0, site, state) for x_m, site, state in given]


FOUR = officers((9, "south", "waiting"), (2, "north", "waiting"), (5, "north", "waiting"), (30, "south", "waiting"))


def test_the_nearest_who_are_free_go():
    assert Nearest().send(CALL, FOUR) == (1, 2)
    busy = [FOUR[0], *officers((2, "north", "engaging"), (5, "north", "pursuing")), FOUR[3]]
    assert Nearest().send(CALL, busy) == (0, 3)


def test_only_officers_of_the_site_go_where_the_policy_says_so():
    assert OwnSite().send(CALL, FOUR) == (0, 3)
    one_busy = [*officers((9, "south", "engaging")), *FOUR[1:]]
    assert OwnSite().send(CALL, one_busy) == ()
    assert Nearest().send(CALL, one_busy) == (1, 2)


def test_a_site_with_fewer_officers_than_a_stop_takes_sends_all_of_its_own():
    assert OwnSite().send(CALL, FOUR[:3]) == (0,)


@pytest.mark.parametrize("rule", RULES)
def test_of_officers_equally_near_the_first_go(rule):
    alike = officers(*[(3, "south", "waiting")] * 4)
    assert rule().send(CALL, alike) == (0, 1)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("state", ["pursuing", "engaging"])
def test_nobody_is_sent_who_is_not_free(rule, state):
    assert rule().send(CALL, officers(*[(3, "south", state)] * 4)) == ()


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("sites", [1, 2, 5])
def test_with_the_least_officers_every_call_finds_some(rule, sites):
    posted = officers(*[(k, f"site {k % sites}", "waiting") for k in range(rule().least_officers(sites))])
    assert all(rule().send(Call(f"site {k}", 0.0, 0.0, officers=2), posted) for k in range(sites))


def test_a_policy_with_a_site_that_nobody_answers_for_is_refused():
    with pytest.raises(ScenarioError) as refused:
        short_day("lfr.engagement.dispatch.kind=own_site", "lfr.engagement.officers=1")
    assert "too few officers to be sent by `own_site` to 2 sites (1); at least 2" in str(refused.value)


def test_a_rule_that_there_is_not_is_refused_with_those_there_are():
    with pytest.raises(ScenarioError) as refused:
        short_day("lfr.engagement.dispatch.kind=fastest")
    assert '`lfr.engagement.dispatch.kind` has no such choice ("fastest")' in str(refused.value)
    assert "it must be nearest" in str(refused.value)


class Furthest:
    """A rule of somebody's own: the officer who is furthest off goes."""

    def send(self, call, officers):
        return (max(range(len(officers)), key=lambda k: abs(officers[k].x_m - call.x_m)),)

    def least_officers(self, sites):
        return 1


@pytest.mark.parametrize("rule", [*RULES, Furthest])
def test_many_calls_at_once_are_answered_as_each_would_be_alone(rule):
    rng = np.random.default_rng(4)
    sites, at_m = rng.choice(["south", "north"], 200), rng.uniform(-5, 40, (200, 2))
    alone = [rule().send(Call(site, *at, officers=2), FOUR)[0] for site, at in zip(sites, at_m, strict=True)]
    assert first_sent(rule(), sites, at_m, FOUR, per_stop=2).tolist() == alone
    assert len(set(alone)) > 1
