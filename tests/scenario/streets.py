"""Streets that tests draw: 150 m long and 8 m wide, with one site of cameras and a zone from x 40 to x 60."""

import json

ZONE = ((40, -3), (60, -3), (60, 3), (40, 3))
POLICY = "lfr: {name: Test, sites: [c], recognition: {profile: met_field_064}}\n"
GOOD = {"at": (32, 0), "heading_deg": 0, "horizontal_fov_deg": 30, "image_width_px": 3840}


def write(folder, *cameras, zone=ZONE, obstacles=(), name="street", policy=POLICY):
    """Write a place with cameras, each with what is different from `GOOD`, and return its file."""
    features = [
        feature("walkable", "Polygon", ring(((0, -4), (150, -4), (150, 4), (0, 4)))),
        feature("entrance", "LineString", [[0, -4], [0, 4]], id="west", name="West"),
        feature("entrance", "LineString", [[150, -4], [150, 4]], id="east", name="East"),
        feature("zone", "Polygon", ring(zone), site="c", name="Cameras"),
        *(feature("obstacle", "Polygon", ring(corners)) for corners in obstacles),
    ]
    for k, own in enumerate(cameras or ({},)):
        camera = {"height_m": 3.5, **GOOD, **own}
        if "focal_length_mm" in camera:
            del camera["horizontal_fov_deg"]
        features.append(feature("camera", "Point", list(camera.pop("at")), site="c", id=f"c{k}", **camera))
    (folder / f"{name}.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    footfall = "footfall: {people_per_day: 4000, entrance_shares: {west: 0.5, east: 0.5}}\n"
    file = folder / f"{name}.yaml"
    file.write_text(f"name: A street of one's own\ngeometry: {name}.geojson\n{footfall}{policy}", encoding="utf-8")
    return file


def feature(role, kind, coordinates, **properties):
    """Return a feature of GeoJSON."""
    geometry = {"type": kind, "coordinates": coordinates}
    return {"type": "Feature", "properties": {"role": role, **properties}, "geometry": geometry}


def ring(corners):
    """Return the rings of a polygon without holes."""
    return [[*map(list, corners), list(corners[0])]]
