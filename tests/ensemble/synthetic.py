"""A cheap simulator of an ensemble: two arms with common chance, and inputs that vary between draws."""

import numpy as np
import polars as pl

from sim.core.streams import Stream, Streams


def counts(experiment, *, draws, replications, mean=40.0, ratio=1.1, spread=0.3, shared=0.8):
    """Return the counts of the arms `a` and `b`, (draws, replications), and the true difference b less a.

    Counts are Poisson about a mean that is gamma-distributed between draws with the standard deviation `spread` of its
    mean; b has so many times as many. So large a part of a's events is b's too, and the others are its own.
    """
    chance = Streams(experiment).generator(Stream.DESIGN, 7)
    level = np.full(draws, mean)
    if spread and draws > 1:
        level[1:] = chance.gamma(1 / spread**2, mean * spread**2, draws - 1)
    lam = np.repeat(level[:, None], replications, axis=1)
    both = chance.poisson(shared * lam)
    made = {"a": both + chance.poisson((1 - shared) * lam), "b": both + chance.poisson((ratio - shared) * lam)}
    return {arm: count.astype(float) for arm, count in made.items()}, (ratio - 1) * mean


def frame(experiment, **design):
    """Return an ensemble's frame of the same."""
    made, _ = counts(experiment, **design)
    rows = []
    for arm, count in made.items():
        draw, replication = np.indices(count.shape)
        at = {"arm": arm, "draw": draw.ravel(), "replication": replication.ravel()}
        named = {"name": "alerts", "estimator": "sampled", "by": "all", "group": "all", "unit": "alerts"}
        rows.append(
            pl.DataFrame({**at, "value": count.ravel(), "numerator": count.ravel()}).with_columns(
                denominator=pl.lit(1.0), **{name: pl.lit(text) for name, text in named.items()}
            )
        )
    return pl.concat(rows)
