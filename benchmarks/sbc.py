"""Simulation-based calibration of the fit to deployments: are truths uniformly ranked among draws of their posteriors?

    python benchmarks/sbc.py [SIMULATIONS]

Unknowns are drawn from their priors, counts of 150 deployments at 40 places in 20 boroughs from the law, and the law is
fitted to them. Ten unknowns are tested at once: a p-value below 0.001 for any (Bonferroni, 1 % in all) says that fits
are wrong. Some minutes; not a test.
"""

from __future__ import annotations

import sys
from datetime import date, timedelta

import numpy as np

from sim.calibration.catchment import SHIPPED
from sim.calibration.checks import ranks, uniformity
from sim.calibration.deployment_law import Cases, cases_of
from sim.calibration.deployments import Deployment
from sim.core.streams import Stream, Streams

SIMULATIONS, DEPLOYMENTS, PLACES, BOROUGHS = 400, 150, 40, 20
SEED = 1


def main() -> None:
    n = int(sys.argv[1]) if len(sys.argv) > 1 else SIMULATIONS
    found = ranks(_cases(), SHIPPED, n, Streams(SEED), lambda done: _say(done, n))
    print(f"ranks of {n} truths, in eighths of their posteriors; {n / 8:g} in each are expected")
    for one in uniformity(found, SHIPPED):
        print(f"  {one.unknown:15} {' '.join(f'{k:4}' for k in one.counted)}   p = {one.p_value:.3f}")
    mean, inside = found.mean(axis=0), (np.abs(found - 0.5) < 0.45).mean(axis=0)
    print(f"mean rank {mean.min():.3f} to {mean.max():.3f} (0.5); truths inside the central 90 %: ", end="")
    print(f"{inside.min():.3f} to {inside.max():.3f}")


def _cases() -> Cases:
    chance = Streams(SEED).generator(Stream.CALIBRATION)
    faces = np.exp(chance.normal(9.2, 0.6, DEPLOYMENTS))
    place = chance.integers(PLACES, size=DEPLOYMENTS)
    blank = [
        Deployment(
            k + 2, date(2024, 8, 1) + timedelta(days=2 * k), f"Place {p}", 5.6, 15_861, 0.64, int(f), None, None, None
        )
        for k, (p, f) in enumerate(zip(place.tolist(), faces.tolist(), strict=True))
    ]
    cases = cases_of(blank)
    return Cases(
        cases.passages,
        cases.hours,
        cases.listed,
        cases.tpir,
        cases.fpir,
        cases.place,
        tuple(f"borough {p % BOROUGHS}" for p in place.tolist()),
    )


def _say(done: int, n: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done} of {n}", end="", file=sys.stderr)


if __name__ == "__main__":
    main()
