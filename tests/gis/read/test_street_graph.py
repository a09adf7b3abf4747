"""A street graph to layers: lengths on paper, every class as the table has it, what is left out, a real graph."""

import math
import os
from datetime import date
from pathlib import Path

import networkx as nx
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.errors import LayerError, MetricCRSError
from gis.read.folder import read_district
from gis.read.osm_counts import TEXTS
from gis.read.osm_rules import read_osm_tables
from gis.read.street_graph import _TEXTS, _values, district_spec_from_graph, read_street_graph
from gis.schema import KINDS, Basis
from gis.views.folder import write_district
from tests.gis.read.graphs import GRAPH, SQUARE, placed, ring, wkt, write_graph

DATA = os.environ.get("YITU_DATA")
HOME = {"highway": "residential"}
TABLES = read_osm_tables()


@pytest.fixture
def read(tmp_path):
    """The layers of a graph made of these edges."""

    def from_edges(edges, *, crs=None, **more):
        return read_street_graph(write_graph(tmp_path / "g.graphml", edges, **more), crs=crs)

    return from_edges


def counted(graph):
    return {count.key: count.count for count in graph.counts}


def test_both_directions_are_one_street(read):
    graph = read(ring())
    streets = graph.layers["streets"]
    assert len(streets) == 4
    assert streets.length.sum() == pytest.approx(400.0, abs=1e-6)
    assert counted(graph) == {"nodes": 4, "edges": 8, "same_street": 4, "no_paths": 1}
    assert graph.crs == "EPSG:4548"
    assert set(graph.layers) == {"outline", "streets"}  # no name, no roads
    for kind, rows in graph.layers.items():
        assert [*rows.columns] == [*KINDS[kind].columns, "geometry"]
        assert [*rows.index] == [*rows["id"]]
        assert rows["id"].is_unique


def test_a_line_of_its_own_is_taken_and_its_reverse_known(read):
    bent = [(0, 0), (0, -50), (100, -50), (100, 0)]
    edges = [
        ("a", "b", {**HOME, "geometry": wkt(*bent)}),
        ("b", "a", {**HOME, "geometry": wkt(*bent[::-1])}),
        ("a", "b", HOME),  # straight beside it
        ("a", "b", {"highway": "footway", "geometry": wkt(*bent)}),  # a path along the same line is another way
    ]
    streets = read(edges).layers["streets"]
    assert sorted(streets.length) == pytest.approx([100.0, 200.0, 200.0])
    assert [*streets.index] == ["ea-b", "ea-b.2", "ea-b.3"]


def test_loops_keep_their_line_and_points_go(read):
    loop = [(0, 0), (0, 50), (50, 50), (0, 0)]
    graph = read([("a", "a", {**HOME, "geometry": wkt(*loop)}), ("a", "a", HOME), ("a", "b", HOME)])
    assert len(graph.layers["streets"]) == 2
    assert counted(graph)["line_point"] == 1


@pytest.mark.parametrize("highway", TABLES.ways)
def test_classes_are_those_of_the_table(read, highway):
    street = read([("a", "b", {"highway": highway}), ("c", "d", HOME)]).layers["streets"].iloc[0]
    way = TABLES.ways[highway]
    assert (street["road_class"], street["walkable"]) == (way.road_class, way.walkable)
    assert street["steps"] == (highway == "steps")


@pytest.mark.parametrize(
    ("tags", "column", "expected"),
    [
        ({"highway": "['residential', 'primary']"}, "road_class", "arterial"),
        ({"highway": "['primary', 'residential']"}, "road_class", "arterial"),
        ({"highway": "['residential', 'trunk_link']"}, "walkable", False),
        ({"highway": "['steps', 'bus_guideway']"}, "steps", True),
        ({**HOME, "bridge": "['no', 'viaduct']"}, "bridge", True),
        ({**HOME, "bridge": "no"}, "bridge", False),
        ({**HOME, "tunnel": "building_passage"}, "tunnel", False),
        ({**HOME, "tunnel": "['building_passage', 'yes']"}, "tunnel", True),
        ({**HOME, "tunnel": "yes"}, "layer", -1.0),
        ({**HOME, "bridge": "yes", "layer": "2"}, "layer", 2.0),
        ({**HOME, "access": "['yes', 'private']"}, "walkable", False),
        ({**HOME, "access": "private", "foot": "yes"}, "walkable", True),
        ({"highway": "trunk", "sidewalk": "both"}, "walkable", True),
        ({**HOME, "name": "['甲路', '乙路']"}, "name", "甲路"),
        ({**HOME, "name": "nan"}, "name", ""),
    ],
)
def test_values_and_lists_of_values(read, tags, column, expected):
    assert read([("a", "b", tags), ("c", "d", HOME)]).layers["streets"].iloc[0][column] == expected


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("['a', \"b's\"]", ["a", "b's"]),
        ("[1, None, nan]", ["[1, None, nan]"]),  # nan is no literal: the text stands as it is
        ("[1, None]", ["1"]),
        ("[]", []),
        ("['a\\d', 'b']", ["a\\d", "b"]),
        ("['a'", ["['a'"]),
        ("[[[[", ["[[[["]),
        ("[__import__('os')]", ["[__import__('os')]"]),  # nothing is run
        ("None", []),
        ("a;b", ["a;b"]),
    ],
)
def test_lists_written_as_text(text, values):
    assert _values(text) == values


def test_deep_brackets_do_no_harm():
    assert _values("[" * 5000 + "]" * 5000)


def test_named_roads_with_their_other_names(read):
    tags = {"highway": "primary", "name": "['甲路', '乙路']", "alt_name": "丙路", "ref": "['G1', 'S 2']"}
    graph = read([("a", "b", tags), ("b", "c", {"highway": "service", "name": "院内"}), ("c", "d", HOME)])
    roads = graph.layers["roads"]
    assert [*roads["name"]] == ["甲路"]  # service ways and nameless ones are no roads a clause names
    assert set(roads["aliases"].iloc[0].split(";")) == {"乙路", "丙路", "G1", "S 2", "S2"}
    assert counted(graph)["name_several"] == 1


def test_what_cannot_be_placed_is_counted(read):
    nodes = {id: placed(*place) for id, place in SQUARE.items()}
    nodes |= {"lost": {}, "odd": {"x": "east", "y": "1"}, "far": {"x": "inf", "y": "0"}}
    edges = [
        ("a", "b", HOME),
        ("a", "lost", HOME),
        ("odd", "b", HOME),
        ("a", "far", HOME),
        ("lost", "b", {**HOME, "geometry": wkt((0, 0), (0, 70))}),  # placed by its own line
        ("a", "nobody", HOME),
        ("a", "c", {**HOME, "geometry": "LINESTRING (broken"}),
        ("a", "c", {**HOME, "geometry": "POINT (1 2)"}),
        ("a", "c", {**HOME, "geometry": "LINESTRING (1 nan, 2 2)"}),
        ("a", "d", {"name": "无类别"}),
        ("c", "d", {"highway": "proposed"}),
        ("b", "c", {**HOME, "layer": "上"}),
    ]
    graph = read(edges, nodes=nodes)
    assert len(graph.layers["streets"]) == 3
    assert counted(graph) == {
        "nodes": 7, "edges": 12, "node_placeless": 3, "edge_placeless": 3, "node_missing": 1, "line_unread": 3,
        "class_missing": 1, "level_unread": 1, "way_other": 1, "no_paths": 1,
    }  # fmt: skip
    for count in graph.counts:
        assert str(count.count) in count.text("zh")
        assert count.text("en") != count.text("zh")


def test_no_count_is_called_as_one_of_an_extract():
    assert not set(_TEXTS) & set(TEXTS)


@pytest.mark.parametrize(
    ("graph", "told"),
    [
        ({}, "names no CRS"),
        ({"crs": "epsg:999999"}, "epsg:999999"),
        ({"crs": "乱写"}, "乱写"),
        ({"crs": "epsg:4326"}, "beyond the CRS"),  # metres said to be degrees
    ],
)
def test_a_graph_must_say_where_it_is(read, graph, told):
    with pytest.raises(LayerError) as caught:
        read(ring(), graph=graph)
    assert told in caught.value.message("en")
    assert "g.graphml" in str(caught.value)
    assert "crs" in str(caught.value)


def test_old_spellings_of_the_crs_are_understood(read):
    assert read(ring(), graph={"crs": "+init=epsg:4548"}).layers["streets"].length.sum() == pytest.approx(
        400.0, abs=0.1
    )


@pytest.mark.parametrize(
    "edges",
    [
        [],
        [("a", "b", {"highway": "motorway"})],
        [("a", "b", {})],
        [("a", "b", {"highway": "proposed"})],
        [("a", "x", HOME)],
    ],
)
def test_no_street_no_district(read, edges):
    with pytest.raises(LayerError, match="没有可步行的街道") as caught:
        read(edges)
    assert f"edges read (directed): {len(edges)}" in caught.value.message("en") or not edges


def test_degrees_take_the_belt_of_their_longitude(read):
    nodes = {"a": {"x": "118.05", "y": "36.8"}, "b": {"x": "118.06", "y": "36.8"}}
    graph = read([("a", "b", HOME)], nodes=nodes, graph={"crs": "EPSG:4326"})
    assert graph.crs == "EPSG:4548"
    # a hundredth of a degree of longitude: N(36.8°) cos(36.8°) × π/18000, N = 6 385 820 m
    on_paper_m = 6_385_820 * math.cos(math.radians(36.8)) * math.pi / 18_000
    assert graph.layers["streets"].length.iloc[0] == pytest.approx(on_paper_m, rel=5e-4)
    assert read([("a", "b", HOME)], nodes=nodes, graph={"crs": "EPSG:4326"}, crs="EPSG:32650").crs == "EPSG:32650"
    with pytest.raises(MetricCRSError):
        read([("a", "b", HOME)], nodes=nodes, graph={"crs": "EPSG:4326"}, crs="EPSG:4326")


def test_the_outline_is_a_hull_and_says_so(read):
    nodes = {id: placed(20 * x, 20 * y) for id, (x, y) in SQUARE.items()}
    outline = read(ring(), nodes=nodes).layers["outline"].iloc[0]
    assert outline.geometry.area == pytest.approx(2000 * 2000 + 8000 * 20 + math.pi * 20**2, rel=1e-5)
    assert outline["basis"] == "schematic"
    assert "20 m" in outline["source"]


def test_a_single_street_has_ground_beside_it(read):
    outline = read([("a", "b", HOME)]).layers["outline"].geometry.iloc[0]
    assert outline.contains(shapely.LineString([place("a"), place("b")]).buffer(19.0))


def test_a_street_far_off_is_counted_and_does_not_stretch_the_outline(read):
    nodes = {id: placed(*place) for id, place in SQUARE.items()} | {"e": placed(9e3, 0), "f": placed(9e3, 50)}
    graph = read([*ring(), ("e", "f", HOME)], nodes=nodes)
    assert counted(graph)["street_far"] == 1
    assert graph.layers["outline"].geometry.iloc[0].bounds[2] < 500_000 + 1000
    joined = read([*ring(), ("b", "e", HOME), ("e", "f", HOME)], nodes=nodes)  # one long straight edge leads there
    assert "street_far" not in counted(joined)
    assert joined.layers["outline"].geometry.iloc[0].bounds[2] > 500_000 + 9000


def test_a_graph_of_openstreetmap_says_so(read, tmp_path):
    graph = read(ring(name="甲路"))
    tables = district_spec_from_graph(graph, id="g", name="图")
    entries = tables["district"]["layers"]
    assert {kind: entry["basis"] for kind, entry in entries.items()} == {
        "outline": "schematic", "streets": "osm", "roads": "osm",
    }  # fmt: skip
    assert entries["streets"]["date"] == date(2024, 5, 1)
    assert "ODbL" in entries["streets"]["licence"]
    assert {"green.radius", "roads.density", "school.primary"} <= {goal["id"] for goal in tables["plan"]["goals"]}
    district = read_district(write_district(tmp_path / "g", graph.layers, tables=tables))
    assert district.layers["streets"].basis is Basis.OSM
    assert district.basis is Basis.SCHEMATIC


def test_a_graph_of_unknown_origin_claims_the_least(read, tmp_path):
    graph = read(ring(), graph={"crs": GRAPH["crs"]})
    tables = district_spec_from_graph(graph, id="g", name="图")
    streets = tables["district"]["layers"]["streets"]
    assert (streets["basis"], streets["provider"]) == ("schematic", "未注明 / not stated")
    assert "date of the file" in streets["note"]
    folder = write_district(tmp_path / "g", graph.layers, tables=tables)
    assert read_district(folder).layers["streets"].basis is Basis.SCHEMATIC
    text = (folder / "district.toml").read_text(encoding="utf-8")
    at = text.index("[layers.streets]")
    (folder / "district.toml").write_text(text[:at] + text[at:].replace("schematic", "surveyed", 1), encoding="utf-8")
    assert read_district(folder).layers["streets"].basis is Basis.SURVEYED  # once its user knows better


def test_osm_ids_tell_the_origin_too(read):
    graph = read(ring(osmid="[1, 2]"), graph={"crs": GRAPH["crs"], "created_date": "gestern"})
    assert graph.origin.basis is Basis.OSM
    assert graph.timestamp is None


@settings(max_examples=30, deadline=None)
@given(order=st.permutations(range(8)), twice=st.booleans())
def test_neither_order_nor_repetition_changes_the_streets(tmp_path_factory, order, twice):
    edges = [ring()[at] for at in order] * (1 + twice)
    path = tmp_path_factory.mktemp("g") / "g.graphml"
    lines = read_street_graph(write_graph(path, edges)).layers["streets"].geometry
    assert {line.normalize().wkt for line in lines} == {
        shapely.LineString([place(u), place(v)]).normalize().wkt for u, v, _ in ring()
    }


def place(id):
    return tuple(float(value) for value in placed(*SQUARE[id]).values())


@pytest.mark.skipif(not DATA, reason="YITU_DATA is not set: no real graph here")
def test_a_real_graph():
    path = Path(DATA or "") / "shenzhen_futian" / "G.graphml"
    graph = read_street_graph(path)
    streets = graph.layers["streets"]
    other = nx.read_graphml(path)
    one_each = {}
    for u, v, own in other.edges(data=True):
        ends = [(float(other.nodes[id]["x"]), float(other.nodes[id]["y"])) for id in (u, v)]
        line = shapely.from_wkt(own["geometry"]) if "geometry" in own else shapely.LineString(ends)
        one_each.setdefault(line.normalize().wkb, []).append(float(own["length"]))
    assert counted(graph) == {
        "nodes": 1751, "edges": 4009, "same_street": 4009 - len(one_each), "class_several": 28, "name_several": 13,
        "way_closed": 64,
    }  # fmt: skip
    assert len(streets) == len(one_each) == 2593
    assert streets.length.sum() == pytest.approx(sum(lengths[0] for lengths in one_each.values()), rel=2e-3)
    assert graph.crs == "EPSG:4547"
    assert graph.timestamp.date() == date(2023, 5, 25)
    assert streets["bridge"].sum() > 0
    assert graph.layers["outline"].area.iloc[0] / 1e6 == pytest.approx(13.69, abs=0.01)
