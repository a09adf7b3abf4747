"""A small district folder made by code: four roads around one square kilometre, for the tests of reading."""

import json
from pathlib import Path

SOURCE = {"provider": '"测绘队"', "date": "2026-01-02", "licence": '"CC0"', "basis": '"evidence"'}
ROADS = {
    "西路": [(500_000, 4_070_000), (500_000, 4_071_000)],
    "东路": [(501_000, 4_070_000), (501_000, 4_071_000)],
    "南路": [(500_000, 4_070_000), (501_000, 4_070_000)],
    "北路": [(500_000, 4_071_000), (501_000, 4_071_000)],
}


def feature(geometry_type, coordinates, **properties):
    return {
        "type": "Feature",
        "properties": properties,
        "geometry": {"type": geometry_type, "coordinates": coordinates},
    }


def write_features(path: Path, features, crs="EPSG:4548") -> None:
    code = crs.split(":")[1]
    collection = {"type": "FeatureCollection", "features": features}
    if code != "4326":
        collection["crs"] = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{code}"}}
    path.write_text(json.dumps(collection, ensure_ascii=False), encoding="utf-8")


def road_features(roads=None, uncertainty_m=10.0):
    return [
        feature("LineString", line, id=f"r{number}", name=name, uncertainty_m=uncertainty_m)
        for number, (name, line) in enumerate((roads or ROADS).items())
    ]


def entry(kind, file, **more):
    values = {**SOURCE, "file": f'"{file}"', **more}
    return f"[layers.{kind}]\n" + "\n".join(f"{key} = {value}" for key, value in values.items()) + "\n"


def write_district(
    folder: Path, *, clause="西路以东、东路以西、南路以北、北路以南区域", extra_zone="", goals=""
) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    write_features(folder / "roads.geojson", road_features())
    square = [
        [[499_900, 4_069_900], [501_100, 4_069_900], [501_100, 4_071_100], [499_900, 4_071_100], [499_900, 4_069_900]]
    ]
    write_features(folder / "outline.geojson", [feature("Polygon", square, id="o", name="全区")])
    (folder / "district.toml").write_text(
        'id = "toy"\nname = "玩具区"\nname_en = "Toy"\ncrs = "EPSG:4548"\n'
        '[published]\noutline = { area = "1.44 km2", source = "纸上" }\n[layers]\n'
        + entry("roads", "roads.geojson")
        + entry("outline", "outline.geojson"),
        encoding="utf-8",
    )
    (folder / "plan.toml").write_text(
        f'document = "纸上规划"\n[[zones]]\nid = "toy.core"\nname = "核"\nchapter = "1.1"\nclause = "{clause}"\n'
        f'published = {{ area = "1 km2", source = "纸上" }}\n{extra_zone}\n{goals}',
        encoding="utf-8",
    )
    return folder
