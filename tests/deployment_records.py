"""Records of deployments that nobody published: drawn from the law itself, for tests."""

from datetime import date, timedelta

import numpy as np

from sim.calibration.deployment_law import cases_of
from sim.calibration.deployments import Deployment
from sim.calibration.fit import unknowns_of
from sim.calibration.simulate import draw_counts, draw_levels
from sim.core.streams import Streams

PLACES = (
    "North End, Croydon",
    "Barking",
    "East Ham",
    "Stratford",
    "Wood Green",
    "Romford",
    "Woolwich",
    "Queen St, Elsewhere",
)
MECHANISM = "catchment"
HEADER = "date,location,duration_min,watchlist_size,threshold,faces_seen_estimate,total_alerts,false_confirmed,arrests"


def deployments(n=48, seed=1, **unknowns):
    """Return n deployments from August 2024 on, one in five days; unknowns in deviations from their priors."""
    streams = Streams(seed)
    faces = np.exp(9.2 + 0.6 * streams.normals(32, 1, 0, n))
    blank = [
        Deployment(
            line=k + 2,
            date=date(2024, 8, 2) + timedelta(days=5 * k),
            location=PLACES[k % len(PLACES)],
            hours=5.5,
            watchlist_size=15_861,
            threshold=0.64,
            faces=int(faces[k]) + 3000,
            alerts=None,
            false_alerts=None,
            arrests=None,
        )
        for k in range(n)
    ]
    cases = cases_of(blank)
    at = np.array([unknowns.get(one.name, 0.0) for one in unknowns_of(MECHANISM)])
    counts = draw_counts(MECHANISM, cases, at, draw_levels(MECHANISM, cases, at, streams, 0), streams, 0)
    return tuple(
        Deployment(
            one.line,
            one.date,
            one.location,
            one.hours,
            one.watchlist_size,
            one.threshold,
            one.faces,
            int(counts.alerts[k]),
            int(counts.false_alerts[k]),
            int(counts.arrests[k]),
        )
        for k, one in enumerate(blank)
    )


def write(file, rows):
    """Write deployments as a record."""
    lines = [
        f'{one.date},"{one.location}",{one.hours * 60:g},{one.watchlist_size},{one.threshold},{one.faces},'
        f"{one.alerts},{one.false_alerts},{one.arrests}"
        for one in rows
    ]
    file.write_text("\n".join([HEADER, *lines]), encoding="utf-8")
    return file
