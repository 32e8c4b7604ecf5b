"""Bring your own accuracy: comparison scores, or a table of operating points, become a profile.

From scores: at a threshold T and for each group, TPIR is the share of mated scores at or above T, and FPIR is
1 - (1 - FMR)^N with FMR the share of non-mated scores at or above T. Counts are kept, so that the profile knows how
well its rates are known. A second, lower threshold is taken from the same scores, where ten times as many non-mated
scores lie, and fixes the vendor's scale and the spread of similarities; it is left out where no system meets both.
A group of so few comparisons that none was to be expected at T is counted together with the largest.

Source: ISO/IEC 19795-1, FPIR of a search from FMR of a comparison, for independent comparisons.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from sim.core.columns import Columns, read_columns
from sim.core.errors import ScenarioError

__all__ = ["Scores", "points_of_scores", "points_of_table", "read_scores", "score_of_distance"]

_TIMES_MORE = 10
_LEAST_COUNT = 20
_NONE_EXPECTED = float(gammaincinv(0.5, 0.5))
"""Where fewer are expected, none says less than the other groups do (the median of none, Jeffreys)."""
_SURE = 4.0
"""Standard errors by which mated scores lie below the others before the file is doubted."""
_TABLE = ("threshold", "watchlist_size", "group", "fpir", "tpir")
_TRIALS = ("n_non_mated", "n_mated")


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


def score_of_distance(distance: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return the score of a distance of 0 or more: 1 / (1 + distance), 1 for identical templates."""
    return np.asarray(1 / (1 + np.asarray(distance, np.float64)))


def read_scores(file: Path, *, lower_is_better: bool = False) -> Scores:
    """Read comparison scores: a text file with the columns `score` and `group`.

    Parameters
    ----------
    lower_is_better
        The numbers are distances, of 0 or more; they become scores by `score_of_distance`.

    Raises
    ------
    ScenarioError
        If the file cannot be read, lacks a column or is empty, or a score is not a finite number.
    """
    table = read_columns(file, ("score", "group"))
    scores = table.numbers("score")
    if lower_is_better:
        for row in np.flatnonzero(scores < 0)[:1]:
            raise ScenarioError(
                table.where(int(row), "score"), f"a distance of {scores[row]:g}", "0 or more, lower is better"
            )
        scores = score_of_distance(scores)
    names = table.names("group")
    groups, of = np.unique(names, return_inverse=True)
    return Scores(file, {str(name): np.sort(scores[of == k]) for k, name in enumerate(groups)})


def points_of_scores(
    mated: Scores, non_mated: Scores, *, threshold: float, watchlist_size: int
) -> list[dict[str, Any]]:
    """Return what a profile may say of these scores: its points and the mix of its faces and lists.

    Parameters
    ----------
    threshold
        On the scale of the scores, above 0 and below 1.
    watchlist_size
        References N of the list that FPIR is stated for.

    Returns
    -------
    list
        The fullest first: with both rates at a second threshold, with its FPIR alone, without it. The first that a
        system meets is the one to take.

    Raises
    ------
    ScenarioError
        If a group has scores of one kind alone, mated scores lie below the others, or none reaches the threshold.
    """
    if not 0 < threshold < 1:
        raise ScenarioError(
            "--threshold",
            f"the threshold is out of bounds ({threshold:g})",
            "above 0 and below 1; scores on another scale must be brought to it first",
        )
    _refuse_one_kind(mated, non_mated)
    _refuse_turned_round(mated, non_mated)
    if not any(mated.at_least(name, threshold) for name in mated.by_group):
        highest = max(float(scores[-1]) for scores in mated.by_group.values())
        raise ScenarioError(
            str(mated.file),
            f"no mated score is at or above {threshold:g} (the highest is {highest:g})",
            "a threshold that some reach",
        )
    point = _point(mated, non_mated, threshold, watchlist_size, with_tpir=True)
    lower = _lower_threshold(non_mated, threshold)
    second = []
    if lower is not None:
        rates = [True, False] if _rises(mated, lower, threshold) else [False]
        second = [[_point(mated, non_mated, lower, watchlist_size, with_tpir=both)] for both in rates]
    faces = {name: scores.size / non_mated.n for name, scores in non_mated.by_group.items()}
    # nobody says whom the non-mated scores were with: as many of each group, so that no list is hard to draw
    lists = dict.fromkeys(faces, 1 / len(faces))
    return [{"points": [*below, point], "face_shares": faces, "list_shares": lists} for below in [*second, []]]


def points_of_table(file: Path) -> dict[str, Any]:
    """Return what a profile says of a table of operating points.

    Parameters
    ----------
    file
        A text file with the columns threshold, watchlist_size, group, fpir and tpir (an empty cell where a rate was
        not measured), and, where they are known, n_non_mated (searches) and n_mated (passages). A threshold may have
        lists of several sizes.

    Raises
    ------
    ScenarioError
        If the file cannot be read, lacks a column or is empty, a number is not one or is out of bounds, or a row is
        there twice.
    """
    table = read_columns(file, _TABLE, known=_TRIALS)
    thresholds, sizes, names = table.numbers("threshold"), table.counts("watchlist_size"), table.names("group")
    for row in np.flatnonzero((thresholds <= 0) | (thresholds >= 1))[:1]:
        raise ScenarioError(
            table.where(int(row), "threshold"), f"`threshold` is {thresholds[row]:g}", "above 0 and below 1"
        )
    cells = {rate: _cells(table, rate, trials, names) for rate, trials in zip(("fpir", "tpir"), _TRIALS, strict=True)}
    keys = list(zip(thresholds.tolist(), sizes.astype(np.int64).tolist(), strict=True))
    _refuse_twice(table, [(*key, name) for key, name in zip(keys, names.tolist(), strict=True)])
    points = [
        {
            "threshold": threshold,
            "watchlist_size": size,
            "source": file.name,
            **{
                rate: [cell for key, cell in zip(keys, every, strict=True) if cell and key == (threshold, size)]
                for rate, every in cells.items()
            },
        }
        for threshold, size in sorted(set(keys))
    ]
    groups = list(dict.fromkeys(names.tolist()))
    share = {name: 1 / len(groups) for name in groups}
    return {"points": points, "face_shares": share, "list_shares": share}


def _cells(table: Columns, rate: str, trials: str, names: NDArray[np.str_]) -> list[dict[str, Any] | None]:
    """Return what each row says of a rate; None where the cell is empty."""
    rates = table.numbers(rate, optional=True)
    of = table.counts(trials, optional=True) if trials in table else np.full(rates.size, np.nan)
    found: list[dict[str, Any] | None] = []
    for row, (name, p, n) in enumerate(zip(names.tolist(), rates.tolist(), of.tolist(), strict=True)):
        if np.isnan(p):
            found.append(None)
            continue
        ends = (rate == "fpir" and p == 1) or (np.isnan(n) and p in (0, 1))
        if not 0 <= p <= 1 or ends:
            allowed = "a share, above 0 and below 1" + (f"; 0 or 1 needs `{trials}`" if p in (0, 1) else "")
            raise ScenarioError(table.where(row, rate), f"`{rate}` is {p:g}", allowed)
        found.append({"groups": [name], "rate": p} if np.isnan(n) else {"groups": [name], "count": p * n, "of": n})
    return found


def _refuse_twice(table: Columns, keys: list[tuple[float, int, str]]) -> None:
    seen: dict[tuple[float, int, str], int] = {}
    for row, key in enumerate(keys):
        if key in seen:
            raise ScenarioError(
                table.where(row),
                f"threshold {key[0]:g}, list of {key[1]:,} and group {key[2]} again",
                f"one row for each; the first is {table.where(seen[key])}",
            )
        seen[key] = row


def _refuse_one_kind(mated: Scores, non_mated: Scores) -> None:
    for one, other, kind in ((mated, non_mated, "non-mated"), (non_mated, mated, "mated")):
        absent = [name for name in one.by_group if name not in other.by_group]
        if absent:
            raise ScenarioError(
                str(other.file),
                f"no {kind} scores of {', '.join(absent)}",
                f"every group of {one.file.name} needs scores of both kinds",
            )


def _refuse_turned_round(mated: Scores, non_mated: Scores) -> None:
    """Refuse scores of which, for some group, most mated ones lie below the others by more than chance allows."""
    turned = {}
    for name, own in mated.by_group.items():
        others = non_mated.by_group[name]
        below = np.searchsorted(others, own, side="left") + np.searchsorted(others, own, side="right")
        higher = float(below.mean() / 2 / others.size)
        if 0.5 - higher > _SURE * np.sqrt((own.size + others.size + 1) / (12 * own.size * others.size)):
            turned[name] = 1 - higher
    if turned:
        least = min(turned.values())
        raise ScenarioError(
            str(mated.file),
            f"the mated scores of {', '.join(turned)} lie below the non-mated ones (in {100 * least:.0f} of 100 pairs)",
            "scores of which the higher is the better; distances need --lower-is-better and scores do not, and the two "
            "files may have changed places",
        )


def _point(
    mated: Scores, non_mated: Scores, threshold: float, watchlist_size: int, *, with_tpir: bool
) -> dict[str, Any]:
    tpir = [
        {"groups": [name], "count": mated.at_least(name, threshold), "of": scores.size}
        for name, scores in mated.by_group.items()
    ]
    return {
        "threshold": threshold,
        "watchlist_size": watchlist_size,
        "source": f"{mated.n} mated comparisons of {mated.file.name}, {non_mated.n} non-mated of {non_mated.file.name}",
        "fpir": _false(non_mated, threshold),
        "tpir": tpir if with_tpir else [],
    }


def _false(scores: Scores, threshold: float) -> list[dict[str, Any]]:
    """Return false matches by group; groups with too few comparisons are counted with the one that has the most."""
    sizes = {name: some.size for name, some in scores.by_group.items()}
    counts = {name: scores.at_least(name, threshold) for name in sizes}
    rate = (sum(counts.values()) or _NONE_EXPECTED) / scores.n
    largest = max(sizes, key=lambda name: sizes[name])
    small = [name for name in sizes if counts[name] <= 1 and sizes[name] * rate < _NONE_EXPECTED and name != largest]
    cells = [[name, *small] if name == largest else [name] for name in sizes if name not in small]
    return [
        {
            "groups": names,
            "count": sum(counts[name] for name in names),
            "comparisons": sum(sizes[name] for name in names),
        }
        for names in cells
    ]


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
