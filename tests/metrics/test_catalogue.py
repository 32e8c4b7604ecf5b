"""One row a metric: every list and every word comes from it, and a new row is in all of them."""

from dataclasses import replace

import pytest

from sim.core.errors import SimError
from sim.metrics.catalogue import CATALOGUE, Row, columns, headlines, labels, metric, nouns, rate_of, rows_of
from sim.metrics.measures import measures_of
from sim.metrics.table import measure, tally_of_day
from sim.metrics.tally import COUNTS, EXPECTED, Tally
from sim.scenario.group_schemes import default_groups


def test_a_metric_has_one_row():
    assert len({row.name for row in CATALOGUE}) == len(CATALOGUE)


@pytest.mark.parametrize("row", rows_of("deployment"), ids=lambda row: row.name)
def test_what_every_deployment_has_is_made_of_what_is_counted(row):
    assert row.shape != "made"
    if row.shape != "longest":
        assert row.counted in COUNTS
    assert not row.denominator or row.denominator in COUNTS
    assert bool(row.denominator) == (row.shape in ("rate", "mean", "longest"))
    if "expected" in row.estimators:
        assert row.counted in EXPECTED


def test_every_row_has_words():
    for row in CATALOGUE:
        assert row.label
        assert row.unit
        assert bool(row.noun[0]) == bool(row.noun[1])
    assert labels()["engagements"] == "Stops"
    assert nouns()["faces_seen"] == ("face seen", "faces seen")
    assert all(nouns()[row.name] for row in rows_of("deployment") if row.shape == "count")


def test_a_day_has_every_row_of_a_deployment_and_its_own_and_no_other(day):
    found = set(measure(day)["name"].to_list())
    assert found == {row.name for row in (*rows_of("deployment"), *rows_of("day"))}


def test_a_new_row_is_a_new_metric_of_days_and_programmes_with_its_words(day):
    new = Row("sightings_per_stop", "Sightings per stop", "per stop", "rate", "witnesses", "engagements")
    found = measures_of(tally_of_day(day), rows=[new])
    assert {(one.name, one.unit, one.estimator) for one in found} == {(new.name, "per stop", "sampled")}
    assert len(found) == 1 + 5 + 2 + 3 + 2 * 5


def test_columns_and_headlines_are_flagged_rows(monkeypatch):
    assert ("faces_seen", "faces_seen", "sampled") in columns()
    assert ("expected_given_listed_arrests", "arrests", "expected_given_listed") in columns()
    assert "comparisons" not in {row.name for row in headlines()}
    flagged = [replace(row, is_column=True, is_headline=True) if row.name == "passages" else row for row in CATALOGUE]
    monkeypatch.setattr("sim.metrics.catalogue.CATALOGUE", tuple(flagged))
    assert ("passages", "passages", "sampled") in columns()
    assert "passages" in {row.name for row in headlines()}


def test_an_unknown_metric_is_an_error_that_says_what_there_is():
    with pytest.raises(SimError, match=r"there is no metric of that name \(false_alert\); did you mean false_alerts"):
        metric("false_alert")
    with pytest.raises(SimError, match="all are: people, listed_people"):
        metric("zzz")


def test_a_rate_is_found_by_what_it_is_of():
    of = {"tpir": ("listed_hits", "listed_searches"), "fpir": ("other_hits", "other_searches"),
          "fta_rate": ("not_searched", "passages"), "precision": ("true_alerts", "alerts"),
          "arrests_per_alert": ("arrests", "alerts"), "false_stops_per_arrest": ("false_stops", "arrests")}  # fmt: skip
    assert {name: rate_of(*counts).name for name, counts in of.items()} == {name: name for name in of}
    assert rate_of("arrests", "witnesses") is None
    assert rate_of("cost", "arrests") is None, "what is made elsewhere has no counts of its own"


def test_a_name_says_what_a_rate_is_divided_by():
    of = {"face": "faces_seen", "alert": "alerts", "engagement": "engagements", "arrest": "arrests",
          "listed": "listed_people", "search": "stop_searches", "resident": "residents"}  # fmt: skip
    for row in CATALOGUE:
        above, per, below = row.name.partition("_per_")
        assert not per or row.denominator == of[below]
        assert not per or row.source == "programme" or row.counted == above
        assert not per or row.shape == ("made" if row.source == "programme" else "rate")


def test_what_is_printed_of_a_day_and_counted_is_a_column_of_a_programmes_deployments():
    assert {row.name for row in headlines() if row.shape == "count"} <= {name for name, _, _ in columns()}


def test_a_column_of_what_is_expected_is_of_a_row_that_is_expected():
    found = {name: (count, estimator) for name, count, estimator in columns()}
    assert found["expected_alerts"] == ("alerts", "expected")
    for name, (_, estimator) in found.items():
        row = metric(name.removeprefix("expected_given_listed_").removeprefix("expected_"))
        assert row.is_column
        assert estimator in row.estimators
    assert not {"comparisons", "expected_people", "expected_lost", "listed_alerted"} & set(found)


def test_units_are_words_that_files_and_pages_know():
    of_counts = {"people", "passages", "faces", "searches", "comparisons", "alerts", "sightings", "min", "deployments"}
    of_made = {"h", "GBP", "0 to 1", "% of residents", "percentage points of residents", "searches per resident"}
    ratios = {row.unit for row in CATALOGUE if row.shape == "rate" or " per " in f" {row.unit}"}
    assert {row.unit for row in CATALOGUE} <= of_counts | of_made | ratios
    assert all(row.unit in of_counts for row in CATALOGUE if row.shape in ("count", "sum", "mean"))
    assert all(" per " in f" {unit}" for unit in ratios)


def test_months_show_in_hours_what_is_counted_in_minutes():
    row = metric("minutes_held")
    assert (row.unit, 90 * row.in_months.scale) == ("min", pytest.approx(1.5))


def test_without_cameras_nothing_is_said_of_faces_searches_and_alerts():
    with_cameras = replace(Tally.nothing(default_groups().names), has_cameras=True)
    said = {one.name for one in measures_of(replace(with_cameras, has_cameras=False))}
    assert {one.name for one in measures_of(with_cameras)} - said == {
        "passages", "faces_seen", "searches", "comparisons", "listed_seen", "listed_alerted", "others_alerted",
        "alerts", "true_alerts", "false_alerts", "false_alerts_engaged", "tpir", "fpir", "fta_rate", "precision",
        "alerts_per_face", "true_alerts_per_face", "false_alerts_per_face", "false_alerts_per_alert",
    }  # fmt: skip
