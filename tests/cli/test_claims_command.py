"""`passerby claims`: lists, verdicts on published data, margins, files of one's own, and what is wrong with them."""

import pytest
from commands import passerby
from strict_json import parsed

from sim.claims.claim import shipped_claims
from sim.claims.judge import PAIRS
from sim.report.verdicts import shipped_verdicts

OWN = """
title: A claim of one's own
who: somebody
when: "2026"
source: a test
speaks: against
hypotheses:
  - name: share
    kind: published_rate
    says: At least half.
    counted: {{count: {{value: 6, source: a test}}, out_of: {{value: 10, source: a test}}}}
    each_is_one: true
    unit: per alert
    margin: {{name: half, at_least: 0.5, unit: {unit}, why: a choice}}
"""


@pytest.fixture
def own(tmp_path):
    file = tmp_path / "own.yaml"
    file.write_text(OWN.format(unit="per alert"), encoding="utf-8")
    (tmp_path / "a_folder").mkdir()
    (tmp_path / "empty.yaml").write_text("# nothing yet\n", encoding="utf-8")
    said = OWN.partition("hypotheses:")[0]
    (tmp_path / "none.yaml").write_text(f"{said.lstrip()}hypotheses: []\n", encoding="utf-8")
    return tmp_path


def test_every_shipped_claim_is_read_and_its_cases_hold():
    claims = shipped_claims()
    assert {one.speaks for one in claims.values()} >= {"for", "against"}
    assert all(one.source and one.who and one.when for one in claims.values())


def test_without_a_name_all_are_listed(tmp_path, monkeypatch):
    monkeypatch.delenv("COLUMNS", raising=False)  # workers of tests have it
    document = parsed(passerby("claims", "--json", cwd=tmp_path).stdout)
    assert [one["name"] for one in document["claims"]] == list(shipped_claims())
    lines = passerby("claims", cwd=tmp_path).stdout.splitlines()
    for name, claim in shipped_claims().items():
        (line,) = [line for line in lines if line.split()[:1] == [name]]
        assert all(words in line for words in (claim.title, claim.who, claim.when, claim.speaks))


def test_a_claim_that_was_not_yet_judged_is_listed_so(tmp_path, monkeypatch):
    judged = shipped_verdicts()
    others = [one for one in judged["claims"] if one["name"] != "crime_down"]
    monkeypatch.setattr("sim.report.verdicts.shipped_verdicts", lambda: {**judged, "claims": others})
    listed = {
        one["name"]: one["verdict"] for one in parsed(passerby("claims", "--json", cwd=tmp_path).stdout)["claims"]
    }
    assert listed["crime_down"] == "not yet judged"
    assert listed["no_other_democracy"] == "out of scope"
    assert "Otherwise" not in passerby("claims", "crime_down", cwd=tmp_path).stdout


def test_by_default_a_claim_has_as_many_draws_as_the_shipped_verdicts():
    assert f"--pairs {PAIRS} " in shipped_verdicts()["command"]


def test_a_verdict_that_is_otherwise_than_the_shipped_one_says_so(tmp_path, monkeypatch):
    assert "Otherwise" not in passerby("claims", "faces_for_each_arrest", cwd=tmp_path).stdout
    judged = shipped_verdicts()
    (one,) = [one for one in judged["claims"] if one["name"] == "faces_for_each_arrest"]
    moved = {**judged, "claims": [{**one, "verdict": "not supported"}]}
    monkeypatch.setattr("sim.report.verdicts.shipped_verdicts", lambda: moved)
    said = " ".join(passerby("claims", "faces_for_each_arrest", cwd=tmp_path).stdout.split())
    assert "Otherwise than what is shipped: not supported, by `passerby claims --all" in said


def test_a_claim_of_ones_own_is_judged_and_a_margin_moves_its_verdict(own):
    done = passerby("claims", "own.yaml", "--json", cwd=own)
    (claim,) = parsed(done.stdout)["claims"]
    (finding,) = claim["hypotheses"][0]["findings"]
    assert (claim["name"], claim["verdict"], finding["value"]) == ("own", "undetermined", 0.6)
    assert (finding["low"], finding["high"]) == pytest.approx((0.2624, 0.8784), abs=1e-4)
    for margin, verdict in (("0.2", "supported"), ("90 %", "not supported"), ("1 in 2", "undetermined")):
        moved = parsed(passerby("claims", "own.yaml", "--json", "--margin", f"half={margin}", cwd=own).stdout)
        assert moved["claims"][0]["verdict"] == verdict


def test_a_document_that_is_written_is_printed_only_with_json(own):
    alone = passerby("claims", "own.yaml", "--output", "a.json", cwd=own).stdout
    both = passerby("claims", "own.yaml", "-o", "b.json", "--json", cwd=own).stdout
    assert alone == "a.json\n"
    written = [parsed((own / name).read_text(encoding="utf-8")) for name in ("a.json", "b.json")]
    assert written[0] == written[1] == parsed(both)


def test_what_is_printed_says_margin_source_and_verdict(own):
    said = " ".join(passerby("claims", "own.yaml", cwd=own).stdout.split())
    for words in (
        "undetermined",
        "Margin `half`, a value judgement: at least 0.5 per alert",
        "6 of 10",
        "From: a test",
    ):
        assert words in said


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("claims", "own.yaml", "--margin", "haf=0.3"), "did you mean half"),
        (("claims", "own.yaml", "--margin", "half=3 km"), "per alert"),
        (("claims", "own.yaml", "--margin", "half"), "without a value"),
        (("claims", "own.yaml", "own.yaml"), "two claims of one name (own: own.yaml, own.yaml)"),
        (("claims", "a_folder"), "a folder, and no file (a_folder); the file of a claim in it"),
        (("claims", "empty.yaml"), "empty.yaml: the file is empty; a claim is a mapping (key: value)"),
        (("programme", "run", "empty.yaml"), "a programme is a mapping"),
        (("validate", "empty.yaml"), "a place is a mapping"),
        (("compare", "north_end", "empty.yaml"), "a place, programme or comparison is a mapping"),
        (("claims", "none.yaml"), "none.yaml:6:13: no hypothesis, and no `out_of_scope`, which says why"),
        (("claims", "own.yaml", "--set", "lfr.threshold=0.6"), "nothing is simulated"),
        (("claims", "own.yaml", "--ensemble", "ab", "--tipping"), "without --ensemble"),
        (("claims", "own.yaml", "--over", "lfr.threshold"), "--tipping"),
        (("claims", "own.yaml", "--tipping", "--over", "lfr.nosuch"), "--over: has no effect where nothing is"),
        (("claims", "own.yaml", "--tipping"), "--tipping: has no effect where nothing is simulated"),
        (("claims", "nothing_to_hide", "--tipping", "--over", "lfr.nosuch"), "(lfr.nosuch); a setting with a number; "),
        (("claims", "nothing_to_hide", "--tipping", "--over", "habits.day_spred"), "did you mean habits.day_spread"),
        (("claims", "nothing_to_hide", "--tipping", "--over", "day_spread"), "did you mean habits.day_spread"),
        (("claims", "nothing_to_hide", "--tipping", "--over", "lfr.zz*"), "--over: no uncertain input is called so"),
        (("claims", "own.yaml", "--all"), "names, or --all"),
        (("claims", "--margin", "half=0.3"), "no effect on a list"),
        (("claims", "nothing_to_hyde"), "did you mean nothing_to_hide"),
    ],
)
def test_what_is_wrong_is_one_line_and_status_2(own, arguments, said):
    done = passerby(*arguments, cwd=own)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("was", "wrong", "said"),
    [
        ("unit: per alert\n    margin", "unit: per face\n    margin", "own.yaml:14:"),
        ("count: {value: 6, source: a test}", "count: {value: 6}", "without a source"),
        ("kind: published_rate", "kind: published_rat", "published_rate"),
        ("speaks: against", "speaks: maybe", "for, against or neither"),
        ("at_least: 0.5, ", "", "one of at_least, at_most, between"),
        ("at_least: 0.5", "at_least: 0.5, at_most: 0.7", "not one side"),
    ],
)
def test_what_is_wrong_in_a_file_is_said_with_its_place(own, was, wrong, said):
    file = own / "own.yaml"
    text = file.read_text(encoding="utf-8")
    assert was in text
    file.write_text(text.replace(was, wrong), encoding="utf-8")
    done = passerby("claims", "own.yaml", cwd=own)
    assert done.returncode == 2
    assert said in done.stderr
    assert "own.yaml:" in done.stderr


def test_the_schema_of_claims_has_every_kind_and_what_its_keys_mean(tmp_path):
    done = passerby("claims", "--schema", cwd=tmp_path)
    assert done.returncode == 0
    schema = parsed(done.stdout)
    parts = [one["properties"] for one in schema["$defs"].values() if "properties" in one]
    kinds = {part["kind"]["const"] for part in parts if "kind" in part}
    published = {"published_rate", "published_disparity", "published_change", "published_siting"}
    assert kinds == {"simulated", "unpublished", *published}
    assert schema["properties"]["quotation"]["description"]


def test_mistakes_of_all_files_are_told_at_once(tmp_path):
    (tmp_path / "one.yaml").write_text("title: One\n")
    (tmp_path / "two.yaml").write_text("titel: Two\n")
    done = passerby("claims", "one.yaml", "none", "two.yaml", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    told = done.stderr.splitlines()
    assert any("one.yaml:1:1: `who` is missing" in line for line in told)
    assert any(line.startswith("none: ") for line in told)
    assert any("two.yaml:1:1: " in line and "`titel`" in line for line in told)
