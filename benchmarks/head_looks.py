"""What is painted on heads by formulas: skin, lips, brows, hair, beards and eyes.

Units are eye distances unless a name says otherwise: x to the head's left, y up, z out of the face.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from head_shapes import Floats
from numpy.typing import NDArray

Chance = Any
"""A NumPy generator."""


@dataclass(frozen=True)
class Look:
    """What is painted on a head; colours are red, green, blue from 0 to 1."""

    skin: Floats
    lips: Floats
    hair: Floats
    iris: Floats
    brow: Floats
    """Height above the eyes, thickness, slope, half length, arch, strength."""
    hairline: float
    """Height of the hair above the eyes; hair is everything above and behind."""
    volume: float
    """How far hair stands out; below 0 for a shaved head."""
    is_long: bool
    length: float
    """Height above the eyes at which long hair ends."""
    beard: float
    """Strength: 0 for none."""
    beard_from: float
    """Depth below the eyes at which a beard begins."""
    moustache: float


def draw_look(chance: Chance, origin: Floats, *, is_male: bool, age: float) -> Look:
    """Draw colours and hair."""
    dark = origin[0] ** 0.8
    tone = np.array([0.91, 0.70, 0.58]) * (1 - dark) + np.array([0.40, 0.25, 0.18]) * dark
    skin = tone * chance.uniform(0.82, 1.1) * (1 + chance.normal(0, 0.03) * np.array([1, 0, -1]))
    fair = chance.random() * (1 - dark) * origin[2]
    hair = np.array([0.07, 0.05, 0.04]) + fair * np.array([0.62, 0.42, 0.22])
    grey = float(np.clip((age - 0.3) * chance.uniform(0, 4), 0, 0.9))
    hair = hair * (1 - grey) + grey * np.full(3, chance.uniform(0.35, 0.75))
    eyes = np.array([[0.22, 0.12, 0.06], [0.25, 0.38, 0.52], [0.26, 0.34, 0.2]])
    light = 0.6 * origin[2]
    lips = skin * np.array([0.86, 0.55, 0.52]) * chance.uniform(0.8, 1.1)
    if not is_male:
        lips = lips * np.array([1.05, chance.uniform(0.65, 1), chance.uniform(0.75, 1)])
    beard = is_male and chance.random() < 0.5
    return Look(
        skin=skin,
        lips=lips,
        hair=hair,
        iris=eyes[chance.choice(3, p=[1 - light, light / 2, light / 2])] * chance.uniform(0.7, 1.2),
        brow=np.array(
            [
                chance.uniform(0.33, 0.46),
                chance.uniform(0.035, 0.085) * (1 if is_male else 0.75),
                chance.uniform(-0.08, 0.14),
                chance.uniform(0.34, 0.48),
                chance.uniform(0.1, 0.7),
                chance.uniform(0.45, 0.95),
            ]
        ),
        hairline=chance.uniform(1.0, 1.35),
        volume=float(
            chance.choice([-1, 0.04, 0.12, 0.22], p=[0.2, 0.3, 0.3, 0.2] if is_male else [0.02, 0.1, 0.4, 0.48])
        ),
        is_long=bool(not is_male and chance.random() < 0.75),
        length=chance.uniform(-2.6, -0.9),
        beard=chance.uniform(0.35, 0.9) if beard else 0.0,
        beard_from=chance.uniform(0.62, 0.95),
        moustache=chance.uniform(0, 1) if beard else 0.0,
    )


def paint_skin(mesh: Any, look: Look, chance: Chance) -> None:
    """Give every vertex of a head its colour, and hair its thickness."""
    x, y, z = np.asarray(mesh.points).T
    colour = np.tile(look.skin, (x.size, 1))
    for _ in range(12):
        wave = np.sin(np.asarray(mesh.points) @ chance.normal(0, 2.2, 3) + chance.uniform(0, 2 * np.pi))
        colour *= 1 + 0.03 * wave[:, None] * (1 + chance.normal(0, 0.3, 3))
    cheeks = np.exp(-(((np.abs(x) - 0.62) / 0.3) ** 2) - ((y + 0.75) / 0.3) ** 2) * (z > -1)
    colour *= 1 - 0.12 * cheeks[:, None] * np.array([0, 1, 1])
    lips = np.clip(np.asarray(mesh["lips"]), 0, 1)
    colour = blend(colour, look.lips, 0.8 * lips)
    colour = blend(colour, look.hair * 0.8, brow_of(look, x, y, z))
    jaw = ramp(-y - look.beard_from, 0.2) * ramp(z + 1.5, 0.25) * ramp(2.1 + y, 0.25) * (1 - lips)
    lip = np.exp(-((x / 0.42) ** 4) - ((y + 0.93) / 0.1) ** 2) * (z > -0.6) * (1 - lips)
    grain = np.clip(0.8 + 0.25 * chance.normal(0, 1, x.size), 0, 1.3)
    colour = blend(colour, look.hair, np.clip(np.maximum(look.beard * jaw, look.moustache * lip) * grain, 0, 0.95))
    if look.volume > 0:
        scalp = scalp_of(look, x, y, z)
        colour = blend(colour, look.hair * np.clip(1 + 0.25 * chance.normal(0, 1, (x.size, 1)), 0.5, 1.6), scalp)
        thick = look.volume * scalp * (1 + 0.25 * np.sin(5 * x + 3 * y) * np.sin(4 * z + 2 * x))
        mesh.points = np.asarray(mesh.points) + thick[:, None] * np.asarray(mesh.point_normals)
    mesh["rgb"] = to_bytes(colour)


def brow_of(look: Look, x: Floats, y: Floats, z: Floats) -> Floats:
    """Return how much of a brow there is at each vertex."""
    height, thick, slope, half, arch, strength = look.brow
    out = np.abs(x) - 0.53
    line = height - 0.08 + slope * out - arch * (out - 0.1) ** 2
    taper = thick * (1 - 0.5 * np.clip(out / half, 0, 1))
    across = np.clip(1.4 - np.abs(y - line) / taper, 0, 1)
    return np.asarray(strength * across * ramp(half - np.abs(out), 0.08) * (z > -0.8))


def scalp_of(look: Look, x: Floats, y: Floats, z: Floats) -> Floats:
    """Return how much hair there is at each vertex."""
    line = look.hairline - 0.5 * x**2 + 0.04 * np.sin(9 * x)
    top = ramp(y - line, 0.08)
    back = ramp(y + 0.6, 0.15) * ramp(-z - 1.75, 0.12)
    sides = ramp(y + 0.15, 0.15) * ramp(-z - 0.9, 0.12) * (np.abs(x) > 0.75)
    is_ear = (np.abs(x) > 1.14) & (y < 0.5) & (z > -2.2)
    return np.maximum(top, np.maximum(back, sides * (y > 0.25))) * ~is_ear


def paint_hair(mesh: Any, look: Look, number: int) -> Any:
    """Give long hair strands of lighter and darker colour."""
    x, y, z = np.asarray(mesh.points).T
    strands = 1 + 0.18 * np.sin(23 * x + 2 * np.sin(2 * y + number)) * np.sin(19 * z + y)
    mesh["rgb"] = to_bytes(look.hair * strands[:, None])
    return mesh


def paint_eye(mesh: Any, look: Look) -> Any:
    """Give an eyeball its white, iris and pupil."""
    points = np.asarray(mesh.points)
    off = points - points.mean(axis=0)
    out = np.hypot(off[:, 0], off[:, 1]) / np.linalg.norm(off, axis=1).max()
    colour = np.tile([0.88, 0.86, 0.84], (out.size, 1))
    colour[(out < 0.5) & (off[:, 2] > 0)] = look.iris
    colour[(out < 0.22) & (off[:, 2] > 0)] = 0.03
    mesh["rgb"] = to_bytes(colour)
    return mesh


def ramp(value: Floats, width: float) -> Floats:
    """Return 0 below 0, 1 above `width`, and a straight line between."""
    return np.asarray(np.clip(value / width, 0, 1))


def blend(under: Floats, over: Floats, share: Floats) -> Floats:
    """Return colours (n, 3) with a share (n,) of another over them."""
    return np.asarray(under * (1 - share[:, None]) + over * share[:, None])


def to_bytes(colour: Floats) -> NDArray[np.uint8]:
    """Return colours of 0 to 1 as bytes."""
    return np.asarray(np.clip(colour, 0, 1) * 255, np.uint8)
