"""Programmes month by month over the runs of an ensemble: sums of months, fans, and what an arm does not do."""

from itertools import pairwise

import polars as pl
import pytest

import sim
from sim.core.documents import json_text
from sim.core.errors import StoreError
from sim.ensemble.arms import Comparison, arm_of
from sim.ensemble.months import calendar, monthly
from sim.report.library import library_document, read_document, shipped_comparisons
from sim.scenario.shipped import names_of

FEW = [
    "months=2",
    "borough.residents=4000",
    "borough.visitors=30000",
    "streets.north_end.place.footfall.people_per_day=4000",
]


@pytest.fixture(scope="module")
def result(tmp_path_factory):
    arms = {"cameras": arm_of("north_end_year", settings=FEW), "searches": arm_of("stop_and_search", settings=FEW)}
    return sim.run_ensemble(arms, replications=2, draws=2, workers=1, root=tmp_path_factory.mktemp("o"))


def of(months, **where):
    return months.filter(*(pl.col(key) == value for key, value in where.items())).sort("month")


def test_a_month_is_the_sum_of_its_deployments_in_the_first_draw(result):
    deployments = result.table("deployments").filter(ethnic_group="all", arm="cameras", draw=0)
    found = of(monthly(result), arm="cameras", ethnic_group="all", name="faces_seen")
    expected = deployments.group_by("month").agg(pl.col("faces_seen").sum() / 2).sort("month")
    assert found["as_given"].to_list() == pytest.approx(expected["faces_seen"].to_list())
    assert found["runs"].to_list() == [4, 4]


def test_fans_are_in_order_and_trust_begins_at_nothing(result):
    months = monthly(result)
    ends = [months[name] for name in ("low_90", "low_50", "median", "high_50", "high_90")]
    assert all((one <= other).all() for one, other in pairwise(ends))
    fair = of(months, arm="cameras", ethnic_group="all", name="treat_fairly")
    assert fair["month"].to_list() == [0, 1, 2]
    assert fair["median"][0] == 0


def test_what_an_arm_does_not_do_has_no_rows(result):
    months = monthly(result)
    assert of(months, arm="cameras", name="stop_searches").is_empty()
    assert not of(months, arm="searches", name="stop_searches").is_empty()


def test_the_calendar_is_of_the_first_run(result):
    found = calendar(result).filter(arm="cameras")
    assert found.height == 8
    assert found["date"].is_sorted()
    assert (found["faces_seen"] > 0).all()


def test_a_document_is_read_as_it_was_written(result, tmp_path):
    comparison = Comparison(name="Cameras against searches", about="x", arms={"cameras": "a", "searches": "b"})
    document = library_document(result, comparison, command="passerby library x")
    path = tmp_path / "x.json"
    path.write_text(json_text(document), encoding="utf-8")
    read = read_document(path)
    assert (read.name, read.title, read.arms) == ("x", comparison.name, ["cameras", "searches"])
    assert read.has_months
    assert {row["arm"] for row in read.rows("points", ethnic_group="black")} == {"cameras", "searches"}


def test_a_document_of_another_version_is_refused(tmp_path):
    path = tmp_path / "old.json"
    path.write_text('{"document": "passerby comparison", "results_version": 1}', encoding="utf-8")
    with pytest.raises(StoreError, match="not a comparison of results version"):
        read_document(path)
    path.write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="makes it again"):
        read_document(path)


def test_the_shipped_library_is_of_this_version_and_holds_every_shipped_comparison():
    assert [one.name for one in shipped_comparisons()] == list(names_of("comparisons"))
