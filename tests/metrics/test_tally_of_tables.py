"""Counts read off arrays are those of the tables of events, joined and filtered as tables are."""

import numpy as np
import polars as pl

from sim.event_log import EventLog
from sim.events import RECORDS, Adjudication, Alert, Capture, Comparison, Engagement, Outcome, Passage
from sim.metrics.table import tally_of_day
from sim.metrics.tally import COUNTS, tally_of


def present(log, kind):
    """Return the events of people who were neither with officers nor taken away."""
    held = log.table(Engagement).join(log.table(Outcome), on=["person_id", "passage"], suffix="_ended")
    until = pl.when(pl.col("outcome") == "arrest").then(np.inf).otherwise(pl.col("t_s") + pl.col("duration_s"))
    held = held.select("person_id", held_s="t_s", until_s=until)
    away = (pl.col("t_s") > pl.col("held_s")) & (pl.col("t_s") < pl.col("until_s"))
    return log.table(kind).join(held, on="person_id", how="left").filter(~away.fill_null(value=False))


def test_counts_are_those_of_the_tables(day):
    log, both = day.log, ["person_id", "passage"]
    alerts = log.table(Alert).filter(~pl.col("is_repeat"))
    engaged = log.table(Adjudication).filter(decision="engage")
    expected = {
        "passages": present(log, Passage).height,
        "faces_seen": present(log, Capture)["is_detected"].sum() * day.enrolment.lfr.counting.per_face,
        "searches": present(log, Comparison).height,
        "not_searched": present(log, Passage).join(present(log, Comparison), on=both, how="anti").height,
        "alerts": alerts.height,
        "false_alerts_engaged": engaged.join(alerts.filter(~pl.col("is_true")), on=both).height,
        "arrests": log.table(Outcome).filter(outcome="arrest").height,
        "arrests_serious": log.table(Outcome).filter(outcome="arrest", is_serious=True).height,
        "minutes_held": log.table(Engagement)["duration_s"].sum() / 60,
    }
    tally = tally_of_day(day)
    found = {name: tally.counts[COUNTS.index(name)].sum() for name in expected}
    assert expected["alerts"] > 0
    assert expected["not_searched"] > 0
    np.testing.assert_allclose([found[name] for name in expected], list(expected.values()), rtol=1e-12)


def test_a_log_without_tables_is_counted_alike(day):
    fresh, groups = EventLog(), day.scenario.groups.names
    for kind in RECORDS:
        table = day.log.table(kind)
        if table.height:
            columns = {name: table[name].to_numpy() for name in table.columns}
            fresh.add_columns(kind, {k: c.astype(str) if c.dtype == object else c for k, c in columns.items()})
    found, expected = (tally_of(log, groups=groups, basis=None).counts for log in (fresh, day.log))
    assert np.array_equal(found, expected)
