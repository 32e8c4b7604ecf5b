"""`passerby place`: begin a place of one's own, see what of a map was understood, and what its cameras cover."""

from __future__ import annotations

import math
import os
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.cli.options import Json, Place, Policies, Settings, reporting
from sim.core.documents import json_text
from sim.core.errors import ScenarioError
from sim.core.streams import Streams
from sim.evidence.register import range_of
from sim.recognition.cameras.counting import CountingSettings, place_factor
from sim.report.console import plain_console, shown
from sim.report.layout import print_table
from sim.scenario.coverage_rows import coverage_rows
from sim.scenario.import_area import ImportedArea
from sim.scenario.import_street import import_street
from sim.scenario.load import load
from sim.scenario.map_alone import is_map, map_alone
from sim.scenario.new_place import write_generic_place, write_imported_place, write_place
from sim.scenario.schema import Scenario
from sim.scenario.shipped import file_or_shipped
from sim.street.generic import GenericStreet
from sim.street.geometry import compile_geometry

__all__ = ["app"]

_SEED = 1
"""Of what is shown of a street by itself: the seed that programmes have by default."""

app = typer.Typer(no_args_is_help=True, help="Places: begin one, check its map, see what its cameras cover.")


@app.command("new")
@reporting
def new_command(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of its files: letters, digits, - and _.")],
    folder: Annotated[
        Path, typer.Option(metavar="DIR", help="Where they are written; made if it is not there.")
    ] = Path(),
    generic: Annotated[
        bool, typer.Option("--generic", help="A street without a map, drawn from its length and width.")
    ] = False,
) -> None:
    """Write a place to begin with, its map, and a picture of what its cameras cover; nothing is overwritten."""
    if generic:
        place, picture = write_generic_place(name, folder)
        what = f"{place}: a street without a map, with cameras that work"
    else:
        place, drawn, picture = write_place(name, folder)
        what = f"{place} and {drawn}: a street with two cameras that work"
    _draw(load(place), picture)
    typer.echo(f"{what}; what they cover: {picture}")
    typer.echo("Change what is not yours, then:")
    typer.echo(f"  passerby validate {place}")
    typer.echo(f"  passerby place picture {place} --output {picture}")
    typer.echo(f"  passerby run {place}")


@app.command("import")
@reporting
def import_command(
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help="Lines or polygons: GeoJSON; with the extra `gis` Shapefile (in a ZIP too), GeoPackage, FlatGeobuf "
            "and KML; with the extra `osm` OpenStreetMap (.osm.pbf, .osm).",
        ),
    ],
    name: Annotated[
        str, typer.Argument(metavar="[NAME]", help="Of the place's file; that of the layer by default.")
    ] = "",
    folder: Annotated[Path, typer.Option(metavar="DIR", help="Where it is written; made if it is not there.")] = Path(),
    feature: Annotated[
        str, typer.Option(metavar="NAME", help="The name or id of the line or polygon; the longest by default.")
    ] = "",
    layer: Annotated[str, typer.Option(metavar="NAME", help="Which layer, of a file that has several.")] = "",
    crs: Annotated[
        str, typer.Option(metavar="SYSTEM", help="Where the layer names none, such as EPSG:4326 or EPSG:27700.")
    ] = "",
    width: Annotated[
        float | None, typer.Option(min=1.0, max=40.0, help="Of a line: metres from front to front, if you know.")
    ] = None,
) -> None:
    """Write a place of a line of a GIS, with its length, bends and width, or of a polygon, in which people walk."""
    street = import_street(file, feature=feature, crs=crs, width_m=width, layer=layer)
    place, picture = write_imported_place(name or file.stem, folder, street)
    try:
        scenario = load(place)
    except ScenarioError:
        for written in (place, place.with_suffix(".geojson")):
            written.unlink(missing_ok=True)
        raise
    _draw(scenario, picture)
    if isinstance(street, ImportedArea):
        low, high = street.widths_m
        typer.echo(f"{place} and its map: {street.name}, {street.length_m:g} m long, people walk in the polygon")
        typer.echo(
            f"Width: {street.width_m:g} m (read: area over length), {low:g} to {high:g} m along nine tenths of it."
        )
        typer.echo(f"Ways in: {', '.join(street.entrances)}. Cameras are assumed; there are no shops.")
    else:
        typer.echo(f"{place}: {street.name}, {street.length_m:g} m along the line, bends: {len(street.bends)}")
        said = f"{street.width_m:g} m" if street.width_m is not None else _usual_width()
        typer.echo(f"Width: {said} ({street.width_from}). Side streets, shops and cameras are assumed.")
    for note in street.notes:
        typer.echo(note)
    typer.echo(f"What its cameras cover: {picture}. Then: passerby validate {place}")


@app.command("picture")
@reporting
def picture_command(
    place: Place,
    policy: Policies = None,
    set_: Settings = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Draw it here (SVG or PNG).")
    ] = None,
    as_json_: Json = False,
) -> None:
    """Say what each camera of a place covers of its zone, and draw it; a camera that would be refused is shown too."""
    overlays = [file_or_shipped(one, "policies") for one in policy or ()]
    scenario = load(file_or_shipped(place, "places"), policies=overlays, settings=set_ or (), asks_views=False)
    if output is not None:
        _draw(scenario, output)
    rows = coverage_rows(scenario)
    if as_json_:
        picture = None if output is None else str(output)
        typer.echo(json_text({"place": scenario.name, "picture": picture, "cameras": rows}))
        return
    cells = [
        (
            row["site"],
            row["camera"],
            f"{row['best_px']:.1f} px",
            f"{row['needed_px']:g} px",
            f"{100 * row['share_of_zone']:.0f} %",
        )
        for row in rows
    ]
    console = plain_console()
    print_table(console, ("site", "camera", "at best", "needed", "of the zone"), cells, words=2)
    console.print()
    console.print(
        "Pixels between the eyes of a typical adult whose face is turned to the camera, where nothing is between."
    )
    for row in rows:
        if row["refused"]:
            console.print(f"Refused: {row['refused']}")
    if output is not None:
        console.print(f"Drawn in {output}.")


@app.command("check")
@reporting
def check_command(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="A map (GeoJSON), a place, or the name of a shipped one.")
    ],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Draw it here (SVG or PNG).")
    ] = None,
    as_json_: Json = False,
) -> None:
    """Say what of a map was understood, and draw it: where people walk, ways in, windows, cameras, what they cover."""
    found = file_or_shipped(file, "places") if not os.path.isfile(file) else file
    scenario = map_alone(found) if is_map(found) else load(found, asks_views=False)
    if output is not None:
        _draw(scenario, output)
    about = _understood(scenario, found.stem)
    if as_json_:
        typer.echo(json_text({**about, "picture": None if output is None else str(output)}))
        return
    console = plain_console()
    x0, y0, x1, y1 = about["bounds_m"]
    console.print(
        f"{scenario.name}: {about['walkable_m2']:,.0f} m2 to walk on, {x1 - x0:,.1f} m by {y1 - y0:,.1f} m, "
        f"{about['corners']:,} corners, obstacles: {about['obstacles']:,}, windows: {len(about['shops']):,}"
    )
    cells = [(one["id"], one["name"], f"{one['width_m']:.2f} m") for one in about["entrances"]]
    print_table(console, ("entrance", "name", "width"), cells, words=2)
    console.print()
    for name, cameras in about["sites"].items():
        console.print(f"Site {name}: {', '.join(cameras) or 'no cameras'}")
    for note in about["map_notes"]:
        console.print(note)
    console.print(_made_of(scenario))
    console.print(_counting_words(about["face_counting"]))
    if output is not None:
        console.print(f"Drawn in {output}.")


def _usual_width() -> str:
    usual, (low, high) = GenericStreet.model_fields["width_m"].default, range_of(GenericStreet, "width_m")
    return f"{usual:g} m, {low:g} to {high:g} m is plausible"


def _made_of(scenario: Scenario) -> str:
    if scenario.attribution:
        return f"Attribution: {scenario.attribution}"
    if isinstance(scenario.street, GenericStreet):
        return "It is made of no map: drawn from the street's settings, here."
    return "Whose data the map is made of is not said: `attribution` in it is shown wherever the map is."


def _face_counting(scenario: Scenario, name: str) -> dict[str, Any] | None:
    """Return the factor by which a programme would count faces here; None where it is in the footfall already."""
    if scenario.footfall.from_faces:
        return None
    counting = CountingSettings() if scenario.lfr is None else scenario.lfr.counting
    factor = place_factor(counting, name, streams=Streams(_SEED))
    return {"name": name, "seed": _SEED, "factor": factor, "place_spread": counting.place_spread}


def _counting_words(said: dict[str, Any] | None) -> str:
    if said is None:
        return "Faces seen: footfall was worked out from faces counted here, so this street's way of counting is in it."
    return (
        "Faces seen: a programme counts them here by a factor that is drawn, not measured: 1 on average, standard "
        f"deviation {100 * said['place_spread']:g} % (`lfr.counting.place_spread`), from what it calls the street and "
        f"its seed. As `{said['name']}` and with seed {said['seed']} it is {said['factor']:.2f}."
    )


def _understood(scenario: Scenario, name: str) -> dict[str, Any]:
    street = scenario.street_map
    geometry = compile_geometry(street)
    return {
        "place": scenario.name,
        "walkable_m2": geometry.area_m2,
        "bounds_m": geometry.bounds,
        "corners": len(street.walkable) + sum(map(len, street.obstacles)),
        "obstacles": len(street.obstacles),
        "entrances": [{"id": one.id, "name": one.name, "width_m": math.dist(*one.mouth)} for one in street.entrances],
        "shops": [one.id for one in street.shops],
        "sites": {name: [camera.id for camera in site.cameras] for name, site in scenario.all_sites.items()},
        "map_notes": list(scenario.map_notes),
        "attribution": scenario.attribution,
        "face_counting": _face_counting(scenario, name),
    }


def _draw(scenario: Scenario, file: Path) -> None:
    from sim.report.coverage_picture import FORMATS, write_coverage  # the drawing library is slow to load

    if file.suffix.removeprefix(".").lower() not in FORMATS:
        raise ScenarioError(
            "--output", f"not a picture that can be written ({shown(file.name)})", "a file .svg or .png"
        )
    write_coverage(scenario, file)
