"""Where the people of a programme's streets live, and how often people from there are listed.

A street is in the programme's own borough, or in another: that of its place. Of its people so many live in its
borough, some of the others in the rest of the city, and some outside it. Visitors of a programme come from these homes
as its streets draw them.

The programme's borough may be a city whose areas are boroughs (`scenarios/boroughs/london.yaml`). Then a street is in
the area that its place names, each area is a home of its own, and people cross from one to another: those on a street
who live in the city and not in its area come from the other areas, in proportion to who lives there and falling with
the distance (`Habits.distance_km`). Where all of the city is followed nobody comes from the rest of it.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.population.borough import CITY, OUTSIDE, VisitorHome
from sim.population.home import listed_rates, share_of_list
from sim.population.people import Population
from sim.programme.schema import Programme, Street

__all__ = ["areas_apart", "home_of", "home_shares", "homes_of", "local_share_of", "rates_of_homes"]


def areas_apart(programme: Programme) -> tuple[str, ...]:
    """Return the areas of the programme's borough, if a street's place says that it is in one of them; else none."""
    areas, own = tuple(area.name for area in programme.borough.areas), programme.borough.name
    named = {street.place.population.borough for street in programme.streets.values()} - {own}
    return areas if named & set(areas) else ()


def homes_of(programme: Programme) -> tuple[VisitorHome, ...]:
    """Return where visitors live: boroughs with streets of the programme, the rest of the city, outside."""
    boroughs = _other_boroughs(programme)
    names = (*boroughs, CITY, OUTSIDE)
    drawn = np.zeros(_n_own(programme) + len(names))
    for street in programme.streets.values():
        drawn += street.place.footfall.people_per_day * np.array(home_shares(programme, street))
    of_visitors = drawn[-len(names) :]
    total = of_visitors.sum()
    shares = of_visitors / total if total else np.array([0.0] * len(boroughs) + [1.0, 0.0])
    mixes = [home.resident_shares for home in boroughs.values()]
    return tuple(
        VisitorHome(name, float(share), mix)
        for name, share, mix in zip(names, shares, [*mixes, None, None], strict=True)
    )


def home_of(programme: Programme, street: Street) -> int:
    """Return the home that a street is in: 0 for the programme's own borough, or one of its areas where each is one.

    A street whose place names only the borough is in the area whose middle is nearest.
    """
    name, areas = street.place.population.borough, areas_apart(programme)
    if name in areas:
        return areas.index(name)
    if name == programme.borough.name:
        return int(np.argmin(_distances_km(programme, street))) if areas else 0
    return _n_own(programme) + list(_other_boroughs(programme)).index(name)


def home_shares(programme: Programme, street: Street) -> tuple[float, ...]:
    """Return where the people of a street live on a mean day (H,): shares that sum to one.

    `resident_share` is of the programme's own borough. Where it says nothing, of those from the rest of the city as
    many live in it as do of the city's people.
    """
    population, city, n_own = street.place.population, programme.listing, _n_own(programme)
    is_everybody = programme.borough.residents >= city.visitors_from
    home, is_whole = home_of(programme, street), population.borough == programme.borough.name
    found = np.zeros(n_own + len(_other_boroughs(programme)) + 2)
    here = population.resident_share_of_street
    if is_whole and street.resident_share is not None:
        here = street.resident_share
    visitors = 1 - here
    if is_whole:
        own = here
        if is_everybody and street.resident_share is None:
            own += visitors * population.city_share_of_visitors
        found[:n_own], rest = _over_areas(programme, street, own), 1 - own
    else:
        own, found[home] = _own_share(programme, street, home), here
        if home < n_own:
            found[:n_own] += _over_areas(programme, street, own - here, but=home)
            rest = max(1 - own, 0.0)
        else:
            found[:n_own] = _over_areas(programme, street, own)
            rest = max(1 - own - here, 0.0)
    outside = rest if is_everybody else min(visitors * (1 - population.city_share_of_visitors), rest)
    found[-2:] = rest - outside, outside
    return tuple(found.tolist())


def local_share_of(programme: Programme) -> float:
    """Return which share of a list lives in the programme's own borough, where the policy does not say it.

    It is that of the city's recorded offences. Those who come from outside the city are listed too
    (`City.outside_ratio`): of a borough that is all of the city so much of the list is left to them.
    """
    city = programme.listing
    outside = city.outside_ratio * programme.borough.visitors * homes_of(programme)[-1].share / city.visitors_from
    return min(share_of_list(programme.borough.violence_with_injury, city), 1 / (1 + outside))


def rates_of_homes(programme: Programme, size: int, local_share: float) -> tuple[float, ...]:
    """Return how often the people of each home are on a list of some size (H,), as entries for each.

    Parameters
    ----------
    local_share
        Share of the list that lives in the programme's own borough.
    """
    city, boroughs, own = programme.listing, _other_boroughs(programme), programme.borough
    shares = [share_of_list(home.violence_with_injury, city) for home in boroughs.values()]
    of_boroughs = [
        listed_rates(size, local_share=share, residents=home.residents, city=city).borough
        for home, share in zip(boroughs.values(), shares, strict=True)
    ]
    residents = own.residents + sum(home.residents for home in boroughs.values())
    rest = listed_rates(size, local_share=min(local_share + sum(shares), 1.0), residents=residents, city=city)
    if areas_apart(programme):
        people = [max(round(area.share * own.residents), 1) for area in own.areas]
        of_own = [
            listed_rates(size, local_share=local_share * part, residents=n, city=city).borough
            for n, part in zip(people, _parts_of_list(programme).tolist(), strict=True)
        ]
    else:
        of_own = [listed_rates(size, local_share=local_share, residents=own.residents, city=city).borough]
    return (*of_own, *of_boroughs, rest.city, rest.outside)


def _n_own(programme: Programme) -> int:
    return max(len(areas_apart(programme)), 1)


def _other_boroughs(programme: Programme) -> dict[str, Population]:
    """Return the other boroughs with streets, by name, each as the first place in it has it."""
    own = {programme.borough.name, *areas_apart(programme)}
    return {name: population for name, population in _boroughs(programme).items() if name not in own}


def _boroughs(programme: Programme) -> dict[str, Population]:
    """Return the boroughs with streets, by name, each as the first place in it has it."""
    found: dict[str, Population] = {}
    for street in programme.streets.values():
        found.setdefault(street.place.population.borough, street.place.population)
    return found


def _own_share(programme: Programme, street: Street, home: int) -> float:
    """Return which share of a street's people live in the programme's borough, of one in another or in one area of it.

    Of the city's people who do not live in the street's borough or area, as many of those on it live in the programme's
    borough as do anywhere.
    """
    if street.resident_share is not None:
        return street.resident_share
    population, residents, city = street.place.population, programme.borough.residents, programme.listing
    here = population.resident_share_of_street
    from_city = (1 - here) * population.city_share_of_visitors
    if home >= _n_own(programme):
        return from_city * residents / max(city.visitors_from - population.residents, residents, 1)
    others = (1 - programme.borough.areas[home].share) * residents
    return here + from_city * others / max(city.visitors_from - residents + others, others, 1)


def _over_areas(programme: Programme, street: Street, share: float, *, but: int | None = None) -> NDArray[np.float64]:
    """Divide a share of a street's people over the homes of residents (own,), none to the area `but` if others are."""
    if not areas_apart(programme):
        return np.array([share])
    far = _distances_km(programme, street)
    pull = np.exp((far.min() - far) / programme.habits.distance_km)
    pull *= [area.share for area in programme.borough.areas]
    if but is not None and pull.sum() > pull[but]:
        pull[but] = 0.0
    return np.asarray(share * pull / pull.sum(), np.float64)


def _distances_km(programme: Programme, street: Street) -> NDArray[np.float64]:
    """Return how far a street is from the middle of each area (areas,)."""
    return np.array([np.hypot(area.x_km - street.x_km, area.y_km - street.y_km) for area in programme.borough.areas])


def _parts_of_list(programme: Programme) -> NDArray[np.float64]:
    """Return how the part of a list that lives in the programme's borough divides over its areas (areas,).

    By recorded offences, which the streets' places give of their boroughs. What is left of the borough's own is of the
    areas without a street, in proportion to who lives there.
    """
    known, areas = _boroughs(programme), programme.borough.areas
    offences = np.array([known[area.name].violence_with_injury if area.name in known else 0.0 for area in areas])
    unknown = np.array([0.0 if area.name in known else area.share for area in areas])
    left = max(programme.borough.violence_with_injury - offences.sum(), 0.0)
    if unknown.any():
        offences += left * unknown / unknown.sum()
    if not offences.any():
        offences = np.array([area.share for area in areas])
    return np.asarray(offences / offences.sum(), np.float64)
