"""How things stand at the end of a month: what people would answer to a survey, and what crime was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.community.memory import EFFECTIVENESS, FAIRNESS
from sim.community.support import saying
from sim.community.survey import ITEMS, Standing, agreeing_of, standing
from sim.programme.agreeing import share_unmoved
from sim.programme.borough_state import BoroughState
from sim.programme.results import Month

__all__ = ["survey"]


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
    group, n_groups = borough.populace.ethnic_group[: borough.populace.n_residents], len(borough.programme.groups.names)
    fairness, effectiveness = borough.trust()
    of = group, n_groups
    agree: dict[str, NDArray[np.float64]] = {}
    without_trend: dict[str, NDArray[np.float64]] = {}
    people: dict[tuple[float, float], Standing] = {}
    for name, item in ITEMS.items():
        reads = item.fairness, item.effectiveness
        if reads not in people:
            people[reads] = standing(item, fairness, effectiveness, group=group, n_groups=n_groups)
        for asked, years in ((agree, month / 12), (without_trend, 0.0)):
            by_group = agreeing_of(item, share_unmoved(borough.programme, name, years), people[reads])
            asked[name] = np.array([float(by_group.sum()), *by_group])
    means = np.array([_sums(of, held[:, scale]) for scale in (FAIRNESS, EFFECTIVENESS)])
    counts = np.maximum(_sums(of, np.ones(of[0].size)), 1)
    settings = borough.programme.support
    said = saying(settings, borough.views.of(settings, fairness, effectiveness), group=group, n_groups=n_groups)
    of_cameras = {name: np.array([float(by_group.sum()), *by_group]) for name, by_group in said.items()}
    return Month(month, ends, agree, without_trend, means / counts, dict(crime), attenders, of_cameras)


def _sums(of: tuple[NDArray[np.integer], int], of_residents: NDArray[np.floating]) -> NDArray[np.float64]:
    """Return the sum over all residents, and over those of each ethnic group (1 + G,), given theirs and how many."""
    groups, n_groups = of
    by_group = np.bincount(groups, weights=of_residents, minlength=n_groups)
    return np.array([float(by_group.sum()), *by_group])
