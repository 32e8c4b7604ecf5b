"""Whether people can stand where they are put: nobody in a wall, on somebody else, or cut off from where they go."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sim.core.errors import RunError
from sim.evidence.register import entry
from sim.street.geometry import Geometry
from sim.street.walking.engine import Engine

__all__ = ["check_places"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

_ROUND_M = 2.0
"""Density is counted within this distance of everybody."""
_CLASS_M = 0.05
"""Radii are rounded up to this when it is asked whether bodies fit through a gap."""


def check_places(
    geometry: Geometry,
    engine: Engine,
    *,
    person_id: Ints,
    x_m: Floats,
    y_m: Floats,
    radius_m: Floats,
    exit_: Ints,
    others_x_m: Floats,
    others_y_m: Floats,
    others_radius_m: Floats,
) -> None:
    """Refuse people who could not stand there or never get away.

    Parameters
    ----------
    person_id, x_m, y_m, radius_m, exit_
        (n,): who is put where; an exit of -1 is for who has nowhere to go.
    others_x_m, others_y_m, others_radius_m
        (m,): who is there already.

    Raises
    ------
    RunError
        If somebody is outside the walkable area, in a wall, on somebody else, cut off from their exit by a gap that
        is narrower than they are, or if people stand more densely than in a jam.
    """
    _check_walls(geometry, engine, person_id, x_m, y_m, radius_m)
    _check_each_other(
        engine,
        person_id,
        np.concatenate([x_m, others_x_m]),
        np.concatenate([y_m, others_y_m]),
        np.concatenate([radius_m, others_radius_m]),
    )
    _check_jam(geometry, person_id, np.concatenate([x_m, others_x_m]), np.concatenate([y_m, others_y_m]))
    is_going = exit_ >= 0
    _check_ways(geometry, person_id[is_going], x_m[is_going], y_m[is_going], radius_m[is_going], exit_[is_going])


def _check_walls(geometry: Geometry, engine: Engine, person_id: Ints, x: Floats, y: Floats, radius: Floats) -> None:
    is_inside = geometry.contains(x, y)
    if not is_inside.all():
        k = int(np.argmin(is_inside))
        raise RunError(
            _where(person_id[k], x[k], y[k]),
            "it is outside the walkable area",
            f"that reaches from ({geometry.bounds[0]:g}, {geometry.bounds[1]:g}) to "
            f"({geometry.bounds[2]:g}, {geometry.bounds[3]:g}), without its obstacles",
        )
    room = np.asarray(shapely.distance(geometry.area.boundary, shapely.points(x, y))) - engine.wall_share * radius
    if room.size and room.min() < 0:
        k = int(np.argmin(room))
        least = engine.wall_share * radius[k]
        raise RunError(
            _where(person_id[k], x[k], y[k]),
            f"the body is in a wall ({room[k] + least:.2f} m off)",
            f"a body of {radius[k]:g} m begins {least:.2f} m from walls or further",
        )


def _check_each_other(engine: Engine, person_id: Ints, x: Floats, y: Floats, radius: Floats) -> None:
    """Refuse overlaps of the first people (those with ids) with anybody."""
    tree = cKDTree(np.column_stack([x, y]))
    pairs = tree.query_pairs(engine.hard_share * 2 * float(radius.max(initial=0.0)), output_type="ndarray")
    pairs = pairs[pairs[:, 0] < person_id.size]
    if not pairs.size:
        return
    a, b = pairs.T
    least = engine.hard_share * (radius[a] + radius[b])
    over = least * (1 - 1e-9) - np.hypot(x[a] - x[b], y[a] - y[b])
    if over.max() > 0:
        k = int(np.argmax(over))
        who = f"person {person_id[b[k]]}" if b[k] < person_id.size else "somebody who is there already"
        raise RunError(
            _where(person_id[a[k]], x[a[k]], y[a[k]]),
            f"it overlaps with {who} ({least[k] - over[k]:.2f} m between their middles)",
            f"two such bodies begin {least[k]:.2f} m from each other or further",
        )


def _check_jam(geometry: Geometry, person_id: Ints, x: Floats, y: Floats) -> None:
    jam = float(entry("walking.fundamental-diagram.jam-density").value)
    middle = np.column_stack([x, y])
    tree = cKDTree(middle)
    count = np.asarray(tree.query_ball_point(middle[: person_id.size], _ROUND_M, return_length=True))
    crowded = np.flatnonzero(count > jam)
    if not crowded.size:
        return
    round_ = shapely.buffer(shapely.points(middle[crowded]), _ROUND_M)
    density = count[crowded] / shapely.area(shapely.intersection(round_, geometry.area))
    if density.max() > jam:
        k = crowded[int(np.argmax(density))]
        raise RunError(
            _where(person_id[k], x[k], y[k]),
            f"people stand more densely than in a jam ({density.max():.1f} per m2 within {_ROUND_M:g} m)",
            f"at most {jam:g} per m2",
        )


def _check_ways(geometry: Geometry, person_id: Ints, x: Floats, y: Floats, radius: Floats, exit_: Ints) -> None:
    classes = np.ceil(radius / _CLASS_M - 1e-9) * _CLASS_M
    for width in np.unique(classes):
        which = np.flatnonzero(classes == width)
        parts = shapely.get_parts(geometry.area.buffer(-min(float(width), float(radius[which].max()))))
        if not parts.size:
            raise RunError(
                _where(person_id[which[0]], x[which[0]], y[which[0]]),
                f"nowhere is as wide as this body ({2 * radius[which[0]]:g} m)",
                "bodies must fit the street",
            )
        begin = _part_of(parts, shapely.points(x[which], y[which]))
        ends = geometry.places[exit_[which]]
        end = _part_of(parts, shapely.points((ends[:, 0] + ends[:, 2]) / 2, (ends[:, 1] + ends[:, 3]) / 2))
        if (begin != end).any():
            k = which[int(np.argmax(begin != end))]
            raise RunError(
                _where(person_id[k], x[k], y[k]),
                f"the exit {geometry.entrance_ids[exit_[k]]!r} cannot be reached from there",
                f"every gap on the way must be wider than a body ({2 * radius[k]:g} m)",
            )


def _part_of(parts: NDArray[np.object_], points: NDArray[np.object_]) -> Ints:
    """Return the part nearest to each point."""
    return np.asarray(np.argmin([shapely.distance(part, points) for part in parts], axis=0))


def _where(person_id: int, x: float, y: float) -> str:
    return f"the start of person {person_id} at ({x:.2f}, {y:.2f})"
