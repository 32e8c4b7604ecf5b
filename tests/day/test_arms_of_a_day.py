"""Arms of a day are walked once where the same people walk the same ways, and are what each is alone."""

from itertools import pairwise

import pytest

import sim.day.world
from sim.day.arms import run_arms
from sim.day.run import run
from sim.day.world import AHEAD_S, StreetWorld
from sim.events import Comparison
from sim.metrics.table import measure
from sim.recognition.vector.recogniser import Recogniser
from sim.scenario.load import load
from sim.scenario.shipped import place_file, policy_file
from tests.conftest import SHORT_DAY, short_day

ARMS = {
    "as it is": (),
    "a lower threshold": ("lfr.threshold=0.5",),
    "fewer officers, who are surer": ("lfr.engagement.officers=2", "lfr.adjudication.p_false_reject=0.3"),
    "half of the list": ("lfr.watchlist.size=8000",),
    "other lenses": ("lfr.capture.gate_iod_px=20",),
    "another system": ("lfr.recognition.profile=neoface_npl_2023", "lfr.threshold=0.6"),
    "nobody looks": ("lfr=null",),
    "others live here": ("population.resident_share_of_street=0.5",),
    "others live here, and a lower threshold": ("population.resident_share_of_street=0.5", "lfr.threshold=0.5"),
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


TWO_GROUPS = """\
population:
  resident_shares: {{white: 0.5, x: 0.5}}
  street_shares: {{white: 0.5, x: 0.5}}
  listed_shares: {{white: 0.5, x: 0.5}}
  residents: 20000
  listed_share: 0.06
footfall: {{people_per_day: 40000}}
lfr:
  watchlist: {{size: 2000, group_shares: {{white: 0.5, x: 0.5}}}}
  threshold: 0.55
  recognition: {{profile: neoface_npl_2023}}
groups:
  name: Two
  source: a test
  groups:
    white: {{label: White}}
    x: {{label: X, part_of: {whole}, counted: 100}}
"""


def test_a_group_whose_faces_go_as_another_is_searched_by_itself(tmp_path):
    arms = []
    for whole in ("black", "asian"):
        policy = tmp_path / f"{whole}.yaml"
        policy.write_text(TWO_GROUPS.format(whole=whole))
        arms.append(load(place_file("north_end"), policies=[policy_file("lfr_fixed_2025"), policy], settings=SHORT_DAY))
    together = dict(run_arms(arms, seed=11))
    for number, arm in enumerate(arms):
        alone = run(arm, seed=11)
        assert together[number].log.table(Comparison).equals(alone.log.table(Comparison))
    assert not together[0].log.table(Comparison).equals(together[1].log.table(Comparison))


def test_an_arm_is_walked_with_the_others_of_its_people_whatever_comes_between():
    settings = ((), ARMS["others live here"], ("lfr.threshold=0.5",), ARMS["others live here, and a lower threshold"])
    order = [number for number, _ in run_arms([short_day(*more) for more in settings], seed=11)]
    assert sorted(order[:2]) == [0, 2]
    assert sorted(order[2:]) == [1, 3]
