"""The DET curve: closed form at every threshold."""

from __future__ import annotations

import numpy as np

from sim.recognition.accuracy.det import det_curve
from sim.recognition.accuracy.fit_profile import calibrate
from sim.recognition.vector.recogniser import Embedding


def test_fewer_mistakes_cost_more_misses(profile):
    curve = det_curve(profile, Embedding(), watchlist_size=10_000)
    assert np.all(np.diff(curve.thresholds) > 0)
    assert np.all(np.diff(curve.fpir, axis=0) < 0)
    assert np.all(np.diff(curve.fnir, axis=0) >= 0)


def test_the_curve_runs_from_one_in_two_to_one_in_a_thousand_million(profile):
    curve = det_curve(profile, Embedding(), watchlist_size=10_000)
    assert 0.4 < curve.overall_fpir[0] <= 0.5
    assert 1e-9 <= curve.overall_fpir[-1] < 2e-9


def test_the_curve_goes_through_the_operating_points(profile):
    curve = det_curve(profile, Embedding(), watchlist_size=15_861)
    at = np.exp(np.interp(0.64, curve.thresholds, np.log(curve.overall_fpir)))
    np.testing.assert_allclose(at, 10 / 3_147_436, rtol=0.01)
    np.testing.assert_allclose(np.interp(0.60, curve.thresholds, curve.overall_fnir), 0.11, atol=1e-3)


def test_a_longer_list_moves_the_curve_to_more_mistakes_and_the_same_misses(profile):
    short, long = (det_curve(profile, Embedding(), watchlist_size=n) for n in (1000, 10_000))
    system = calibrate(profile, dimension=512, ungrouped_share=0.5)
    for curve in (short, long):
        k = 80
        expected = system.fpir(curve.thresholds[k], curve.watchlist_size * profile.lists)
        np.testing.assert_allclose(curve.fpir[k], expected)
    np.testing.assert_allclose(
        np.interp(0.5, short.thresholds, short.overall_fnir),
        np.interp(0.5, long.thresholds, long.overall_fnir),
        atol=1e-4,
    )
