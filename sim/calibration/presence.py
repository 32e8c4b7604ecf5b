"""How often listed people come to a street, as a fit to published alerts has it: draws for ensembles.

The simulator takes listed people to come as often as others who live where they do, times `listed_visit_ratio` of the
street, which is 1 until somebody says otherwise. The deployment law, fitted to published alerts, says how many of those
who pass a street are listed, with the level of that place, or of its borough, or of none of which anything is known. A
draw from the fit is one from the joint posterior of its unknowns and from the level of each street; its ratio is what
makes both say the same of the usual list, with whatever else the draw has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from scipy.special import ndtri
from scipy.stats import qmc

from sim.calibration.catchment import MECHANISMS
from sim.calibration.fit import Level, Posterior, listed_unknowns, unknowns_of, values_of
from sim.calibration.neighbourhoods import whereabouts
from sim.calibration.unknowns import Floats
from sim.core.streams import Stream, Streams
from sim.population.home import listed_rates
from sim.population.people import USUAL_LIST, Population
from sim.programme.origins import home_shares, local_share_of, rates_of_homes
from sim.programme.schema import Programme
from sim.scenario.schema import Scenario

__all__ = ["VISIT_RATIO", "VISIT_SHARE", "keys_of", "ratios"]

VISIT_RATIO = "population.listed_visit_ratio"
"""The setting of a place that is drawn."""
VISIT_SHARE = "listing.visit_share"
"""The setting of a programme that is in that ratio, and so not drawn beside it."""


def keys_of(settings: Scenario | Programme) -> dict[str, str]:
    """Return the setting of each street that is drawn, and the street's name; those that say it otherwise have none."""
    if isinstance(settings, Scenario):
        return {} if settings.population.listed_share is not None else {VISIT_RATIO: settings.name}
    return {f"streets.{name}.place.{VISIT_RATIO}": street.place.name for name, street in settings.streets.items()}


def ratios(posterior: Posterior, drawn: Sequence[Scenario | Programme], *, seed: int) -> list[dict[str, float]]:
    """Return the ratio of each street in each of n draws, by setting.

    Parameters
    ----------
    drawn
        (n,): what is simulated, with the other values of each draw; all with the same streets.
    seed
        The experiment: which points of the posterior are drawn.
    """
    if not drawn:
        return []
    keys = keys_of(drawn[0])
    n_listed = len(listed_unknowns(posterior.mechanism))
    points = _normals(len(drawn), posterior.law.mean.size + len(keys), seed)
    at = posterior.law.at(points[:, : posterior.law.mean.size])
    found: list[dict[str, float]] = []
    for settings, unknowns, levels in zip(drawn, at, points[:, posterior.law.mean.size :], strict=True):
        values = values_of(unknowns_of(posterior.mechanism), unknowns)
        moved = unknowns[:n_listed] - posterior.law.mean[:n_listed]
        of_streets = dict(zip(keys, _streets(settings), strict=True))
        city = (settings.population.city if isinstance(settings, Scenario) else settings.listing).visitors_from
        found.append(
            {
                key: _law(posterior.mechanism, values, per_h, city)
                * float(np.exp(_level(posterior, keys[key], values, moved, float(z))))
                / max(rate, 1e-12)
                for z, (key, (per_h, rate)) in zip(levels, of_streets.items(), strict=True)
            }
        )
    return found


def _law(mechanism: str, values: Mapping[str, Floats], per_h: float, city: int) -> float:
    """Return how many of those who pass are on the usual list of a city of so many people, where the place is usual."""
    near = float(MECHANISMS[mechanism].near(np.array(per_h), values)) / per_h
    return near * min(USUAL_LIST.size / city, 1.0) * float(values["visit_ratio"] * values["near_ratio"])


def _level(posterior: Posterior, name: str, values: Mapping[str, Floats], moved: Floats, z: float) -> float:
    """Return the logarithm of a street's level, at so many standard deviations from what is expected of it."""
    where = whereabouts(name)
    place = f"{where.neighbourhood} ({where.borough})" if where.borough else where.neighbourhood
    if place in posterior.places:
        mean, deviation = _at(posterior.places[place], moved)
    else:
        mean, deviation = 0.0, float(values["borough_spread"])
        of_borough = None if where.borough is None else posterior.boroughs.get(where.borough)
        if of_borough is not None:
            mean, deviation = _at(of_borough, moved)
        deviation = float(np.hypot(deviation, float(values["place_spread"])))
    return mean + z * deviation


def _at(level: Level, moved: Floats) -> tuple[float, float]:
    return level.mean + float(moved @ np.array(level.slopes)), level.deviation


def _streets(settings: Scenario | Programme) -> Iterator[tuple[float, float]]:
    """Yield how many pass each street's cameras in an hour, and which share of them the simulator has on a list."""
    if isinstance(settings, Scenario):
        yield _per_h(settings), _listed_share(settings.population)
        return
    rates = rates_of_homes(settings, USUAL_LIST.size, local_share_of(settings))
    for street in settings.streets.values():
        shares = home_shares(settings, street)
        yield _per_h(street.place), float(np.dot(shares, rates)) * settings.listing.visit_share


def _per_h(place: Scenario) -> float:
    footfall, day = place.footfall, place.day
    hours = np.floor(day.start_h + np.arange(0, day.duration_h, 0.1)).astype(np.int64) % 24
    return footfall.people_per_day * float(np.mean(np.array(footfall.hourly_profile)[hours])) * footfall.passing_share


def _listed_share(population: Population) -> float:
    wanted = USUAL_LIST
    rates = listed_rates(
        wanted.size, local_share=wanted.share_in(population), residents=population.residents, city=population.city
    )
    here = population.resident_share_of_street
    return here * rates.borough + (1 - here) * rates.of_visitors(population.city_share_of_visitors)


def _normals(n: int, dimensions: int, seed: int) -> Floats:
    """Return n points (n, dimensions) that fill a standard normal law evenly; the first of many are those of few."""
    scrambling = int(Streams(seed).generator(Stream.DESIGN, 1).integers(2**63))
    points = qmc.Sobol(dimensions, scramble=True, rng=scrambling).random_base2(max(0, (n - 1).bit_length()))[:n]
    return np.asarray(ndtri(np.clip(points, 1e-12, 1 - 1e-12)), np.float64)
