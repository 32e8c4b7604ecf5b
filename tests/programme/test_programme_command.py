"""`passerby programme run` as somebody at a terminal meets it."""

import re
import shutil

import polars as pl
import pytest
from programme_files import write
from strict_json import parsed
from typer.testing import CliRunner

from sim.cli.main import app
from sim.core.streams import Streams
from sim.recognition.cameras.counting import CountingSettings, place_factor
from sim.report.numbers import two_digits
from sim.store.programmes import TABLES

RUNNER = CliRunner()
SMALL = (
    "borough: {residents: 20000, visitors: 20000}\nlfr: {watchlist: {size: 4000, local_share: 0.2}}\n"
    "siting: [{rule: fixed, per_month: 3, duration_h: 1.0}]\nlisting: {visitors_from: 400000}\n"
    "streets: {north_end: {place: north_end}}\nmonths: 3"
)


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    return write(tmp_path_factory.mktemp("programme"), SMALL)


def invoke(*arguments, environment=None):
    return RUNNER.invoke(app, ["programme", "run", *map(str, arguments)], env=environment)


@pytest.fixture(scope="module")
def document(file, walks):
    result = invoke(file, "--months", 2, "--seed", 5, "--outputs", walks, "--json")
    assert result.exit_code == 0, result.output
    return parsed(result.stdout)


def test_json_has_everything_and_nothing_else(document):
    assert set(document) == {"manifest", "path", "notes", "faces_counted_at", *TABLES}
    assert {row["month"] for row in document["months"]} == {0, 1, 2}
    assert len({row["deployment"] for row in document["deployments"]}) == document["manifest"]["deployments"] == 6
    assert document["manifest"]["policy"] == "Fixed cameras, 2025, threshold 0.64"
    made = document["manifest"]["tables_of_walks"]
    assert all({"place", "sites", "people_per_hour", "walks", "results_version"} <= set(one) for one in made)


def test_what_is_stored_is_what_is_printed_and_runs_again_as_it_stands(document, walks):
    folder = walks / "programmes" / document["manifest"]["programme_id"]
    assert pl.read_parquet(folder / "metrics.parquet").height == len(document["metrics"])
    again = invoke(folder / "programme.yaml", "--seed", 5, "--outputs", walks, "--json")
    assert parsed(again.stdout)["manifest"] == document["manifest"]


@pytest.fixture(scope="module")
def text(file, walks, document):
    """Return what is printed, without the breaks of its lines."""
    return invoke(file, "--months", 2, "--seed", 5, "--outputs", walks, environment={"COLUMNS": "200"}).stdout


def test_it_says_what_was_run(text):
    first = text.splitlines()[:6]
    assert first[0] == "A test, with months 2 (was 3)"
    assert first[1] == "policy: Fixed cameras, 2025"
    assert first[2] == "threshold 0.64; a list of 4,000 references"
    assert first[3].startswith("profile: Metropolitan Police in the field, 0.64 (field)")
    assert first[4] == "1 Oct 2025 to 30 Nov 2025: 6 deployments; seed 5, replication 0"


def test_by_what_factor_faces_are_counted_at_a_street_is_said(document, text, file, walks):
    assert document["faces_counted_at"] == {}, "the footfall of North End was worked out from faces"
    assert "a factor of its own" not in text
    drawn = [
        "--months",
        1,
        "--seed",
        5,
        "--outputs",
        walks,
        "--set",
        "streets.north_end.place.footfall.from_faces=false",
    ]
    counted = parsed(invoke(file, *drawn, "--json").stdout)
    factor = place_factor(CountingSettings(), "north_end", streams=Streams(5))
    assert counted["faces_counted_at"] == {"north_end": factor}
    said = " ".join(invoke(file, *drawn).stdout.split())
    assert f"(standard deviation 25 %, `lfr.counting.place_spread`): north_end {factor:.2f}" in said
    faces = [
        {row["deployment"]: row["faces_seen"] for row in one["deployments"] if row["ethnic_group"] == "all"}
        for one in (document, counted)
    ]
    for deployment in faces[1]:
        assert faces[1][deployment] == pytest.approx(faces[0][deployment] * factor, rel=1e-9)


def test_it_is_read_month_by_month(text, document):
    for title in ("Trust", "Month by month", "Street by street", "By ethnic group", "Five points"):
        assert title in text
    months = text[text.index("Month by month") : text.index("Who would agree, at")].splitlines()
    rows = {line[:8]: line[8:] for line in months}
    for number, name in ((1, "Oct 2025"), (2, "Nov 2025")):
        here = [row for row in document["deployments"] if row["month"] == number and row["ethnic_group"] == "all"]
        faces, alerts, false, expected = (
            sum(row[key] for row in here) for key in ("faces_seen", "alerts", "false_alerts", "expected_false_alerts")
        )
        assert rows[name].split()[:2] == ["3", f"{faces:,.0f}"]
        assert re.search(rf" {alerts:.0f} \(\d+-\d+\)", rows[name])
        assert f" {false:.0f} ({two_digits(expected)})" in rows[name]


def test_nothing_is_infinite_and_no_digits_are_made_up(text):
    assert not re.search(r"\b(inf|nan)\b", text)
    assert not re.search(r"1 in \d*[1-9]\d*[1-9]\d*[1-9]", text.replace(",", ""))


def test_ratios_that_went_in_are_marked_and_comparisons_are_counted(text, document):
    judged = [row for row in document["disparity"] if row["status"] == "finding" and row["p"] is not None]
    assert f" of {len(judged)} comparisons" in " ".join(text.split())
    went_in = [row for row in document["disparity"] if row["status"] == "input" and row["estimator"] != "sampled"]
    black = next(row for row in went_in if row["ethnic_group"] == "black")
    assert f"{two_digits(black['ratio'])} i" in text
    assert (f"{black['low']:.2g}", f"{black['high']:.2g}") == ("3.4", "74")
    assert black["p"] is None


@pytest.mark.parametrize("columns", ["30", "80"])
def test_no_line_is_wider_than_the_terminal(file, walks, document, columns):
    text = invoke(file, "--months", 2, "--seed", 5, "--outputs", walks, environment={"COLUMNS": columns}).stdout
    assert all(len(line) <= int(columns) for line in text.splitlines())
    assert "…" not in text


def test_two_are_compared_in_pairs(file, tmp_path, walks, document):
    paused = tmp_path / "paused.yaml"
    pause = 'name: Paused\npauses: [{begins: "2025-11-01"}]'
    paused.write_text(file.read_text(encoding="utf-8").replace("name: A test", pause), encoding="utf-8")
    result = invoke(file, paused, "--months", 2, "--seed", 5, "--outputs", walks, "--json")
    assert result.exit_code == 0, result.output
    both = parsed(result.stdout)
    assert both["programmes"][0]["metrics"] == document["metrics"]
    assert both["difference"]["is_paired"]
    of = {row["name"]: row for row in both["difference"]["rows"]}
    lost = [row for row in document["deployments"] if row["month"] == 2 and row["ethnic_group"] == "all"]
    assert of["deployments"]["difference"] == -3
    assert of["alerts"]["difference"] == -sum(row["alerts"] for row in lost)
    assert of["alerts"]["expected"] == pytest.approx(-sum(row["expected_alerts"] for row in lost))
    assert of["alerts"]["low"] < of["alerts"]["difference"] < of["alerts"]["high"]
    text = invoke(file, paused, "--months", 2, "--seed", 5, "--outputs", walks).stdout
    assert "B less A" in text
    assert "Paired: the same people, days and chance." in text


def test_what_does_not_share_its_chance_is_not_paired(file, tmp_path, walks):
    other = tmp_path / "other.yaml"
    other.write_text(file.read_text(encoding="utf-8").replace("visitors: 20000", "visitors: 21000"), encoding="utf-8")
    result = invoke(file, other, "--months", 1, "--seed", 5, "--outputs", walks)
    assert "Not paired: they differ in borough." in " ".join(result.stdout.split())


def test_three_are_too_many(file):
    result = invoke(file, file, file)
    assert result.exit_code == 2
    assert "more than two programmes" in result.stderr


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


@pytest.mark.parametrize(("name", "data"), [("manifest.json", b"{}"), ("months.parquet", b"PAR1"), ("SHA256SUMS", b"")])
def test_a_damaged_programme_is_made_again(document, file, walks, tmp_path, name, data):
    stored = walks / "programmes" / document["manifest"]["programme_id"]
    folder = shutil.copytree(stored, tmp_path / "programmes" / stored.name)
    (tmp_path / "passages").symlink_to(walks / "passages")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / name).write_bytes(data)
    result = invoke(file, "--months", 2, "--seed", 5, "--outputs", tmp_path)
    assert result.exit_code == 0
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_shipped_programme_is_known_by_its_name():
    result = invoke("roll_ot")
    assert result.exit_code == 2
    assert "no such programme (roll_ot); did you mean roll_out? a file, or one of by_crime, " in result.stderr


def test_the_schema_says_what_may_be_set_with_unit_and_source():
    result = RUNNER.invoke(app, ["programme", "schema"])
    assert result.exit_code == 0
    schema = parsed(result.stdout)
    assert {"policy", "streets", "siting", "pauses"} <= set(schema["properties"])
    memory = schema["$defs"]["TrustDynamics"]["properties"]
    assert memory["half_life_days"]["unit"] == "days"
    assert memory["half_life_days"]["assumption"]
    assert memory["effectiveness_trend"]["evidence"] == "community.good-job-trend"
