"""Reports of a programme and of an ensemble of two arms, in every form."""

import io
import re
from concurrent.futures import ThreadPoolExecutor

import pikepdf
import pytest

from sim.ensemble.run import run_ensemble
from sim.report.forms import FORMS
from sim.report.stored_results import find_result, subject_of
from sim.report.templates import TEMPLATES, report_of
from sim.store.programmes import simulate_programme
from tests.programme.conftest import programme

ONE = "siting=[{rule: fixed, per_month: 1, duration_h: 1.0}]"


@pytest.fixture(scope="module")
def subjects(walks):
    stored = simulate_programme(programme(ONE), seed=3, replication=0, root=walks, observe=lambda _: None)
    arms = {"0.64": programme(ONE), "0.60 <b>": programme(ONE, "lfr.threshold=0.6")}
    with ThreadPoolExecutor(1) as threads:
        ensemble = run_ensemble(arms, replications=2, draws=1, seed=3, root=walks, executor=threads).ensemble
    found = {}
    for identifier in (stored.manifest["programme_id"], ensemble.ensemble_id):
        one = find_result(walks, identifier[:10])
        found[one.kind] = subject_of(one.kind, one.identifier, one.stored)
    return found


def test_each_kind_is_handed_over_in_every_form(subjects):
    for kind, subject in subjects.items():
        for template in TEMPLATES:
            document = report_of(subject, template)
            page = FORMS["html"].make(document)[""].decode()
            assert "<b>" not in page
            assert subject.identifier in page
            assert len(FORMS["csv"].make(document)) == len(document.tables) + 1
            assert FORMS["xlsx"].make(document)[""].startswith(b"PK")
        with pikepdf.open(io.BytesIO(FORMS["pdf"].make(report_of(subject, "panel"))[""])) as file:
            assert len(file.pages) == 1, kind


def test_a_programme_says_its_ranges_its_months_and_its_ratios(subjects):
    subject = subjects["programme"]
    assert re.fullmatch(
        r"On 9 of 10 simulated programmes, between \d+ and \d+ arrests; [\d.]+ expected\.", subject.sentences[0]
    )
    tables = {table.name: table for table in report_of(subject, "technical").tables}
    deployments = [row[1] for row in tables["months"].rows]
    assert deployments == [1]
    assert {row[0] for row in tables["ratios"].rows} == {"where", "who", "algorithm", "engagement", "manner"}
    assert "lfr.watchlist.size 4000 (was 15861)" in dict(subject.facts)["Changed from the files"]


def test_an_ensemble_says_its_differences_in_pairs_and_which_arm_has_which_value(subjects):
    subject = subjects["ensemble"]
    assert subject.sentences[0].startswith("With “0.60 <b>”, ")
    assert "95 % interval of the mean difference" in subject.sentences[0]
    keys = {one.key for one in subject.parameters}
    assert {"lfr.threshold (0.64)", "lfr.threshold (0.60 <b>)"} <= keys
    tables = {table.name: table for table in report_of(subject, "technical").tables}
    arrests = next(row for row in tables["differences"].rows if row[0] == "Arrests")
    assert arrests[2] <= arrests[1] <= arrests[3]
    assert {row[1] for row in tables["levels"].rows} == {"0.64", "0.60 <b>"}


def test_a_programme_of_several_streets_says_what_each_counted(walks, subjects):
    two = programme(
        "streets={one: {place: north_end}, other: {place: north_end}}",
        *(f"streets.{name}.place.footfall.people_per_day=12000" for name in ("one", "other")),
        *(f"streets.{name}.place.day.warm_up_s=300" for name in ("one", "other")),
        "streets.other.place.name=The other",
        "siting=[{rule: in_proportion, to: {one: 2, other: 1}, per_month: 3, duration_h: 0.5}]",
    )
    stored = simulate_programme(two, seed=3, replication=0, root=walks, observe=lambda _: None)
    tables = {table.name: table for table in report_of(subject_of("programme", "x", stored), "technical").tables}
    streets, months = tables["streets"], tables["months"]
    assert [row[:2] for row in streets.rows] == [("North End, Croydon", 2), ("The other", 1)]
    names = [column.name for column in streets.columns]
    assert {"faces_seen", "alerts", "false_alerts", "arrests"} <= set(names)
    for k in range(1, len(names)):
        assert sum(row[k] for row in streets.rows) == pytest.approx(sum(row[k] for row in months.rows)), names[k]
    assert "streets" not in {table.name for table in report_of(subjects["programme"], "technical").tables}
