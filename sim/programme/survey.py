"""How things stand at the end of a month: what people would answer to a survey, and what crime was recorded."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
from numpy.typing import NDArray

from sim.community.memory import EFFECTIVENESS, FAIRNESS
from sim.community.support import saying
from sim.community.survey import ITEMS, Standing, agreeing_of, standing
from sim.core.kernel import kernel
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
    sums = np.zeros((2, n_groups))
    _add(held, group, sums)
    of_group = next(iter(people.values())).counts.sum(axis=1)
    means = np.column_stack([sums.sum(axis=1), sums]) / np.maximum(np.array([of_group.sum(), *of_group]), 1)
    settings = borough.programme.support
    said = saying(settings, borough.views.of(settings, fairness, effectiveness), group=group, n_groups=n_groups)
    of_cameras = {name: np.array([float(by_group.sum()), *by_group]) for name, by_group in said.items()}
    return Month(month, ends, agree, without_trend, means, dict(crime), attenders, of_cameras)


@kernel
def _add(held, group, sums):  # type: ignore[no-untyped-def]
    """Add up what people hold (n, 2) by group (2, G), one after another."""
    for person in range(group.shape[0]):
        sums[FAIRNESS, group[person]] += held[person, FAIRNESS]
        sums[EFFECTIVENESS, group[person]] += held[person, EFFECTIVENESS]
