"""Measuring: counts add up, and the pipeline is as good as it was when its figures were published."""

from __future__ import annotations

import numpy as np
import pytest
from image_probes import N_REFERENCES

from sim.core.streams import Streams
from sim.recognition.image.measure import Measured, measure
from sim.recognition.image.recogniser import ImageRecogniser

EACH, PASSING = 1, 20
RANK_ONE, FOUND = 0.995, 0.995
"""`benchmarks/images.py` measures 400 of 400 and 600 of 600 with 200 references: at least 1 - 3 / 600 of either."""


@pytest.fixture(scope="module")
def measured(system: ImageRecogniser, streams: Streams) -> Measured:
    return measure(
        system, streams=streams, captures_each=EACH, n_passing=PASSING, fmrs=(1e-2, 1e-3), sizes=(10, 40, 90)
    )


def test_every_capture_is_counted(measured: Measured):
    assert measured.detected.of == EACH * (N_REFERENCES + PASSING)
    assert measured.rank_one.of <= EACH * N_REFERENCES
    for at in measured.at:
        assert at.tpr.of + at.false.of == measured.detected.n * N_REFERENCES
        assert at.false.n <= at.fmr * at.false.of
        assert [size.n_references for size in at.sizes] == [10, 40]


def test_a_longer_list_lets_more_through_and_a_lower_rate_less(measured: Measured):
    loose, strict = measured.at
    assert loose.threshold < strict.threshold
    assert loose.tpr.n >= strict.tpr.n
    assert loose.sizes[0].fpir.n <= loose.sizes[1].fpir.n


def test_accuracy_is_as_published(measured: Measured):
    for count, share in ((measured.rank_one, RANK_ONE), (measured.detected, FOUND)):
        assert count.share >= share - 4 * np.sqrt(share * (1 - share) / count.of)
    assert measured.eer < 0.05
    assert measured.effective_dimension > 20
