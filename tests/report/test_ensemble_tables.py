"""Ensembles as they are printed: no interval of too few cases, no end where nothing can be, units, what it rests on."""

import io
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from rich.console import Console

from sim.ensemble.arms import arm_of
from sim.metrics.catalogue import metric
from sim.report.ensemble_tables import ensemble_document, print_ensemble


def result_of(values, *, draws, replications=1):
    """Return what came of two arms: metrics, each with values by arm, arrays of (draws, replications)."""
    arms = [SimpleNamespace(name=name, settings=arm_of("north_end+lfr_fixed_2025")) for name in ("a", "b")]
    rows = [
        {
            "arm": arm.name, "draw": draw, "replication": replication, "name": name, "estimator": "sampled",
            "by": "all", "group": "all", "unit": metric(name).unit, "value": float(value), "numerator": float(value),
            "denominator": 1.0,
        }
        for name, of in values.items()
        for k, arm in enumerate(arms)
        for (draw, replication), value in np.ndenumerate(np.reshape(np.array(of) + k, (draws, replications)))
    ]  # fmt: skip
    return SimpleNamespace(
        frame=pl.DataFrame(rows),
        inputs=pl.DataFrame(),
        status=pl.DataFrame({"state": ["done"]}),
        count={"done": 1, "failed": 0, "missing": 0}.get,
        ensemble=SimpleNamespace(
            arms=arms,
            replications=replications,
            seed=1,
            ensemble_id="0",
            design=SimpleNamespace(draws=[{}] * draws, inputs=[], held=[]),
        ),
    )


def printed(values, *, first="levels", **cases):
    """Return what is printed of it."""
    out = io.StringIO()
    print_ensemble(result_of(values, **cases), Console(file=out, width=300), first=first)
    return out.getvalue()


def line(text, start):
    return next(one for one in text.splitlines() if one.startswith(start))


FEW = {"cost": [20_000, 9_000, 34_000, 60_000], "good_job_change": [0.1, -9.0, -8.0, -8.0], "alerts": [9, 40, 90, 60]}


def test_with_too_few_draws_there_is_no_interval_and_that_is_said():
    text = printed({name: of[:3] for name, of in FEW.items()}, draws=3)
    assert " to " not in line(text, "Cost, GBP")
    assert " to " not in line(text, "Alerts")
    assert text.count("Too few draws for an interval (2): 3 or more, beside the one as given.") == 2
    assert "1 replication, 3 draws" in text


def test_of_few_draws_it_is_said_that_they_are_few():
    text = printed(FEW, draws=4)
    assert " to " in line(text, "Cost, GBP")
    assert text.count("Few draws (3, beside the one as given): intervals are wide") == 2
    assert "Few draws" not in printed({"cost": [10.0, *range(8)]}, draws=9)


def test_few_events_have_their_exact_interval_however_few_draws():
    text = printed({"false_alerts": [0, 0, 1]}, draws=3)
    assert " to " in line(text, "False alerts")
    # that of a difference is of the cases as well
    assert " to " not in line(text.partition("B less A")[2], "False alerts")


def test_what_is_no_count_of_events_rests_on_cases():
    text = printed(FEW, draws=4)
    assert line(text, "Cost, GBP").split()[-1] == "3"
    assert line(text, "Residents who agree").split()[-1] == "3"
    assert "(MOPAC, London), percentage points" in text
    assert line(text, "Alerts").split()[-1] == "190"


def test_a_document_says_on_how_many_events_counts_rest_and_nothing_of_what_counts_none():
    document = ensemble_document(result_of(FEW, draws=4), names=list(FEW))
    found = {row["name"]: row["events"] for row in document["levels"] if row["arm"] == "a"}
    assert found == {"cost": None, "good_job_change": None, "alerts": 190}
    assert {row["name"]: row["events"] is None for row in document["differences"]} == {
        "cost": True, "good_job_change": True, "alerts": False,
    }  # fmt: skip


def test_no_end_lies_where_nothing_can_be():
    drawn = [1_000, 0, 0, 0, 0, 100, 0, 0, 0, 9_000]
    text = printed({"cost": drawn, "good_job_change": [-one / 100 for one in drawn]}, draws=10)
    assert "0 to " in line(text, "Cost, GBP")
    assert "-" not in line(text, "Cost, GBP")
    assert " -" in line(text, "Residents who agree")
    assert "Too few" not in text


@pytest.mark.parametrize(("replications", "is_short"), [(2, True), (3, False), (10, False)])
def test_few_replications_have_no_interval_either(replications, is_short):
    made = 10_000 + 50 * np.arange(replications)
    text = printed({"cost": made}, draws=1, replications=replications, first="differences")
    assert (f"Too few replications for an interval ({replications}): 3 or more." in text) == is_short
    assert (" to " in line(text, "Cost, GBP")) != is_short
