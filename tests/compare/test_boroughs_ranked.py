"""Boroughs in order of what is published, tied where intervals overlap."""

from itertools import pairwise

import pytest
from scipy.stats import beta, chi2

import sim
from sim.compare.published import METRICS, BoroughFigure, boroughs_known
from sim.compare.ranking import tie_groups
from sim.programme.load import load_programme
from sim.scenario.shipped import names_of


def figure(name, low, high):
    return BoroughFigure(name, "E09000000", (low + high) / 2, low, high, 1, 1)


def apart(one, other):
    return one.low > other.high or other.low > one.high


def test_groups_of_ties_follow_one_another_and_being_tied_is_not_handed_on():
    found = tie_groups(
        [figure("a", 8, 10), figure("b", 5, 9), figure("c", 1, 6), figure("d", 5.5, 5.8), figure("e", 0, 0.5)]
    )
    assert found == (("a", "b"), ("b", "d", "c"), ("e",))


@pytest.mark.parametrize("metric", METRICS)
def test_ranks_and_ties_are_those_of_every_pair(metric):
    ranking = sim.rank_boroughs(metric)
    known = [row for row in ranking.rows if row.figure.value is not None]
    assert len(ranking.rows) == 33
    assert len(known) == ranking.n_ranked >= 31
    for row in known:
        others = [other.figure for other in known if other is not row]
        assert row.first == 1 + sum(other.low > row.figure.high for other in others)
        assert row.last == ranking.n_ranked - sum(other.high < row.figure.low for other in others)
        assert row.tied_with == sum(not apart(row.figure, other) for other in others)
        assert row.groups == tuple(range(row.groups[0], row.groups[-1] + 1))
        assert row.figure.low <= row.figure.value <= row.figure.high
    for row in known:
        together = {name for group in row.groups for name in ranking.groups[group - 1]} - {row.figure.borough}
        assert together == {o.figure.borough for o in known if o is not row and not apart(row.figure, o.figure)}
        against = (
            "above" if row.figure.low > ranking.london else "below" if row.figure.high < ranking.london else "neither"
        )
        assert row.against_london == against
    assert all(one.figure.value >= other.figure.value for one, other in pairwise(known))
    assert ranking.metric.sources


def test_intervals_are_exact():
    newham = sim.rank_boroughs("arrests_per_alert", ["newham"]).rows[0].figure
    assert (newham.numerator, newham.denominator) == (145, 317)
    assert newham.low == pytest.approx(100 * beta.ppf(0.025, 145, 173))
    assert newham.high == pytest.approx(100 * beta.ppf(0.975, 146, 172))
    croydon = sim.rank_boroughs("false_alerts_per_100000_faces", ["Croydon"]).rows[0].figure
    assert (croydon.numerator, croydon.denominator) == (1, 194_706)
    assert croydon.low == pytest.approx(1e5 * chi2.ppf(0.025, 2) / 2 / 194_706)
    assert croydon.high == pytest.approx(1e5 * chi2.ppf(0.975, 4) / 2 / 194_706)


def test_boroughs_sum_to_the_record_of_london():
    """The sums by half-years of another table of the same records; a year of it agrees with the published totals."""
    sums = {
        name: sum(row.figure.numerator for row in sim.rank_boroughs(name).rows)
        for name, one in METRICS.items()
        if one.of == "boroughs.lfr"
    }
    assert sums["deployments_since_2020"] == 362
    assert (sums["deployments"], sums["faces"]) == (228, 3_286_285)
    assert sums["alerts_per_100000_faces"] == 2_201
    assert sums["false_alerts_per_alert"] == sums["false_alerts_per_100000_faces"] == 10
    assert sums["arrests_per_alert"] == sums["arrests_per_1000_residents"] == 1_021


def test_london_is_all_boroughs_together():
    assert sim.rank_boroughs("arrests_per_alert").london == pytest.approx(100 * 1021 / 2201)


def test_what_is_shown_does_not_change_where_it_stands():
    every = {row.figure.borough: row for row in sim.rank_boroughs("arrests_per_100000_faces").rows}
    for row in sim.rank_boroughs("arrests_per_100000_faces", ["newham", "Tower Hamlets"]).rows:
        assert row == every[row.figure.borough]


def test_the_six_boroughs_are_among_those_with_most_deployments_as_their_programme_says():
    six = {street.place.population.borough for street in load_programme("six_boroughs_2027").streets.values()}
    ranks = {row.figure.borough: (row.first, row.last) for row in sim.rank_boroughs("deployments").rows}
    assert sorted(ranks[area] for area in six) == [(k, k) for k in range(1, 6)] + [(6, 7)]
    assert ranks["Greenwich"] == ranks["Hammersmith and Fulham"] == (6, 7)
    assert "Greenwich" in six


def test_what_is_not_published_has_no_rank():
    city = sim.rank_boroughs("recorded_offences_per_1000_residents", ["city_of_london"]).rows[0]
    assert (city.figure.value, city.first, city.groups) == (None, None, ())
    assert set(boroughs_known()) == set(names_of("boroughs")) - {"croydon_wards", "london"}


@pytest.mark.parametrize(
    ("arguments", "error", "said"),
    [
        (("arrests_per_alert", ["lewisam"]), sim.ScenarioError, "did you mean lewisham"),
        (("arrests_per_alerts",), sim.MetricError, r"\(arrests_per_alerts\); did you mean arrests_per_alert"),
    ],
)
def test_what_there_is_not_is_refused_with_the_nearest(arguments, error, said):
    with pytest.raises(error, match=said):
        sim.rank_boroughs(*arguments)
