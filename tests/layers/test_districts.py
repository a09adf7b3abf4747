"""Both shipped districts as data: keys, coordinates, basis, uncertainty, sources. Files only, no reader of ours."""

import itertools
import json
import math
import tomllib
from datetime import date
from pathlib import Path

import pytest

from gis.schema import KINDS, Basis, Shape

LAYERS = Path(__file__).parents[2] / "layers"
DISTRICTS = ("zibo", "liaocheng")
FABRIC = {"streets", "land_use", "buildings", "plots"}  # made by the fabric script, registered here
BOXES = {"zibo": (117.93, 36.76, 118.26, 37.01), "liaocheng": (115.97, 36.27, 116.22, 36.54)}
ROAD_CLASSES = {"expressway", "arterial", "collector", "local"}
PARK_CLASSES = {"G11", "G12", "G13", "G14"}


def toml(district, name):
    return tomllib.loads((LAYERS / district / f"{name}.toml").read_text(encoding="utf-8"))


def collection(path):
    return json.loads(path.read_text(encoding="utf-8"))


def files(district):
    """Our own GeoJSON files of a district, outlines included, fabric left out."""
    return [path for path in sorted((LAYERS / district).glob("*.geojson")) if path.stem not in FABRIC]


def features(district, name):
    return collection(LAYERS / district / f"{name}.geojson")["features"]


def positions(coordinates):
    """Every (lon, lat) of a geometry's nested coordinates."""
    if isinstance(coordinates[0], int | float):
        return [tuple(coordinates)]
    return [position for part in coordinates for position in positions(part)]


def local_km(ring):
    """A ring in kilometres on a local plane: true to 0.1 % over a district."""
    latitude = math.radians(sum(lat for _, lat in ring) / len(ring))
    east = 111.412 * math.cos(latitude) - 0.0935 * math.cos(3 * latitude)
    north = 111.133 - 0.560 * math.cos(2 * latitude)
    return [(lon * east, lat * north) for lon, lat in ring]


def ring_area_km2(ring):
    flat = local_km(ring)
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(flat))) / 2.0


@pytest.mark.parametrize("district", DISTRICTS)
def test_every_file_is_a_plain_collection_with_one_feature_a_line(district):
    for path in files(district):
        data = collection(path)
        assert data["type"] == "FeatureCollection", path
        assert "crs" not in data, path  # degrees by RFC 7946
        assert data["features"], path
        lines = path.read_text(encoding="utf-8").strip().splitlines()
        assert len(lines) == len(data["features"]) + 2, path


@pytest.mark.parametrize("district", DISTRICTS)
def test_ids_are_unique_in_the_district_and_start_with_its_name(district):
    ids = [feature["properties"]["id"] for path in files(district) for feature in collection(path)["features"]]
    assert len(set(ids)) == len(ids)
    assert all(i.startswith(f"{district}.") for i in ids)


@pytest.mark.parametrize("district", DISTRICTS)
def test_every_feature_has_basis_uncertainty_and_a_short_source(district):
    known = {basis.value for basis in Basis}
    for path in files(district):
        for feature in collection(path)["features"]:
            row = feature["properties"]
            assert row["basis"] in known, row
            assert isinstance(row["uncertainty_m"], float) and row["uncertainty_m"] >= 25.0, row  # noqa: PT018
            assert 2 <= len(row["source"]) <= 120, row
            assert row["name"], row
            assert "://" not in row["source"] and "/" not in row["source"].replace("CGCS2000/WGS84", ""), row  # noqa: PT018


@pytest.mark.parametrize("district", DISTRICTS)
def test_coordinates_lie_in_the_box_with_four_decimals(district):
    west, south, east, north = BOXES[district]
    for path in files(district):
        for feature in collection(path)["features"]:
            for lon, lat in positions(feature["geometry"]["coordinates"]):
                assert west <= lon <= east and south <= lat <= north, (path, lon, lat)  # noqa: PT018
                assert round(lon, 4) == lon and round(lat, 4) == lat, (path, lon, lat)  # noqa: PT018


@pytest.mark.parametrize("district", DISTRICTS)
def test_every_layer_has_only_columns_and_shapes_of_its_kind(district):
    for name, entry in toml(district, "district")["layers"].items():
        if name in FABRIC:
            continue
        kind = KINDS[name]
        for feature in collection(LAYERS / district / entry["file"])["features"]:
            assert set(feature["properties"]) <= set(kind.columns), feature["properties"]
            assert feature["geometry"]["type"] in kind.shape.types, feature["properties"]
            required = {column for column, rule in kind.columns.items() if rule.required}
            assert required <= set(feature["properties"]), feature["properties"]


@pytest.mark.parametrize("district", DISTRICTS)
def test_lines_have_no_repeated_points_and_rings_are_closed_and_counter_clockwise(district):
    for path in files(district):
        for feature in collection(path)["features"]:
            shape, coordinates = feature["geometry"]["type"], feature["geometry"]["coordinates"]
            if shape == Shape.LINE.value:
                assert len(coordinates) >= 2
                assert all(a != b for a, b in itertools.pairwise(coordinates)), feature["properties"]
            if shape == Shape.AREA.value:
                (ring,) = coordinates
                assert ring[0] == ring[-1], feature["properties"]
                turned = sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(ring))
                assert turned > 0, feature["properties"]


@pytest.mark.parametrize("district", DISTRICTS)
def test_every_registered_layer_states_provider_date_licence_basis(district):
    layers = toml(district, "district")["layers"]
    assert set(layers) >= FABRIC | {"outline", "roads", "rivers", "parks", "park_entrances", "facilities", "places"}
    for name, entry in layers.items():
        assert name in KINDS
        assert isinstance(entry["date"], date)
        assert entry["date"] <= date(2026, 11, 22)
        assert all(entry[key].strip() for key in ("file", "provider", "licence", "note")), name
        assert entry["basis"] in {basis.value for basis in Basis}
    assert {layers[name]["basis"] for name in FABRIC} == {"schematic"}
    assert {layers[name]["file"] for name in FABRIC} == {f"{name}.geojson" for name in FABRIC}


@pytest.mark.parametrize("district", DISTRICTS)
def test_every_own_file_is_registered_or_declared(district):
    registered = {entry["file"] for entry in toml(district, "district")["layers"].values()}
    declared = {zone["declared"] for zone in toml(district, "plan")["zones"] if "declared" in zone}
    assert {path.name for path in files(district)} <= registered | declared


@pytest.mark.parametrize("district", DISTRICTS)
def test_facilities_are_typed_by_known_keys_and_nothing_unbuilt_counts(district):
    known = tomllib.loads((LAYERS / "goals" / "facilities.toml").read_text(encoding="utf-8"))["facilities"]
    for feature in features(district, "facilities"):
        row = feature["properties"]
        assert row["facility"] in known, row
        assert row["id"].startswith(f"{district}.{row['facility']}."), row
        assert row["basis"] == "evidence", row
        assert not any(word in row["name"] for word in ("建设中", "暂停", "公交站", "高中", "高级中学")), row


@pytest.mark.parametrize("district", DISTRICTS)
def test_every_road_has_a_class_and_aliases_name_no_other_road(district):
    roads = [feature["properties"] for feature in features(district, "roads")]
    names = {row["name"] for row in roads}
    taken = {}
    for row in roads:
        assert row["road_class"] in ROAD_CLASSES, row
        for alias in filter(None, row["aliases"].split(";")):
            assert alias not in names, (alias, row["name"])
            assert taken.setdefault(alias, row["name"]) == row["name"], alias


@pytest.mark.parametrize("district", DISTRICTS)
def test_every_park_has_a_class_and_an_entrance_on_its_edge(district):
    parks = {feature["properties"]["id"]: feature for feature in features(district, "parks")}
    entered = set()
    for park in parks.values():
        assert park["properties"]["park_class"] in PARK_CLASSES
    for entrance in features(district, "park_entrances"):
        assert entrance["properties"]["basis"] == "schematic"
        park = parks[entrance["properties"]["park_id"]]
        entered.add(park["properties"]["id"])
        (ring,) = park["geometry"]["coordinates"]
        at, *corners = local_km([tuple(entrance["geometry"]["coordinates"]), *map(tuple, ring)])
        assert min(_distance(at, a, b) for a, b in itertools.pairwise(corners)) < 0.012
    assert entered == set(parks)


def _distance(at, a, b):
    (px, py), (ax, ay), (bx, by) = at, a, b
    length = (bx - ax) ** 2 + (by - ay) ** 2
    share = max(0.0, min(1.0, ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length))
    return math.hypot(px - ax - share * (bx - ax), py - ay - share * (by - ay))


@pytest.mark.parametrize("district", DISTRICTS)
def test_parks_lie_clear_of_each_other(district):
    boxes = []
    for park in features(district, "parks"):
        flat = local_km([tuple(p) for p in park["geometry"]["coordinates"][0]])
        boxes.append((park["properties"]["name"], flat))
    for number, (one, ring) in enumerate(boxes):
        for other, corners in boxes[number + 1 :]:
            middle = (sum(x for x, _ in ring[:-1]) / len(ring[:-1]), sum(y for _, y in ring[:-1]) / len(ring[:-1]))
            inside = not any(
                (bx - ax) * (middle[1] - ay) - (by - ay) * (middle[0] - ax) < 0
                for (ax, ay), (bx, by) in itertools.pairwise(corners)
            )
            assert not inside, (one, other)


@pytest.mark.parametrize(
    ("district", "low", "high", "vertices"), [("zibo", 227.0, 230.5, 32), ("liaocheng", 149.0, 152.0, 22)]
)
def test_the_outline_is_hand_made_and_near_the_published_area(district, low, high, vertices):
    (outline,) = features(district, "outline")
    (ring,) = outline["geometry"]["coordinates"]
    assert outline["properties"]["basis"] == "schematic"
    assert low < ring_area_km2(ring) < high
    assert len(ring) - 1 <= vertices  # far fewer than a county boundary has: nothing copied in bulk


@pytest.mark.parametrize("district", DISTRICTS)
def test_declared_zones_have_their_outline_and_reason(district):
    outlines = {feature["properties"]["id"] for feature in features(district, "outlines")}
    zones = toml(district, "plan")["zones"]
    assert outlines == {zone["id"] for zone in zones if "declared" in zone}
    for zone in zones:
        assert zone["clause"] and zone["chapter"] and zone["functions"] and zone["group"], zone["id"]  # noqa: PT018
        if "declared" in zone:
            assert len(zone["reason"]) > 10
            assert "closing" not in zone
        for closing in zone.get("closing", []):
            assert len(closing["reason"]) > 10


@pytest.mark.parametrize("district", DISTRICTS)
def test_the_first_zone_exists_and_published_figures_have_sources(district):
    spec = toml(district, "district")
    assert spec["id"] == district
    assert spec["first_zone"] in {zone["id"] for zone in toml(district, "plan")["zones"]}
    for figure in spec["published"].values():
        assert set(figure) in ({"area", "source"}, {"amount", "source"})
        assert "规划" in figure["source"]
