"""Who of the people that pass may be on a list: mechanisms that make alerts grow less than faces.

Each gives, for so many faces in an hour, how many of the people who pass count as *near*, as likely to be listed as
those who live near the street; the rest count for nothing or a part.

    everybody   all who pass are alike; alerts are proportional to faces
    regulars    a finite number of people live near; each comes by once, and comes again when more pass
    crowding    in crowds one person is counted several times: faces = people (1 + people an hour / crowding)
    catchment   the busier a street, the further away its people live: of P an hour, regulars / (regulars + P) live
                near, and the others are listed less often by a ratio (which may be 0: `catchment of strangers`)

They bend alike, so that faces and alerts alone tell them apart only where streets are very busy or very quiet;
`passerby calibrate --compare` says by how much the data prefer one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np

from sim.calibration.unknowns import LISTED, Floats, Unknown

__all__ = ["MECHANISMS", "SHIPPED", "Mechanism"]


class Mechanism(NamedTuple):
    """One candidate."""

    name: str
    unknowns: tuple[Unknown, ...]
    """What it takes, beside how often wanted people go out and how many live near."""
    near: Callable[[Floats, Mapping[str, Floats]], Floats]
    """People who count as near, an hour, given people an hour as faces have it, and the unknowns' values."""


def _everybody(per_h: Floats, _: Mapping[str, Floats]) -> Floats:
    return per_h


def _regulars(per_h: Floats, at: Mapping[str, Floats]) -> Floats:
    base = at["regulars_per_h"]
    return np.asarray(-base * np.expm1(-per_h / base), np.float64)


def _crowding(per_h: Floats, at: Mapping[str, Floats]) -> Floats:
    half = at["crowding_per_h"] / 2
    return np.asarray(half * (np.sqrt(1 + 2 * per_h / half) - 1), np.float64)


def _strangers(per_h: Floats, at: Mapping[str, Floats]) -> Floats:
    base = at["regulars_per_h"]
    return np.asarray(per_h * base / (base + per_h), np.float64)


def _catchment(per_h: Floats, at: Mapping[str, Floats]) -> Floats:
    near = _strangers(per_h, at)
    return np.asarray(near + at["visitor_ratio"] * (per_h - near), np.float64)


MECHANISMS: dict[str, Mechanism] = {
    one.name: one
    for one in (
        Mechanism("everybody", (), _everybody),
        Mechanism("regulars", (LISTED["regulars_per_h"],), _regulars),
        Mechanism("crowding", (LISTED["crowding_per_h"],), _crowding),
        Mechanism("catchment of strangers", (LISTED["regulars_per_h"],), _strangers),
        Mechanism("catchment", (LISTED["regulars_per_h"], LISTED["visitor_ratio"]), _catchment),
    )
}
"""The candidates by name."""

SHIPPED = "catchment"
"""What a fit takes unless told otherwise: as likely as the best, and the only one that says who strangers are."""
