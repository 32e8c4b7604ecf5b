"""A cheap simulator to emulate: headlines in closed form of the inputs of the small programme, with some chance."""

import numpy as np
import polars as pl

from sim.core.streams import Stream, Streams

NAMES = ("arrests", "false_stops", "treat_fairly_change", "good_job_change")
NOISE = 0.05


def headlines(sliders, levels, uncertain):
    """Return the true headlines, without chance."""
    faces = sliders["hours"] * sliders["footfall"]
    listed = sliders["watchlist"] * (0.02 + sliders["local_share"]) * uncertain["listing.visit_share"]
    found = {"essex_2026": 0.5}.get(levels["profile"], 0.9)
    scope = {"all_warrants": 1.0, "serious": 0.3, "four_years": 0.6, "local": 0.2}[levels["scope"]]
    arrests = 1e-6 * faces * listed * found * scope
    mistakes = np.exp(-30 * (sliders["threshold"] - 0.6)) * sliders["watchlist"] / 1e4
    false_stops = 1e-4 * faces * mistakes * (1 - uncertain["lfr.adjudication.p_false_accept"] / 2)
    good = uncertain["community.trust.good_contact_sd"]
    return dict(zip(NAMES, (arrests, false_stops, good * arrests - 0.2 * false_stops, arrests * 0.01), strict=True))


def frame(points, *, noise=NOISE, without=()):
    """Return what points come to, as the store would have it."""
    chance = Streams(5).generator(Stream.DESIGN, 3)
    rows = []
    for k, point in enumerate(points.points):
        for name, value in headlines(point.sliders, point.levels, point.uncertain).items():
            noisy = float(value * np.exp(noise * chance.standard_normal()))
            at = {"point": k, "replication": k, "name": name, "estimator": "expected", "by": "all", "group": "all"}
            rows += [] if k in without else [{**at, "value": noisy}]
    return pl.DataFrame(rows)
