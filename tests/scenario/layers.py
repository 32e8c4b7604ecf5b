"""Layers that tests draw: features of (kind, coordinates, properties) as GeoJSON, and the command that imports them."""

import json

from typer.testing import CliRunner

from sim.cli.main import app

GRID = {"type": "name", "properties": {"name": "EPSG:27700"}}
BENT = [[532000, 165000], [532000, 165100], [532000, 165150], [532060, 165230], [532060, 165260]]


def layer(folder, *shapes, crs=GRID, name="layer"):
    """Write a layer of (type, coordinates, properties)."""
    features = [
        {"type": "Feature", "properties": row, "geometry": {"type": kind, "coordinates": points}}
        for kind, points, row in shapes
    ]
    file = folder / f"{name}.geojson"
    whole = {"type": "FeatureCollection", "features": features} | ({"crs": crs} if crs else {})
    file.write_text(json.dumps(whole), encoding="utf-8")
    return file


def imported(*arguments, status=0):
    result = CliRunner().invoke(app, ["place", "import", *map(str, arguments)])
    assert result.exit_code == status, result.output
    return result.output if status == 0 else result.stderr
