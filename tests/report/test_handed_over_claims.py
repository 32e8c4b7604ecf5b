"""Reports of judged claims: who said what, the verdict by the whole interval, and what would change it."""

import io
import json
import zipfile
from dataclasses import replace

import pikepdf
import pytest
from commands import passerby

from sim.core.errors import SimError
from sim.report import reproduce
from sim.report.forms import FORMS
from sim.report.numbers import true_minus
from sim.report.pack import pack_file
from sim.report.stored_results import find_result, subject_of
from sim.report.templates import TEMPLATES, report_of
from sim.scenario.shipped import file_of

NAMES = ("false_alerts_by_ethnicity", "crime_down")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("claims")
    done = passerby("claims", *NAMES, "--output", "judged.json", cwd=folder)
    assert done.returncode == 0, done.stderr
    document = json.loads((folder / "judged.json").read_text(encoding="utf-8"))
    for name, arm in (("one.json", "north_end_year+months=3"), ("elsewhere.json", "of_nobody.yaml+months=3")):
        first = document["claims"][0]
        held = [{**one, "kind": "simulated", "sources": [f"simulated: {arm}"]} for one in first["hypotheses"]]
        simulated = {**first, "name": "ours", "title": "<b>=1+1</b>", "hypotheses": held}
        (folder / name).write_text(json.dumps({**document, "claims": [simulated]}), encoding="utf-8")
    return folder


def subject(folder, name):
    found = find_result(folder, str(folder / name))
    return subject_of(found.kind, found.identifier, found.stored)


@pytest.mark.parametrize("name", ["judged.json", "one.json"])
def test_claims_are_handed_over_in_every_form(folder, name):
    of = subject(folder, name)
    for template in TEMPLATES:
        document = report_of(of, template)
        page = FORMS["html"].make(document)[""].decode()
        assert "<b>" not in page
        assert "undetermined" in page
        assert FORMS["xlsx"].make(document)[""].startswith(b"PK")
        assert len(FORMS["csv"].make(document)) == len(document.tables) + 1
    with pikepdf.open(io.BytesIO(FORMS["pdf"].make(report_of(of, "panel"))[""])) as file:
        assert len(file.pages) == 1


def test_a_claim_has_who_said_it_its_interval_its_margin_and_what_would_change_it(folder):
    of = subject(folder, "judged.json")
    claims = json.loads((folder / "judged.json").read_text(encoding="utf-8"))["claims"]
    tables = {table.name: table for table in report_of(of, "committee").tables}
    found = claims[0]["hypotheses"][0]["findings"][0]
    assert tables["verdicts"].rows[0][3:6] == (found["value"], found["low"], found["high"])
    assert [row[2] for row in tables["said"].rows] == [one["who"] for one in claims]
    assert tables["tipping_points"].rows[0][3] == found["tipping"][0]["value"]
    assert {row[3] for row in tables["sources_of_claims"].rows} >= set(claims[1]["hypotheses"][0]["sources"])
    assert "no simulation" in " ".join(str(block) for block in report_of(of, "committee").blocks)
    assert any(claims[1]["cannot_say"][0] in said for said in of.cannot)


def test_a_claim_that_was_simulated_has_the_settings_of_its_arms(folder):
    of = subject(folder, "one.json")
    assert list(of.arms) == ["north_end_year+months=3"]
    assert of.count("assumed") > 100
    assert "no simulation" not in " ".join(str(block) for block in report_of(of, "committee").blocks)


def test_what_was_simulated_of_files_that_are_elsewhere_is_not_said_to_rest_on_counts(folder):
    of = subject(folder, "elsewhere.json")
    assert not of.arms
    said = " ".join(str(block) for block in report_of(of, "committee").blocks)
    assert "It rests on simulations" in said
    assert "no simulation." not in said


def test_a_report_of_many_claims_says_how_each_was_found(folder):
    claims = json.loads((folder / "judged.json").read_text(encoding="utf-8"))["claims"]
    table = next(
        table for table in report_of(subject(folder, "judged.json"), "committee").tables if table.name == "found"
    )
    one = claims[0]["hypotheses"][0]
    assert table.rows[0][1:4] == (one["name"], one["findings"][0]["interval"], one["assumed_words"])
    assert len(table.rows) == sum(len(claim["hypotheses"]) for claim in claims)


def test_a_panels_sheet_says_how_many_claims_it_leaves_out(folder):
    of = subject(folder, "judged.json")
    many = replace(of, sentences=tuple(f"Claim {k}." for k in range(7)))
    said = " ".join(str(block) for block in report_of(many, "panel").blocks)
    assert "And 2 more" in said
    assert "And 2 more" not in " ".join(str(block) for block in report_of(of, "panel").blocks)


def test_claims_that_were_packed_are_judged_again_to_the_same_bytes(folder, tmp_path):
    packed = pack_file(find_result(folder, str(folder / "judged.json")))
    (tmp_path / "pack.zip").write_bytes(packed)
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        archive.extractall(tmp_path / "pack")
    assert reproduce.main([], folder=tmp_path / "pack") == 0


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "not json",
        '{"document": "passerby claims", "results_version": 1}',
        '{"document": "passerby claims", "results_version": 9, "claims": []}',
    ],
)
def test_what_is_no_document_of_claims_is_refused(text, tmp_path):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(SimError, match=r"no verdicts of results version|without a claim"):
        find_result(tmp_path, str(tmp_path / "a.json"))


def test_a_pack_finds_the_file_of_ones_own_claim_beside_its_document_or_in_the_working_folder_and_no_other_wording(
    tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    own = file_of("claims", "crime_down").read_text(encoding="utf-8")
    (tmp_path / "ours.yaml").write_text(own, encoding="utf-8")
    done = passerby("claims", "ours.yaml", "--output", "outputs/claims/ours.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    found = find_result(tmp_path, "outputs/claims/ours.json")
    assert pack_file(found).startswith(b"PK")
    (tmp_path / "ours.yaml").write_text(own.replace("title:", "title: Another, and", 1), encoding="utf-8")
    with pytest.raises(SimError, match="not as it was judged"):
        pack_file(found)


def test_a_pack_of_a_claim_of_ones_own_that_was_judged_with_another_margin_makes_the_same_again(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ours.yaml").write_text(
        "title: Few\nwho: we\nwhen: '2026'\nsource: a test\nspeaks: for\nhypotheses:\n"
        "  - {name: h, kind: published_rate, says: Few., unit: per alert, each_is_one: true,\n"
        "     counted: {count: {value: 10, source: a test}, out_of: {value: 2000, source: a test}},\n"
        "     margin: {name: line, at_most: 1 %, unit: per alert, why: a choice}}\n",
        encoding="utf-8",
    )
    done = passerby("claims", "ours.yaml", "--margin", "line=1 in 300", "--output", "judged.json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    document = json.loads((tmp_path / "judged.json").read_text(encoding="utf-8"))
    assert document["claims"][0]["hypotheses"][0]["margin"]["at_most"] == pytest.approx(1 / 300)
    assert "line=1 in 300" in document["command"]
    (tmp_path / "pack.zip").write_bytes(pack_file(find_result(tmp_path, "judged.json")))
    with zipfile.ZipFile(tmp_path / "pack.zip") as archive:
        archive.extractall(tmp_path / "pack")
    assert reproduce.main([], folder=tmp_path / "pack") == 0


def test_a_report_has_the_counts_that_a_verdict_is_recomputed_from(folder):
    of = report_of(subject(folder, "judged.json"), "committee")
    verdicts = next(table for table in of.tables if table.name == "verdicts")
    counts = [column.name for column in verdicts.columns].index("counts")
    assert {row[counts] for row in verdicts.rows} >= {"8, against 2"}


def test_a_report_of_one_claim_says_how_its_intervals_are_made(folder):
    document = json.loads((folder / "judged.json").read_text(encoding="utf-8"))
    (crime,) = (one for one in document["claims"] if one["name"] == "crime_down")
    (folder / "crime.json").write_text(json.dumps({**document, "claims": [crime]}), encoding="utf-8")
    page = FORMS["html"].make(report_of(subject(folder, "crime.json"), "committee"))[""].decode()
    for one in crime["hypotheses"]:
        assert f"Interval: {true_minus(one['findings'][0]['interval'])}." in page
    assert "rest of Croydon by −5.2" in page


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda claim: claim.update(verdict="supportedd"), "does not follow from its hypotheses"),
        (lambda claim: claim["hypotheses"][0].update(verdict="supported", by_margin="supported"), "from its interval"),
        (lambda claim: claim["hypotheses"][0]["findings"][0].update(low="x"), "not what was written"),
        (lambda claim: claim["hypotheses"][0].pop("margin"), "not what was written"),
    ],
)
def test_a_document_that_was_changed_by_hand_is_refused(folder, tmp_path, change, said):
    document = json.loads((folder / "judged.json").read_text(encoding="utf-8"))
    change(next(claim for claim in document["claims"] if claim["verdict"] == "undetermined"))
    (tmp_path / "changed.json").write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(SimError, match=said):
        find_result(tmp_path, str(tmp_path / "changed.json"))
