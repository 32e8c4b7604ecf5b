"""The manifest of a stored result: read in one way, and held against what it has to be before anything trusts it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ConfigDict, TypeAdapter, ValidationError

from sim.core.errors import StoreError
from sim.core.results_version import RESULTS_VERSION
from sim.core.sums import AGAIN, check_sum, read_unchecked

__all__ = ["CHECKED", "MANIFEST", "OtherVersion", "read_manifest"]

MANIFEST = "manifest.json"

CHECKED = ConfigDict(strict=True, allow_inf_nan=False, extra="forbid")
"""How values are held against their types: `@with_config(CHECKED)` on a dataclass or a typed dictionary."""

_T = TypeVar("_T")

_adapters: dict[type[Any], TypeAdapter[Any]] = {}


class OtherVersion(StoreError):
    """A stored result is of another version of the model."""


def read_manifest(folder: Path, kind: type[_T], *, what: str) -> _T:
    """Return the manifest of a stored result.

    Parameters
    ----------
    kind
        A dataclass or a typed dictionary; every field must be there with a value of its type, and no other.
    what
        What it is one of: `a stored run`.

    Raises
    ------
    StoreError
        If it cannot be read, is of another version of the results, is not what was stored, or is none of this kind.
    """
    data = read_unchecked(folder, MANIFEST)
    try:
        raw = json.loads(data)
        version = raw["results_version"]
    except (ValueError, TypeError, KeyError, RecursionError):
        raise StoreError(str(folder), f"not {what} (its manifest cannot be read)", AGAIN) from None
    if version != RESULTS_VERSION:
        # another version's manifest may have other keys
        raise OtherVersion(
            str(folder),
            f"stored by another version of the model (results version {str(version)[:20]})",
            f"this is results version {RESULTS_VERSION}; run it again",
        )
    try:
        found: _T = _adapter(kind).validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise StoreError(
            str(folder), f"not {what} (`{where[:60]}` of its manifest: {first['msg'].lower()})", AGAIN
        ) from None
    check_sum(folder, MANIFEST, data)
    return found


def _adapter(kind: type[Any]) -> TypeAdapter[Any]:
    if kind not in _adapters:
        _adapters[kind] = TypeAdapter(kind)
    return _adapters[kind]
