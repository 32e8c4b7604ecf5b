"""Where a published location is: the neighbourhood and the borough that its words name.

Records call one high street by several names ("Stratford B'way", "Broadway, Stratford"), and places in one borough are
more alike than others. Both are common geography, of London, and stand in `neighbourhoods.yaml`. A location that names
none of them is a place of its own, in no known borough.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from ruamel.yaml import YAML

__all__ = ["Whereabouts", "whereabouts"]

_FILE = "neighbourhoods.yaml"
_SHORT = {"b way": "broadway", "bway": "broadway", "rd": "road", "stn": "station", "junc": "junction", "ct": "court"}
_ENDS = {"st": "street"}
"""What is short for something else only at the end of a part: in front it is a saint."""


class Whereabouts(NamedTuple):
    """Where a deployment was."""

    neighbourhood: str
    """In plain words; the whole location where it names no neighbourhood that is known."""
    borough: str | None
    """None where it is not known."""


def whereabouts(location: str) -> Whereabouts:
    """Return where a published location is, by the longest name that its last part holds, or all of it.

    Where the last part names no more than a borough, a neighbourhood of it that an earlier part names is meant.
    """
    parts = [_plain(part) for part in location.split(",")]
    whole = " ".join(parts)
    where = _longest(parts[-1]) or _longest(whole)
    if where is None:
        return Whereabouts(" ".join(whole.split()), None)
    return (_longest(whole, where.borough) or where) if _is_borough(where) else where


def _longest(text: str, borough: str | None = None) -> Whereabouts | None:
    """Return what the longest name in a text means; of a borough, rather a neighbourhood of it than itself."""
    found = [name for name in _names() if f" {name} " in f" {text} " and borough in (None, _names()[name].borough)]
    if not found:
        return None
    return _names()[max(found, key=lambda name: (borough is not None and not _is_borough(_names()[name]), len(name)))]


def _is_borough(where: Whereabouts) -> bool:
    return where.borough is not None and where.neighbourhood == where.borough.lower()


def _plain(part: str) -> str:
    text = " ".join(re.sub(r"[^\w ]", " ", part.lower()).split())
    for short, whole in _SHORT.items():
        text = re.sub(rf"\b{short}\b", whole, text)
    for short, whole in _ENDS.items():
        text = re.sub(rf"\b{short}(?=$| station)|(?<=high ){short}\b", whole, text)
    return text


@cache
def _names() -> dict[str, Whereabouts]:
    """Return every name in the file, and of each borough its own."""
    boroughs = YAML(typ="safe", pure=True).load(files(__package__).joinpath(_FILE).read_text("utf-8"))
    names: dict[str, Whereabouts] = {}
    for name, where in _entries(boroughs):
        if name in names:
            raise ValueError(f"{_FILE}: {name} stands there twice")
        names[name] = where
    for borough in boroughs:
        names.setdefault(borough.lower(), Whereabouts(borough.lower(), borough))
    return names


def _entries(boroughs: dict[str, Sequence[str]]) -> Iterator[tuple[str, Whereabouts]]:
    for borough, lines in boroughs.items():
        for line in lines:
            names = [name.strip() for name in line.split("|")]
            for name in names:
                yield name, Whereabouts(names[0], borough)
