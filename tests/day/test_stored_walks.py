"""Tables of walks in the store: opened once as long as their files are what they were."""

import numpy as np

from sim.day.stored_walks import open_walks, read_walks
from sim.scenario.load import load
from sim.scenario.shipped import place_file, policy_file


def test_a_table_is_read_once_until_one_of_its_files_is_another(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.day.walk_table.WALKS", 50)
    street = load(place_file("london_road"), policies=[policy_file("lfr_van_2024")])
    made = open_walks(tmp_path, street, 9)
    assert open_walks(tmp_path, street, 9) is made
    (folder,) = [one for one in (tmp_path / "passages").iterdir() if (one / "walks.parquet").is_file()]
    assert read_walks(folder) is not made
    (folder / "walks.parquet").write_bytes(b"damaged")
    again = open_walks(tmp_path, street, 9)
    assert again is not made
    assert np.array_equal(again.places_m, made.places_m)
    assert (folder / "walks.parquet").stat().st_size > 100
    for file in folder.iterdir():
        file.unlink()
    assert open_walks(tmp_path, street, 9).n == made.n
    assert (folder / "walks.parquet").is_file()
