import os
import subprocess
import sys

import polars as pl
import pytest

from sim.day.run import run
from sim.events import RECORDS, Alert, Arrival, Capture, Comparison, Engagement, Exposure, Loss, Outcome, Passage
from sim.metrics.table import measure
from tests.conftest import short_day

ALERT = ["person_id", "passage", "site"]


@pytest.fixture(scope="module")
def lower_threshold():
    return run(short_day("lfr.threshold=0.4"), seed=11)


def test_people_are_conserved(day):
    people = day.people
    assert people.arrived == people.waiting + people.on_the_street + people.left
    assert people.arrived == day.log.count(Arrival)


def test_something_of_every_kind_happens(day):
    for record in set(RECORDS) - {Loss, Exposure}:
        assert day.log.count(record) > 0, record


def test_the_same_seed_gives_the_same_tables(day):
    again = run(short_day(), seed=11)
    for (name, one), (_, other) in zip(day.log.tables(), again.log.tables(), strict=True):
        assert one.equals(other), name


def test_another_process_gives_the_same_metrics(day, tmp_path):
    script = (
        "import sys; from tests.conftest import short_day; from sim.day.run import run;"
        "from sim.metrics.table import measure;"
        "measure(run(short_day(), seed=11)).write_parquet(sys.argv[1], statistics=False)"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "other.parquet")],
        check=True,
        env={**os.environ, "PYTHONHASHSEED": "7", "OPENBLAS_NUM_THREADS": "1"},
    )
    measure(day).write_parquet(tmp_path / "one.parquet", statistics=False)
    assert (tmp_path / "one.parquet").read_bytes() == (tmp_path / "other.parquet").read_bytes()


def test_another_seed_or_replication_gives_another_day(day):
    first = day.log.table(Arrival)
    assert not first.equals(run(short_day(), seed=12).log.table(Arrival))
    assert not first.equals(run(short_day(), seed=11, replication=1).log.table(Arrival))


@pytest.mark.parametrize("kind", [Arrival, Passage, Capture, Comparison])
def test_arms_that_differ_in_threshold_share_street_and_comparisons(day, lower_threshold, kind):
    assert day.log.table(kind).equals(lower_threshold.log.table(kind))


def test_raising_the_threshold_never_adds_a_person_who_is_alerted(day, lower_threshold):
    high, low = day.log.table(Alert), lower_threshold.log.table(Alert)
    assert high.join(low, on="person_id", how="anti").is_empty()
    assert low.height > high.height


def test_an_alert_is_a_score_at_or_above_the_threshold(day):
    threshold = day.scenario.lfr.threshold
    crossed = day.log.table(Comparison).filter(pl.col("score") >= threshold)
    stops = day.log.table(Engagement).select("person_id", pl.col("t_s").alias("stopped_s"))
    assert day.log.table(Alert).join(crossed, on=ALERT, how="anti").is_empty()
    # of those who have been stopped nothing more is seen, until they are let go
    unalerted = crossed.join(day.log.table(Alert), on=ALERT, how="anti").join(stops, on="person_id", how="left")
    assert (unalerted["t_s"] > unalerted["stopped_s"]).all()


def test_a_threshold_above_every_score_raises_no_alert():
    result = run(short_day("lfr.threshold=1.0"), seed=11)
    assert result.log.count(Comparison) > 0
    for record in (Alert, Engagement, Outcome, Exposure):
        assert result.log.count(record) == 0


def test_nobody_is_alerted_without_having_been_in_the_zone(day):
    alerts, captures = day.log.table(Alert), day.log.table(Capture)
    assert alerts.join(captures.filter("is_usable"), on=ALERT, how="anti").is_empty()
    assert captures.join(day.log.table(Passage), on=ALERT, how="anti").is_empty()


def test_a_passage_is_captured_and_searched_at_most_once(day):
    for kind in (Passage, Capture, Comparison):
        table = day.log.table(kind)
        assert table.unique(["person_id", "passage"]).height == table.height


def test_a_person_is_engaged_at_most_once_and_after_their_alert(day):
    stops = day.log.table(Engagement)
    assert stops["person_id"].n_unique() == stops.height
    joined = stops.join(day.log.table(Alert), on=["person_id", "passage"], suffix="_alert")
    assert joined.height == stops.height
    assert (joined["t_s"] > joined["t_s_alert"]).all()


@pytest.fixture(scope="module")
def thinned():
    return run(short_day("recognition.backend.mode=thinned"), seed=11)


@pytest.mark.parametrize("kind", [Arrival, Passage, Capture])
def test_a_day_with_thinned_searches_has_the_same_street_and_faces(day, thinned, kind):
    assert day.log.table(kind).equals(thinned.log.table(kind))


def test_a_day_with_thinned_searches_has_the_same_comparisons_of_listed_people(day, thinned):
    listed = day.log.table(Arrival).filter("is_listed").select("person_id")
    one, other = (result.log.table(Comparison).join(listed, on="person_id", how="semi") for result in (day, thinned))
    assert one.height > 10
    assert one.equals(other)


def test_a_thinned_search_below_the_floor_returns_nobody(day, thinned):
    one, other = (result.log.table(Comparison) for result in (day, thinned))
    assert one.select("t_s", *ALERT).equals(other.select("t_s", *ALERT))
    left_out = other.filter(pl.col("reference_id") == -1)
    assert other.height - left_out.height < 0.2 * other.height
    assert left_out["score"].is_nan().all()
    assert not left_out["is_mated"].any()


def test_another_draw_of_the_profile_changes_scores_and_nothing_before_them(day):
    other = run(short_day("recognition.draw=1"), seed=11)
    for kind in (Arrival, Passage, Capture):
        assert day.log.table(kind).equals(other.log.table(kind))
    assert not day.log.table(Comparison)["score"].equals(other.log.table(Comparison)["score"])


def test_a_day_without_facial_recognition_has_the_same_street(day):
    plain = run(short_day().model_copy(update={"lfr": None}), seed=11)
    columns = [name for name in day.log.table(Arrival).columns if name not in ("reference_id", "is_listed")]
    assert plain.log.table(Arrival).select(columns).equals(day.log.table(Arrival).select(columns))
    assert plain.log.count(Engagement) == 0
