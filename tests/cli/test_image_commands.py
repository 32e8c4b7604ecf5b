"""`passerby recognition frames` and `measure`: pictures and figures of the image back end, and what is refused."""

import pytest
from commands import passerby
from strict_json import parsed
from test_main import PLACE

from sim.core.errors import ScenarioError
from sim.day.annotated_frame import hour_of

FEW = ("--set", "lfr.watchlist.size=12", "--set", "population.listed_share=0.4", "--set", "day.warm_up_s=120")


def test_frames_paints_what_a_camera_sees_and_says_whom_it_names(tmp_path):
    done = passerby(
        "recognition",
        "frames",
        PLACE,
        "--at",
        "12:30",
        "--policy",
        PLACE.replace("places/north_end", "policies/lfr_fixed_2025"),
        *FEW,
        "--json",
        cwd=tmp_path,
    )
    assert done.returncode == 0, done.stderr
    document = parsed(done.stdout)
    assert (tmp_path / document["picture"]).read_bytes().startswith(b"\x89PNG")
    assert document["at"] == "12:30"
    for face in document["faces"]:
        assert (face["name"] is not None) == face["is_candidate"]
    assert [file.name for file in tmp_path.iterdir()] == ["frame.png"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--at", "25:00"], "--at: not a time of the day (25:00); hours and minutes from 00:01 to 23:59"),
        (["--at", "00:00"], "not a time of the day (00:00)"),
        (["--at", "12:30", "--camera", "moon", *FEW], "--camera: no such camera in use (moon)"),
        (["--at", "12:30", "--set", "lfr.recognition.backend={kind: image, references: 0}"], "references"),
    ],
)
def test_a_frame_that_cannot_be_painted_is_refused_and_nothing_is_written(arguments, said, tmp_path):
    done = passerby("recognition", "frames", PLACE, *arguments, cwd=tmp_path)
    assert done.returncode == 2, done.stdout
    assert said in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("clock", "hour"), [("0:01", 1 / 60), ("12:30", 12.5), ("23:59", 23 + 59 / 60)])
def test_a_time_of_the_day_is_an_hour(clock, hour):
    assert hour_of(clock) == pytest.approx(hour)


@pytest.mark.parametrize("clock", ["", "noon", "24:00", "12:60", "12", "12:5", "-1:00"])
def test_what_is_no_time_is_refused(clock):
    with pytest.raises(ScenarioError, match="not a time of the day"):
        hour_of(clock)


def test_measure_prints_counts_behind_every_share(tmp_path):
    done = passerby("recognition", "measure", "--references", "10", "--json", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    document = parsed(done.stdout)
    assert document["rank_one"]["of"] == 20
    assert 0 <= document["detected"]["n"] <= document["detected"]["of"]
    assert [at["fmr"] for at in document["at"]] == [1e-3, 1e-4]
