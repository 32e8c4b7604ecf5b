"""Tables of ways, kept on disk beside the compiled kernels that make them: to read them costs a thirtieth.

A table is kept by a digest of all that it is made of. A file that is damaged (it begins with a checksum of all that
follows) or cannot be written is no error: the table is made, as it would be without any.
"""

from __future__ import annotations

import hashlib
import io
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from sim.core.errors import StoreError
from sim.core.kept import forget_old, kept_in, note_use
from sim.core.whole_file import write_whole
from sim.street.navigation import Listed, Routes, build_routes

__all__ = ["kept_routes"]

_KEEP = 64
"""Tables on the disk, so that all shipped streets have theirs; they have 0.6 MB, and a street of 500 m has 6."""
_LISTED = ("touched", "seen", "seen_posts")
_SUM = hashlib.sha256().digest_size


def kept_routes(**given: Any) -> Routes:
    """Return the tables of `sim.street.navigation.build_routes`, which says what is `given`; made if none are kept."""
    folder = kept_in()
    if folder is None:
        return build_routes(**given)
    file = folder / f"ways-{_digest(given)}.tables"
    routes = _read(file)
    if routes is None:
        routes = build_routes(**given)
        _write(file, routes)
    else:
        note_use(file)
    return routes


def _digest(given: dict[str, Any]) -> str:
    """Return what is another wherever the tables may be: of what is given, and of the libraries that work on it."""
    digest = hashlib.sha256(f"{shapely.__version__} {shapely.geos_version_string} {np.__version__}".encode())
    for name, value in sorted(given.items()):
        digest.update(f"\n{name} ".encode())
        if isinstance(value, np.ndarray):
            digest.update(f"{value.dtype} {value.shape} ".encode() + value.tobytes())
        else:
            digest.update(shapely.to_wkb(value) if shapely.is_geometry(value) else repr(value).encode())
    return digest.hexdigest()[:32]


def _read(file: Path) -> Routes | None:
    """Return what is kept in a file; None where there is none, or not as it was written."""
    try:
        kept = memoryview(file.read_bytes())
    except OSError:
        return None
    # before anything of it is looked at: archives say themselves how they are to be read
    if hashlib.sha256(kept[_SUM:]).digest() != kept[:_SUM]:
        return None
    with np.load(io.BytesIO(kept[_SUM:]), allow_pickle=False) as stored:
        arrays: dict[str, Any] = dict(stored.items())
    for name in _LISTED:
        arrays[name] = Listed(arrays.pop(f"{name}.start"), arrays.pop(f"{name}.which"))
    for name in ("origin", "shape"):
        arrays[name] = tuple(arrays[name].tolist())
    return Routes(**{**arrays, "cell_m": float(arrays["cell_m"])})


def _write(file: Path, routes: Routes) -> None:
    arrays: dict[str, Any] = {}
    for field in fields(Routes):
        value = getattr(routes, field.name)
        if isinstance(value, Listed):
            arrays |= {f"{field.name}.{part}": array for part, array in value._asdict().items()}
        else:
            arrays[field.name] = value
    data = io.BytesIO()
    np.savez(data, allow_pickle=False, **arrays)
    with suppress(StoreError, OSError):  # it is made again by whoever needs it next
        write_whole(file, hashlib.sha256(data.getbuffer()).digest() + data.getvalue())
        forget_old(file.parent, "ways-*", _KEEP)
