"""A place of one's own: it begins with files that work, and shows what its cameras cover."""

import json

import pytest
from strict_json import parsed
from typer.testing import CliRunner

import sim
from sim.cli.main import app
from sim.core.streams import Streams
from sim.recognition.cameras.counting import CountingSettings, place_factor
from tests.scenario.streets import feature, ring, write


def passerby(*arguments, status=0):
    result = CliRunner().invoke(app, ["place", *map(str, arguments)])
    assert result.exit_code == status, result.output
    return result.output


def test_a_new_place_is_valid_runs_and_its_cameras_work(tmp_path):
    passerby("new", "my_street", "--folder", tmp_path / "places")
    assert {file.name for file in (tmp_path / "places").iterdir()} == {
        "my_street.yaml", "my_street.geojson", "my_street.svg",
    }  # fmt: skip
    file = tmp_path / "places/my_street.yaml"
    assert "#" in file.read_text(encoding="utf-8")
    scenario = sim.load_scenario(file, values={"day.duration_h": 0.2, "day.warm_up_s": 120, "lfr.watchlist.size": 100})
    captures = dict(sim.run(scenario, seed=1).log.tables())["capture"]
    assert captures["is_usable"].mean() > 0.5
    assert sim.load_scenario(file, policies=["lfr_van_2025"]).policy == "Van, 2025, threshold 0.64"


def test_a_new_place_without_a_map_is_one_file_that_works(tmp_path):
    passerby("new", "our_street", "--generic", "--folder", tmp_path)
    assert {file.name for file in tmp_path.iterdir()} == {"our_street.yaml", "our_street.svg"}
    text = (tmp_path / "our_street.yaml").read_text(encoding="utf-8")
    said = [line.strip().removeprefix("#   ") for line in text.splitlines() if "at_m:" in line and "- {" in line]
    (tmp_path / "our_street.yaml").write_text(text.replace("side_streets: 3", "\n    ".join(["side_streets:", *said])))
    for policy in ("lfr_van_2025", "lfr_fixed_2025"):
        entrances = sim.load_scenario(tmp_path / "our_street.yaml", policies=[policy]).street_map.entrances
        assert [one.name for one in entrances][2:] == ["Church Road", "The shopping centre"]
    assert "is there already" in passerby("new", "our_street", "--generic", "--folder", tmp_path, status=2)


def test_nothing_is_overwritten_and_nothing_is_written_by_halves(tmp_path):
    (tmp_path / "own.svg").write_text("mine")
    assert "is there already" in passerby("new", "own", "--folder", tmp_path, status=2)
    assert [file.name for file in tmp_path.iterdir()] == ["own.svg"]
    assert (tmp_path / "own.svg").read_text() == "mine"
    assert "cannot be written" in passerby("new", "own", "--folder", tmp_path / "own.svg", status=2)


@pytest.mark.parametrize("name", ["", "../own", "a b", ".own", "x" * 65, "[red]", "a\nb"])
def test_a_name_that_no_file_should_have_is_refused(tmp_path, name):
    assert "not the name of a file" in passerby("new", "--folder", tmp_path, "--", name, status=2)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", ["svg", "png"])
def test_a_picture_has_the_same_bytes_and_shows_a_camera_that_would_be_refused(tmp_path, kind):
    place = write(tmp_path, {}, {"heading_deg": 180, "at": (33, 0)}, policy="")
    said = [passerby("picture", place, "-o", tmp_path / f"{k}.{kind}") for k in range(2)]
    assert (tmp_path / f"0.{kind}").read_bytes() == (tmp_path / f"1.{kind}").read_bytes()
    assert "lies behind it" in " ".join(said[0].split())
    if kind == "svg":
        text = (tmp_path / "0.svg").read_text(encoding="utf-8")
        assert all(word in text for word in ("c0", "c1", "west", "16 to 24 px between the eyes"))


def test_the_figures_are_there_for_programs(tmp_path):
    good, bad = parsed(passerby("picture", write(tmp_path, {}, {"heading_deg": 180}), "--json"))["cameras"]
    assert good["best_px"] == pytest.approx(54.9, abs=0.1)
    assert (good["refused"], bad["best_px"], bad["share_of_zone"]) == ("", 0, 0)
    assert "lies behind it" in bad["refused"]


def test_a_picture_of_another_kind_is_refused(tmp_path):
    assert "a file .svg or .png" in passerby("picture", write(tmp_path), "-o", tmp_path / "a.pdf", status=2)


def test_a_check_says_and_draws_what_of_a_map_was_understood(tmp_path):
    place = write(tmp_path, {}, {"heading_deg": 180}, obstacles=[[(100, -1), (101, -1), (101, 1)]])
    said = " ".join(passerby("check", place.with_suffix(".geojson"), "-o", tmp_path / "map.svg").split())
    assert "street: 1,199 m2 to walk on, 150.0 m by 8.0 m, 7 corners, obstacles: 1, windows: 0" in said
    assert "west West 8.00 m east East 8.00 m Site c: c0, c1" in said
    assert "`attribution` in it is shown wherever the map is" in said
    assert "16 to 24 px between the eyes" in (tmp_path / "map.svg").read_text(encoding="utf-8")
    assert "A street of one's own: 1,199 m2" in passerby("check", place)


def test_a_check_of_a_street_without_a_map_says_what_it_is_made_of_and_how_faces_are_counted_there(tmp_path):
    passerby("new", "our_street", "--generic", "--folder", tmp_path)
    file = tmp_path / "our_street.yaml"
    said = " ".join(passerby("check", file).split())
    assert "It is made of no map: drawn from the street's settings, here." in said
    assert "Whose data" not in said
    counting = parsed(passerby("check", file, "--json"))["face_counting"]
    factor = place_factor(CountingSettings(), "our_street", streams=Streams(1))
    assert counting == {"name": "our_street", "seed": 1, "factor": factor, "place_spread": 0.25}
    assert "a factor that is drawn, not measured: 1 on average, standard deviation 25 %" in said
    assert f"As `our_street` and with seed 1 it is {factor:.2f}." in said
    counted = file.read_text(encoding="utf-8").replace("footfall:", "footfall:\n  from_faces: true")
    file.write_text(counted, encoding="utf-8")
    assert parsed(passerby("check", file, "--json"))["face_counting"] is None
    assert "this street's way of counting is in it" in " ".join(passerby("check", file).split())


def test_what_was_understood_is_there_for_programs(tmp_path):
    about = parsed(passerby("check", write(tmp_path), "--json"))
    assert about["bounds_m"] == [0, -4, 150, 4]
    assert [one["id"] for one in about["entrances"]] == ["west", "east"]
    assert (about["sites"], about["map_notes"], about["picture"]) == ({"c": ["c0"]}, [], None)


def test_a_map_that_is_none_is_refused_at_its_place(tmp_path):
    (tmp_path / "a.geojson").write_text('{"type": "Feature"}', encoding="utf-8")
    assert "a.geojson:1:1: not a GeoJSON feature collection" in passerby("check", tmp_path / "a.geojson", status=2)
    assert "no such" in passerby("check", tmp_path / "gone.geojson", status=2)


@pytest.mark.parametrize(
    ("entrances", "said"),
    [
        ([], "`street.entrances` is missing"),
        ([{"id": "a"}], "too few entrances (1)"),
        ([{"id": "a"}, {"id": "a"}], "entrance id used twice (a)"),
        ([{}, {"id": "a"}], "`street.entrances.0.id` is missing"),
        ([{"id": ["a"]}, {"id": "a"}], "`street.entrances.0.id` is of the wrong kind"),
    ],
)
def test_of_entrances_that_are_wrong_nothing_else_is_said(tmp_path, entrances, said):
    features = [feature("walkable", "Polygon", ring(((0, -4), (150, -4), (150, 4), (0, 4))))]
    for k, one in enumerate(entrances):
        x = 150 * (k % 2)
        features.append(feature("entrance", "LineString", [[x, -4], [x, 4]], name="Way in", **one))
    (tmp_path / "a.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = passerby("check", tmp_path / "a.geojson", status=2)
    assert said in found
    assert len(found.splitlines()) == 1
