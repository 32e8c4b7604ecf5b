"""What the simulator says of a deployment, in closed form: given place, day, hours, faces, list and threshold.

    faces -> passages          the ratio of counting (`sim.recognition.cameras.counting`)
    passages -> near people    where those who pass live, by how many pass (`sim.calibration.catchment`)
    near people -> listed      entries of a list for each person of its city (`sim.population.home`), times how many
                               more live near, times how often they go out (`sim.population.listing`)
    listed -> true alerts      TPIR of the recognition profile at the threshold
    passages -> false alerts   FPIR of the profile at the threshold, with the list's length
    true alerts -> arrests     a fresh team arrests a share of them; the more it makes, the fewer of it are left

Counts are Poisson about this mean, times a level of the borough, a level of the place, and a factor of the day
(gamma, so that counts of days are negative binomial). All that is not known is in `sim.calibration.unknowns`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property

import numpy as np
from numpy.typing import NDArray

from sim.calibration.catchment import Mechanism
from sim.calibration.deployments import Deployment
from sim.calibration.neighbourhoods import whereabouts
from sim.calibration.unknowns import Floats
from sim.core.config import Config
from sim.evidence.register import assumed, chosen, cited
from sim.population.home import City
from sim.recognition.cameras.counting import CountingSettings
from sim.scenario.load import calibrated, load_profile

__all__ = ["Cases", "LawSettings", "arrest_chance", "cases_of", "log_true_alerts", "new_count"]


class LawSettings(Config):
    """What the law takes as known."""

    profile: str = "met_field_064"
    """The recognition profile: TPIR and FPIR by threshold and length of the list."""
    usual_threshold: float = chosen(0.64, unit="vendor's score", gt=0, lt=1)
    """Taken where none is published: in use from 25 July 2024."""
    usual_list: int = cited("recognition.watchlist-size", ge=1)
    """Taken where no length of the list is published."""
    usual_hours: float = assumed(
        5.6, "mean of 74 published deployments of January to May 2025", unit="h", low=3.6, high=7.1, gt=0, le=24
    )
    """Taken where no duration is published."""
    old_count_below_per_h: float = assumed(
        450.0,
        "until July 2024 records have some 220 to 440 faces an hour at streets with 1,500 to 3,200 later; single days "
        "of August 2024 and May 2025 are still so, with as many alerts as others. Why was not published",
        unit="faces an hour",
        low=400.0,
        high=780.0,
        gt=0,
    )
    """So few faces an hour in London are of the old count."""
    old_count_times: float = assumed(
        7.0,
        "the same streets had a seventh of the later faces and as many alerts",
        unit="ratio",
        low=4.0,
        high=12.0,
        gt=0,
    )
    """Faces of the new count for each of the old."""


@dataclass(frozen=True)
class Cases:
    """Deployments as the law sees them, n rows."""

    passages: Floats
    """(n,): in which a face was detected."""
    hours: Floats
    """(n,)."""
    listed: Floats
    """(n,): entries of the list for each person of its city."""
    tpir: Floats
    """(n,): chance that the passage of a listed person raises a true alert."""
    fpir: Floats
    """(n,): chance that a passage raises a false one."""
    place: tuple[str, ...]
    """Names of neighbourhoods, each with its borough."""
    borough: tuple[str, ...]
    """Names of boroughs; a place in no known one is one by itself."""

    def __len__(self) -> int:
        """Return n."""
        return self.passages.size

    @cached_property
    def column(self) -> Cases:
        """The same with numbers (n, 1): what is computed of them for m values of unknowns is (n, m)."""
        names = ("passages", "hours", "listed", "tpir", "fpir")
        return replace(self, **{name: getattr(self, name)[:, None] for name in names})


def cases_of(deployments: Sequence[Deployment], settings: LawSettings | None = None) -> Cases:
    """Return deployments with faces as cases.

    Parameters
    ----------
    deployments
        Each with a number of faces; what else is not published is taken as usual.
    """
    known = LawSettings() if settings is None else settings
    hours = np.array([one.hours or known.usual_hours for one in deployments])
    sizes = [one.watchlist_size or known.usual_list for one in deployments]
    thresholds = [one.threshold or known.usual_threshold for one in deployments]
    rates = [_rates(known.profile, at, size) for at, size in zip(thresholds, sizes, strict=True)]
    city, per_face = City().visitors_from, CountingSettings().per_face
    where = [whereabouts(one.location) for one in deployments]
    place = [f"{one.neighbourhood} ({one.borough})" if one.borough else one.neighbourhood for one in where]
    return Cases(
        passages=np.array([(one.faces or 0) * new_count(one, known) / per_face for one in deployments]),
        hours=hours,
        listed=np.minimum(np.array(sizes) / city, 1.0),
        tpir=np.array([tpir for tpir, _ in rates]),
        fpir=np.array([fpir for _, fpir in rates]),
        place=tuple(place),
        borough=tuple(one.borough or name for one, name in zip(where, place, strict=True)),
    )


def new_count(deployment: Deployment, settings: LawSettings) -> float:
    """Return how many faces of the count usual since August 2024 each published face stands for; mostly 1."""
    if whereabouts(deployment.location).borough is None:
        return 1.0
    per_h = (deployment.faces or 0) / (deployment.hours or settings.usual_hours)
    return settings.old_count_times if per_h < settings.old_count_below_per_h else 1.0


def log_true_alerts(mechanism: Mechanism, at: Mapping[str, Floats], cases: Cases) -> Floats:
    """Return the logarithm of the true alerts expected at a place that is like others (n,).

    Parameters
    ----------
    at
        Values of the mechanism's unknowns, and `visit_ratio` and `near_ratio`.
    """
    near = cases.hours * mechanism.near(cases.passages / cases.hours, at)
    return np.asarray(np.log(near * cases.listed * cases.tpir * at["visit_ratio"] * at["near_ratio"]), np.float64)


def arrest_chance(at: Mapping[str, Floats], alerts: NDArray[np.int64]) -> Floats:
    """Return the chance that a true alert ends in arrest where there are so many of them, the shape of `alerts`.

    With n alerts, of which a fresh team would arrest share x n, it arrests C (1 - exp(-share n / C)): each arrest
    keeps officers for a while, and the more are kept the fewer are left to go.
    """
    most, wanted = at["team_arrests"], at["arrest_share"] * np.maximum(alerts, 1)
    return np.asarray(-most * np.expm1(-wanted / most) / np.maximum(alerts, 1), np.float64)


@cache
def _rates(profile: str, threshold: float, size: int) -> tuple[float, float]:
    """Return TPIR and FPIR of everybody who is searched, at a threshold and with so many references."""
    loaded = load_profile(profile)
    system = calibrated(loaded, profile)
    groups = np.arange(len(loaded.groups))[:, None]
    quality = np.array([capture.quality for capture in loaded.captures])
    weight = np.array([capture.weight for capture in loaded.captures])
    tpir = system.tpir(threshold, quality[None, :], groups) @ (weight / weight.sum())
    return float(tpir @ loaded.lists), float(system.fpir(threshold, size * loaded.lists) @ loaded.faces)
