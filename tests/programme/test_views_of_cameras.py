"""Open days, and what people think of the cameras, through a whole programme."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.special import ndtr, ndtri

from sim.programme.measures import measures
from sim.programme.run import run_programme
from sim.programme.support_range import change_of_views
from tests.programme.conftest import programme

BUSY = ("months=2", "siting=[{rule: fixed, per_month: 4, duration_h: 1.0}]")
VISITORS = 200


def run(root, *settings):
    return run_programme(programme(*BUSY, *settings), seed=3, root=root)


@pytest.fixture(scope="module")
def without(root):
    return run(root)


@pytest.fixture(scope="module")
def open_day(root):
    return run(root, "open_days=[{on: '2025-10-02'}]", f"trust.open_days.attendees={VISITORS}")


def changes(result):
    return {
        one.name: one
        for one in measures(result)
        if one.by == "all" and one.name in ("support_change", "less_safe_change")
    }


def test_an_open_day_is_held_at_the_first_deployment_from_its_day_on(open_day):
    days = [(one.planned.on - open_day.programme.begins).days for one in open_day.deployed]
    assert open_day.open_days == [min(day for day in days if day >= 1)]
    assert [month.attenders for month in open_day.months] == [VISITORS, 0]


def test_open_days_each_have_a_deployment_of_their_own_and_too_late_ones_have_none(root):
    result = run(root, "open_days=[{on: '2025-10-01'}, {on: '2025-10-01'}, {on: '2025-11-30'}]")
    days = sorted({(one.planned.on - result.programme.begins).days for one in result.deployed})
    assert result.open_days == days[:2]


def test_an_open_day_moves_trust_and_support_by_what_it_says(root, without, open_day):
    n = open_day.residents[0]
    more = open_day.months[-1].of_cameras["support"] - without.months[-1].of_cameras["support"]
    settings = open_day.programme
    # each visitor is moved by the safeguard and by a weight of the trust gained, at most at a density of 0.4
    most = VISITORS * 0.4 * (settings.support.safeguard_sd + 0.5 * settings.trust.open_days.effectiveness_sd)
    assert 0 < more[0] < most
    assert changes(open_day)["support_change"].value > changes(without)["support_change"].value
    assert changes(open_day)["support_change"].denominator == n
    silent = run(root, "open_days=[{on: '2025-10-02'}]", "trust.open_days.attendees=0")
    assert np.array_equal(silent.months[-1].of_cameras["support"], without.months[-1].of_cameras["support"])


def test_what_people_think_of_the_cameras_moves_no_trust(root, without):
    loud = run(root, "support.trust_weight=1.0", "support.error_sd=-1.0", "support.safeguard_sd=0.5")
    for one, other in zip(loud.months, without.months, strict=True):
        assert np.array_equal(one.deviation, other.deviation)
        assert all(np.array_equal(one.agree[item], other.agree[item]) for item in one.agree)


def test_every_read_out_has_a_range_about_what_came_out(open_day):
    for name, span in change_of_views(open_day).items():
        found = changes(open_day)[f"{name}_change"]
        assert (found.low, found.high) == span
        assert span.low < found.value < span.high


def test_published_results_are_heard_of_as_a_safeguard(root, without):
    published = run(root, "publications=['2025-10-20']", "trust.news.publication_fairness_sd=0")
    gained = published.months[-1].of_cameras["support"][0] - without.months[-1].of_cameras["support"][0]
    n, settings = published.residents[0], published.programme
    spread = np.sqrt(1 + settings.support.trust_weight**2)
    middle, reach = ndtri(settings.support.support_share), settings.trust.news.publication_reach
    more = ndtr(middle + settings.support.safeguard_sd / spread) - ndtr(middle)
    # of those whom it reaches, a binomial number; what each gains varies by no more than its mean
    assert gained / n == pytest.approx(reach * more, rel=4 * np.sqrt(2 / (reach * n)))
