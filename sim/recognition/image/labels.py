"""Boxes and words written on a picture, so that no label covers another while there is room."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["Label", "write_labels"]

_Box = tuple[int, int, int, int]

_QUIET, _STRONG = (235, 235, 235), (40, 190, 255)
_INK, _PAPER = (20, 20, 20), (245, 245, 245)
_WIDTH = 1920
"""Pixels of the picture on which letters have a scale of 1 to `_LETTERS`."""
_LETTERS = 0.62
_PAD = 5


@dataclass(frozen=True)
class Label:
    """A box with words beside it."""

    box: _Box
    """Left, top, width and height in pixels."""
    text: str
    """In ASCII; none where empty."""
    is_strong: bool
    """In the colour that stands out."""


def write_labels(picture: NDArray[np.uint8], labels: list[Label], caption: str) -> NDArray[np.uint8]:
    """Return the picture with its labels and, below them, a line that says what it is."""
    import cv2

    drawn = picture.copy()
    scale = picture.shape[1] / _WIDTH
    thick = max(1, round(2 * scale))
    taken: list[_Box] = [label.box for label in labels]
    for label in sorted(labels, key=lambda label: not label.is_strong):
        left, top, width, height = label.box
        colour = _STRONG if label.is_strong else _QUIET
        cv2.rectangle(drawn, (left, top), (left + width, top + height), colour, thick, cv2.LINE_AA)
        if not label.text:
            continue
        place = _free(label, _size(label.text, scale), taken, drawn.shape)
        taken.append(place)
        _write(drawn, label.text, place, scale, colour)
    width, height = _size(caption, scale)
    _write(drawn, caption, (0, drawn.shape[0] - height, drawn.shape[1], height), scale, _PAPER)
    return drawn


def _size(text: str, scale: float) -> tuple[int, int]:
    import cv2

    (width, height), below = cv2.getTextSize(text, cv2.FONT_HERSHEY_SIMPLEX, _LETTERS * scale, _stroke(scale))
    return width + 2 * _PAD, height + below + _PAD


def _free(label: Label, size: tuple[int, int], taken: list[_Box], shape: tuple[int, ...]) -> _Box:
    """Return where a label goes: above, below, right or left of its box, or the first of them if all are taken."""
    left, top, width, height = label.box
    places = [
        (left, top - size[1] - 1),
        (left, top + height + 1),
        (left + width + 2, top),
        (left - size[0] - 2, top),
        (left, top - 2 * size[1] - 2),
        (left, top + height + size[1] + 2),
    ]
    boxes = [(min(max(x, 0), shape[1] - size[0]), min(max(y, 0), shape[0] - size[1]), *size) for x, y in places]
    return next((box for box in boxes if not any(_overlap(box, other) for other in taken)), boxes[0])


def _overlap(a: _Box, b: _Box) -> bool:
    return a[0] < b[0] + b[2] and b[0] < a[0] + a[2] and a[1] < b[1] + b[3] and b[1] < a[1] + a[3]


def _write(picture: NDArray[np.uint8], text: str, box: _Box, scale: float, colour: tuple[int, int, int]) -> None:
    import cv2

    left, top, width, height = box
    cv2.rectangle(picture, (left, top), (left + width, top + height), colour, -1)
    cv2.putText(
        picture,
        text,
        (left + _PAD, top + height - 2 * _PAD + 1),
        cv2.FONT_HERSHEY_SIMPLEX,
        _LETTERS * scale,
        _INK,
        _stroke(scale),
        cv2.LINE_AA,
    )


def _stroke(scale: float) -> int:
    return max(1, round(1.4 * scale))
