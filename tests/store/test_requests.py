"""What a job may ask for: seeds and replications within their bounds, each of them a step of its own."""

from __future__ import annotations

import pytest

from sim.core.errors import RunError, StoreError
from sim.scenario.load import load
from sim.scenario.shipped import place_file, policy_file
from sim.store.requests import Request
from sim.store.runs import run_id_of


@pytest.fixture(scope="module")
def settings():
    return load(place_file("london_road"), policies=[policy_file("lfr_van_2024")])


@pytest.mark.parametrize("seeds", [(0,), (2**63 - 1,), (3, 0, 7)])
def test_seeds_are_whole_numbers_of_63_bits(settings, seeds):
    assert Request(settings, seeds).pairs == tuple((seed, 0) for seed in seeds)


@pytest.mark.parametrize("seeds", [(), (-1,), (2**63,), (1, -1), (1.0,), (True,), ("1",)])
def test_what_is_no_seed_is_refused(settings, seeds):
    with pytest.raises(RunError, match=r"seeds: not seeds .*; whole numbers from 0 to 9223372036854775807"):
        Request(settings, seeds)


def test_a_seed_that_is_given_twice_is_refused(settings):
    with pytest.raises(RunError, match="a seed is given twice"):
        Request(settings, (4, 5, 4))


@pytest.mark.parametrize(("seeds", "most"), [((1,), 100), ((1, 2), 50), ((1, 2, 3), 33)])
def test_a_hundred_runs_are_the_most_together(settings, seeds, most):
    assert len(Request(settings, seeds, most).results) == most * len(seeds)
    for wrong in (0, -1, most + 1):
        with pytest.raises(RunError, match=rf"replications: {wrong} of {len(seeds)} seeds"):
            Request(settings, seeds, wrong)


def test_each_step_is_a_replication_of_a_seed_with_its_own_result(settings):
    request = Request(settings, (5, 2), 2)
    assert request.pairs == ((5, 0), (5, 1), (2, 0), (2, 1))
    assert request.results == tuple(run_id_of(settings, seed=seed, replication=n) for seed, n in request.pairs)
    assert len(set(request.results)) == 4


def test_what_is_written_down_is_the_same_request(settings):
    request = Request(settings, (5, 2), 2)
    again = Request.of(request.document())
    assert (again, again.job_id) == (request, request.job_id)
    others = (Request(settings, (5, 2)), Request(settings, (2, 5), 2), Request(settings, (5, 3), 2))
    assert request.job_id not in {one.job_id for one in others}


@pytest.mark.parametrize("missing", ["settings", "seeds", "replications"])
def test_a_document_without_a_part_is_no_request(settings, missing):
    document = Request(settings).document()
    del document[missing]
    with pytest.raises(StoreError, match="job: not a request"):
        Request.of(document)
