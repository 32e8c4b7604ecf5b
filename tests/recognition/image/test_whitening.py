"""Whitening: what all templates share goes, and spread within identities becomes even."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.recognition.image.whitening import fit_whitening

N, EACH, D = 200, 6, 8


@pytest.fixture
def captures() -> tuple[np.ndarray, np.ndarray]:
    draws = Streams(3)
    means = draws.normals(1, 1, 0, N * D).reshape(N, D) + 10
    within = draws.normals(1, 2, 0, N * EACH * D).reshape(N, EACH, D) * np.linspace(0.1, 3, D)
    return (means[:, None] + within).reshape(-1, D), np.repeat(np.arange(N), EACH)


def test_spread_within_identities_becomes_more_even(captures):
    templates, identity = captures
    fitted = fit_whitening(templates, identity)
    white = (templates - fitted.centre) @ fitted.matrix
    means = np.array([white[identity == i].mean(axis=0) for i in range(N)])
    spread = (white - means[identity]).std(axis=0)
    assert spread[1:].max() / spread[1:].min() < 3
    assert spread.max() < 1.1


def test_what_all_share_is_taken_away(captures):
    templates, identity = captures
    fitted = fit_whitening(templates, identity)
    white = np.array([fitted.apply(template) for template in templates[::EACH]])
    np.testing.assert_allclose(np.linalg.norm(white, axis=1), 1)
    cosines = (white @ white.T)[np.triu_indices(N, 1)]
    assert abs(cosines.mean()) < 0.1


def test_single_captures_tell_nothing():
    with pytest.raises(ValueError, match="two captures"):
        fit_whitening(np.eye(3), np.arange(3))
