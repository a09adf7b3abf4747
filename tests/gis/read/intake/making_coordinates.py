"""Files whose coordinates are right, stated wrongly, not stated at all, or beyond what can be decided."""

from __future__ import annotations

import json
import warnings
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

import geopandas as gpd
import pyproj
import shapely

__all__ = ["BARE", "CASES", "DEGREES", "ZONED", "custom", "moved", "prj", "squares", "swap", "zip_of"]

Pairs = list[tuple[float, float]]
Maker = Callable[[Path], Path]

BARE: Pairs = [(508_900.0 + 60 * at, 4_057_700.0) for at in range(5)]
ZONED: Pairs = [(39_000_000.0 + x, y) for x, y in BARE]
ZONED_38: Pairs = [(38_000_000.0 + x, y) for x, y in BARE]
ZONED_20: Pairs = [(20_000_000.0 + x, y) for x, y in BARE]
DEGREES: Pairs = [(117.1 + 0.001 * at, 36.65) for at in range(5)]
KASHGAR: Pairs = [(76.0 + 0.001 * at, 39.5) for at in range(5)]
EUROPE: Pairs = [(8.69 + 0.001 * at, 49.4) for at in range(5)]
LOCAL: Pairs = [(5_000.0 + 60 * at, 7_000.0) for at in range(5)]
MERCATOR: Pairs = [(13_035_500.0 + 60 * at, 4_393_000.0) for at in range(5)]

CUSTOM = (
    'PROJCS["{name}",GEOGCS["unnamed ellipse",DATUM["{datum}",SPHEROID["{spheroid}",{axis},{inverse}]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]],PROJECTION["Transverse_Mercator"],'
    'PARAMETER["False_Easting",{east}],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",{central}],'
    'PARAMETER["Scale_Factor",1.0],PARAMETER["Latitude_Of_Origin",0.0],UNIT["Meter",1.0]]'
)


def custom(central: object, east: object, **other: str) -> str:
    """A projection written out under no official name, on the ellipsoid of CGCS2000 unless told otherwise."""
    words = {
        "name": "unnamed",
        "datum": "unknown",
        "spheroid": "CGCS2000",
        "axis": "6378137",
        "inverse": "298.257222101",
    }
    return CUSTOM.format(**{**words, **other}, central=central, east=east)


def prj(code: str | int) -> str:
    """The .prj that the usual software writes for a code."""
    return str(pyproj.CRS(f"EPSG:{code}" if isinstance(code, int) else code).to_wkt("WKT1_ESRI"))


def moved(code: int, meridian: str) -> str:
    """The .prj of a belt of 117°E with another meridian written into it, its name as it was."""
    return prj(code).replace('Central_Meridian",117.0', f'Central_Meridian",{meridian}')


def swap(pairs: Pairs) -> Pairs:
    """The same places, x for y."""
    return [(y, x) for x, y in pairs]


def squares(pairs: Pairs) -> list[shapely.Polygon]:
    """A square on each corner, 40 m wide, or as much in degrees; at (0, 0) and of infinite corners a point's worth."""
    made = []
    for x, y in pairs:
        size = 0.0004 if abs(x) <= 180.0 and abs(y) <= 180.0 else 40.0
        size = 0.0 if x == y == 0.0 else size
        made.append(shapely.Polygon([(x, y), (x, y + size), (x + size, y + size), (x + size, y)]))
    return made


def zip_of(pairs: Pairs, words: str | None, *, points: bool = False) -> Maker:
    """A zipped shapefile with these squares (or points) and this text as its .prj; None: without one."""

    def make(folder: Path) -> Path:
        inner = folder / "parts"
        inner.mkdir(parents=True)
        shapes: Sequence[object] = [shapely.Point(pair) for pair in pairs] if points else squares(pairs)
        frame = gpd.GeoDataFrame({"code": [f"P{at}" for at in range(len(pairs))]}, geometry=list(shapes))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame.to_file(inner / "plots.shp", encoding="utf-8")
        if words is not None:
            (inner / "plots.prj").write_text(words, encoding="utf-8")
        made = folder / "plots.zip"
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            for part in sorted(inner.iterdir()):
                archive.write(part, part.name)
                part.unlink()
        inner.rmdir()
        return made

    return make


def geojson_of(pairs: Pairs, crs: str | None = None, *, lift: float | None = None) -> Maker:
    """A GeoJSON with these points, with the old crs member if named; `lift`: a third ordinate."""

    def make(folder: Path) -> Path:
        features = [
            {
                "type": "Feature",
                "properties": {"code": f"P{at}"},
                "geometry": {"type": "Point", "coordinates": [x, y] if lift is None else [x, y, lift]},
            }
            for at, (x, y) in enumerate(pairs)
        ]
        made: dict[str, object] = {"type": "FeatureCollection", "features": features}
        if crs is not None:
            made["crs"] = {"type": "name", "properties": {"name": crs}}
        path = folder / "places.geojson"
        path.write_text(json.dumps(made), encoding="utf-8")
        return path

    return make


def gpkg_of(pairs: Pairs, crs: str | None) -> Maker:
    """A GeoPackage with these squares."""

    def make(folder: Path) -> Path:
        path = folder / "plots.gpkg"
        frame = gpd.GeoDataFrame({"code": [f"P{at}" for at in range(len(pairs))]}, geometry=squares(pairs), crs=crs)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            frame.to_file(path, layer="plots")
        return path

    return make


def east(pairs: Pairs, by_m: float) -> Pairs:
    """The same, farther east."""
    return [(x + by_m, y) for x, y in pairs]


GOOD = "accepted"
LOOK = "attention"
ASK = "question"
NO = "refused"

CASES: list[tuple[str, Maker, str, set[str]]] = [
    # stated and right
    ("belt_prefix", zip_of(ZONED, prj(4527)), GOOD, set()),
    ("belt_bare", zip_of(BARE, prj(4548)), GOOD, set()),
    ("belt_6_prefix", zip_of(ZONED_20, prj(4498)), GOOD, set()),
    ("belt_6_bare", zip_of(east(BARE, 250_000.0), prj(4509)), GOOD, set()),
    ("belt_far_west", zip_of([(25_000_000.0 + x, y) for x, y in BARE], prj(4513)), GOOD, set()),
    ("belt_far_east", zip_of([(45_000_000.0 + x, y + 1e6) for x, y in BARE], prj(4533)), GOOD, set()),
    ("gpkg_belt", gpkg_of(ZONED, "EPSG:4527"), GOOD, set()),
    ("gpkg_degrees", gpkg_of(DEGREES, "EPSG:4490"), GOOD, set()),
    ("geojson_degrees", geojson_of(DEGREES), GOOD, set()),
    ("geojson_crs84", geojson_of(DEGREES, "urn:ogc:def:crs:OGC:1.3:CRS84"), GOOD, set()),
    ("geojson_cgcs2000", geojson_of(DEGREES, "urn:ogc:def:crs:EPSG::4490"), GOOD, set()),
    ("geojson_belt", geojson_of(ZONED, "urn:ogc:def:crs:EPSG::4527"), GOOD, set()),
    ("utm", zip_of(BARE, prj(32650)), GOOD, set()),
    ("utm_abroad", zip_of([(477_000.0 + 60 * at, 5_472_000.0) for at in range(5)], prj(25832)), GOOD, set()),
    ("degrees_abroad", geojson_of(EUROPE), GOOD, set()),
    ("web_mercator", zip_of(MERCATOR, prj(3857)), GOOD, {"crs_web_mercator"}),
    ("web_mercator_esri", zip_of(MERCATOR, prj("ESRI:102100")), GOOD, {"crs_web_mercator"}),
    ("unnamed_belt", zip_of(BARE, custom(117, 500000)), GOOD, {"crs_recognised"}),
    ("unnamed_belt_prefix", zip_of(ZONED, custom("117.0", "39500000.0")), GOOD, {"crs_recognised"}),
    ("own_meridian", zip_of(BARE, custom(118.5, 500000)), GOOD, {"crs_custom"}),
    ("own_meridian_own_addition", zip_of(east(BARE, -460_000.0), custom(118.5, 40000)), GOOD, {"crs_custom"}),
    # put right and told
    ("prefix_not_stated", zip_of(ZONED, prj(4548)), LOOK, {"crs_prefix_corrected"}),
    ("prefix_stated_only", zip_of(BARE, prj(4527)), LOOK, {"crs_prefix_corrected"}),
    ("prefix_of_6_degrees", zip_of(ZONED_20, prj(4548)), LOOK, {"crs_prefix_corrected"}),
    ("swapped_bare", zip_of(swap(BARE), prj(4548)), LOOK, {"axes_swapped"}),
    ("swapped_prefix", zip_of(swap(ZONED), prj(4527)), LOOK, {"axes_swapped"}),
    ("swapped_degrees", geojson_of(swap(DEGREES)), LOOK, {"axes_swapped"}),
    ("swapped_degrees_cgcs2000", gpkg_of(swap(KASHGAR), "EPSG:4490"), LOOK, {"axes_swapped"}),
    ("swapped_utm", zip_of(swap(BARE), prj(32650)), LOOK, {"axes_swapped"}),
    ("swapped_some", zip_of([*ZONED[:3], *swap(ZONED[3:])], prj(4527)), LOOK, {"axes_swapped_some"}),
    ("swapped_and_prefix", zip_of(swap(ZONED), prj(4548)), LOOK, {"axes_swapped", "crs_prefix_corrected"}),
    ("at_origin", zip_of([*ZONED, (0.0, 0.0)], prj(4527), points=True), LOOK, {"rows_at_origin"}),
    ("one_stray", zip_of([*ZONED, *east(ZONED, 1e3), (9.0, -5e7)], prj(4527), points=True), LOOK, {"rows_misplaced"}),
    ("far_from_meridian", zip_of(east(BARE, 215_000.0), prj(4548)), LOOK, {"crs_far_from_meridian"}),
    ("name_against_numbers", zip_of(BARE, moved(4548, "120.0")), LOOK, {"crs_name_contradicts"}),
    # asked
    ("nothing_prefix", zip_of(ZONED, None), ASK, {"crs_missing_zoned"}),
    ("nothing_prefix_6", zip_of(ZONED_20, None), ASK, {"crs_missing_zoned"}),
    ("nothing_bare", zip_of(BARE, None), ASK, {"crs_missing_metres"}),
    ("nothing_swapped", zip_of(swap(BARE), None), ASK, {"crs_missing_metres"}),
    ("nothing_degrees", zip_of(DEGREES, None), ASK, {"crs_missing_degrees"}),
    ("nothing_degrees_abroad", zip_of(EUROPE, None), ASK, {"crs_missing_world"}),
    ("nothing_web_mercator", zip_of(MERCATOR, None), ASK, {"crs_missing_mercator"}),
    ("nothing_local", zip_of(LOCAL, None), ASK, {"crs_local_grid"}),
    ("nothing_millimetres", zip_of([(x * 1000.0, y * 1000.0) for x, y in BARE], None), ASK, {"crs_missing_unknown"}),
    ("nothing_no_such_zone", zip_of([(24_000_000.0 + x, y) for x, y in BARE], None), ASK, {"crs_missing_unknown"}),
    ("nothing_mixed_zones", zip_of([*ZONED, *ZONED_38], None), ASK, {"crs_zones_mixed"}),
    ("local_stated", zip_of(LOCAL, 'LOCAL_CS["drawing",UNIT["Meter",1.0]]'), ASK, {"crs_local_grid"}),
    ("local_in_a_belt", zip_of(LOCAL, prj(4548)), ASK, {"crs_numbers_unfit"}),
    ("other_zone", zip_of(ZONED, prj(4526)), ASK, {"crs_zone_mismatch"}),
    ("other_zone_bare", zip_of(ZONED, prj(4547)), ASK, {"crs_zone_mismatch"}),
    ("off_belt", zip_of(east(BARE, 300_000.0), prj(4548)), ASK, {"crs_off_belt"}),
    ("off_belt_prefix", zip_of(east(ZONED, 300_000.0), prj(4527)), ASK, {"crs_off_belt"}),
    ("mixed_zones", zip_of([*ZONED, *ZONED_38], prj(4527)), ASK, {"crs_zones_mixed"}),
    ("mixed_prefix", zip_of([*ZONED, *BARE], prj(4527)), ASK, {"coordinates_mixed"}),
    ("mixed_degrees", zip_of([*BARE, *DEGREES], prj(4548)), ASK, {"coordinates_mixed"}),
    ("degrees_as_metres", zip_of(DEGREES, prj(4548)), ASK, {"crs_degrees_not_metres"}),
    ("degrees_as_utm", zip_of(DEGREES, prj(32650)), ASK, {"crs_degrees_not_metres"}),
    ("metres_as_degrees", zip_of(BARE, prj(4490)), ASK, {"crs_metres_not_degrees"}),
    ("metres_as_geojson", geojson_of(ZONED), ASK, {"crs_missing_zoned"}),
    ("belt_as_web_mercator", zip_of(BARE, prj(3857)), ASK, {"crs_numbers_unfit"}),
    ("belt_as_hong_kong", zip_of(BARE, prj(2326)), ASK, {"crs_numbers_unfit"}),
    ("abroad_as_cgcs2000", zip_of(EUROPE, prj(4490)), ASK, {"crs_outside_area"}),
    ("arctic_or_xinjiang", geojson_of(swap(KASHGAR)), ASK, {"axes_unclear"}),
    ("datum_unknown", zip_of(BARE, custom(117, 500000, spheroid="GRS 1980")), ASK, {"datum_unknown"}),
    ("garbage", zip_of(ZONED, "\x00\x01 not a projection"), ASK, {"crs_missing_zoned"}),
    # refused
    ("xian80", zip_of(BARE, prj(2384)), NO, {"datum_no_parameters"}),
    ("xian80_degrees", zip_of(DEGREES, prj(4610)), NO, {"datum_no_parameters"}),
    ("beijing54", zip_of(ZONED, prj(2415)), NO, {"datum_no_parameters"}),
    ("beijing54_6", zip_of(ZONED_20, prj(21420)), NO, {"datum_no_parameters"}),
    ("new_beijing", zip_of(DEGREES, prj(4555)), NO, {"datum_no_parameters"}),
    ("xian80_own_meridian", zip_of(BARE, moved(2384, "118.5")), NO, {"datum_no_parameters"}),
    # hostile
    ("huge_words", zip_of(ZONED, custom(117, 39500000, name="a" * 200_000)), ASK, {"crs_missing_zoned"}),
    ("meridian_no_number", zip_of(ZONED, custom("nan", 500000)), ASK, set()),
    ("addition_beyond_numbers", zip_of(ZONED, custom(117, "1e400")), ASK, set()),
]  # fmt: skip
