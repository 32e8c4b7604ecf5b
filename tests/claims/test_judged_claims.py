"""Claims held against a simulator that is a function: verdicts worked out by hand, caps, tipping points, faults."""

import shutil

import numpy as np
import polars as pl
import pytest

from sim.claims.claim import Claim
from sim.claims.judge import Plan, judge
from sim.claims.pairs import assumed_keys
from sim.claims.tipping import MOST_RUNS, tipping_of
from sim.core.errors import MetricError, RunError, ScenarioError, SimError, StoreError
from sim.ensemble.run import reopen
from sim.store.ensembles import open_ensemble

FAST = "lfr.recognition.draw=1"
"""The profile is calibrated once, and not in every draw."""
CITED, ASSUMED = "habits.day_spread", "listing.outside_ratio"
"""Inputs of the function: from 0.22 to 0.33, cited, and from 0 to 0.5, assumed."""


def claim(*, unit="people", who="somebody", speaks="for", name="m", **more):
    side = {key: more.pop(key) for key in ("at_most", "at_least", "between") if key in more}
    one = {
        "name": "h", "kind": "simulated", "says": "it is so", "metric": "arrests",
        "arms": {"0.64": "north_end_year", "0.7": "north_end_year+lfr.threshold=0.7"}, "arm": "0.64",
        "margin": {"name": name, "unit": unit, "why": "a choice", **side}, **more,
    }  # fmt: skip
    return Claim.model_validate(
        {"title": "A claim", "who": who, "when": "2026", "source": "a test", "speaks": speaks, "hypotheses": [one]}
    )


def judged(folder, one, **plan):
    return judge({"a": one}, Plan(**{"pairs": 20, "root": folder, "fit": None, "settings": (FAST,), **plan}))[0]


def test_a_verdict_is_that_of_the_exported_numbers(function, tmp_path):
    found = judged(tmp_path, claim(at_most=50.0))
    frame = reopen(open_ensemble(tmp_path, found.hypotheses[0].ensemble_id)).frame
    rows = frame.filter(arm=pl.lit("0.64"), name=pl.lit("arrests")).filter(pl.col("draw") > 0)
    low, high = np.quantile(rows["value"].to_numpy(), (0.025, 0.975), method="weibull")
    finding = found.hypotheses[0].findings[0]
    assert (finding.low, finding.high) == pytest.approx((low, high))
    assert finding.cases == 40
    assert 32 < finding.low < finding.high < 46
    assert found.verdict == "supported"


@pytest.mark.parametrize(
    ("side", "verdict"),
    [({"at_most": 20.0}, "not supported"), ({"at_least": 20.0}, "supported"), ({"at_least": 38.0}, "undetermined")],
)
def test_supporters_and_critics_get_the_same_verdict_for_the_same_structure(function, tmp_path, side, verdict):
    for speaks, who in (("for", "a supporter"), ("against", "a critic")):
        assert judged(tmp_path, claim(speaks=speaks, who=who, **side)).verdict == verdict


def test_a_difference_is_paired_and_a_ratio_is_of_cases(function, tmp_path):
    ratio = (
        judged(tmp_path, claim(of="ratio", against="0.7", unit="times", between=(1.9, 2.1))).hypotheses[0].findings[0]
    )
    assert (ratio.low, ratio.high) == pytest.approx((2.0, 2.0))
    apart = judged(tmp_path, claim(of="difference", against="0.7", at_least=0.0)).hypotheses[0].findings[0]
    assert 16 < apart.low < apart.high < 23


def test_a_group_is_held_against_everybody_else(function, tmp_path):
    one = claim(metric="alerts_per_face", of="groups", group="black", unit="times", at_least=1.25)
    finding = judged(tmp_path, one).hypotheses[0].findings[0]
    assert (finding.group, finding.value) == ("Black", pytest.approx((1 / 250) / (1 / 750)))


def test_at_least_one_in_many(function, tmp_path):
    one = claim(metric="alerts_per_face", of="at_least_once", times=50, unit="chance", at_most=0.9)
    finding = judged(tmp_path, one).hypotheses[0].findings[0]
    assert finding.value == pytest.approx(1 - (1 - 0.0385) ** 50, abs=0.02)


def test_a_verdict_that_hangs_on_assumptions_is_capped_and_stamped(function, tmp_path):
    function["of"] = 2000.0
    found = judged(tmp_path, claim(at_most=1000.0))
    assert found.hypotheses[0].assumed.total > 0.9
    assert (found.hypotheses[0].by_margin, found.verdict, found.is_bound) == ("supported", "undetermined", True)
    assert found.hypotheses[0].influences[0].key == ASSUMED


def test_one_that_hangs_on_what_was_measured_is_not(function, tmp_path):
    found = judged(tmp_path, claim(at_most=1000.0))
    assert found.hypotheses[0].assumed.total < 0.2
    assert (found.verdict, found.is_bound) == ("supported", False)
    assert found.hypotheses[0].influences[0].key == CITED


def tips(folder, one, **more):
    plan = Plan(pairs=20, root=folder, fit=None, settings=(FAST,))
    (found,) = judge({"a": one}, plan)
    return tipping_of(found.hypotheses[0], plan, **more)


@pytest.fixture
def nothing_assumed(function, monkeypatch):
    """Let pairs differ in what the function does not read."""
    for module in ("judge", "pairs"):
        monkeypatch.setattr(f"sim.claims.{module}.assumed_keys", lambda _: ["trust.news.reach"])


def test_setting_an_input_past_its_tipping_point_flips_the_verdict(nothing_assumed, tmp_path):
    found, (tried, *_) = tips(tmp_path, claim(at_most=38.5))
    verdicts = [run.verdict for run in tried.runs]
    assert verdicts == ["supported", "undetermined"]
    assert len(verdicts) == MOST_RUNS
    last = tried.runs[-1]
    assert judged(tmp_path, claim(at_most=38.5), settings=(FAST, f"{CITED}={last.value!r}")).verdict == last.verdict
    assert found
    runs = {run.value: run.verdict for run in tried.runs}
    for tip in found:
        assert tip.of == tried.key == CITED
        assert tip.inside
        assert tried.low <= tip.low <= tip.value <= tip.high <= tried.high
        assert runs[tip.low] != runs[tip.high]
        said = f"below it, with all else drawn, the verdict is {runs[tip.low]}, above it {runs[tip.high]}"
        assert tip.then == said


def test_past_its_tipping_point_a_verdict_that_is_bound_to_assumptions_stays_so_and_it_is_said(function, tmp_path):
    found, (tried, *_) = tips(tmp_path, claim(at_most=38.5), over=[CITED])
    assert {run.verdict for run in tried.runs} == {"undetermined"}
    assert [run.by_margin for run in tried.runs] == ["supported", "undetermined", "not supported"]
    assert all(tip.then.endswith("the verdict stays bound to assumptions") for tip in found)


def test_where_no_input_changes_the_verdict_it_is_said_what_was_tried(nothing_assumed, tmp_path):
    found, (tried, *others) = tips(tmp_path, claim(at_most=1000.0))
    assert (found, tried.key) == ([], CITED)
    assert all((one.runs, one.by_trend) == ((), "supported") for one in (tried, *others))
    _, (asked,) = tips(tmp_path, claim(at_most=1000.0), over=[CITED])
    assert [(run.value, run.verdict) for run in asked.runs] == [(0.22, "supported"), (0.33, "supported")]


def test_what_is_held_leaves_the_draws_of_all_else_as_they_are(function, tmp_path):
    draws = []
    for settings in ((FAST,), (FAST, f"{CITED}=0.3")):
        found = judged(tmp_path, claim(at_most=50.0), settings=settings)
        draws.append(reopen(open_ensemble(tmp_path, found.hypotheses[0].ensemble_id)).ensemble.design.draws)
    drawn, held = draws
    assert [{key: x for key, x in draw.items() if key != CITED} for draw in drawn] == list(held)


def test_few_draws_have_no_interval_and_so_no_verdict(function, tmp_path):
    found = judged(tmp_path, claim(at_most=1000.0), pairs=19)
    assert found.verdict == "undetermined"
    assert "39" in found.hypotheses[0].findings[0].why_none


def test_a_stored_ensemble_is_read_and_nothing_is_run(function, tmp_path, monkeypatch):
    first = judged(tmp_path, claim(at_most=50.0))
    monkeypatch.setattr("sim.claims.judge.run_missing", None)
    again = judged(tmp_path, claim(at_most=50.0), ensemble=first.hypotheses[0].ensemble_id)
    assert again == first
    one = claim(at_most=50.0)
    other = one.hypotheses[0].model_copy(update={"arms": {"day": "north_end_year"}, "arm": "day"})
    with pytest.raises(RunError, match="no such arm"):
        judged(tmp_path, one.model_copy(update={"hypotheses": [other]}), ensemble=first.hypotheses[0].ensemble_id)
    with pytest.raises(StoreError, match="no ensemble"):
        judged(tmp_path, claim(at_most=50.0), ensemble="ffff")


def test_what_the_simulation_does_not_have_is_named(function, tmp_path):
    with pytest.raises(ScenarioError, match="did you mean black"):
        judged(tmp_path, claim(metric="alerts_per_face", of="groups", group="blck", unit="times", at_least=1.0))
    with pytest.raises(RunError, match="exposed"):
        judged(tmp_path, claim(metric="alerts_per_face", of="groups", group="asian", unit="times", at_least=1.0))
    with pytest.raises(MetricError, match="has none of it"):
        judged(tmp_path, claim(metric="false_stops", at_least=1.0))


def test_the_closed_total_effect_is_that_of_theory(function, tmp_path):
    """Of a + b with variances v and w the total effect of b is w / (v + w)."""
    function["of"] = 110.0
    found = judged(tmp_path, claim(at_most=1000.0), pairs=64)
    share = found.hypotheses[0].assumed
    v, w = (100 * 0.11) ** 2 / 12, (110 * 0.1) ** 2 / 12
    assert share.total == pytest.approx(w / (v + w), abs=0.1)
    assert share.low < w / (v + w) < share.high
    assert ASSUMED in assumed_keys(reopen(open_ensemble(tmp_path, found.hypotheses[0].ensemble_id)).ensemble.design)


def test_something_over_nothing_has_no_end():
    of = {"arm": "a", "name": "officer_hours_per_arrest", "estimator": "sampled", "by": "all", "group": "all"}
    counts = {"numerator": 100.0, "denominator": [0.0, 0.0, *([10.0] * 38)], "value": [None, None, *([10.0] * 38)]}
    frame = pl.DataFrame({**of, "draw": range(1, 41), "replication": 0, **counts})
    one = claim(
        metric="officer_hours_per_arrest", arms={"a": "north_end_year"}, arm="a", unit="h per arrest", at_least=9
    )
    values = one.hypotheses[0].values(frame, "all", {})
    found = one.hypotheses[0].finding(values, "all", {})
    assert (found.low, found.value, found.high, found.why_none) == (10.0, 10.0, None, "")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"group": "purple"}, "no such group"),
        ({"arms": {"0.64": "north_end_year+lfr_van_2029", "0.7": "north_end_year"}}, "a: h: arms: 0.64"),
    ],
)
def test_what_is_not_there_is_said_where_it_is_asked_for_before_anything_is_run(function, tmp_path, asked, said):
    with pytest.raises(SimError, match=said):
        judged(tmp_path, claim(at_most=50.0, **asked))
    assert not (tmp_path / "replications").exists()


def test_an_ensemble_that_is_not_whole_is_not_judged(function, tmp_path):
    first = judged(tmp_path, claim(at_most=50.0))
    shutil.rmtree(next((tmp_path / "replications").iterdir()))
    with pytest.raises(RunError, match="1 of its 82 runs are missing"):
        judged(tmp_path, claim(at_most=50.0), ensemble=first.hypotheses[0].ensemble_id)
