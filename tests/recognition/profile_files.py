"""Makes recognition profiles from the few numbers that a test is about: as data, and as files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from sim.recognition.accuracy.profile import Profile

SOURCE = "made up for a test"


def point(threshold: float, *, size: int | None = 10_000, **rates: Any) -> dict[str, Any]:
    """Return an operating point; a rate that is a number is that of all groups together."""
    cells = {kind: [{"rate": value}] if isinstance(value, float) else value for kind, value in rates.items()}
    return {"threshold": threshold, "source": SOURCE, **({"watchlist_size": size} if size else {}), **cells}


def data_of(*points: dict[str, Any], shares: Mapping[str, float] | None = None, **changed: Any) -> dict[str, Any]:
    """Return a profile as data; by default of two groups, `a` and `b`, and as many of each on the list."""
    shares = shares or {"a": 0.75, "b": 0.25}
    lists = dict.fromkeys(shares, 1 / len(shares))
    return {
        "name": "test",
        "regime": "own",
        "points": list(points),
        "face_shares": dict(shares),
        "list_shares": lists,
        **changed,
    }


def profile_from(*points: dict[str, Any], **given: Any) -> Profile:
    """Return the profile that `data_of` the same makes."""
    return Profile.model_validate(data_of(*points, **given))


def by_group(rates: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return the cells of a rate that is stated group by group."""
    return [{"groups": [name], "rate": float(rate)} for name, rate in rates.items()]


def random_shares(rng: np.random.Generator, names: tuple[str, ...]) -> dict[str, float]:
    """Return shares of which none is very small."""
    parts = rng.dirichlet(np.full(len(names), 4.0))
    return dict(zip(names, (0.8 * parts + 0.2 / len(names)).tolist(), strict=True))


def write_profile(folder: Path, data: Mapping[str, Any], name: str = "own.yaml") -> Path:
    """Write a profile with one key a line; JSON is YAML."""
    lines = [f"{key}: {json.dumps(value)}\n" for key, value in data.items()]
    (folder / name).write_text("".join(lines), encoding="utf-8")
    return folder / name
