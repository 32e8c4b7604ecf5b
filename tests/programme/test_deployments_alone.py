"""Deployments by themselves are those of the whole programme; who knows whom is not worked out for them."""

import numpy as np
import pytest

import sim.programme.settled
from sim.core.streams import Streams
from sim.programme.deployments import Deployments
from sim.programme.run import run_programme
from tests.programme.conftest import programme

SETTINGS = (
    "months=2",
    "siting=[{rule: fixed, per_month: 5, duration_h: 1.0}]",
    "pauses=[{begins: 2025-11-20, ends: 2025-12-10}]",
    "stop_and_search={officers: 4}",
    "lfr.engagement.officers=8",
    "trust.avoiding.aware_share=0.9",
)


def test_deployments_by_themselves_are_those_of_the_programme(root, monkeypatch):
    whole = run_programme(programme(*SETTINGS), seed=6, root=root)
    monkeypatch.setattr(sim.programme.settled, "build_network", lambda *_: pytest.fail("nobody asks who knows whom"))
    sim.programme.settled._made.clear()
    alone = Deployments(programme(*SETTINGS), Streams(6), root)
    deployed = []
    while alone.running:
        deployed += alone.step()
    assert len(deployed) > 5
    assert sum(one.arrested.size for one in deployed) > 5
    for one, other in zip(deployed, whole.deployed, strict=True):
        assert one.result.planned == other.planned
        assert np.array_equal(one.result.tally.counts, other.tally.counts)
        assert np.array_equal(one.result.avoided, other.avoided)
    assert alone.cancelled == whole.cancelled
    assert alone.tables == whole.tables
    with pytest.raises(ValueError, match="the programme is over"):
        alone.step()
