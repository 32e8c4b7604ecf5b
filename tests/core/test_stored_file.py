"""Files of stored results: what a disk refuses is said in its own words, and tables are the same wherever they go."""

import sys

import polars as pl
import pytest

from sim.core.errors import StoreError
from sim.core.stored_file import read_table, write_data, write_table, write_text

SMALL = pl.DataFrame({"person_id": [1, 2, 3], "t_s": [0.5, 1.5, 2.5]})
LARGE = pl.DataFrame({"person_id": range(100_000)}).with_columns(t_s=pl.col("person_id") * 0.7)
WRITES = {
    "text": lambda file: write_text(file, "text"),
    "data": lambda file: write_data(file, b"data"),
    "a small table": lambda file: write_table(file, SMALL),
    "a large table": lambda file: write_table(file, LARGE, statistics=True),
}


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="there is no disk that is always full")
@pytest.mark.parametrize("what", WRITES)
def test_a_full_disk_is_said_whatever_is_written(what, tmp_path):
    (tmp_path / "file").symlink_to("/dev/full")
    with pytest.raises(StoreError) as told:
        WRITES[what](tmp_path / "file")
    room = "room on the disk, and a folder that can be written"
    assert str(told.value) == f"{tmp_path}: cannot store results here (No space left on device); {room}"


@pytest.mark.parametrize("table", [SMALL, LARGE, SMALL.clear()], ids=["small", "large", "empty"])
def test_a_table_is_read_as_it_was_written(table, tmp_path):
    write_table(tmp_path / "table.parquet", table)
    assert read_table(tmp_path, "table", schema=table.schema).equals(table)
