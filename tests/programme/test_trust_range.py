"""How far an effect on trust could lie elsewhere: the closed form against what is simulated, and its ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sim.programme.measures import measures
from sim.programme.run import run_programme
from sim.programme.trust_range import change_of_items, closed_form, ranges
from tests.programme.conftest import programme

BUSY = (
    "months=2",
    "siting=[{rule: fixed, per_month: 8, duration_h: 1.0}]",
    "meetings=[{on: '2025-11-02'}]",
    "publications=['2025-10-20']",
    "trust.meetings.attendees=300",
)


@pytest.fixture(scope="module")
def result(root):
    return run_programme(programme(*BUSY), seed=3, root=root)


def test_the_closed_form_is_near_what_is_simulated(result):
    found, simulated = closed_form(result), result.months[-1].deviation[:, 0]
    for one, other, span in zip(found, simulated, ranges(result), strict=True):
        assert one == pytest.approx(other, abs=0.02 * (span.high - span.low), rel=0.15)


def test_every_item_has_a_range_about_what_came_out(result):
    of = {one.name: one for one in measures(result) if one.by == "all"}
    for item, span in change_of_items(result).items():
        change = of[f"{item}_change"]
        assert (change.low, change.high) == span
        assert span.low < change.value < span.high
        assert "assumptions about trust" in change.interval


def with_contact(result, size):
    """Return a result as it stands under another size of a good contact."""
    community = result.programme.community
    trust = community.trust.model_copy(update={"good_contact_sd": size})
    changed = community.model_copy(update={"trust": trust})
    return replace(result, programme=result.programme.model_copy(update={"community": changed}))


def test_a_value_outside_of_its_range_makes_the_range_longer(result):
    contacts = [replace(one, fairness=8 * one.fairness, effectiveness=8 * one.effectiveness) for one in result.contacts]
    far = replace(with_contact(result, 0.8), contacts=contacts)
    for one, other in zip(ranges(result), ranges(far), strict=True):
        assert other.high - other.low > one.high - one.low


def test_where_stops_were_given_no_size_nothing_is_known_of_another(result):
    assert change_of_items(with_contact(result, 0.0)) == {}


def test_expected_totals_are_of_programmes_and_not_of_days(result):
    said = {one.interval for one in measures(result) if one.estimator != "sampled" and one.low is not None}
    assert any("of such programmes" in interval for interval in said)
    assert not any("of days" in interval for interval in said)
