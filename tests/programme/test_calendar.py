"""When and where: rules keep their shares, feedback is off unless asked for, pauses cancel and nothing else moves."""

from collections import Counter
from datetime import date

import pytest
from programme_files import write

from sim.core.streams import Streams
from sim.programme.calendar import DeploymentPlanner, RecordedCrime
from sim.programme.dates import month_begins
from sim.programme.load import load_programme

STREAMS = Streams(seed=1)
STREETS = """
streets:
  north_end: {place: north_end, crimes_per_year: 3000, residents: 10000}
  thornton_heath: {place: thornton_heath, crimes_per_year: 1000, residents: 30000}
policy: lfr_van_2025
months: 24
"""


def planned(folder, lines, *, police=(0.0, 0.0), streams=STREAMS):
    """Plan two years, with so many officer-hours on the two streets a month; return the deployments."""
    programme = load_programme(write(folder, STREETS.strip() + "\n" + lines))
    crime, planner = RecordedCrime(programme), DeploymentPlanner(programme, streams)
    found = []
    for month in range(programme.months):
        found += planner.month(month, crime)
        crime.end_month(dict(zip(programme.streets, police, strict=True)), {})
    return found


def shares(found):
    counts = Counter(one.place for one in found)
    return counts["north_end"] / len(found)


@pytest.mark.parametrize(
    ("rule", "share"),
    [
        ("fixed", 0.5),
        ("recorded_crime", 0.75),
        ("most_recorded_crime", 0.5),
        ("presence_weighted_crime", 0.75),
        ("population", 0.25),
        ("crime_per_footfall", (3000 / 38_000) / (3000 / 38_000 + 1000 / 5400)),
    ],
)
def test_rules_give_streets_their_shares(tmp_path, rule, share):
    found = planned(tmp_path, f"siting: [{{rule: {rule}, per_month: 5}}]")
    assert len(found) == 120
    assert shares(found) == pytest.approx(share, abs=1 / 120 + 1e-9)


def test_random_is_random_and_the_same_for_a_seed(tmp_path):
    lines = "siting: [{rule: random, per_month: 10}]"
    found = planned(tmp_path, lines)
    assert shares(found) == pytest.approx(0.5, abs=0.13)
    assert found == planned(tmp_path, lines)
    assert found != planned(tmp_path, lines, streams=Streams(2))


def test_recorded_crime_follows_the_police_only_where_a_user_says_so(tmp_path):
    lines = "siting: [{rule: recorded_crime, per_month: 10}]"
    police = (0.0, 200.0)
    assert shares(planned(tmp_path, lines, police=police)) == pytest.approx(0.75, abs=0.01)
    fed = planned(tmp_path, lines + "\nfeedback: {crimes_per_officer_hour: 1.0}", police=police)
    # the second street comes to have 1,000 + 12 x 200 recorded crimes a year against 3,000
    assert shares(fed[-100:]) == pytest.approx(3000 / 6400, abs=0.02)


def test_an_hour_of_officers_discovers_what_the_street_says_or_else_the_feedback(tmp_path):
    own = "thornton_heath: {place: thornton_heath, crimes_per_officer_hour: 0.5, "
    lines = STREETS.strip().replace("thornton_heath: {place: thornton_heath, ", own)
    programme = load_programme(write(tmp_path, lines + "\nfeedback: {crimes_per_officer_hour: 2.0}"))
    crime = RecordedCrime(programme)
    crime.end_month({"north_end": 10.0, "thornton_heath": 30.0}, {})
    assert crime.latest() == pytest.approx({"north_end": 250 + 20, "thornton_heath": 1000 / 12 + 15})
    known = crime.known(("thornton_heath", "north_end"))
    assert [street.discovered_crime for street in known] == [15, 20]
    assert [street.officer_hours for street in known] == [30, 10]
    assert [street.reported_crime for street in known] == pytest.approx([1000, 3000])
    for _ in range(12):
        crime.end_month({}, {})
    assert [street.officer_hours for street in crime.known(tuple(programme.streets))] == [0, 0]


def test_crime_follows_deployments_only_where_a_user_says_so(tmp_path):
    programme = load_programme(write(tmp_path, "feedback: {lfr_effect: -0.1}"))
    crime = RecordedCrime(programme)
    before = crime.latest()["north_end"]
    crime.end_month({}, {"north_end": 52 / 12})
    assert crime.latest()["north_end"] == pytest.approx(0.9 * before)


def test_months_divide_the_calendar(tmp_path):
    programme = load_programme(write(tmp_path, 'begins: "2025-10-31"\nmonths: 6'))
    assert [month_begins(programme.begins, month) for month in (1, 4)] == [date(2025, 11, 30), date(2026, 2, 28)]
    programme = load_programme(write(tmp_path, 'begins: "2025-10-01"'))
    assert month_begins(programme.begins, 3) == date(2026, 1, 1)


def test_a_pause_cancels_what_falls_into_it_and_moves_nothing_else(tmp_path):
    lines = "siting: [{rule: recorded_crime, per_month: 4}]"
    without = planned(tmp_path, lines)
    found = planned(tmp_path, lines + '\npauses: [{begins: "2026-01-01", ends: "2026-04-01"}]')
    assert [(one.number, one.place, one.on) for one in found] == [(one.number, one.place, one.on) for one in without]
    cancelled = [one.on for one in found if one.is_cancelled]
    assert len(cancelled) == 12
    assert all(date(2026, 1, 1) <= on < date(2026, 4, 1) for on in cancelled)
    open_ended = planned(tmp_path, lines + '\npauses: [{begins: "2026-01-01"}]')
    assert all(one.is_cancelled == (one.on >= date(2026, 1, 1)) for one in open_ended)


def test_days_are_spread_over_the_month_and_teams_take_turns(tmp_path):
    found = planned(tmp_path, "siting: [{rule: fixed, per_month: 4}]")[:4]
    assert [one.on.day for one in found] == [4, 12, 20, 28]
    assert [one.team for one in found] == ["a", "b", "a", "b"]


def test_given_days_and_rules_stand_beside_each_other(tmp_path):
    lines = (
        "siting: [{rule: fixed, per_month: 1, months: [2, 2]}]\ncalendar:\n"
        '  - {place: thornton_heath, "on": "2025-10-02", start_h: 9, duration_h: 3, team: b}'
    )
    found = planned(tmp_path, lines)
    assert [(one.on, one.place, one.team) for one in found] == [
        (date(2025, 10, 2), "thornton_heath", "b"),
        (date(2025, 11, 16), "north_end", "a"),
    ]
    assert [one.number for one in found] == [0, 1]
