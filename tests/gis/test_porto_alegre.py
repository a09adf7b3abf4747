"""A real city from its files to the figure: residents within a walk of health care and schools, found twice.

The second time by networkx alone: every straight part of a street an edge of its length, cut at the foot of each home
and each facility, one search from all facilities of a kind.
"""

import os
from itertools import pairwise
from pathlib import Path

import networkx as nx
import numpy as np
import pytest

from gis.assessment import Bench, assess
from gis.assessment.explained import explained
from gis.network.place import place_on
from gis.read.folder import read_district, read_district_goals, shipped_standards
from gis.units import format_quantity
from tests.gis.cli.running import run

DATA = Path(os.environ.get("YITU_DATA", "")) / "porto_alegre"
pytestmark = pytest.mark.skipif(not os.environ.get("YITU_DATA"), reason="YITU_DATA is not set: no real city here")
KINDS = {
    "health": {"hospital", "health_centre", "outpatient_clinic", "community_health_station"},
    "school": {"primary_school", "junior_middle_school"},
}
METRES = (500, 900, 1200)
GOALS = [f"residents.{what}{metres}" for what in KINDS for metres in METRES]
DEFINITIONS = ["radius", "edges_25", "edges_50", "walk", "nodes", "hull"]


@pytest.fixture(scope="module")
def workspace(tmp_path_factory):
    return tmp_path_factory.mktemp("city") / "ws"


@pytest.fixture(scope="module")
def told(workspace):
    """The city made by the commands alone; what the last of them said."""
    grid = str(DATA / "poa_hexgrid.csv")
    run(workspace, "new", "poa", "--osm", str(DATA / "poa_osm.pbf"))
    run(workspace, "layers", "population", "poa", grid)
    takes = ("--take", "healthcare=hospital", "--take", "schools=primary_school")
    return run(workspace, "layers", "facilities", "poa", grid, *takes).stdout


@pytest.fixture(scope="module")
def bench(workspace, told):  # noqa: ARG001 - what was told comes after it is made
    return Bench(read_district(workspace / "poa"))


@pytest.fixture(scope="module")
def measured(workspace, bench):
    """Goal → share within the walk, of the whole city."""
    goals = read_district_goals(workspace / "poa")
    found = assess(bench.district, goals, standards=shipped_standards(), only=GOALS)
    return {goal: found.of(goal, "facility_walk") for goal in GOALS}


def cut_graph(network, places):
    """The streets as a networkx graph, cut where places stand; each place ("p", n) hangs on it by its leg."""
    stops = {}  # edge → (metres from its u, node): its ends, its bends, the feet of places
    for part, (edge, offset_m) in enumerate(zip(network.segment_edge, network.segment_offset_m, strict=True)):
        first = part == 0 or network.segment_edge[part - 1] != edge
        stops.setdefault(edge, []).append((offset_m, ("n", network.u[edge]) if first else ("b", part)))
    graph = nx.Graph()
    for number in np.flatnonzero(places.ok):
        stops[places.edge[number]].append((places.offset_m[number], ("f", number)))
        graph.add_edge(("p", number), ("f", number), weight=places.leg_m[number])
    for edge, along in stops.items():
        ordered = [*sorted(along, key=lambda stop: stop[0]), (network.length_m[edge], ("n", network.v[edge]))]
        for (from_m, one), (to_m, other) in pairwise(ordered):
            if one != other and to_m - from_m < graph.get_edge_data(one, other, {"weight": np.inf})["weight"]:
                graph.add_edge(one, other, weight=to_m - from_m)
    return graph


@pytest.fixture(scope="module")
def independent(bench):
    """Goal → share of persons within the distance of a facility, along the graph."""
    people, places = bench.district.layers["population"].frame, bench.district.layers["facilities"].frame
    shapes = [*people.geometry, *places.geometry]
    feet = place_on(bench.network, np.array([[point.x, point.y] for point in shapes]), max_leg_m=300.0)
    graph = cut_graph(bench.network, feet)
    persons, shares = people["persons_count"].to_numpy(), {}
    for what, kinds in KINDS.items():
        rows = len(people) + np.flatnonzero(places["facility"].isin(kinds))
        starts = {("p", row) for row in rows} & set(graph)
        walk_m = nx.multi_source_dijkstra_path_length(graph, starts)
        home_m = np.array([walk_m.get(("p", row), np.inf) for row in range(len(people))])
        for metres in METRES:
            shares[f"residents.{what}{metres}"] = persons[home_m <= metres].sum() / persons.sum()
    return shares


def test_the_grid_says_where_the_places_are(told, bench):
    assert "加入:117" in told
    assert "加入:177" in told
    rows = bench.district.layers["facilities"].frame
    added = rows[rows["source"] == "取自 poa_hexgrid.csv"]
    assert added["facility"].value_counts().to_dict() == {"primary_school": 177, "hospital": 117}
    assert set(added["basis"]) == {"schematic"}
    assert set(rows["basis"]) == {"osm", "schematic"}  # those mapped are still there


def test_the_streets_are_the_same_length_cut_or_not(bench):
    nowhere = place_on(bench.network, np.zeros((0, 2)), max_leg_m=300.0)
    graph = cut_graph(bench.network, nowhere)
    assert graph.number_of_nodes() == len(bench.network.node_xy) + len(bench.network.bends)
    once = sum(weight for *_, weight in graph.edges(data="weight"))
    assert once == pytest.approx(bench.network.component_length_m.sum(), rel=0.01)  # of parallel streets the shorter


@pytest.mark.parametrize("goal", GOALS)
def test_the_share_is_that_of_an_independent_search(measured, independent, goal):
    assert 0.0 < independent[goal] < 1.0
    assert measured[goal].value == pytest.approx(independent[goal], abs=1e-9)


def test_the_persons_add_up(measured, bench):
    persons = bench.district.layers["population"].frame["persons_count"].sum()
    assert persons == 812_926.0  # of 812,935 in the file 9 live outside
    assert {one.denominator for one in measured.values()} == {persons}
    for what in KINDS:
        shares = [measured[f"residents.{what}{metres}"].value for metres in METRES]
        assert shares == sorted(shares)


def test_the_command_says_the_same(workspace, measured):
    told = run(workspace, "measure", "poa", "--goal", "residents.school1200").stdout
    one = measured["residents.school1200"]
    assert format_quantity(one.value, "share") in told
    assert f"{one.value * 812_926:,.0f} / 812,926 人" in told


def test_every_definition_of_it_is_a_share(workspace, bench):
    goals = read_district_goals(workspace / "poa")
    found = explained(bench.district, goals, "residents.health500", standards=shipped_standards(), bench=bench)
    table = found[""].of()
    assert [*table.index] == DEFINITIONS
    assert table["share"].between(0.0, 1.0, inclusive="neither").all()
    assert table.loc["radius", "share"] >= table.loc["walk", "share"]
    assert set(table["whole"]) == {812_926.0}
    assert table["covered"].to_numpy() == pytest.approx(table["share"].to_numpy() * 812_926.0)


def test_the_printed_table_holds_every_definition(workspace, bench):
    goals = read_district_goals(workspace / "poa")
    found = explained(bench.district, goals, "residents.health900", standards=shipped_standards(), bench=bench)
    lines = run(workspace, "explain", "poa", "--goal", "residents.health900").stdout.splitlines()
    for _, row in found[""].of().iterrows():
        line = next(line for line in lines if line.startswith(row["title"]))
        assert format_quantity(row["share"], "share") in line
        assert format_quantity(row["covered"], "persons") in line
