"""`passerby walk verify` as a user has it: its output and its exit status."""

import pytest
from commands import passerby
from strict_json import parsed


def test_a_table_says_what_was_asked_what_was_found_and_how_many_are_met(tmp_path):
    done = passerby("walk", "verify", "--test", "A1", "--test", "a2", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "26-34 s" in done.stdout
    assert "✓ met" in done.stdout
    assert done.stdout.endswith("anticipating, seeds 1 to 5: 2 of 2 tests met\n")
    assert "…" not in done.stdout


def test_json_is_one_document_and_nothing_else(tmp_path):
    done = passerby("walk", "verify", "--test", "A3", "--seeds", "1", "--json", cwd=tmp_path)
    document = parsed(done.stdout)
    assert (done.returncode, done.stderr) == (0, "")
    assert (document["model"], document["met"], document["of"]) == ("anticipating", 1, 1)
    assert document["tests"][0]["source"] == "RiMEA 5"
    assert all(number["met"] for number in document["tests"][0]["numbers"])


def test_a_criterion_that_is_not_met_is_exit_status_1(tmp_path):
    done = passerby("walk", "verify", "--test", "C8", "--model", "collision_free_speed", "--seeds", "1", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert "✗ not met" in done.stdout
    assert "collision_free_speed, seed 1: 0 of 1 tests met; not met: C8" in done.stdout


def test_the_picture_is_drawn_and_its_points_are_in_the_document(tmp_path):
    done = passerby("walk", "verify", "--test", "A1", "--seeds", "1", "--picture", "fd.png", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "fd.png").read_bytes().startswith(b"\x89PNG")
    points = parsed(done.stdout)["fundamental_diagram"]["points"]
    assert [point["density_per_m2"] for point in points] == [0.25, 0.5, 1.0, 1.5, 2.0, 3.0]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--test", "B10"], "--test: there is no such test (B10); allowed: A1, A2"),
        (["--model", "boids"], "--model: there is no such walking model (boids); allowed: anticipating"),
        (["--picture", "nowhere/fd.png"], "nowhere/fd.png: cannot be written"),
    ],
)
def test_wrong_input_is_exit_status_2_at_once(tmp_path, arguments, said):
    done = passerby("walk", "verify", *arguments, cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
