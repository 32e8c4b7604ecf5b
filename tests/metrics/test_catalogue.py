"""One row a metric: every list and every word comes from it, and a new row is in all of them."""

from dataclasses import replace

import pytest

from sim.core.errors import SimError
from sim.metrics.catalogue import CATALOGUE, Row, columns, headlines, labels, metric, nouns, rows_of
from sim.metrics.measures import measures_of
from sim.metrics.table import measure, tally_of_day
from sim.metrics.tally import COUNTS, EXPECTED


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
    assert len(found) == 1 + 5 + 2 + 3


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
