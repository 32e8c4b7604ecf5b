"""How things stand at the end of a month: what people would answer to a survey, and what crime was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.community.memory import EFFECTIVENESS, FAIRNESS
from sim.community.support import saying
from sim.community.survey import ITEMS, Standings, agreeing_of
from sim.core.kernel import kernel
from sim.programme.agreeing import share_unmoved
from sim.programme.borough_state import BoroughState
from sim.programme.results import Month

__all__ = ["survey"]

_TOGETHER = 2**17
"""People who are asked at a time: what they say needs little memory, however many there are."""


def survey(borough: BoroughState, *, month: int, ends: date, attenders: int, crime: Mapping[str, float]) -> Month:
    """Ask all residents how they stand.

    Parameters
    ----------
    month
        From 1; 0 stands for the day before the programme.
    ends
        The first day after it.
    attenders
        People who came to meetings and open days in it.
    crime
        Crimes recorded on each street in it.
    """
    held = borough.trust_state.held
    n, n_groups = borough.populace.n_residents, len(borough.programme.groups.names)
    settings = borough.programme.support
    people = {(item.fairness, item.effectiveness): Standings(n_groups) for item in ITEMS.values()}
    towards_cameras, sums = Standings(n_groups), np.zeros((2, n_groups))
    for start in range(0, n, _TOGETHER):
        some = slice(start, min(start + _TOGETHER, n))
        group, trust = borough.populace.ethnic_group[some], borough.trust(some)
        for reads, asked in people.items():
            asked.add(reads, *trust, group)
        view = borough.views.of(settings, *trust, some)
        towards_cameras.add((1.0, 0.0), view, view, group)
        _add(held[some], group, sums)
    stand = {reads: asked.found() for reads, asked in people.items()}
    agree: dict[str, NDArray[np.float64]] = {}
    without_trend: dict[str, NDArray[np.float64]] = {}
    for name, item in ITEMS.items():
        for answers, years in ((agree, month / 12), (without_trend, 0.0)):
            share = share_unmoved(borough.programme, name, years)
            answers[name] = _with_all(agreeing_of(item, share, stand[item.fairness, item.effectiveness]))
    of_group = _with_all(next(iter(stand.values())).counts.sum(axis=1))
    means = np.array([_with_all(of_scale) for of_scale in sums]) / np.maximum(of_group, 1)
    said = saying(settings, towards_cameras.found())
    of_cameras = {name: _with_all(by_group) for name, by_group in said.items()}
    return Month(month, ends, agree, without_trend, means, dict(crime), attenders, of_cameras)


def _with_all(by_group: NDArray[np.number]) -> NDArray[np.float64]:
    """Return numbers of everybody, and of each group (1 + G,)."""
    return np.array([float(by_group.sum()), *by_group])


@kernel
def _add(held, group, sums):  # type: ignore[no-untyped-def]
    """Add up what people hold (n, 2) by group (2, G), one after another."""
    for person in range(group.shape[0]):
        sums[FAIRNESS, group[person]] += held[person, FAIRNESS]
        sums[EFFECTIVENESS, group[person]] += held[person, EFFECTIVENESS]
