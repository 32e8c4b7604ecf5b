"""A name that no file system takes is one line and exit status 2, whatever it is the name of."""

import os

import pytest
from commands import passerby

from sim.core.errors import ScenarioError
from sim.scenario.load import load
from sim.scenario.shipped import place_file

LONG = "é" * 300


@pytest.mark.parametrize(
    "command",
    [
        ("validate", LONG), ("run", "north_end", "--outputs", LONG), ("show", "--outputs", LONG),
        ("store", "check", "--outputs", LONG), ("place", "check", LONG), ("place", "new", LONG),
        ("place", "import", LONG),
        ("walk", "verify", "--picture", f"{LONG}/a.svg"), ("recognition", "det", LONG), ("claims", LONG),
        ("assure", "--results", LONG), ("boroughs", "--simulated-in", LONG, "--simulated"), ("ensemble", LONG),
        ("calibrate", "--deployments", LONG), ("pack", LONG, "-o", "a.zip"), ("report", LONG, "--html", "a.html"),
        ("emulate", "north_end+lfr_van_2025", "-o", f"{LONG}/a.json"), ("programme", "run", LONG),
        ("sensitivity", "north_end+lfr_van_2025", "--metric", "arrests", "--picture", f"{LONG}/a.svg"),
        ("dashboard", "--outputs", LONG), ("dashboard", "--outputs", LONG, "--workers", "0"),
    ],
    ids=lambda command: " ".join(command).replace(LONG, "LONG"),
)  # fmt: skip
def test_a_name_that_is_too_long_is_refused(command, tmp_path):
    done = passerby(*command, cwd=tmp_path)
    assert done.returncode == 2, done.stderr
    assert "Traceback" not in done.stderr
    assert os.listdir(tmp_path) == []


def test_a_map_of_such_a_name_is_refused_where_it_stands(tmp_path):
    place = tmp_path / "place.yaml"
    place.write_text(place_file("north_end").read_text().replace("geometry: north_end.geojson", f"geometry: {LONG}"))
    with pytest.raises(ScenarioError, match=r"place\.yaml:\d+:\d+: no such file"):
        load(place)
