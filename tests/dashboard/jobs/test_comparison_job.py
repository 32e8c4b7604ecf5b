"""Programmes that a page asks for: done by a real worker, shown on the way, and gone when nobody wants them."""

from __future__ import annotations

import os
import re
import signal
import sys
import time

import pytest

from dashboard.app import create_app
from dashboard.jobs.arms import arm_text, arms_of_shipped, shipped_form
from dashboard.jobs.asked import asked_of
from dashboard.jobs.comparison import ComparisonRequest
from dashboard.jobs.form import FormErrors, form_of, request_of
from dashboard.jobs.routes import ledger_of
from dashboard.jobs.supervisor import working
from dashboard.jobs.sweep import sweep
from sim.core.errors import StoreError
from sim.core.folder import PARTIAL
from sim.report.library import read_document
from sim.scenario.load import document
from sim.scenario.shipped import file_of, names_of
from sim.scenario.vary import setting_of
from sim.store.requests import folder_of

SITED = "+siting=[{rule: fixed, per_month: 6, duration_h: 1.0}]"
FEW = "+months=1+borough.residents=20000+borough.visitors=20000" + SITED
STREET = "+streets.north_end.place.footfall.people_per_day=12000+streets.north_end.place.day.warm_up_s=300"
"""As the small programme of `tests/programme/conftest.py`, so that its street is walked once for all tests."""
TINY = ComparisonRequest(
    {"cameras": "north_end_year" + FEW + STREET, "searches": "stop_and_search" + FEW + STREET}, replications=2
)
PATIENCE_S = 240


def until(ask, what):
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if (found := ask()) is not None:
            return found
        time.sleep(0.05)
    pytest.fail(f"it never came: {what}")


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
def test_programmes_are_done_once_though_a_worker_is_killed_and_are_shown_while_they_are_done(tmp_path, walks):
    (walks / "passages").mkdir(exist_ok=True)
    (tmp_path / "passages").symlink_to(walks / "passages")
    ledger, client = ledger_of(tmp_path), create_app(tmp_path, can_run=True).server.test_client()
    job = ledger.ask(
        TINY.job_id, kind=TINY.kind, request=TINY.document(), label=TINY.label, results=TINY.results, visitor="v"
    )
    shown = folder_of(tmp_path, "document", job.id)
    with working(tmp_path, workers=1) as processes:
        until(lambda: shown.exists() or None, "the first runs of both arms")
        (pid,) = processes()
        os.kill(pid, signal.SIGKILL)
        assert read_document(shown).document["missing"] > 0
        for page in ("months", "compare"):
            assert client.get(f"/views/{page}?comparison={job.id}").status_code == 200
        done = until(lambda: found if (found := ledger.job(job.id)).has_ended else None, "the end")
    assert (done.state, done.results, done.message) == ("done", TINY.results, "")
    assert [turn.state for turn in ledger.turns(job.id)].count("done") == 1
    whole = read_document(shown).document
    assert (whole["done"], whole["failed"], whole["missing"]) == (4, 0, 0)
    assert {path.name for path in (tmp_path / "replications").iterdir()} == set(TINY.results)
    assert client.get(f"/jobs/{job.id}").json["job"]["comparison"] == job.id
    assert client.get(f"/results/{job.id}.json").json["command"] == TINY.command
    assert TINY.is_whole(tmp_path)
    (tmp_path / "replications" / TINY.results[2] / "metrics.parquet").write_bytes(b"")
    assert [TINY.is_stored(number, tmp_path) for number in range(4)] == [True, True, False, True]
    assert not TINY.is_whole(tmp_path)
    ledger.delete(job.id, "v")
    sweep(ledger, tmp_path)
    assert not shown.exists()
    assert not any((tmp_path / "replications").iterdir())
    assert ledger.doomed() == []
    assert not list(tmp_path.glob(f"**/{PARTIAL}*"))


def test_what_a_worker_reads_in_the_ledger_is_what_was_asked_for():
    again = asked_of(TINY.kind, TINY.document())
    assert (again, again.job_id, again.results) == (TINY, TINY.job_id, TINY.results)
    for other in ({}, {"arms": 3, "draws": 1, "replications": 1, "seed": 1}):
        with pytest.raises(StoreError, match="not a comparison"):
            asked_of(TINY.kind, other)
    with pytest.raises(StoreError, match="of a kind that no worker does"):
        asked_of("other", TINY.document())


def parts(text):
    """Return what an arm is of, and what is changed in it."""
    base, *added = re.split(r"\+(?=[A-Za-z_])", text)
    return base, sorted(one if "=" not in one else str(setting_of(one)) for one in added)


def test_every_shipped_comparison_comes_back_from_a_form_as_its_file_says():
    assert list(arms_of_shipped()) == list(names_of("comparisons"))
    for name in arms_of_shipped():
        arms, months = shipped_form(name)
        asked = {arm.name: parts(arm_text(arm, months=months)) for arm in arms}
        assert asked == {arm: parts(text) for arm, text in document(file_of("comparisons", name)).data["arms"].items()}


def arm(**more):
    return {"name": "a", "programme": "north_end_year", **more}


@pytest.mark.parametrize(
    ("given", "field", "allowed"),
    [
        ({"arms": [arm(programme="/etc/passwd")]}, "arms.0.programme", "one of"),
        ({"arms": [arm(policy="../none")]}, "arms.0.policy", "one of"),
        ({"arms": [arm(streets=["nowhere"])]}, "arms.0.streets", "of north_end"),
        ({"arms": [arm(threshold=7)]}, "arms.0.threshold", "at most 1"),
        ({"arms": [arm(programme="stop_and_search", threshold=0.6)]}, "arms.0", ""),
        ({"arms": [arm(), arm()]}, "arms.0.name", "a name of its own"),
        ({"arms": [arm(settings={"borough.residents": 9})]}, "settings", ""),
        ({"arms": [arm(name=str(k)) for k in range(7)]}, "arms", "6"),
        ({"arms": [arm(start_h=20, duration_h=6)]}, "arms.0", ""),
        ({"arms": [arm()], "months": 25}, "months", "24"),
        ({"arms": [arm()], "draws": 17}, "draws", "16"),
        ({"arms": [arm()], "seeds": [1, 2]}, "seeds", "one"),
    ],
)
def test_an_arm_that_cannot_be_is_refused_by_field_with_what_is_allowed(given, field, allowed):
    with pytest.raises(FormErrors) as error:
        request_of(form_of(given))
    assert field in [mistake.field for mistake in error.value.mistakes]
    assert allowed in " ".join(mistake.allowed for mistake in error.value.mistakes)
