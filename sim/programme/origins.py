"""Where the people of a programme's streets live, and how often people from there are listed.

A street is in the programme's own borough, or in another: that of its place. Of its people so many live in its
borough, some of the others in the rest of the city, and some outside it. Visitors of a programme come from these homes
as its streets draw them.
"""

from __future__ import annotations

import numpy as np

from sim.population.borough import CITY, OUTSIDE, VisitorHome
from sim.population.home import listed_rates, share_of_list
from sim.population.people import Population
from sim.programme.schema import Programme, Street

__all__ = ["home_of", "home_shares", "homes_of", "rates_of_visitors"]


def homes_of(programme: Programme) -> tuple[VisitorHome, ...]:
    """Return where visitors live (H - 1,): boroughs with streets of the programme, the rest of the city, outside."""
    boroughs = _other_boroughs(programme)
    names = (*boroughs, CITY, OUTSIDE)
    drawn = np.zeros(1 + len(names))
    for street in programme.streets.values():
        drawn += street.place.footfall.people_per_day * np.array(home_shares(programme, street))
    total = drawn[1:].sum()
    shares = drawn[1:] / total if total else np.array([0.0] * len(boroughs) + [1.0, 0.0])
    mixes = [home.resident_shares for home in boroughs.values()]
    return tuple(
        VisitorHome(name, float(share), mix)
        for name, share, mix in zip(names, shares, [*mixes, None, None], strict=True)
    )


def home_of(programme: Programme, street: Street) -> int:
    """Return the home that a street is in: 0 for the programme's own borough."""
    name = street.place.population.borough
    return 0 if name == programme.borough.name else 1 + list(_other_boroughs(programme)).index(name)


def home_shares(programme: Programme, street: Street) -> tuple[float, ...]:
    """Return where the people of a street live on a mean day (H,): shares that sum to one.

    On a street of another borough `resident_share` is of the programme's own; where it says nothing, of those from the
    rest of the city as many live in it as do of the city's people.
    """
    population, city = street.place.population, programme.listing
    boroughs, own = _other_boroughs(programme), home_of(programme, street)
    found = np.zeros(3 + len(boroughs))
    if own == 0:
        local = population.resident_share_of_street if street.resident_share is None else street.resident_share
        found[0] = local
        visitors = 1 - local
    else:
        found[own] = population.resident_share_of_street
        visitors = 1 - found[own]
        if street.resident_share is None:
            elsewhere = max(city.visitors_from - population.residents, programme.borough.residents, 1)
            found[0] = visitors * population.city_share_of_visitors * programme.borough.residents / elsewhere
        else:
            found[0] = street.resident_share
    rest = max(1 - found[0] - (found[own] if own else 0.0), 0.0)
    outside = min(visitors * (1 - population.city_share_of_visitors), rest)
    found[-2:] = rest - outside, outside
    return tuple(found.tolist())


def rates_of_visitors(programme: Programme, size: int, local_share: float) -> tuple[float, ...]:
    """Return how often the people of each home of visitors are on a list of some size (H - 1,), as entries for each.

    Parameters
    ----------
    local_share
        Share of the list that lives in the programme's own borough.
    """
    city, boroughs = programme.listing, _other_boroughs(programme)
    shares = [share_of_list(home.violence_with_injury, city) for home in boroughs.values()]
    of_boroughs = [
        listed_rates(size, local_share=share, residents=home.residents, city=city).borough
        for home, share in zip(boroughs.values(), shares, strict=True)
    ]
    residents = programme.borough.residents + sum(home.residents for home in boroughs.values())
    rest = listed_rates(size, local_share=min(local_share + sum(shares), 1.0), residents=residents, city=city)
    return (*of_boroughs, rest.city, rest.outside)


def _other_boroughs(programme: Programme) -> dict[str, Population]:
    """Return the other boroughs with streets, by name, each as the first place in it has it."""
    found: dict[str, Population] = {}
    for street in programme.streets.values():
        population = street.place.population
        if population.borough != programme.borough.name:
            found.setdefault(population.borough, population)
    return found
