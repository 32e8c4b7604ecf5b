"""What the crowd is asked for, checked before a kernel reads it: lengths, kinds of numbers, and what they may be."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sim.core.errors import RunError
from sim.street.doors import DWELL, ENTRANCE, IS_THERE, LATERAL, NO_FAULT, PERSON, SHOP, SPEED, TWICE, fault_of
from sim.street.geometry import Geometry
from sim.street.rows import Waiting, Walkers

__all__ = ["MOST_ID", "check_coming", "check_placed", "columns_of", "each", "floats", "is_whole", "wholes"]

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]

MOST_ID = 2**32 - 1
"""People have numbers from 0 to this: chance is drawn by them."""


def wholes(name: str, given: ArrayLike, shape: tuple[int, ...] | None = None) -> Ints:
    """Return whole numbers as an array of a shape; (n,) of any length where none is given.

    Raises
    ------
    ValueError
        If they are not whole numbers, or have another shape.
    """
    values = _of_shape(name, given, shape)
    if values.dtype.kind == "i":
        return values.astype(np.int64, copy=False)
    is_whole = values.dtype.kind in "uf" and bool(np.all((np.abs(values) < 2.0**53) & (values == np.rint(values))))
    if not is_whole:
        raise ValueError(f"{name} must be whole numbers, not {_shown(values)}")
    return values.astype(np.int64)


def floats(name: str, given: ArrayLike, shape: tuple[int, ...]) -> Floats:
    """Return numbers as an array of a shape.

    Raises
    ------
    ValueError
        If they are not numbers, or have another shape.
    """
    values = _of_shape(name, given, shape)
    if values.dtype.kind not in "iuf":
        raise ValueError(f"{name} must be numbers, not {_shown(values)}")
    return values.astype(np.float64, copy=False)


def columns_of(most_stops: int, *, person_id: Ints, **columns: ArrayLike) -> Waiting:
    """Return the columns of people who come, each as long as they are many.

    Raises
    ------
    ValueError
        If one has another shape, or is not of numbers.
    """
    n = person_id.size
    whole = {name: wholes(name, columns[name], (n,)) for name in ("party_id", "entrance", "exit")}
    stops, dwell_s = columns["stops"], columns["dwell_s"]
    return Waiting(
        person_id,
        whole["party_id"],
        whole["entrance"],
        whole["exit"],
        np.clip(wholes("stops", stops, (n, most_stops)), -2, 2**31 - 1).astype(np.int32),
        floats("dwell_s", dwell_s, (n, most_stops)),
        floats("desired_speed_m_s", columns["desired_speed_m_s"], (n,)),
        floats("lateral", columns["lateral"], (n,)),
        np.zeros(n, np.int64),
    )


def check_coming(
    people: Waiting, walkers: Walkers, rows: int, outside: Ints, geometry: Geometry, fastest: float
) -> None:
    """Refuse people who come with something that is not possible.

    Parameters
    ----------
    walkers, rows, outside
        Who is on the street, in as many rows, and who waits (m,).

    Raises
    ------
    ValueError
        With the first person of whom something is wrong.
    """
    fault, at = fault_of(
        people.person_id, people.entrance, people.exit, people.stops, people.dwell_s, people.desired_speed,
        people.lateral, walkers.is_active, walkers.person_id, rows, outside, geometry.n_entrances, geometry.n_shops,
        fastest)  # fmt: skip
    if fault != NO_FAULT:
        raise ValueError(_said_of(fault, at, people, geometry, fastest))


def check_placed(
    ids: Ints,
    *,
    x_m: Floats,
    y_m: Floats,
    leaves_by: Ints,
    speed: Floats,
    side: Floats,
    radius: Floats,
    delay: Floats,
    last_exit: int,
    fastest: float,
    there: Ints,
) -> None:
    """Refuse people who are put on the street with something that is not possible.

    Parameters
    ----------
    ids, x_m, y_m, leaves_by, speed, side, radius, delay
        (n,): as for `sim.street.crowd.Crowd.place`.
    there
        (m,): who is on the street, or waits.

    Raises
    ------
    RunError
        With the first person and column.
    """
    order = np.sort(ids)
    is_twice = np.isin(ids, order[1:][np.diff(order) == 0])
    allowed = (
        ("person_id", ids, (ids >= 0) & (ids <= MOST_ID), f"0 to {MOST_ID}"),
        (
            "person_id",
            ids,
            ~is_twice & ~np.isin(ids, there),
            "everybody once, and nobody who is there or waits already",
        ),
        ("x_m", x_m, np.isfinite(x_m), "metres"),
        ("y_m", y_m, np.isfinite(y_m), "metres"),
        ("exit", leaves_by, (leaves_by >= -1) & (leaves_by <= last_exit), f"0 to {last_exit}, or -1 for nowhere"),
        ("desired_speed_m_s", speed, (speed > 0) & (speed <= fastest), f"above 0 and at most {fastest:g}"),
        ("lateral", side, (side >= 0) & (side <= 1), "0 to 1"),
        ("radius_m", radius, (radius >= 0.1) & (radius <= 0.5), "0.1 to 0.5"),
        ("delay_s", delay, (delay >= 0) & np.isfinite(delay), "0 or more"),
    )
    for name, given, is_right, right in allowed:
        if not is_right.all():
            k = int(np.argmin(is_right))
            raise RunError(f"{name} of person {ids[k]}", f"it is not possible ({given[k]:g})", f"allowed: {right}")


def each(name: str, given: ArrayLike, n: int) -> Floats:
    """Return one number for each of n people; a single one given stands for all.

    Raises
    ------
    ValueError
        If they are not numbers, or neither one nor n.
    """
    if np.ndim(given) == 0:
        return np.full(n, floats(name, given, (1,))[0])
    return np.ascontiguousarray(floats(name, given, (n,)))


def is_whole(value: object, *, least: int = 0, most: int = 2**62) -> bool:
    """Return whether a value is a whole number within bounds."""
    return isinstance(value, int | np.integer) and not isinstance(value, bool) and bool(least <= value <= most)


def _of_shape(name: str, given: ArrayLike, shape: tuple[int, ...] | None) -> NDArray[np.generic]:
    values = np.atleast_1d(np.asarray(given))
    if shape is not None and len(shape) == 2 and values.ndim == 1:
        values = values[None, :]
    if shape is None and values.ndim == 1:
        return values
    if values.shape != shape:
        raise ValueError(f"{name} must have shape {shape or '(n,)'}, not {values.shape}")
    return values


def _shown(values: NDArray[np.generic]) -> str:
    return f"{values.ravel()[:4].tolist()}{' ...' if values.size > 4 else ''} ({values.dtype})"


def _said_of(fault: int, at: int, people: Waiting, geometry: Geometry, fastest: float) -> str:
    """Return what to say of the fault that was found in one of the people."""
    given, allowed = {
        PERSON: (f"person_id {people.person_id[at]}", f"person_id must be 0 to {MOST_ID}"),
        TWICE: (f"person_id {people.person_id[at]} twice", "every person comes once"),
        IS_THERE: (
            f"person_id {people.person_id[at]}, who is on the street or waits already",
            "somebody comes again only when they have left",
        ),
        ENTRANCE: (
            f"entrance {people.entrance[at]} and exit {people.exit[at]}",
            f"people must have entrances and exits 0 to {geometry.n_entrances - 1}",
        ),
        LATERAL: (f"lateral {people.lateral[at]:g}", "people must have lateral places 0 to 1"),
        SPEED: (
            f"desired_speed_m_s {people.desired_speed[at]:g}",
            f"desired speeds must be above 0 and at most {fastest:g} m/s",
        ),
        SHOP: (
            f"stops {people.stops[at].tolist()}",
            f"people must have shops -1 to {geometry.n_shops - 1}, and none after the first -1",
        ),
        DWELL: (f"dwell_s {people.dwell_s[at].tolist()}", "seconds at a shop must be 0 or more, and finite"),
    }[fault]
    return f"{allowed}, not {given} (of the person in place {at})"
