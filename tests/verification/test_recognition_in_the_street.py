"""What a worse view costs: listed people are missed more often, and nobody is returned more often by mistake."""

from __future__ import annotations

import numpy as np
import pytest

from sim.day.run import RunResult, run
from sim.events import Capture, Comparison, Passage
from sim.scenario.group_schemes import default_groups
from sim.scenario.load import load
from sim.scenario.schema import Scenario
from sim.scenario.shipped import place_file, policy_file

GROUPS = default_groups().names

SETTINGS = (
    "day.duration_h=0.4",
    "day.warm_up_s=300",
    "population.residents=20000",
    "lfr.watchlist.size=2000",
    "population.listed_share=0",
)
BACK_M = 8.0


def street(*settings: str) -> Scenario:
    return load(place_file("north_end"), policies=[policy_file("lfr_fixed_2025")], settings=[*SETTINGS, *settings])


def with_cameras_back(scenario: Scenario) -> Scenario:
    """Return the street with every camera further along the way that it looks away from."""
    sites = {}
    for name, site in scenario.sites.items():
        cameras = tuple(
            camera.model_copy(
                update={
                    "x_m": camera.x_m - BACK_M * np.cos(np.radians(camera.heading_deg)),
                    "y_m": camera.y_m - BACK_M * np.sin(np.radians(camera.heading_deg)),
                }
            )
            for camera in site.cameras
        )
        sites[name] = site.model_copy(update={"cameras": cameras})
    return scenario.model_copy(update={"sites": sites})


CROWD = ("footfall.people_per_day=220000", "day.duration_h=0.6")
PAIRS = {
    "blurred": (street(), street("lfr.capture.blur_px=5")),
    "dark": (street(), street("lfr.capture.light=0.15")),
    "moved back": (street(), with_cameras_back(street())),
    "in a crowd": (street(*CROWD, "lfr.capture.body_radius_m=0"), street(*CROWD)),
}
"""A day, and the same walks seen worse; in a crowd: with the others' bodies in the way, and without."""


@pytest.fixture(scope="module", params=PAIRS)
def pair(request: pytest.FixtureRequest) -> tuple[RunResult, RunResult]:
    better, worse = PAIRS[request.param]
    return run(better, seed=21), run(worse, seed=21)


def tpir_of_passages(result: RunResult) -> np.ndarray:
    """Return the chance of each passage that a listed person in it would be returned; 0 if it is not usable."""
    captures = result.log.table(Capture).sort("person_id", "passage")
    quality = np.where(captures["is_usable"].to_numpy(), captures["quality"].to_numpy(), 0.0)
    return np.mean([result.calibration.tpir(0.64, quality, g) for g in range(len(GROUPS))], axis=0)


def test_a_worse_view_of_the_same_walks_lowers_tpir_per_passage(pair):
    better, worse = (tpir_of_passages(result) for result in pair)
    lost = better - worse
    # the spread of the sum if each difference were as likely of either sign
    assert lost.sum() > 4 * np.sqrt((lost**2).sum())


def test_a_worse_view_never_raises_fpir(pair):
    """In closed form it stays the same for each group; per passage it cannot rise, since no more are searched."""
    for threshold in (0.5, 0.6, 0.64):
        one, other = (result.calibration.fpir(threshold, result.watchlist.counts) for result in pair)
        np.testing.assert_array_equal(one, other)
    better, worse = (result.log.count(Comparison) / result.log.count(Passage) for result in pair)
    assert worse <= better


def test_scores_of_people_who_are_not_listed_do_not_depend_on_the_view(pair):
    """Counted over real searches at a score that one in five reaches, by the normal law of two proportions."""
    one, other = (result.log.table(Comparison)["score"].to_numpy() for result in pair)
    level = float(np.quantile(one, 0.8))
    share = (one >= level).mean(), (other >= level).mean()
    pooled = (share[0] * one.size + share[1] * other.size) / (one.size + other.size)
    error = np.sqrt(pooled * (1 - pooled) * (1 / one.size + 1 / other.size))
    assert abs(share[0] - share[1]) < 4 * error


def test_every_passage_is_one_capture_and_at_most_one_search(pair):
    keys = ["person_id", "passage"]
    for result in pair:
        for kind in (Capture, Comparison):
            table = result.log.table(kind)
            assert table.select(keys).unique().height == table.height
        assert result.log.count(Capture) >= result.log.count(Comparison)
