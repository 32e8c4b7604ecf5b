"""Arms of a day are walked once where the same people walk the same ways, and are what each is alone."""

from itertools import pairwise

import pytest

import sim.day.world
from sim.day.arms import run_arms
from sim.day.run import run
from sim.day.world import AHEAD_S, StreetWorld
from sim.metrics.table import measure
from sim.recognition.vector.recogniser import Recogniser
from tests.conftest import short_day

ARMS = {
    "as it is": (),
    "a lower threshold": ("lfr.threshold=0.5",),
    "fewer officers, who are surer": ("lfr.engagement.officers=2", "lfr.adjudication.p_false_reject=0.3"),
    "half of the list": ("lfr.watchlist.size=8000",),
    "other lenses": ("lfr.capture.gate_iod_px=20",),
    "another system": ("lfr.recognition.profile=neoface_npl_2023", "lfr.threshold=0.6"),
    "nobody looks": ("lfr=null",),
    "fewer people": ("footfall.people_per_day=9000",),
    "longer": ("day.duration_h=0.2",),
}


@pytest.fixture(scope="module")
def scenarios():
    return [short_day(*settings) for settings in ARMS.values()]


@pytest.fixture(scope="module")
def together(scenarios):
    return dict(run_arms(scenarios, seed=11))


@pytest.mark.parametrize("number", range(len(ARMS)), ids=list(ARMS))
def test_an_arm_is_what_it_is_alone(together, scenarios, number):
    alone, shared = run(scenarios[number], seed=11), together[number]
    for (name, one), (_, other) in zip(alone.log.tables(), shared.log.tables(), strict=True):
        assert one.equals(other), name
    assert alone.people == shared.people
    assert measure(alone).equals(measure(shared))


def test_people_are_walked_and_faces_searched_once_for_arms_that_differ_in_their_police(monkeypatch):
    walked, searched = [], []

    def stretch(world, number):
        walked.append(number)
        return stretch_of(world, number)

    def compare(system, probes):
        searched.append(probes.person_id.size)
        return compare_with(system, probes)

    stretch_of, compare_with = StreetWorld._stretch, Recogniser.compare
    monkeypatch.setattr(sim.day.world.StreetWorld, "_stretch", stretch)
    monkeypatch.setattr(Recogniser, "compare", compare)
    list(run_arms([short_day(), short_day("lfr.threshold=0.5"), short_day("lfr.engagement.officers=2")], seed=11))
    assert all(after == before + 1 for before, after in pairwise(walked))
    assert walked[0] == 0
    n_searches = len(searched)
    run(short_day(), seed=11)
    assert len(searched) == 2 * n_searches


def test_worlds_with_other_people_are_not_walked_together():
    worlds = [StreetWorld(short_day(*more), seed=11, ahead_s=AHEAD_S) for more in (ARMS["fewer people"], ())]
    with pytest.raises(ValueError, match="same people"):
        worlds[0].walk_with(worlds[1:])


def test_worlds_with_handles_are_not_walked_together():
    worlds = [StreetWorld(short_day(), seed=11) for _ in range(2)]
    with pytest.raises(ValueError, match="walked ahead"):
        worlds[0].walk_with(worlds[1:])


def test_a_deployment_does_not_read_what_it_would_not_see():
    one, other = (StreetWorld(short_day(*more), seed=11).deployment for more in ((), ARMS["half of the list"]))
    with pytest.raises(ValueError, match="does not see"):
        one.read(other)
