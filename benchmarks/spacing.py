"""How near to one another people walk on North End, and where across it.

    python benchmarks/spacing.py [--days 5] [--hours 5.6] [--seconds 20]

Days without cameras are walked, and looked at every few seconds. Printed:

- the pair correlation of people who walk and do not belong together: pairs at a distance, beside pairs of people of the
  same places at different times (which knows how unevenly the street is used, and nothing of who avoids whom);
- the share of walkers in the fullest fifth of the width, by stretches of 25 m along the street;
- the share of walkers on the left half as they walk, beside that of directions shuffled among people.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray

from sim.core.streams import Stream, Streams
from sim.day.run import run
from sim.day.world import StreetWorld
from sim.scenario.load import load
from sim.scenario.shipped import place_file
from sim.street.geometry import compile_geometry

Floats: TypeAlias = NDArray[np.float64]

WALKS_M_S = 0.3
DISTANCES_M = np.arange(0.3, 3.01, 0.1)
APART = 37
"""Looks that lie so far apart are of other people: more than the longest walk through the street."""
ALONG_M, STRETCH_M, FIFTHS = (10.0, 485.0), 25.0, 5
OPEN_M = 15.0
"""Where the street is wider than this, a side street opens."""
SHUFFLES = 2000


class Looks(NamedTuple):
    """What was seen of walkers, a row for each walker of each look."""

    look: NDArray[np.int64]
    person: NDArray[np.int64]
    party: NDArray[np.int64]
    x_m: Floats
    y_m: Floats
    along_m_s: Floats
    across: Floats
    """Where across the street: 0 at its right wall as one looks along x, 1 at its left."""


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--days", type=int, default=5, help="how many days are walked")
    arguments.add_argument("--hours", type=float, default=5.6, help="length of each")
    arguments.add_argument("--seconds", type=int, default=20, help="time between two looks")
    given = arguments.parse_args()
    days = [looks_of(seed, given.hours, given.seconds) for seed in range(1, given.days + 1)]
    print_distances(days)
    print_fifths(days)
    print_halves(days)


def looks_of(seed: int, hours: float, every_s: int) -> Looks:
    """Walk a day, and look at it."""
    parts: list[list[NDArray[np.float64]]] = []
    second = 0

    def observe(world: StreetWorld) -> None:
        nonlocal second
        second += 1
        if second % every_s:
            return
        crowd = world.crowd
        rows = np.flatnonzero(crowd.is_active & (np.hypot(crowd.velocity_x_m_s, crowd.velocity_y_m_s) > WALKS_M_S))
        parts.append(
            [
                np.full(rows.size, len(parts), float),
                *(
                    column[rows].astype(float)
                    for column in (crowd.person_id, crowd.party_id, crowd.x_m, crowd.y_m, crowd.velocity_x_m_s)
                ),
            ]
        )

    scenario = load(place_file("north_end"), settings=[f"day.duration_h={hours}"])
    run(scenario, seed=seed, observers=[observe])
    look, person, party, x, y, along = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    low, high = cross_sections(compile_geometry(scenario.street).area)
    at = np.clip((x - ALONG_M[0]).astype(int), 0, low.size - 1)
    across = (y - low[at]) / (high[at] - low[at])
    whole = np.int64
    return Looks(look.astype(whole), person.astype(whole), party.astype(whole), x, y, along, across)


def cross_sections(area: shapely.Polygon) -> tuple[Floats, Floats]:
    """Return the right and left wall of the street for each metre along it, where side streets open as if they did not.

    They open where the street is much wider than it mostly is.
    """
    x = np.arange(*ALONG_M) + 0.5
    low, high, middle = np.full(x.size, np.nan), np.full(x.size, np.nan), 0.0
    for k, at in enumerate(x):
        cut = shapely.intersection(area, shapely.LineString([(at, -100.0), (at, 100.0)]))
        for part in shapely.get_parts(cut):
            if part.bounds[1] <= middle <= part.bounds[3] and part.length < OPEN_M:
                low[k], high[k] = part.bounds[1], part.bounds[3]
                middle = (low[k] + high[k]) / 2
    known = np.isfinite(low)
    return np.interp(x, x[known], low[known]), np.interp(x, x[known], high[known])


def pairs(looks: Looks, apart: int) -> Iterator[Floats]:
    """Yield the distances of strangers, in looks that lie so far apart."""
    starts = np.searchsorted(looks.look, np.arange(looks.look[-1] + 2))
    for k in range(looks.look[-1] + 1 - apart):
        one, other = slice(starts[k], starts[k + 1]), slice(starts[k + apart], starts[k + apart + 1])
        far = np.hypot(looks.x_m[one, None] - looks.x_m[None, other], looks.y_m[one, None] - looks.y_m[None, other])
        yield far[looks.party[one, None] != looks.party[None, other]]


def print_distances(days: list[Looks]) -> None:
    """Print the pair correlation."""
    edges = np.append(DISTANCES_M, DISTANCES_M[-1] + 0.1)
    counts = np.zeros((2, DISTANCES_M.size))
    for looks in days:
        for row, apart in enumerate((0, APART)):
            for far in pairs(looks, apart):
                counts[row] += np.histogram(far, edges)[0]
    # the same number of pairs at distances where nobody heeds anybody
    counts[1] *= counts[0, -10:].sum() / counts[1, -10:].sum()
    print("metres  pairs of strangers  pair correlation (1 from 2 to 3 m, by definition)")
    for low, here, elsewhere in zip(DISTANCES_M, *counts, strict=True):
        print(f"{low:.1f}-{low + 0.1:.1f} {here / 2:19,.0f}  {here / elsewhere:.2f}")


def print_fifths(days: list[Looks]) -> None:
    """Print the share in the fullest fifth of the width."""
    print("metres along  walkers  fullest fifth (of five from the right)")
    x, across = (np.concatenate([getattr(looks, name) for looks in days]) for name in ("x_m", "across"))
    for begin in np.arange(*ALONG_M, STRETCH_M):
        here = (x >= begin) & (x < begin + STRETCH_M) & (across >= 0) & (across <= 1)
        shares = np.histogram(across[here], FIFTHS, (0, 1))[0] / max(here.sum(), 1)
        print(f"{begin:5.0f}-{begin + STRETCH_M:<5.0f} {here.sum():9,d}  {shares.max():.2f} ({shares.argmax() + 1})")


def print_halves(days: list[Looks]) -> None:
    """Print the share on the left half as they walk, and that of directions shuffled among people."""
    chance = Streams(1).generator(Stream.PERSON)
    found, shuffled, seen = 0.0, np.zeros(SHUFFLES), 0
    for looks in days:
        is_along = (looks.x_m >= ALONG_M[0]) & (looks.x_m < ALONG_M[1]) & (abs(looks.along_m_s) > WALKS_M_S)
        _, who = np.unique(looks.person[is_along], return_inverse=True)
        # each person's looks, how many of them on the left half of the street, and which way they walk
        n, forward = np.bincount(who), np.bincount(who, looks.along_m_s[is_along]) > 0
        left = np.bincount(who, looks.across[is_along] > 0.5)
        found += np.where(forward, left, n - left).sum()
        seen += int(n.sum())
        for k in range(SHUFFLES):
            shuffled[k] += np.where(chance.permutation(forward), left, n - left).sum()
    p = (1 + (abs(shuffled - shuffled.mean()) >= abs(found - shuffled.mean())).sum()) / (SHUFFLES + 1)
    print(
        f"on the left half as they walk: {found / seen:.3f} of {seen:,} looks in {len(days)} days; shuffled "
        f"{shuffled.mean() / seen:.3f} ({np.quantile(shuffled, 0.025) / seen:.3f} to "
        f"{np.quantile(shuffled, 0.975) / seen:.3f}); p {p:.4f}"
    )


if __name__ == "__main__":
    main()
