"""Stop and search, the comparator: the same officers on the same street at the same hours.

Officers search people among those who pass. Whom they choose follows published rates: among people who pass, a person
of group g is chosen with a weight that is the rate of searches for each thousand residents of that group. A search
takes a pair of officers for a while; how many there are is set by how often officers search when they are free. What a
search ends in follows published shares by group. Nobody is known to be wanted; arrests come from what is found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Self

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator
from scipy.special import betaincinv, ndtri

from sim.core.config import Config
from sim.core.errors import SettingsConflict
from sim.core.groups import ByGroup
from sim.core.shares import Probability
from sim.core.streams import Stream, Streams
from sim.evidence.register import assumed, chosen, cited
from sim.policing.queue import Servers

__all__ = ["SEARCH_OUTCOMES", "StopAndSearch", "StopSearches", "draw_searches", "expected_shares"]

SEARCH_OUTCOMES = ("arrest", "other_disposal", "no_further_action")
_LENGTH, _MANNER, _OUTCOME, _WHEN = range(4)
_CHOSEN = 2**20
"""The draw that chooses people comes after those of searches."""


class StopAndSearch(Config):
    """How officers search."""

    kind: Literal["stop_and_search"] = "stop_and_search"
    """What this is."""
    officers: int = chosen(12, unit="officers", ge=1, le=500)
    """Officers on foot."""
    officers_per_search: int = assumed(2, "reports speak of pairs", unit="officers", low=1, high=4, ge=1, le=20)
    """Officers whom one search takes."""
    searches_per_officer_hour: float = assumed(
        0.1,
        "no count of searches by officers who were sent to a street for it was found",
        unit="searches an hour of an officer",
        low=0.02,
        high=0.5,
        ge=0,
        le=10,
    )
    """Searches that an officer who is free makes in an hour."""
    in_reach_s: float = assumed(
        120.0,
        "how long officers look at people before they choose one is not known",
        unit="s",
        low=30.0,
        high=600.0,
        gt=0,
        le=3600,
    )
    """Officers choose among those who have come in so many seconds."""
    rate_per_1000: ByGroup[float] = cited("stop_and_search.rates")
    """Searches a year for each thousand residents of a group: whom officers choose, in proportion."""
    p_arrest: ByGroup[Probability] = cited("stop_and_search.arrest-shares")
    """Share of searches that end in arrest."""
    p_no_further_action: Probability = cited("stop_and_search.no-further-action")
    """Share of searches that end in nothing; the rest are other disposals."""
    search_min: float = assumed(
        12.0, "lengths of searches are not published", unit="min", low=5.0, high=25.0, gt=0, le=600
    )
    """Median length of a search without arrest."""
    arrest_min: float = assumed(
        30.0,
        "time on the street until a van takes the person away is not published",
        unit="min",
        low=15.0,
        high=60.0,
        gt=0,
        le=600,
    )
    """Median length of one with arrest."""
    spread: float = assumed(
        0.6, "lengths of searches are not published", unit="log units", low=0.3, high=1.0, ge=0, le=3
    )
    """Standard deviation of the logarithm of the length."""
    manner_mean: ByGroup[Probability] = assumed(
        {"asian": 0.4, "black": 0.4, "mixed": 0.4, "other": 0.4, "white": 0.4},
        "no force publishes how searches are conducted; some are with handcuffs; "
        "alike for all groups until a user says otherwise",
        unit="0 to 1",
    )
    """Mean manner of a search: 0 respectful, 1 handcuffed."""
    manner_concentration: float = assumed(
        4.0, "no observation of manner was found", unit="1", low=2.0, high=20.0, gt=0, le=1000
    )
    """How alike searches are: manner is Beta(mean x this, (1 - mean) x this)."""

    @model_validator(mode="after")
    def _is_possible(self) -> Self:
        rates = self.rate_per_1000.values()
        if min(rates, default=0.0) < 0 or sum(rates) <= 0:
            raise SettingsConflict(("rate_per_1000",), f"rates are 0 or more, and not all 0 ({self.rate_per_1000})")
        worst = max(self.p_arrest.values(), default=0.0)
        if worst + self.p_no_further_action > 1:
            raise SettingsConflict(
                ("p_no_further_action",),
                f"with arrests it makes more than all searches "
                f"({self.p_no_further_action:g} + {worst:g}); at most {1 - worst:g}",
            )
        return self

    def check_groups(self, groups: Sequence[str]) -> None:
        """Refuse settings that leave out a group.

        Raises
        ------
        SettingsConflict
            With the groups that are missing.
        """
        for name in ("rate_per_1000", "p_arrest", "manner_mean"):
            missing = [group for group in groups if group not in getattr(self, name)]
            if missing:
                raise SettingsConflict(
                    (name,),
                    f"no value for {', '.join(missing)}, whom the population has; give all of {', '.join(groups)}",
                )


@dataclass(frozen=True)
class StopSearches:
    """Searches of one deployment, s of them, by time."""

    t_s: NDArray[np.float64]
    """When it begins, in seconds after the deployment began."""
    person_id: NDArray[np.int64]
    group: NDArray[np.int64]
    """Index into the ethnic groups."""
    duration_s: NDArray[np.float64]
    manner: NDArray[np.float64]
    outcome: NDArray[np.int64]
    """Index into SEARCH_OUTCOMES."""


def expected_shares(settings: StopAndSearch, groups: Sequence[str], group: NDArray[np.integer]) -> NDArray[np.float64]:
    """Return of which group the next person searched is, among people who pass (their groups, (k,)): (G,)."""
    weight = _rates(settings, groups) * np.bincount(group, minlength=len(groups))
    return np.asarray(weight / max(weight.sum(), 1e-300), np.float64)


def draw_searches(
    settings: StopAndSearch,
    *,
    groups: Sequence[str],
    duration_s: float,
    t_s: NDArray[np.float64],
    person_id: NDArray[np.int64],
    group: NDArray[np.int64],
    streams: Streams,
) -> StopSearches:
    """Draw the searches of one deployment.

    Pairs of officers are free, wait an exponential time, search the person who was chosen by then, and are free again.
    Nobody is searched twice on a day.

    Parameters
    ----------
    groups
        The ethnic groups.
    duration_s
        Length of the deployment.
    t_s, person_id, group
        (k,): people who pass, by the time at which they come, ascending.
    """
    teams = settings.officers // settings.officers_per_search
    per_s = settings.searches_per_officer_hour * settings.officers_per_search / 3600
    found: list[tuple[float, int, float, float, int]] = []
    if teams == 0 or per_s == 0 or t_s.size == 0:
        return _as_searches(found, person_id, group)
    order = np.argsort(_race(_rates(settings, groups)[group], person_id, streams), kind="stable")
    # who is chosen of those who come in a while is the one who would be first of all of them
    rank = np.empty(order.size, np.int64)
    rank[order] = np.arange(order.size)
    searched = np.zeros(order.size, bool)
    servers = Servers(teams)
    for _ in range(teams):
        servers.take(0.0)
    for k in range(_CHOSEN):
        u = streams.uniform(Stream.SEARCH, k, np.arange(4))
        now = servers.next_free_s() - float(np.log(u[_WHEN])) / per_s
        if now >= duration_s:
            servers.take(np.inf)
            if np.isinf(servers.next_free_s()):
                break
            continue
        last = int(np.searchsorted(t_s, now))
        here = np.arange(int(np.searchsorted(t_s, now - settings.in_reach_s)), last)
        here = here[~searched[here]]
        if not here.size:
            servers.take(now)
            continue
        person = int(here[np.argmin(rank[here])])
        searched[person] = True
        outcome, length, manner = _search(settings, groups[group[person]], u)
        found.append((now, person, length, manner, outcome))
        servers.take(now + length)
    return _as_searches(sorted(found), person_id, group)


def _rates(settings: StopAndSearch, groups: Sequence[str]) -> NDArray[np.float64]:
    return np.array([settings.rate_per_1000[name] for name in groups])


def _race(rate: NDArray[np.float64], person_id: NDArray[np.int64], streams: Streams) -> NDArray[np.float64]:
    """Return when each person would be searched if nobody else were there (k,), in units of the race."""
    with np.errstate(divide="ignore"):
        return np.asarray(-np.log(streams.uniform(Stream.SEARCH, person_id, _CHOSEN)) / rate)


def _search(settings: StopAndSearch, group: str, u: NDArray[np.float64]) -> tuple[int, float, float]:
    arrest = settings.p_arrest[group]
    outcome = 0 if u[_OUTCOME] < arrest else (2 if u[_OUTCOME] < arrest + settings.p_no_further_action else 1)
    median = settings.arrest_min if outcome == 0 else settings.search_min
    length = 60 * median * float(np.exp(settings.spread * ndtri(u[_LENGTH])))
    mean, alike = settings.manner_mean[group], settings.manner_concentration
    manner = mean if mean in (0.0, 1.0) else float(betaincinv(mean * alike, (1 - mean) * alike, u[_MANNER]))
    return outcome, length, manner


def _as_searches(
    found: list[tuple[float, int, float, float, int]], person_id: NDArray[np.int64], group: NDArray[np.int64]
) -> StopSearches:
    rows = np.array([one[1] for one in found], np.int64)
    return StopSearches(
        t_s=np.array([one[0] for one in found]),
        person_id=person_id[rows],
        group=group[rows],
        duration_s=np.array([one[2] for one in found]),
        manner=np.array([one[3] for one in found]),
        outcome=np.array([one[4] for one in found], np.int64),
    )
