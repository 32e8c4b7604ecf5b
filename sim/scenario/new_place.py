"""A start for a place of one's own, with notes on what may be changed: a street with a map, or one without.

The street with a map is straight and has one site of cameras; the one without is drawn from its length.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from pathlib import Path

from sim.core.documents import json_text
from sim.core.errors import ScenarioError
from sim.core.whole_file import write_all
from sim.scenario.import_area import ImportedArea
from sim.scenario.import_street import ImportedStreet
from sim.street.generic import GenericStreet

__all__ = ["write_generic_place", "write_imported_place", "write_place"]

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")

_PICTURE = "svg"
_USUAL_WIDTH_M = GenericStreet.model_fields["width_m"].default

_PLACE = """\
# {title}: a start. Change what is not yours, then: passerby validate {name}.yaml
#
# Everything here is assumed; say in `about` what you have measured and what you have not.

name: "{title}"
about: >-
  A straight street, 150 m long and 10 m wide, that stands for none in particular.

# The walkable area, entrances, shops, zones and cameras: drawn beside this file in metres, in any GIS or by hand. Each
# thing in it has a `role`, and a `note` that says what may be changed.
# What its cameras cover: passerby place picture {name}.yaml --output {name}.svg
geometry: {name}.geojson

day:
  start_h: 11.0        # the hours of the deployment
  duration_h: 5.6

footfall:
  people_per_day: 8000 # in 24 hours
  entrance_shares:     # who comes in where, by the ids of the entrances in the map; together 1
    west: 0.45
    east: 0.45
    side_street: 0.10

# Facial recognition at this place; `lfr: null` for a day without. A file like those in scenarios/policies/ may be laid
# over it: passerby run {name}.yaml --policy FILE. Everything that may be set, with units and sources: passerby schema
lfr:
  name: Two cameras on a van
  sites: [van]         # of those in the map
  threshold: 0.64
  watchlist:
    size: 10000
  recognition:
    profile: met_field_064
"""

_MAP = """\
{{
 "type": "FeatureCollection",
 "name": "{title}",
 "frame": "Local metres, not longitude and latitude: x runs along the street, y to its left.",
 "features": [
  {{"type": "Feature",
   "properties": {{"role": "walkable",
    "note": "Where people walk, one polygon; its holes are obstacles. Here 150 m by 10 m with a side street."}},
   "geometry": {{"type": "Polygon", "coordinates": [[
    [0, -5], [150, -5], [150, 5], [98, 5], [98, 15], [92, 15], [92, 5], [0, 5], [0, -5]]]}}}},
  {{"type": "Feature",
   "properties": {{"role": "entrance", "id": "west", "name": "West end",
    "note": "Two points on the edge of the walkable area; two entrances or more."}},
   "geometry": {{"type": "LineString", "coordinates": [[0, -5], [0, 5]]}}}},
  {{"type": "Feature",
   "properties": {{"role": "entrance", "id": "east", "name": "East end"}},
   "geometry": {{"type": "LineString", "coordinates": [[150, -5], [150, 5]]}}}},
  {{"type": "Feature",
   "properties": {{"role": "entrance", "id": "side_street", "name": "Side street"}},
   "geometry": {{"type": "LineString", "coordinates": [[92, 15], [98, 15]]}}}},
  {{"type": "Feature",
   "properties": {{"role": "shop", "id": "bakery", "name": "Bakery",
    "note": "A point before a window that people stop at; there may be none."}},
   "geometry": {{"type": "Point", "coordinates": [30, 4.5]}}}},
  {{"type": "Feature",
   "properties": {{"role": "obstacle", "note": "A planter that people walk round; there may be none."}},
   "geometry": {{"type": "Polygon", "coordinates": [[[118, -1], [121, -1], [121, 1], [118, 1], [118, -1]]]}}}},
  {{"type": "Feature",
   "properties": {{"role": "middle", "width_m": 10,
    "note": "Midway between the fronts, as wide as drawn: --set street.width_m=12 moves them; there may be none."}},
   "geometry": {{"type": "LineString", "coordinates": [[0, 0], [150, 0]]}}}},
  {{"type": "Feature",
   "properties": {{"role": "zone", "site": "van", "name": "Van",
    "note": "Faces are searched on this ground; a zone and one or more cameras of the same `site` work together."}},
   "geometry": {{"type": "Polygon", "coordinates": [[[56, -5], [70, -5], [70, 5], [56, 5], [56, -5]]]}}}},
  {{"type": "Feature",
   "properties": {{"role": "camera", "site": "van", "id": "van_1", "height_m": 4.0, "heading_deg": 10,
    "horizontal_fov_deg": 36, "image_width_px": 2560,
    "note": "heading_deg counts from +x counter-clockwise. A face needs 16 pixels between the eyes to be searched."}},
   "geometry": {{"type": "Point", "coordinates": [50, -2]}}}},
  {{"type": "Feature",
   "properties": {{"role": "camera", "site": "van", "id": "van_2", "height_m": 4.0, "heading_deg": 170,
    "horizontal_fov_deg": 36, "image_width_px": 2560,
    "note": "People who walk the other way show their faces to this one. A lens may be given as focal_length_mm too."}},
   "geometry": {{"type": "Point", "coordinates": [76, -2]}}}}
 ]
}}
"""

_GENERIC = """\
# {title}: a start without a map. Change what is not yours, then: passerby validate {name}.yaml
#
# All that is not set here is assumed; say in `about` what you have measured and what you have not. A map drawn in
# metres takes the place of `street` when there is one: `geometry: FILE.geojson`, as `passerby place new NAME` writes.

name: "{title}"
about: >-
  A street drawn from its length, and not from a map. Its width, side streets, shops and cameras are assumed.

# What a street is drawn from, each with its unit, its range and what it rests on: passerby schema (GenericStreet)
street:
  kind: generic
  length_m: 300        # from end to end, along the middle
  width_m: 12          # from front to front; where there is traffic, both pavements as one
  ends: [South end, North end]  # what they are called; metres along the street count from the first
  side_streets: 3      # so many, evenly on alternate sides; or those there are:
  #   - {{at_m: 80, side: left, width_m: 7, name: Church Road, share: 0.1}}
  #   - {{at_m: 190, side: right, is_door: true, name: The shopping centre}}
  shops_per_100_m: 10  # windows that people may stop at, both fronts together
  # bends: [{{at_m: 150, turn_deg: 20}}]  # where it turns, to the left if positive
  # seed: 1            # lays side streets and shops unevenly

# Cameras are planned at three sites, `van`, `south` and `north`; what they cover:
#   passerby place picture {name}.yaml --output {name}.svg
# camera_plan: {{van_at_m: 200}}

day:
  start_h: 11.0        # the hours of the deployment
  duration_h: 5.6

footfall:
  people_per_day: 22000  # in 24 hours; assumed: the median deployment of the Metropolitan Police in London
  # entrance_shares: {{south: 0.5, north: 0.3, side_1: 0.1, side_2: 0.05, side_3: 0.05}}  # who comes in where

# Facial recognition at this place; `lfr: null` for a day without. A file like those in scenarios/policies/ may be laid
# over it: passerby run {name}.yaml --policy FILE. Everything that may be set, with units and sources: passerby schema
lfr:
  name: Cameras on a van
  sites: [van]
  threshold: 0.64
  watchlist:
    size: 10000
  recognition:
    profile: met_field_064
"""


def write_place(name: str, folder: Path) -> tuple[Path, Path, Path]:
    """Write a place and its map into a folder, which is made if it is not there.

    Parameters
    ----------
    name
        Of the files; letters, digits, `-` and `_`.

    Returns
    -------
    tuple[Path, Path, Path]
        The place's file, its map, and where its picture may be drawn: nothing is there yet.

    Raises
    ------
    ScenarioError
        If the name is not one, a file is there already, or nothing can be written; then nothing is.
    """
    files = _written(name, folder, {"yaml": _filled(_PLACE, name), "geojson": _filled(_MAP, name)})
    return files["yaml"], files["geojson"], files[_PICTURE]


def write_generic_place(name: str, folder: Path) -> tuple[Path, Path]:
    """Write a place without a map into a folder, as `write_place` does.

    Returns
    -------
    tuple[Path, Path]
        The place's file, and where its picture may be drawn: nothing is there yet.
    """
    files = _written(name, folder, {"yaml": _filled(_GENERIC, name)})
    return files["yaml"], files[_PICTURE]


def write_imported_place(name: str, folder: Path, street: ImportedStreet | ImportedArea) -> tuple[Path, Path]:
    """Write a place of an imported street into a folder, as `write_place` does; of a polygon with its map.

    Returns
    -------
    tuple[Path, Path]
        The place's file, and where its picture may be drawn: nothing is there yet.
    """
    if isinstance(street, ImportedArea):
        text, texts = _of_area(name, street), {"geojson": json_text(street.map, is_packed=True)}
    else:
        text, texts = _of_line(name, street), {}
    files = _written(name, folder, {"yaml": text, **texts})
    return files["yaml"], files[_PICTURE]


def _of_line(name: str, street: ImportedStreet) -> str:
    bends = ", ".join(f"{{at_m: {at:g}, turn_deg: {turn:g}}}" for at, turn in street.bends)
    width = f"width_m: {street.width_m:g}" if street.width_m is not None else f"# width_m: {_USUAL_WIDTH_M:g}"
    title = _title(name)
    whose = f"\nattribution: {json.dumps(street.attribution, ensure_ascii=False)}" if street.attribution else ""
    lines = {
        "  length_m: 300        # from end to end, along the middle\n": (
            f"  length_m: {street.length_m:g}      # read of the line\n"
        ),
        "  width_m: 12          # from front to front; where there is traffic, both pavements as one\n": (
            f"  {width}      # {street.width_from}; from front to front\n"
        ),
        "  # bends: [{at_m: 150, turn_deg: 20}]  # where it turns, to the left if positive\n": (
            f"  bends: [{bends}]  # read of the line; to the left if positive\n" if street.bends else ""
        ),
        f"# {title}: a start without a map. Change": f"# {title}: imported from a layer. Change",
        "A street drawn from its length, and not from a map. Its width, side streets, shops and cameras are assumed.": (
            f"Its length was read of a line; width {street.width_from.replace(':', ',')}.\n  Its side streets, "
            f"shops and cameras are assumed.{whose}"
        ),
        f'name: "{title}"': f"name: {json.dumps(street.name, ensure_ascii=False)}",
    }
    return _with_lines(_filled(_GENERIC, name), lines)


def _of_area(name: str, street: ImportedArea) -> str:
    title, share = _title(name), 1 / len(street.entrances)
    low, high = street.widths_m
    shares = "".join(f"    {one}: {share!r}\n" for one in street.entrances)
    lines = {
        f"# {title}: a start. Change": f"# {title}: imported from a layer. Change",
        "# Everything here is assumed; say": "# Its outline is read, all else is assumed; say",
        "  A straight street, 150 m long and 10 m wide, that stands for none in particular.\n": (
            f"  Where people walk was read of a polygon, {street.length_m:g} m long and {street.width_m:g} m wide on "
            f"average,\n  {low:g} to {high:g} m along nine tenths of it. Where people come in, and the cameras, are "
            "assumed; it has no shops.\n"
        ),
        f'name: "{title}"': f"name: {json.dumps(street.name, ensure_ascii=False)}",
        "  name: Two cameras on a van\n": "  name: Cameras on a van\n",
        "    west: 0.45\n    east: 0.45\n    side_street: 0.10\n": shares,
    }
    return _with_lines(_filled(_PLACE, name), lines)


def _with_lines(text: str, lines: Mapping[str, str]) -> str:
    for before, after in lines.items():
        assert text.count(before) == 1, before
        text = text.replace(before, after)
    return text


def _filled(template: str, name: str) -> str:
    """Return a file of a place with its name in it."""
    if not _NAME.fullmatch(name):
        raise ScenarioError(
            "NAME",
            f"not the name of a file ({name[:64]!r})",
            "1 to 64 letters, digits, - and _; what the place is called stands in its file",
        )
    return template.format(name=name, title=_title(name))


def _title(name: str) -> str:
    title = name.replace("_", " ").replace("-", " ")
    return title[:1].upper() + title[1:]


def _written(name: str, folder: Path, texts: Mapping[str, str]) -> dict[str, Path]:
    """Write the files of a place, all or none, and return them by their kinds, with the picture that is not there."""
    files = {suffix: folder / f"{name}.{suffix}" for suffix in (*texts, _PICTURE)}
    for file in files.values():
        if os.path.exists(file):
            raise ScenarioError(str(file), "is there already", "another name or folder: nothing is overwritten")
    write_all({files[suffix]: text.encode() for suffix, text in texts.items()})
    return files
