"""`passerby programme run` as somebody at a terminal meets it."""

import json

import polars as pl
import pytest
from programme_files import write
from typer.testing import CliRunner

from sim.cli.main import app

RUNNER = CliRunner()
SMALL = (
    "borough: {residents: 20000, visitors: 20000}\nlfr: {watchlist: {size: 4000, local_share: 0.2}}\n"
    "siting: [{rule: fixed, per_month: 3, duration_h: 1.0}]\nlisting: {visitors_from: 400000}\n"
    "streets: {north_end: {place: north_end}}\nmonths: 3"
)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return write(tmp_path_factory.mktemp("programme"), SMALL)


def invoke(*arguments):
    return RUNNER.invoke(app, ["programme", "run", *map(str, arguments)])


@pytest.fixture(scope="module")
def document(file, walks):
    result = invoke(file, "--months", 2, "--seed", 5, "--outputs", walks, "--json")
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def test_json_has_everything_and_nothing_else(document):
    assert set(document) == {"manifest", "path", "metrics", "deployments", "months", "disparity", "passers"}
    assert {row["month"] for row in document["months"]} == {0, 1, 2}
    assert len({row["deployment"] for row in document["deployments"]}) == document["manifest"]["deployments"] == 6
    made = document["manifest"]["tables_of_walks"]
    assert all({"place", "sites", "people_per_hour", "walks", "results_version"} <= set(one) for one in made)


def test_what_is_stored_is_what_is_printed_and_runs_again_as_it_stands(document, walks):
    folder = walks / "programmes" / document["manifest"]["programme_id"]
    assert pl.read_parquet(folder / "metrics.parquet").height == len(document["metrics"])
    again = invoke(folder / "programme.yaml", "--seed", 5, "--outputs", walks, "--json")
    assert json.loads(again.stdout)["manifest"] == document["manifest"]


def test_it_is_read_month_by_month(file, walks, document):
    text = invoke(file, "--months", 2, "--seed", 5, "--outputs", walks).stdout
    for title in ("Month by month", "Street by street", "By ethnic group", "Five points"):
        assert title in text
    lines = [line.split() for line in text.splitlines()]
    assert [line[:2] for line in lines if len(line) == 10 and line[0] in ("1", "2")] == [["1", "3"], ["2", "3"]]
    faces = sum(
        row["faces_seen"] for row in document["deployments"] if row["month"] == 1 and row["ethnic_group"] == "all"
    )
    assert f"{faces:,.0f}" in text


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--set", "months=0"), "`months` is out of bounds (0)"),
        (("--set", "siting.0.places=[nowhere]"), "there is no such street (nowhere)"),
        (("--set", "lfr.threshold=2"), "`lfr.threshold` is out of bounds (2)"),
    ],
)
def test_a_mistake_ends_with_status_2_and_writes_nothing(file, tmp_path, arguments, what):
    result = invoke(file, *arguments, "--outputs", tmp_path / "out")
    assert result.exit_code == 2
    assert what in result.stderr
    assert not (tmp_path / "out").exists()


def test_more_people_than_there_are_is_an_error_that_leaves_nothing_half_written(file, tmp_path):
    result = invoke(
        file,
        "--set",
        "borough.residents=1000",
        "--set",
        "borough.visitors=300",
        "--set",
        "network.local_ties=1",
        "--outputs",
        tmp_path,
    )
    assert result.exit_code == 2
    assert "come in a day" in result.stderr
    assert not list(tmp_path.glob("programmes/*/manifest.json"))
    assert not list(tmp_path.glob("programmes/.partial*"))


def test_every_deployment_has_every_metric_with_its_counts(document, walks):
    days = pl.read_parquet(walks / "programmes" / document["manifest"]["programme_id"] / "days.parquet")
    assert days["deployment"].n_unique() == 6
    one = days.filter(deployment=0, name="arrests_per_alert", estimator="sampled", by="all")
    assert one.height == 1
    assert one["denominator"][0] == next(
        row["alerts"] for row in document["deployments"] if row["deployment"] == 0 and row["ethnic_group"] == "all"
    )


def test_a_broken_store_is_an_error(document, file, walks, tmp_path):
    folder = tmp_path / "programmes" / document["manifest"]["programme_id"]
    folder.mkdir(parents=True)
    (folder / "manifest.json").write_text("{}", encoding="utf-8")
    result = invoke(file, "--months", 2, "--seed", 5, "--outputs", tmp_path)
    assert result.exit_code == 2
    assert "its manifest lacks programme_id" in result.stderr


def test_a_shipped_programme_is_known_by_its_name():
    result = invoke("roll_ot")
    assert result.exit_code == 2
    assert "no such programme (roll_ot); did you mean roll_out? a file, or one of by_crime, " in result.stderr


def test_the_schema_says_what_may_be_set_with_unit_and_source():
    result = RUNNER.invoke(app, ["programme", "schema"])
    assert result.exit_code == 0
    schema = json.loads(result.stdout)
    assert {"policy", "streets", "siting", "pauses"} <= set(schema["properties"])
    memory = schema["$defs"]["TrustDynamics"]["properties"]
    assert memory["half_life_days"]["unit"] == "days"
    assert memory["half_life_days"]["assumption"]
    assert memory["effectiveness_trend"]["evidence"] == "community.good-job-trend"
