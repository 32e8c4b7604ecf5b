"""What is said to move nothing but what is said of the police, of the cameras, or of money, moves nothing else."""

import pytest

from sim.claims.readers import is_read
from sim.metrics.catalogue import metric
from sim.programme.measures import measures
from sim.programme.run import run_programme
from tests.programme.conftest import programme

EVENTS = ('meetings=[{on: "2025-10-20"}]', 'publications=["2025-10-15"]')
CHANGED = {
    "cost.equipment_gbp": 900,
    "support.error_sd": -0.9,
    "trust.news.error_reach": 0.5,
    "trust.memory.half_life_days": 20,
    "community.trust.good_contact_sd": 0.4,
    "network.local_ties": 2,
}


def values(root, *settings):
    found = measures(run_programme(programme(*EVENTS, *settings), seed=4, root=root, observe=lambda _: None))
    return {(one.name, one.estimator, one.by, one.group): one.value for one in found}


@pytest.fixture(scope="module")
def given(walks):
    return values(walks)


@pytest.mark.parametrize("key", CHANGED)
def test_what_is_not_read_moves_nothing(given, walks, key):
    moved = {key[0] for key, value in values(walks, f"{key}={CHANGED[key]}").items() if value != given[key]}
    assert all(is_read(key, metric(name), [programme()]) for name in moved)
