"""`passerby calibrate` and `passerby hindcast`: a record in, a fit and a judgement out."""

import pytest
from commands import passerby
from deployment_records import deployments, write
from strict_json import parsed

RECORD = deployments(40)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("record")
    write(made / "record.csv", RECORD)
    write(made / "short.csv", RECORD[:10])
    result = passerby("calibrate", "--deployments", "record.csv", "--to", "2025-01-01", "--out", "fit.yaml", cwd=made)
    assert result.returncode == 0, result.stderr
    return made


def test_a_fit_is_written_and_printed_beside_what_was_known_before(folder):
    result = passerby("calibrate", "--deployments", "record.csv", "--to", "2025-01-01", cwd=folder)
    assert "record.csv: 31 deployments, 2024-08-02 to 2024-12-30" in result.stdout
    assert "left out: 9 rows, dated outside of the days asked for" in result.stdout
    assert "visitor ratio" in result.stdout
    assert "alerts as a power of faces" in result.stdout
    assert (folder / "fit.yaml").is_file()


def test_mechanisms_are_compared_on_demand(folder):
    result = passerby("calibrate", "--deployments", "record.csv", "--compare", "--json", cwd=folder)
    document = parsed(result.stdout)
    assert set(document["log_evidence"]) >= {"everybody", "catchment"}
    assert document["fit"]["record"]["deployments"] == 40
    assert (
        "cannot be told apart" in passerby("calibrate", "--deployments", "record.csv", "--compare", cwd=folder).stdout
    )


def test_a_hindcast_by_rolling_origin_stands_beside_three_baselines(folder):
    result = passerby("hindcast", "--deployments", "record.csv", "--picture", "pit.svg", "--json", cwd=folder)
    document = parsed(result.stdout)
    assert document["about"]["judged"] == 21
    named = {row["predictor"] for row in document["scores"]}
    assert named == {"passerby", "constant rate", "regression", "regression with a level per place"}
    assert len(document["predictions"]) == 21 * (3 + 3 + 2 + 2)
    assert "Arrests: passerby" in (folder / "pit.svg").read_text(encoding="utf-8")


def test_a_fit_predicts_what_came_after_it_and_learns_nothing(folder):
    result = passerby("hindcast", "--deployments", "record.csv", "--fit", "fit.yaml", cwd=folder)
    assert "fit fit.yaml: 31 deployments of record.csv" in result.stdout
    assert "9 deployments, 2025-01-04 to 2025-02-13" in result.stdout
    assert "fall into the days" not in result.stdout
    again = passerby(
        "hindcast", "--deployments", "record.csv", "--fit", "fit.yaml", "--from", "2024-12-01", "--json", cwd=folder
    )
    assert parsed(again.stdout)["about"]["in_days_of_fit"] == 6


def test_a_record_of_place_day_and_faces_alone_can_be_predicted_where_alerts_are_there(folder):
    lines = [f'{one.date},"{one.location}",{one.faces},{one.alerts}' for one in RECORD]
    text = "\n".join(["date,location,faces_seen_estimate,total_alerts", *lines])
    (folder / "few.csv").write_text(text, encoding="utf-8")
    result = passerby("hindcast", "--deployments", "few.csv", "--fit", "fit.yaml", "--json", cwd=folder)
    document = parsed(result.stdout)
    assert {row["count"] for row in document["scores"]} == {"alerts"}
    assert document["predictions"][0]["observed"] is not None


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("hindcast", "--deployments", "none.csv"), "none.csv: no such file"),
        (("hindcast", "--deployments", "short.csv"), "no month has 15 deployments before it"),
        (("hindcast", "--deployments", "record.csv", "--fit", "none"), "no such fit"),
        (
            ("hindcast", "--deployments", "record.csv", "--fit", "fit.yaml", "--to", "2024-01-01"),
            "no deployment is left",
        ),
        (("hindcast", "--deployments", "record.csv", "--picture", "no/pit.svg"), "no/pit.svg: cannot be written"),
        (
            ("calibrate", "--deployments", "record.csv", "--to", "2025-06-01"),
            "2025-05-10 or before, or say --later-days",
        ),
        (("calibrate", "--deployments", "record.csv", "--mechanism", "magic"), "one of everybody"),
        (
            ("calibrate", "--deployments", "record.csv", "--out", "record.csv/fit.yaml"),
            "record.csv/fit.yaml: cannot be written",
        ),
        (("calibrate", "--deployments", "wrong.csv"), "`faces_seen_estimate` is not a number (many)"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(folder, arguments, message):
    wrong = (folder / "record.csv").read_text(encoding="utf-8").replace(f",{RECORD[1].faces},", ",many,", 1)
    (folder / "wrong.csv").write_text(wrong, encoding="utf-8")
    before = sorted(folder.iterdir())
    result = passerby(*arguments, cwd=folder)
    assert result.returncode == 2
    assert message in result.stderr
    assert result.stderr.count("\n") == 1
    assert not result.stdout
    assert sorted(folder.iterdir()) == before


def test_later_days_are_learned_from_where_that_is_said(folder):
    arguments = ("calibrate", "--deployments", "record.csv", "--to", "2025-06-01", "--later-days", "--json")
    assert parsed(passerby(*arguments, cwd=folder).stdout)["fit"]["record"]["last_day"] == "2025-02-13"
