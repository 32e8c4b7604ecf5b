"""Assurance: every assumption with who made it, and tests with the results that they had and no others."""

import ast
import re
from pathlib import Path

import pytest
from commands import passerby
from strict_json import parsed

from sim.core.errors import SimError
from sim.evidence.register import entries
from sim.report.checks import NOT_RUN, checks, read_results
from sim.report.validity import validity_of

ROOT = Path(__file__).parents[2]
FIRST, SECOND = (one.test for one in checks()[:2])
RESULTS = """<testsuites><testsuite timestamp="2026-01-02T03:04:05">
<testcase classname="{of}" name="{name}[a]"/><testcase classname="{of}" name="{name}[b]"/>
<testcase classname="{other_of}" name="{other}[a]"><failure message="no"/></testcase>
<testcase classname="{other_of}" name="{other}[b]"/>
<testcase classname="tests.a" name="test_x"><skipped type="pytest.xfail" message="known"/></testcase>
<testcase classname="tests.a" name="test_y"><skipped type="pytest.skip" message="absent"/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def results(tmp_path):
    of, name = FIRST.split(".py::")
    other_of, other = SECOND.split(".py::")
    text = RESULTS.format(of=of.replace("/", "."), name=name, other_of=other_of.replace("/", "."), other=other)
    (tmp_path / "tests.xml").write_text(text)
    return tmp_path / "tests.xml"


def test_every_test_that_is_named_is_there():
    for one in checks():
        file, name = one.test.split("::")
        functions = {node.name for node in ast.parse((ROOT / file).read_text(encoding="utf-8")).body
                     if isinstance(node, ast.FunctionDef)}  # fmt: skip
        assert name in functions, one.test
    assert {one.kind for one in checks()} == {"verification", "validation"}
    assert len({one.test for one in checks()}) == len(checks())


def test_a_result_is_that_of_the_file_and_otherwise_none_is_claimed(results):
    last = read_results(results)
    assert last.of(FIRST) == "passed (2 cases)"
    assert last.of(SECOND) == "failed 1, passed 1 (of 2 cases)"
    assert last.of("tests/a.py::test_x") == "expected failure (1 case)"
    assert last.of("tests/a.py::test_y") == "skipped (1 case)"
    assert last.of("tests/a.py::test_z") == NOT_RUN
    assert read_results(None).of(FIRST) == NOT_RUN


def test_a_file_that_has_no_results_is_refused(tmp_path):
    (tmp_path / "tests.xml").write_text("not xml")
    with pytest.raises(SimError, match="not results of tests"):
        read_results(tmp_path / "tests.xml")


def test_the_statement_has_all_its_parts_as_a_document_and_as_a_page(results, tmp_path):
    done = passerby("assure", "--json", "--html", "assure.html", "--results", str(results), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    document = parsed(done.stdout)
    page = (tmp_path / "assure.html").read_text(encoding="utf-8").replace("<wbr>", "")
    assert len(document["assumptions"]) > 150
    assert all(row["who"].startswith("passerby's authors, sim/") for row in document["assumptions"])
    assert all((ROOT / row["who"].split(", ")[1]).is_file() for row in document["assumptions"])
    assert {row["risk"] for row in document["assumptions"]} == {"open", "wide", "medium", "narrow"}
    assert [row["result"] for row in document["verification"]][:3] == [
        "passed (2 cases)", "failed 1, passed 1 (of 2 cases)", NOT_RUN,
    ]  # fmt: skip
    assert {row["result"] for row in document["validation"]} == {NOT_RUN}
    assert document["valid_until"] == validity_of(entries().values()).until.isoformat() > "2027"
    named = re.findall(r"<(?:h2|caption) id=[^>]*>(.*?)</", page)
    assert len(set(named)) == len(named)
    defects = document["sections"]["Known defects and limits"]
    assert any("Footfall is not known" in one for one in defects)
    assert len(defects) > 15
    for said in ("2026-01-02T03:04:05", "failed 1, passed 1 (of 2 cases)", "sim/community/trust.py", "Courts and"):
        assert said in page


def test_the_statement_is_read_at_a_terminal(tmp_path):
    done = passerby("assure", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert "No results of tests were found here" in done.stdout
    assert "Footfall is not known" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80
