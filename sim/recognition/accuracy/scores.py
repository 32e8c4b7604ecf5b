"""Bring your own accuracy: comparison scores, or a table of operating points, become a profile.

From scores: at a threshold T and for each group, TPIR is the share of mated scores at or above T, and FPIR is
1 - (1 - FMR)^N with FMR the share of non-mated scores at or above T. Counts are kept, so that the profile knows how
well its rates are known: k false matches in n comparisons are as much evidence as k false alerts in k / FPIR
searches. A second, lower threshold is taken from the same scores, where ten times as many non-mated scores lie,
and fixes the vendor's scale and the spread of similarities.

Source: ISO/IEC 19795-1, FPIR of a search from FMR of a comparison, for independent comparisons.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from sim.core.errors import ScenarioError

__all__ = ["Scores", "points_of_scores", "points_of_table", "read_scores"]

_TIMES_MORE = 10
_LEAST_COUNT = 20
_TABLE = ("threshold", "watchlist_size", "group", "fpir", "tpir")


@dataclass(frozen=True)
class Scores:
    """Comparison scores of one kind, by group of the probe."""

    file: Path
    by_group: dict[str, NDArray[np.float64]]
    """Sorted, for each group."""

    @property
    def n(self) -> int:
        """Number of scores."""
        return sum(scores.size for scores in self.by_group.values())

    def at_least(self, group: str, threshold: float) -> int:
        """Return how many scores of a group are at or above a threshold."""
        scores = self.by_group[group]
        return int(scores.size - np.searchsorted(scores, threshold, side="left"))


def read_scores(file: Path) -> Scores:
    """Read comparison scores: a CSV file with the columns `score` and `group`.

    Raises
    ------
    ScenarioError
        If the file cannot be read, lacks a column or is empty, or a score is not a finite number.
    """
    table = _read(file, ("score", "group"))
    scores = _numbers(file, table, "score")
    names = _names(file, table)
    return Scores(file, {name: np.sort(scores[names == name]) for name in sorted(set(names.tolist()))})


def points_of_scores(mated: Scores, non_mated: Scores, *, threshold: float, watchlist_size: int) -> dict[str, Any]:
    """Return what a profile says of these scores: its points and the mix of its faces and lists.

    Parameters
    ----------
    threshold
        On the scale of the scores, above 0 and below 1.
    watchlist_size
        References N of the list that FPIR is stated for.

    Raises
    ------
    ScenarioError
        If a group has scores of one kind alone, or no mated score lies on one side of the threshold.
    """
    if not 0 < threshold < 1:
        raise ScenarioError(
            "--threshold",
            f"the threshold is out of bounds ({threshold:g})",
            "above 0 and below 1; scores on another scale must be brought to it first",
        )
    _refuse_one_kind(mated, non_mated)
    points = [_point(mated, non_mated, threshold, watchlist_size, with_tpir=True)]
    lower = _lower_threshold(non_mated, threshold)
    if lower is not None:
        points.insert(0, _point(mated, non_mated, lower, watchlist_size, with_tpir=_rises(mated, lower, threshold)))
    shares = {name: scores.size / non_mated.n for name, scores in non_mated.by_group.items()}
    return {"points": points, "face_shares": shares, "list_shares": shares}


def points_of_table(file: Path) -> dict[str, Any]:
    """Return what a profile says of a table of operating points.

    Parameters
    ----------
    file
        A CSV file with the columns threshold, watchlist_size, group, fpir and tpir (an empty cell where a rate was
        not measured), and, where they are known, n_non_mated (searches) and n_mated (passages).

    Raises
    ------
    ScenarioError
        If the file cannot be read, lacks a column or is empty, or a number is not one.
    """
    table = _read(file, _TABLE)
    groups = list(dict.fromkeys(_names(file, table).tolist()))
    points = []
    for threshold in sorted(set(_numbers(file, table, "threshold").tolist())):
        rows = table.filter(pl.col("threshold").cast(pl.Float64) == threshold)
        sizes = set(_numbers(file, rows, "watchlist_size").tolist())
        if len(sizes) > 1:
            raise ScenarioError(
                str(file), f"the threshold {threshold:g} has lists of {len(sizes)} sizes", "one size for each threshold"
            )
        points.append(
            {
                "threshold": threshold,
                "watchlist_size": int(sizes.pop()),
                "source": f"{file.name}",
                "fpir": _cells(file, rows, "fpir", "n_non_mated"),
                "tpir": _cells(file, rows, "tpir", "n_mated"),
            }
        )
    share = {name: 1 / len(groups) for name in groups}
    return {"points": points, "face_shares": share, "list_shares": share}


def _cells(file: Path, rows: pl.DataFrame, rate: str, trials: str) -> list[dict[str, Any]]:
    known = rows.filter(pl.col(rate).is_not_null())
    if known.is_empty():
        return []
    rates = _numbers(file, known, rate)
    of = _numbers(file, known, trials) if trials in known.columns else np.full(rates.size, np.nan)
    return [
        {"groups": [group], "rate": float(p)}
        if not np.isfinite(n)
        else {"groups": [group], "count": float(p * n), "of": float(n)}
        for group, p, n in zip(known["group"].to_list(), rates, of, strict=True)
    ]


def _refuse_one_kind(mated: Scores, non_mated: Scores) -> None:
    for one, other, kind in ((mated, non_mated, "non-mated"), (non_mated, mated, "mated")):
        absent = [name for name in one.by_group if name not in other.by_group]
        if absent:
            raise ScenarioError(
                str(other.file),
                f"no {kind} scores of {', '.join(absent)}",
                f"every group of {one.file.name} needs scores of both kinds",
            )


def _point(
    mated: Scores, non_mated: Scores, threshold: float, watchlist_size: int, *, with_tpir: bool
) -> dict[str, Any]:
    groups = list(non_mated.by_group)
    source = f"{mated.n} mated comparisons of {mated.file.name}, {non_mated.n} non-mated of {non_mated.file.name}"
    return {
        "threshold": threshold,
        "watchlist_size": watchlist_size,
        "source": source,
        "fpir": [_false(non_mated, name, threshold, watchlist_size) for name in groups],
        "tpir": [_true(mated, name, threshold) for name in groups] if with_tpir else [],
    }


def _false(scores: Scores, group: str, threshold: float, watchlist_size: int) -> dict[str, Any]:
    count, n = scores.at_least(group, threshold), scores.by_group[group].size
    searches = n / watchlist_size
    if count:
        searches = count / -np.expm1(watchlist_size * np.log1p(-min(count / n, 1 - 1e-12)))
    return {"groups": [group], "count": count, "of": float(searches)}


def _true(scores: Scores, group: str, threshold: float) -> dict[str, Any]:
    count, n = scores.at_least(group, threshold), scores.by_group[group].size
    if count in (0, n):
        raise ScenarioError(
            str(scores.file),
            f"{'no' if count == 0 else 'every'} mated score of {group} is at or above {threshold:g} ({count} of {n})",
            "a threshold that some reach and some do not",
        )
    return {"groups": [group], "count": count, "of": n}


def _lower_threshold(scores: Scores, threshold: float) -> float | None:
    """Return the score that ten times as many non-mated comparisons reach; None where there are too few."""
    every = np.sort(np.concatenate(list(scores.by_group.values())))
    count = max(_TIMES_MORE * sum(scores.at_least(name, threshold) for name in scores.by_group), _LEAST_COUNT)
    if 2 * count > every.size:
        return None
    lower = float(every[-count])
    return lower if 0 < lower < threshold else None


def _rises(mated: Scores, lower: float, threshold: float) -> bool:
    """Return whether the lower threshold tells more of every group: more of them reach it, and still not all."""
    return all(
        mated.at_least(name, threshold) < mated.at_least(name, lower) < scores.size
        for name, scores in mated.by_group.items()
    )


def _read(file: Path, columns: Sequence[str]) -> pl.DataFrame:
    try:
        table = pl.read_csv(file, infer_schema=False)
    except FileNotFoundError:
        raise ScenarioError(str(file), "no such file") from None
    except (OSError, pl.exceptions.PolarsError) as error:
        raise ScenarioError(
            str(file),
            f"cannot be read as CSV ({str(error).splitlines()[0]})",
            f"a table with the columns {', '.join(columns)}",
        ) from None
    absent = [name for name in columns if name not in table.columns]
    if absent:
        raise ScenarioError(
            str(file),
            f"no column {', '.join(absent)} (columns are {', '.join(table.columns)})",
            f"it needs {', '.join(columns)}",
        )
    if table.is_empty():
        raise ScenarioError(str(file), "there are no rows below the header", "at least one")
    return table


def _numbers(file: Path, table: pl.DataFrame, column: str) -> NDArray[np.float64]:
    numbers = table[column].str.strip_chars().cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
    bad = np.flatnonzero(~np.isfinite(numbers))
    if bad.size:
        raise ScenarioError(
            f"{file}:{int(bad[0]) + 2}",
            f"`{column}` is not a number ({table[column][int(bad[0])]})",
            "finite numbers only",
        )
    return np.asarray(numbers, np.float64)


def _names(file: Path, table: pl.DataFrame) -> NDArray[np.str_]:
    names = table["group"].str.strip_chars().to_list()
    for row, name in enumerate(names):
        if not name:
            raise ScenarioError(f"{file}:{row + 2}", "`group` is empty", "the name of a group")
    return np.array(names, np.str_)
