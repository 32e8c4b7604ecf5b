import polars as pl
import pytest

from sim.community.trust import agreeing, draw_trust
from sim.core.streams import Streams
from sim.day.run import run
from sim.events import Exposure
from sim.metrics.community import community_metrics, exposures
from tests.conftest import short_day


@pytest.fixture(scope="module")
def metrics(day):
    return {(metric.name, metric.group): metric for metric in community_metrics(day)}


def test_changes_of_the_groups_add_up_to_the_borough(metrics):
    for name in ("trust_fairness_change", "trust_effectiveness_change"):
        parts = [metric.numerator for (kind, group), metric in metrics.items() if kind == name and group != "all"]
        assert sum(parts) == pytest.approx(metrics[name, "all"].numerator)


def test_a_change_lies_in_its_range(metrics):
    for (name, _), metric in metrics.items():
        if name.endswith("_change"):
            assert metric.low <= metric.value <= metric.high


def test_the_change_is_that_of_the_residents_who_were_exposed(day, metrics):
    moved = day.log.table(Exposure).filter(pl.col("person_id") < day.residents.n)
    by_person = moved.group_by("person_id").agg(pl.col("fairness_change").sum())
    share = day.scenario.community.trust.fairness_share
    z = draw_trust(day.residents.n, Streams(day.seed)).fairness.astype(float)[by_person["person_id"].to_numpy()]
    change = agreeing(share, z + by_person["fairness_change"].to_numpy()) - agreeing(share, z)
    assert metrics["trust_fairness_change", "all"].numerator == pytest.approx(change.sum())


def test_every_engagement_is_lived_through_once(day):
    seen = exposures(day.log)
    direct = seen.filter(pl.col("kind") == "direct")
    assert (direct["person_id"] == direct["engaged_person_id"]).all()
    assert direct["person_id"].n_unique() == direct.height
    assert (
        seen.filter(pl.col("kind") == "witnessed")["person_id"]
        != seen.filter(pl.col("kind") == "witnessed")["engaged_person_id"]
    ).all()


def test_a_day_without_facial_recognition_moves_no_trust():
    plain = run(short_day().model_copy(update={"lfr": None}), seed=11)
    changes = [metric.value for metric in community_metrics(plain) if metric.name.endswith("_change")]
    assert set(changes) == {0.0}
