"""Stop and search: whom officers choose, how many, and what comes of it."""

import numpy as np
import pytest
from pydantic import ValidationError

from sim.core.errors import SettingsConflict
from sim.core.streams import Streams
from sim.policing.cost import Cost
from sim.policing.stop_and_search import SEARCH_OUTCOMES, StopAndSearch, draw_searches, expected_shares
from sim.scenario.group_schemes import default_groups

GROUPS = default_groups().names

HOUR = 3600.0


def searched(settings, *, hours=6.0, people=12_000, days=40, seed=1):
    """Return the searches of many days on a street with as many people of each group."""
    found = []
    for day in range(days):
        t_s = np.linspace(0, hours * HOUR, people, endpoint=False)
        group = np.arange(people) % len(GROUPS)
        found.append(
            draw_searches(
                settings,
                groups=GROUPS,
                duration_s=hours * HOUR,
                t_s=t_s,
                person_id=np.arange(people),
                group=group,
                streams=Streams(seed + day),
            )
        )
    return found


def counts(found, name="group"):
    n = len(GROUPS) if name == "group" else len(SEARCH_OUTCOMES)
    return np.sum([np.bincount(getattr(day, name), minlength=n) for day in found], axis=0)


def test_officers_choose_in_proportion_to_the_rates():
    settings = StopAndSearch(searches_per_officer_hour=0.5)
    by_group = counts(searched(settings))
    expected = by_group.sum() * expected_shares(settings, GROUPS, np.arange(5))
    assert by_group == pytest.approx(expected, abs=4 * np.sqrt(expected.max()))
    black, white = (by_group[GROUPS.index(name)] for name in ("black", "white"))
    assert black / white == pytest.approx(41.7 / 11.1, rel=0.25)


def test_rates_alike_make_no_disparity():
    by_group = counts(searched(StopAndSearch(rate_per_1000=dict.fromkeys(GROUPS, 10.0), searches_per_officer_hour=0.5)))
    assert np.ptp(by_group) < 5 * np.sqrt(by_group.mean())


def test_searches_end_as_published():
    settings = StopAndSearch(searches_per_officer_hour=0.5)
    outcome = counts(searched(settings), "outcome")
    shares = outcome / outcome.sum()
    assert shares[SEARCH_OUTCOMES.index("no_further_action")] == pytest.approx(0.67, abs=0.05)
    assert shares[SEARCH_OUTCOMES.index("arrest")] == pytest.approx(0.153, abs=0.04)


def test_free_officers_search_as_often_as_said_and_busy_ones_do_not():
    rare = StopAndSearch(searches_per_officer_hour=0.05)
    n = np.mean([day.t_s.size for day in searched(rare)])
    assert n == pytest.approx(12 * 6 * 0.05, rel=0.2)
    # however keen, six pairs can only do as many as last twelve minutes or so each
    keen = StopAndSearch(searches_per_officer_hour=10.0, p_arrest=dict.fromkeys(GROUPS, 0.0), spread=0.0)
    n = np.mean([day.t_s.size for day in searched(keen, days=4)])
    assert n == pytest.approx(6 * 6 * 60 / (12 + 60 / 20), rel=0.05)


def test_nobody_is_searched_twice_or_before_they_come():
    for day in searched(StopAndSearch(searches_per_officer_hour=1.0), days=3):
        assert np.unique(day.person_id).size == day.person_id.size
        assert (day.t_s >= np.linspace(0, 6 * HOUR, 12_000, endpoint=False)[day.person_id]).all()
        assert (np.diff(day.t_s) >= 0).all()


def test_an_empty_street_has_no_searches():
    none = np.zeros(0)
    day = draw_searches(
        StopAndSearch(),
        groups=GROUPS,
        duration_s=HOUR,
        t_s=none,
        person_id=none.astype(int),
        group=none.astype(int),
        streams=Streams(1),
    )
    assert day.t_s.size == 0


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"p_no_further_action": 0.9}, "more than all searches"),
        ({"rate_per_1000": dict.fromkeys(GROUPS, 0)}, "not all 0"),
    ],
)
def test_settings_that_do_not_fit_the_population_are_refused(changes, what):
    with pytest.raises(ValidationError, match=what):
        StopAndSearch.model_validate(changes)


def test_settings_that_leave_out_a_group_are_refused():
    settings = StopAndSearch(rate_per_1000={"black": 40, "white": 10})
    with pytest.raises(SettingsConflict, match="no value for asian, mixed, other") as refused:
        settings.check_groups(GROUPS)
    assert refused.value.path == ("rate_per_1000",)


def test_a_deployment_costs_its_hours_and_equipment():
    cost = Cost(officer_hour_gbp=50, operator_hour_gbp=40, equipment_gbp=1000, set_up_h=1)
    assert cost.hours(12, 2, 5) == (72, 12)
    assert cost.of_deployment(12, 2, 5, with_cameras=True) == 72 * 50 + 12 * 40 + 1000
    assert cost.of_deployment(12, 0, 5, with_cameras=False) == 72 * 50
