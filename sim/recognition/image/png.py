"""Pictures as PNG files' content."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["png_of"]


def png_of(picture: NDArray[np.uint8]) -> bytes:
    """Return a picture (height, width, 3) of blue, green and red as the content of a PNG file."""
    import cv2  # an extra: only who has a picture has it

    is_done, content = cv2.imencode(".png", picture)
    if not is_done:
        raise ValueError(f"a picture of shape {picture.shape} cannot be written as PNG")
    return content.tobytes()
