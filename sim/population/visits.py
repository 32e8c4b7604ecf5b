"""How often everybody goes to each street: rates of visits, of so many people that they are not kept for every street.

A person's rate is how much they are out, times how near their area is to the street, times a number of their home and
ethnic group with which the street has the footfall and the mix that it states (`sim.population.habits`). The first is
theirs and the same for all streets; of each street the others are kept, which are few.

Source of the fitting to both, homes and groups: W. E. Deming, F. F. Stephan, On a least squares adjustment of a sampled
frequency table when the expected marginal totals are known, Annals of Mathematical Statistics 11 (1940), 427-444.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaincinv

from sim.core.errors import RunError
from sim.core.kernel import kernel
from sim.core.streams import Stream, Streams
from sim.population.borough import Borough, SyntheticPopulation
from sim.population.habits import Draw, Habits, people_of

__all__ = ["Visits"]

_OUT = 0
"""Draw of how much somebody is out; `who_comes` has the others."""
_TURNS = 100
"""Turns of fitting; what is left is far below a person."""


class _Law(NamedTuple):
    """What is of a street, and not of a person."""

    near: NDArray[np.float64]
    """(areas + 1,): how visits fall with the distance from each area; 1 for visitors, at the end."""
    scale: NDArray[np.float64]
    """(H * G,): visits a day for how much somebody is out, by home and ethnic group."""


class Visits:
    """The visits of n people to the streets of a programme.

    Parameters
    ----------
    populace, borough, groups
        The people, where their areas are, and the names of their ethnic groups.
    settings
        How visits fall with distance, and how much people differ.
    streams
        The programme's chance: the same for every replication of one seed.
    """

    def __init__(
        self,
        populace: SyntheticPopulation,
        borough: Borough,
        groups: Sequence[str],
        settings: Habits,
        streams: Streams,
    ) -> None:
        u = Streams(streams.seed).uniform(Stream.VISIT, np.arange(populace.n, dtype=np.uint32), _OUT)
        out = gammaincinv(settings.spread, u) / settings.spread if settings.spread != 1 else -np.log1p(-u)
        self._populace, self._borough, self._groups = populace, borough, groups
        self._distance_km = settings.distance_km
        self._out: NDArray[np.float64] = out.astype(np.float64, copy=False)
        kind = populace.ethnic_group + len(groups) * populace.home
        self._kind = kind.astype(np.min_scalar_type(len(groups) * len(populace.homes)))
        self._laws: dict[Draw, _Law] = {}
        self._room = np.empty(populace.n, np.float32)
        """Where rates are written: memory that was used before is there at once."""

    def rates(self, draw: Draw) -> NDArray[np.float32]:
        """Return the mean number of visits a day of each person to a street (n,); until others are asked for.

        Raises
        ------
        RunError
            If a group has a share on the street and nobody to come.
        """
        near, scale = self._law(draw)
        _multiply(self._out, near, self._populace.area, scale, self._kind, self._room)
        return self._room

    def rates_of(self, person_id: NDArray[np.int64], draw: Draw) -> NDArray[np.float32]:
        """Return those of some people (k,), as `rates` has them."""
        near, scale = self._law(draw)
        pull = self._out[person_id] * near[self._populace.area[person_id]]
        return np.asarray(pull * scale[self._kind[person_id]], np.float32)

    def _law(self, draw: Draw) -> _Law:
        if draw not in self._laws:
            self._laws[draw] = self._fitted(draw)
        return self._laws[draw]

    def _fitted(self, draw: Draw) -> _Law:
        populace, groups = self._populace, self._groups
        far = np.array([np.hypot(area.x_km - draw.x_km, area.y_km - draw.y_km) for area in self._borough.areas])
        near = np.append(np.exp(-far / self._distance_km), 1.0)
        total = np.zeros(len(populace.homes) * len(groups))
        _add_up(self._out, near, populace.area, self._kind, total)
        if populace.n_own > 1:
            of_homes = _raked(total.reshape(len(populace.homes), -1), draw.home_shares, draw.street_shares)
            wanted = draw.people_per_day * of_homes.ravel()
        else:
            origin = np.repeat(draw.home_shares, len(groups))
            wanted = draw.people_per_day * origin * np.tile(draw.street_shares, len(populace.homes))
        for k in np.flatnonzero((wanted > 0) & (total == 0)):
            who = people_of(populace, int(k) // len(groups))
            raise RunError(
                "borough",
                f"the street has {groups[int(k) % len(groups)]} {who}, and the borough none ({wanted[k]:.0f} a day)",
                "shares of the street that the borough and its visitors can fill",
            )
        return _Law(near, np.divide(wanted, total, out=np.zeros_like(wanted), where=total > 0))


def _raked(seed: NDArray[np.float64], rows: Sequence[float], columns: Sequence[float]) -> NDArray[np.float64]:
    """Return a table with the rows' sums and, nearly, the columns' that differs least from one in proportion to `seed`.

    Rows and columns are scaled in turns. A column of which the seed has nothing is divided over rows by their sums, and
    so is found to be of nobody.
    """
    wanted_rows, wanted = np.array(rows), np.array(columns)
    found = np.where(seed.any(axis=0), seed, 1.0)
    for _ in range(_TURNS):
        found = found * _over(wanted, found.sum(axis=0))
        found = found * _over(wanted_rows, found.sum(axis=1))[:, None]
    return found


def _over(above: NDArray[np.float64], below: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.divide(above, below, out=np.zeros_like(above), where=below > 0)


@kernel
def _multiply(out, near, area, scale, kind, found):  # type: ignore[no-untyped-def]
    """Multiply in double precision, in the order of `Visits.rates_of`, and round once."""
    for person in range(out.shape[0]):
        found[person] = np.float32(out[person] * near[area[person]] * scale[kind[person]])


@kernel
def _add_up(out, near, area, kind, total):  # type: ignore[no-untyped-def]
    """Add up by kind how much people are out, times how near they are, one after another."""
    for person in range(out.shape[0]):
        total[kind[person]] += out[person] * near[area[person]]
