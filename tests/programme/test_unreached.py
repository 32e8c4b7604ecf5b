"""What a programme says and can have no effect is said, and nothing of the shipped programmes is."""

import warnings
from datetime import date

import pytest
from programme_files import write

from sim.core.errors import NoEffect, ScenarioError
from sim.core.streams import Streams
from sim.programme.calendar import DeploymentPlanner, RecordedCrime
from sim.programme.dates import month_begins
from sim.programme.load import load_programme
from sim.programme.unreached import unreached
from sim.scenario.shipped import names_of


@pytest.mark.parametrize("name", names_of("programmes"))
def test_all_of_a_shipped_programme_has_an_effect(name):
    assert unreached(load_programme(name)) == ()


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ('pauses: [{begins: "2035-10-01", ends: "2035-11-01"}]', "`pauses.0` cancels nothing: from 2035-10-01 to"),
        ('pauses: [{begins: "2024-10-01", ends: "2025-10-01"}]', "`pauses.0` cancels nothing"),
        ('pauses: [{begins: "2026-10-01"}]', "`pauses.0` cancels nothing: from 2026-10-01 on is outside"),
        ('publications: ["2025-12-01", "2024-02-01"]', "`publications.1` does not take place: 2024-02-01 is outside"),
        ('meetings: [{"on": "2036-02-14"}]', "`meetings.0` does not take place: 2036-02-14 is outside of the"),
        ('open_days: [{"on": "2026-10-01"}]', "`open_days.0` does not take place: 2026-10-01 is after the"),
        ('calendar: [{place: north_end, "on": "2026-10-01"}]', "`calendar.0` does not take place"),
        ("siting: [{rule: fixed, per_month: 0}]", "`siting.0` brings no deployment"),
        ("siting: [{rule: fixed, months: [13, 14]}]", "`siting.0` never applies: months 13 to 14 of a programme of 12"),
    ],
)
def test_what_lies_outside_of_a_programme_is_said(tmp_path, lines, said):
    (note,) = unreached(load_programme(write(tmp_path, lines)))
    assert note.startswith(said)


@pytest.mark.parametrize(
    "lines",
    [
        'pauses: [{begins: "2024-10-01", ends: "2025-10-02"}]',
        'pauses: [{begins: "2026-09-30"}]',
        'publications: ["2025-10-01", "2026-09-30"]',
        'calendar: [{place: north_end, "on": "2026-09-30"}]',
        "siting: [{rule: fixed, months: [12, 14]}]",
    ],
)
def test_what_lies_at_its_edges_has_an_effect(tmp_path, lines):
    assert unreached(load_programme(write(tmp_path, lines))) == ()


def test_settings_of_a_place_that_a_programme_has_of_its_own_are_said():
    name = "streets.north_end.place.day.start_h"
    assert unreached(load_programme("north_end_year", settings=[f"{name}=12"])) == (
        f"`{name}` is not read: a programme has its own.",
    )


@pytest.mark.parametrize("setting", ["months=12", "lfr.threshold=0.64", "habits.day_spread=0.5"])
def test_setting_what_is_there_already_is_said(setting):
    programme = load_programme("north_end_year")
    name, _, _ = setting.partition("=")
    value = programme
    for part in name.split("."):
        value = getattr(value, part)
    with pytest.warns(NoEffect, match=f"^setting {name} to {value} changes nothing$"):
        same = load_programme("north_end_year", settings=[f"{name}={value}"])
    assert same == programme
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        load_programme("north_end_year", values={name: value})


@pytest.mark.parametrize(
    ("begins", "months"),
    [
        (date(2025, 10, 31), [(2025, 10, 31), (2025, 11, 30), (2025, 12, 31), (2026, 1, 31), (2026, 2, 28)]),
        (date(2027, 11, 30), [(2027, 11, 30), (2027, 12, 30), (2028, 1, 30), (2028, 2, 29), (2028, 3, 30)]),
        (date(2025, 10, 1), [(2025, 10, 1), (2025, 11, 1), (2025, 12, 1), (2026, 1, 1), (2026, 2, 1)]),
    ],
)
def test_months_are_calendar_months(begins, months):
    assert [month_begins(begins, k) for k in range(5)] == [date(*one) for one in months]


@pytest.mark.parametrize("day", [28, 29, 30, 31])
def test_no_deployment_is_before_a_programme_begins_or_after_its_end(tmp_path, day):
    programme = load_programme(
        write(tmp_path, f'begins: "2025-10-{day}"\nmonths: 5\nsiting: [{{rule: fixed, per_month: 40}}]')
    )
    planner, crime = DeploymentPlanner(programme, Streams(seed=1)), RecordedCrime(programme)
    days = [one.on for month in range(5) for one in planner.month(month, crime)]
    assert len(days) == 200
    assert days == sorted(days)
    assert days[0] == programme.begins
    assert days[-1] == date(2026, 3, min(day, 31)) - (date(2026, 3, 2) - date(2026, 3, 1))


def test_a_programme_ends_within_the_calendar(tmp_path):
    load_programme(write(tmp_path, 'begins: "9999-11-30"\nmonths: 1'))
    with pytest.raises(ScenarioError, match="ends in the year 10000"):
        load_programme(write(tmp_path, 'begins: "9999-12-01"\nmonths: 1'))
