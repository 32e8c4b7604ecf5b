"""A figure as a file, whole or not at all; the same figure gives the same bytes."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

from matplotlib import rc_context
from matplotlib.figure import Figure

from sim.core.whole_file import write_there

__all__ = ["write_figure"]

_DPI = 150


def write_figure(figure: Figure, file: Path, *, kind: str, about: Mapping[str, str] | None = None) -> None:
    """Write a figure.

    Parameters
    ----------
    file
        In a folder that is there.
    kind
        "svg" or "png".
    about
        More of what a PNG says of itself.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    made = {"Date": None, "Creator": "passerby"} if kind == "svg" else {"Software": "passerby", **(about or {})}
    data = io.BytesIO()
    with rc_context({"svg.hashsalt": "passerby", "svg.fonttype": "none"}):
        figure.savefig(data, format=kind, dpi=_DPI, metadata=made)
    write_there(file, data.getvalue())
