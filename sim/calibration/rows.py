"""Which published deployments a fit may learn from and which can be judged, and why others are left out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np

from sim.calibration.deployments import Deployment
from sim.calibration.fit import Counts
from sim.calibration.neighbourhoods import whereabouts

__all__ = ["COUNTED_SINCE", "GIVEN_UNTIL", "LeftOut", "Rows", "counts_of", "rows_to_fit"]

COUNTED_SINCE = date(2024, 8, 1)
"""Before, faces of the Metropolitan Police were counted otherwise: a seventh as many at the same streets."""
GIVEN_UNTIL = date(2025, 5, 10)
"""The last day that a fit learns from unless it is told otherwise: what came later is what fits are judged on."""


class LeftOut(NamedTuple):
    """Rows that nothing is learned from."""

    why: str
    lines: tuple[int, ...]
    """Of the file."""


@dataclass(frozen=True)
class Rows:
    """A record, parted."""

    kept: tuple[Deployment, ...]
    left_out: tuple[LeftOut, ...]


def rows_to_fit(deployments: Iterable[Deployment], *, since: date | None = None, to: date | None = None) -> Rows:
    """Return the deployments that are learned from, by date.

    Parameters
    ----------
    since, to
        First and last day; no bound if None.
    """
    kept: list[Deployment] = []
    left_out: dict[str, list[int]] = {}
    for one in deployments:
        why = _why_not(one, since, to)
        if why is None:
            kept.append(one)
        else:
            left_out.setdefault(why, []).append(one.line)
    kept.sort(key=lambda one: (one.date, one.line))
    return Rows(tuple(kept), tuple(LeftOut(why, tuple(lines)) for why, lines in left_out.items()))


def counts_of(deployments: Sequence[Deployment]) -> Counts:
    """Return what was published as arrays; -1 where nothing was."""
    columns = ([getattr(one, name) for one in deployments] for name in ("alerts", "false_alerts", "arrests"))
    return Counts(*(np.array([-1 if cell is None else cell for cell in column], np.int64) for column in columns))


def _why_not(one: Deployment, since: date | None, to: date | None) -> str | None:
    if not one.faces:
        return "no faces are published"
    if one.alerts is None and one.arrests is None:
        return "neither alerts (`total_alerts`) nor `arrests` are published"
    if (since is not None and one.date < since) or (to is not None and one.date > to):
        return "dated outside of the days asked for"
    if one.date < COUNTED_SINCE and whereabouts(one.location).borough is not None:
        return f"faces in London were counted otherwise before {COUNTED_SINCE:%-d %B %Y}"
    return None
