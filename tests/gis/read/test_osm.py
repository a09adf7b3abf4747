"""An extract read whole: a town on paper, clipping, refusals, and the real extracts where they are at hand."""

import os
import resource
from functools import lru_cache
from pathlib import Path

import osmium
import pytest
import shapely

from gis.errors import LayerError, MetricCRSError, UnreadableFileError
from gis.network.barriers import barrier_lines
from gis.network.graph import build_network
from gis.network.place import place_on
from gis.read.osm import clip_layers, read_osm
from gis.read.osm_frames import layer_frame
from gis.schema import KINDS
from tests.gis.read.osm_town import CRS, EAST, NORTH, Town

DATA = os.environ.get("YITU_DATA")


def in_town(*bounds: float):
    west, south, east, north = bounds
    return shapely.box(EAST + west, NORTH + south, EAST + east, NORTH + north)


@pytest.fixture
def town() -> Town:
    """A grid of streets of 1 km, a park of 1 ha with a way through it, homes on and off residential land."""
    town = Town()
    for at in (0, 500, 1000):
        town.way([(0, at), (500, at), (1000, at)], {"highway": "residential", "name": f"{at}路"})
        town.way([(at, 0), (at, 500), (at, 1000)], {"highway": "tertiary"})
    town.box(600, 600, 100, {"leisure": "park", "name": "公园"})  # w7
    town.way([(500, 650), (600, 650), (700, 650), (1000, 650)], {"highway": "footway"})
    town.way([(0, 250), (1000, 250)], {"railway": "rail", "name": "铁路"})
    town.way([(250, 0), (250, 1000)], {"waterway": "river", "name": "河"})
    town.box(100, 100, 100, {"landuse": "residential"})
    town.box(120, 120, 10, {"building": "apartments"})
    town.box(800, 100, 50, {"natural": "water"})
    town.node((300, 300), {"amenity": "pharmacy"})
    town.node((900, 900), {"place": "village", "name": "村"})
    return town


def test_every_layer(town, tmp_path):
    extract = read_osm(town.write(tmp_path / "town.osm.pbf"))
    assert {kind: len(rows) for kind, rows in extract.layers.items()} == {
        "outline": 1,
        "roads": 3,
        "railways": 1,
        "rivers": 1,
        "water": 1,
        "streets": 7,
        "parks": 1,
        "facilities": 1,
        "places": 1,
        "land_use": 2,  # residential and the park
        "buildings": 1,
        "park_entrances": 2,
    }
    assert extract.crs == "EPSG:32633"  # by longitude
    assert extract.layers["outline"].area.iloc[0] == pytest.approx(1e6, rel=2e-3)
    for kind, rows in extract.layers.items():
        assert [*rows.columns] == [*KINDS[kind].columns, "geometry"]
        assert [*rows.index] == [*rows["id"]]
        assert rows["id"].is_unique
        assert rows.crs == extract.crs
        assert rows.geometry.is_valid.all()
        assert rows.geom_type.isin(KINDS[kind].shape.types).all()
    assert extract.timestamp.year == 2024


def test_entrances_are_where_the_way_meets_the_park(town, tmp_path):
    entrances = read_osm(town.write(tmp_path / "town.osm.pbf"), crs=CRS).layers["park_entrances"]
    xs = sorted(entrances.geometry.x - EAST)
    assert xs == pytest.approx([600, 700], abs=0.05)
    assert set(entrances["park_id"]) == {"w7"}


def test_counts_say_what_was_left_out(town, tmp_path):
    town.way([(0, 0), (10, 10), (20, 0)], {"landuse": "residential"})
    counts = {count.key: count.count for count in read_osm(town.write(tmp_path / "town.osm.pbf")).counts}
    assert counts["ways"] == len(town.ways)
    assert counts["ring_open"] == 1
    assert counts["no_header_box"] == 1
    assert "homes_off_land" not in counts


def test_homes_off_residential_land_are_announced(town, tmp_path):
    for row in range(3):
        town.box(400, 700 + 50 * row, 10, {"building": "house"})
    counts = {count.key: count.count for count in read_osm(town.write(tmp_path / "town.osm.pbf")).counts}
    assert counts["homes_off_land"] == 3  # three of four


def test_cut_extract(town, tmp_path):
    path = town.write(tmp_path / "town.osm.pbf", without=[town.node((1000, 500))])
    extract = read_osm(path)
    assert {count.key for count in extract.counts} >= {"way_cut"}
    assert extract.layers["streets"].length.sum() == pytest.approx(6 * 1000 - 500 - 1000 + 500, rel=2e-3)


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:3857", "EPSG:2263", "nonsense"])
def test_crs_that_is_not_in_metres(town, tmp_path, crs):
    with pytest.raises(MetricCRSError):
        read_osm(town.write(tmp_path / "town.osm.pbf"), crs=crs)


def test_given_crs(town, tmp_path):
    extract = read_osm(town.write(tmp_path / "town.osm.pbf"), crs="EPSG:32632")
    assert extract.crs == "EPSG:32632"
    assert extract.layers["streets"].crs == "EPSG:32632"


def test_clip_cuts_lines_and_areas(town, tmp_path):
    path = town.write(tmp_path / "town.osm.pbf")
    extract = read_osm(path, crs=CRS, clip=in_town(-10, -10, 650, 650.5))
    assert extract.layers["parks"].area.iloc[0] == pytest.approx(50 * 50.5, rel=2e-2)
    assert "places" not in extract.layers
    assert len(extract.layers["park_entrances"]) == 1
    assert extract.layers["railways"].length.iloc[0] == pytest.approx(650, rel=1e-3)


def test_clip_without_its_crs(town, tmp_path):
    with pytest.raises(MetricCRSError):
        read_osm(town.write(tmp_path / "town.osm.pbf"), clip=in_town(0, 0, 1, 1))


def test_clip_elsewhere(town, tmp_path):
    path = town.write(tmp_path / "town.osm.pbf")
    with pytest.raises(LayerError, match="任何要素"):
        read_osm(path, crs=CRS, clip=in_town(90_000, 0, 91_000, 1_000))


def test_clipping_twice_changes_nothing(town, tmp_path):
    area = in_town(100, 100, 700, 640)
    once = clip_layers(read_osm(town.write(tmp_path / "town.osm.pbf"), crs=CRS).layers, area)
    twice = clip_layers(once, area)
    assert {kind: [*rows.index] for kind, rows in twice.items()} == {kind: [*rows.index] for kind, rows in once.items()}
    for kind, rows in once.items():
        assert twice[kind].length.sum() == pytest.approx(rows.length.sum())
        assert rows.within(area.buffer(1e-6)).all()


def test_line_that_only_touches_the_clip_goes():
    lines = layer_frame("streets", ["w1"], shapely.linestrings([[[(10, 0), (20, 0)]]])[0], crs=CRS)
    assert clip_layers({"streets": lines}, shapely.box(0, -5, 10, 5)) == {}


def test_empty_extract(tmp_path):
    path = tmp_path / "none.osm.pbf"
    with osmium.SimpleWriter(str(path)):
        pass
    with pytest.raises(LayerError, match="nothing in the extract"):
        read_osm(path)


@pytest.mark.parametrize("tags", [{"building": "yes"}, {"highway": "proposed"}, {"railway": "rail"}])
def test_extract_without_highways(tmp_path, tags):
    town = Town()
    town.box(0, 0, 100, tags)
    with pytest.raises(LayerError, match="no highway"):
        read_osm(town.write(tmp_path / "town.osm.pbf"))


def test_missing_file(tmp_path):
    with pytest.raises(UnreadableFileError):
        read_osm(tmp_path / "none.osm.pbf")


def test_streets_alone_are_enough(tmp_path):
    town = Town()
    town.way([(0, 0), (100, 0)], {"highway": "footway"})
    assert set(read_osm(town.write(tmp_path / "town.osm.pbf")).layers) == {"outline", "streets"}


def test_progress_ends_at_one(town, tmp_path):
    seen: list[float] = []
    read_osm(town.write(tmp_path / "town.osm.pbf"), progress=lambda _text, share: seen.append(share))
    assert seen == sorted(seen)
    assert seen[-1] == 1.0


@lru_cache(maxsize=1)
def extract_of(path: Path):
    """A real extract, read once for the tests in a row that look at it."""
    return read_osm(path)


def closed_count(path: Path, key: str) -> int:
    """Areas tagged `key`, counted by the OSM library's own assembler."""
    areas = osmium.FileProcessor(str(path)).with_areas().with_filter(osmium.filter.KeyFilter(key))
    return sum(
        area.is_area() and area.num_rings()[0] > 0 and area.tags.get(key) != "no" for area in areas if area.is_area()
    )


@pytest.mark.skipif(not DATA, reason="YITU_DATA is not set: no real extracts here")
@pytest.mark.parametrize(
    ("name", "crs", "streets"),
    [
        ("heidelberg/heidelberg.osm.pbf", "EPSG:32632", 25_319),
        ("helsinki/Helsinki.osm.pbf", "EPSG:32635", 2_438),
        ("porto_alegre/poa_osm.pbf", "EPSG:32722", 15_867),
        ("las_palmas/laspalmas.osm.pbf", "EPSG:32628", 13_975),  # the last: the next test takes it up
    ],
)
def test_real_extracts(name, crs, streets):
    path, before_kb = Path(DATA or "") / name, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    extract = extract_of(path)
    assert extract.crs == crs
    assert len(extract.layers["streets"]) == streets
    assert len(extract.layers["buildings"]) == pytest.approx(closed_count(path, "building"), abs=2)
    for rows in extract.layers.values():
        assert rows["id"].is_unique
        assert not rows.geometry.is_empty.any()
    parks = extract.layers["parks"]
    assert set(extract.layers["park_entrances"]["park_id"]) <= set(parks["id"])
    assert (
        resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before_kb
    ) / 1024 < 1200  # MB more than at any time before


@pytest.mark.skipif(not DATA, reason="YITU_DATA is not set: no real extracts here")
def test_the_walls_of_a_real_city_lock_nobody_in():
    """4,600 walls, most of them round gardens: of the homes, under one in a hundred is left without a street."""
    layers = extract_of(Path(DATA or "") / "las_palmas/laspalmas.osm.pbf").layers
    homes = layers["buildings"][layers["buildings"]["use"].isin(["residential", "unspecified"])]
    spots = shapely.get_coordinates(shapely.point_on_surface(homes.geometry.to_numpy()))
    lost = {}
    for name, barred in (("open", None), ("walled", layers["walls"])):
        network = build_network(layers["streets"], barriers=barrier_lines(layers["streets"], walls=barred))
        lost[name] = place_on(network, spots, max_leg_m=300.0).out_of_reach_count / len(spots)
    assert lost["open"] < lost["walled"] < lost["open"] + 0.01
