"""A day's events give one table, measured as a day and measured as a programme of one day."""

from pathlib import Path

import numpy as np
import pytest

from sim.day.run import Conservation, RunResult
from sim.metrics.catalogue import rows_of
from sim.metrics.metric import Metric
from sim.metrics.prior import Prior
from sim.metrics.table import measure
from sim.population.people import Residents
from sim.programme import deploying
from sim.programme.day import chance_of, scenario_of, simulate_day
from sim.programme.measures import measures
from sim.programme.run import run_programme
from tests.programme.conftest import programme

ONE_DAY = (
    "siting=[{rule: fixed, per_month: 1, duration_h: 1.0}]",
    "lfr.recognition.backend.kin_fraction=0.002",
    "lfr.watchlist.poor_share=0.2",
    "lfr.watchlist.scope=four_years",
)
SETTINGS = {"as shipped": ONE_DAY[:1], "relatives, poor references, a narrow list": ONE_DAY}


@pytest.fixture(scope="module", params=SETTINGS)
def both(request, root):
    return measured(root, *SETTINGS[request.param])


def measured(root: Path, *settings: str) -> tuple[list[Metric], RunResult, Prior]:
    """Return what a programme of one deployment comes to, that day as a day's run leaves it, and its prior."""
    kept = []

    def keeping(plan, planned, borough, **others):
        happened = simulate_day(plan, planned, borough, **others)
        kept.append((plan, planned, borough, happened))
        return happened

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(deploying, "simulate_day", keeping)
        # a day by itself counts faces as a mean one does
        result = run_programme(programme(*settings, "lfr.counting.spread=0"), seed=4, root=root, observe=lambda _: None)
    ((plan, planned, borough, happened),) = kept
    n, populace = borough.populace.n_residents, borough.populace
    day = RunResult(
        scenario=scenario_of(plan, planned),
        seed=chance_of(borough.streams, planned.number).seed,
        replication=0,
        log=happened.log,
        residents=Residents(populace.ethnic_group[:n], populace.sex[:n], populace.age_band[:n]),
        people=Conservation(0, 0, 0, 0),
        given=None,
        enrolment=borough.enrolment,
    )
    return measures(result), day, happened.turnout.prior


def rows(table):
    names = {row.name for row in rows_of("deployment")}
    return [tuple(vars(one).values()) for one in table if one.name in names]


def test_a_day_and_a_programme_of_one_day_give_the_same_table(both, monkeypatch):
    """Who might be listed is another question in a borough whose wanted are known: both are given one answer."""
    of_programme, day, prior = both
    monkeypatch.setattr("sim.metrics.table.prior_of_day", lambda *_: prior)
    of_day = [Metric(**row) for row in measure(day).to_dicts()]
    assert rows(of_day) == rows(of_programme)
    found = {(one.name, one.estimator) for one in of_day}
    for row in rows_of("deployment"):
        assert {(row.name, estimator) for estimator in row.estimators} <= found


def test_what_does_not_ask_who_might_be_listed_is_the_same_without_a_common_answer(both):
    of_programme, day, _ = both
    of_day = [Metric(**row) for row in measure(day).to_dicts()]
    one, other = ([row for row in rows(table) if row[1] != "expected"] for table in (of_day, of_programme))
    assert one == other


def test_false_alerts_hardly_ask_who_might_be_listed(both):
    of_programme, day, _ = both
    tables = (of_programme, [Metric(**row) for row in measure(day).to_dicts()])
    found = [
        one.value
        for table in tables
        for one in table
        if one.name == "false_alerts" and one.by == "all" and one.estimator != "sampled"
    ]
    assert found == pytest.approx([found[0]] * 4, rel=0.03)


def test_who_might_be_listed_among_those_who_come_is_as_many_as_are(root):
    result = run_programme(
        programme(
            "months=6",
            "siting=[{rule: fixed, per_month: 8, duration_h: 1.0}]",
            "trust.avoiding.aware_share=1.0",
            "listing.visit_share=0.6",
        ),
        seed=2,
        root=root,
        observe=lambda _: None,
    )
    found = {}
    for estimator in ("expected", "expected_given_listed"):
        for name in ("listed_people", "true_alerts"):
            found[name, estimator] = sum(one.tally.expect(name, estimator).sum() for one in result.deployed)
    for name in ("listed_people", "true_alerts"):
        expected, happened = found[name, "expected"], found[name, "expected_given_listed"]
        assert happened > 300
        assert abs(expected - happened) < 4 * np.sqrt(expected)
    came = sum(one.tally.count("listed_people").sum() for one in result.deployed)
    assert came == pytest.approx(found["listed_people", "expected_given_listed"])


def test_the_catalogue_says_what_is_told_by_group_and_what_is_of_searches(both):
    found, _, _ = both
    by_group = {one.name for one in found if one.by == "ethnic_group"}
    rows = {row.name: row for row in (*rows_of("deployment"), *rows_of("programme"))}
    assert by_group == {name for name, row in rows.items() if row.is_by_group and not row.is_of_searches}
    assert {one.name for one in found} == {name for name, row in rows.items() if not row.is_of_searches}
