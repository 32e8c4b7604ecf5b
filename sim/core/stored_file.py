"""How the files of stored results are written and read: what a disk does wrong is said, and what is damaged is told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path

import polars as pl

from sim.core.errors import StoreError
from sim.core.sums import AGAIN, read_sealed

__all__ = ["make_folder", "read_table", "write_data", "write_table", "write_text"]


def make_folder(folder: Path) -> None:
    """Make a folder of a stored result, if it is not there.

    Raises
    ------
    StoreError
        If it cannot be made.
    """
    with _writing(folder):
        folder.mkdir(parents=True, exist_ok=True)


def write_table(file: Path, table: pl.DataFrame, *, statistics: bool = False) -> None:
    """Write a table as Parquet, with `statistics` of its columns or without.

    Raises
    ------
    StoreError
        If it cannot be written: a full disk, for one.
    """
    # made in memory first: of a disk that is full the library says that the file is not as specified
    made = BytesIO()
    table.write_parquet(made, statistics=statistics)
    write_data(file, made.getvalue())


def write_text(file: Path, text: str) -> None:
    """Write a text in UTF-8; raises as `write_table`."""
    with _writing(file):
        file.write_text(text, encoding="utf-8")


def write_data(file: Path, data: bytes) -> None:
    """Write bytes; raises as `write_table`."""
    with _writing(file):
        file.write_bytes(data)


def read_table(folder: Path, name: str, *, schema: pl.Schema | None = None) -> pl.DataFrame:
    """Return a table of a stored result, by its name from the folder of the result on, such as `events/alert`.

    Parameters
    ----------
    schema
        The columns that it must have, if they are known.

    Raises
    ------
    StoreError
        If it cannot be read, is not what was stored, or has other columns.
    """
    file = f"{name}.parquet"
    data = read_sealed(folder, file)
    try:
        table = pl.read_parquet(data)
    except (OSError, ValueError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
        raise StoreError(str(folder), f"{file} cannot be read as a table", AGAIN) from None
    if schema is not None and table.schema != schema:
        raise StoreError(str(folder), f"{file} has other columns than are stored", AGAIN)
    return table


@contextmanager
def _writing(file: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise StoreError(
            str(file.parent),
            f"cannot store results here ({error.strerror or error})",
            "room on the disk, and a folder that can be written",
        ) from None
