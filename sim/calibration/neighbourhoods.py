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
    """Return where a published location is, by the longest name that its last part holds, or all of it."""
    parts = [_plain(part) for part in location.split(",")]
    for text in (parts[-1], " ".join(parts)):
        found = [name for name in _names() if f" {name} " in f" {text} "]
        if found:
            return _names()[max(found, key=len)]
    return Whereabouts(" ".join(" ".join(parts).split()), None)


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
