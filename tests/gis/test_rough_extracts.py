"""Cut, poor and empty OSM extracts from the file to the figure: what is kept, what is dropped, counted and shown.

A street on y = 0 from x = 0 to 1000 with a node every 100 m; homes at x = 100-200 and 600-700 and a park of 6,400 m2
at x = 300-380, all 20 m north of it. The park serves 500 m: everybody by radius (at most 320 m) and on foot, by its
side at x = 340 (from the farthest home 110 + 350 + 20 = 480 m).
"""

import pytest

from gis.assessment import Bench
from gis.assessment.explained import health_of
from gis.network.barriers import barrier_lines
from gis.network.graph import build_network
from gis.network.place import place_on
from gis.read.folder import read_district
from tests.gis.read.osm_town import EAST, NORTH, Town
from tests.gis.rough import command, measure_json

STREET = {"highway": "residential"}
PARK = {"leisure": "park"}
LAND = {"landuse": "residential"}
LAND_M2 = 2 * 100.0 * 100.0


@pytest.fixture
def town() -> Town:
    town = Town()
    town.way([(100 * n, 0) for n in range(11)], STREET)
    town.box(100, 20, 100, LAND)
    town.box(600, 20, 100, LAND)
    town.box(300, 20, 80, PARK)
    return town


class Made:
    """A district made of a town by `yitu new`: what was told, and the figures."""

    def __init__(self, folder, town, *, without=(), suffix=".osm.pbf"):
        self.workspace = folder / "ws"
        file = town.write(folder / f"town{suffix}", without=[town.node(place) for place in without])
        self.layers, self.told = command(self.workspace, "new", "t", "--osm", str(file))

    @property
    def folder(self):
        return self.workspace / "t"

    def green(self):
        """Share by radius, share on foot, square metres of residential land; None where not assessed."""
        found = measure_json(self.workspace, "t", "--goal", "green.radius")
        radius, walk = found["green.radius", "green_radius"], found["green.radius", "green_walk"]
        return radius["value"], walk["value"], walk["denominator"]

    def reason(self):
        found = measure_json(self.workspace, "t", "--goal", "green.radius")
        return str(found["green.radius", "green_walk"]["reason"])

    def health(self):
        return health_of(Bench(read_district(self.folder))).as_dict()


def near(*values):
    return pytest.approx(values, rel=1e-3)


def test_the_whole_town_on_paper_one_straight_street(town, tmp_path):
    made = Made(tmp_path, town)
    assert made.green() == near(1.0, 1.0, LAND_M2)
    assert "切断" not in made.told
    assert made.health()["component_count"] == 1
    command(made.workspace, "explain", "t")


@pytest.mark.parametrize("suffix", [".osm", ".osm.gz"])
def test_other_forms_of_the_same_data_give_the_same(town, tmp_path, suffix):
    assert Made(tmp_path, town, suffix=suffix).green() == near(1.0, 1.0, LAND_M2)


# --- cut by the edge of the extract ----------------------------------------------------------------------------------


def test_a_street_cut_in_the_middle_is_two_streets(town, tmp_path):
    """Its node at x = 500 is missing: 0-400 and 600-1000 remain, the homes in the east have no way to the park."""
    made = Made(tmp_path, town, without=[(500, 0)])
    assert "被数据边缘切断的线,保留现有部分:1" in made.told
    assert made.green() == near(1.0, 0.5, LAND_M2)
    found = made.health()
    assert found["component_count"] == 2
    assert found["length_m"] == pytest.approx(800.0, rel=1e-3)
    assert found["homes_on_small_component_share"] == pytest.approx(0.5, abs=0.05)  # of cells, some of them slivers
    command(made.workspace, "explain", "t")


def test_a_street_with_one_node_left_is_counted(town, tmp_path):
    town.way([(1000, 0), (5000, 0)], STREET)
    made = Made(tmp_path, town, without=[(5000, 0)])
    assert "不足两个位置的线,略去:1" in made.told
    assert made.green() == near(1.0, 1.0, LAND_M2)


def test_a_park_cut_open_is_dropped_and_its_goal_not_assessed(town, tmp_path):
    made = Made(tmp_path, town, without=[(380, 100)])
    assert "被数据边缘切断的面,略去:1" in made.told
    assert made.green()[:2] == (None, None)
    assert "公园绿地" in made.reason()
    assert "parks" in command(made.workspace, "explain", "t", code=2)[1]


def test_homes_cut_open_are_dropped_from_the_whole(town, tmp_path):
    made = Made(tmp_path, town, without=[(200, 120)])
    assert "被数据边缘切断的面,略去:1" in made.told
    assert made.green() == near(1.0, 1.0, LAND_M2 / 2)


def relation(town, *, member=None):
    """A park of 1 ha in the north of two half rings, perhaps with a member that nobody has."""
    halves = ([(300, 200), (400, 200), (400, 300)], [(400, 300), (300, 300), (300, 200)])
    ways = [town.way(half, {}) for half in halves]
    town.relation([*((way, "outer") for way in ways), *([member] if member else [])], PARK)


def test_a_multipolygon_of_two_ways_is_a_park(town, tmp_path):
    relation(town)
    made = Made(tmp_path, town)
    assert "面关系" in made.told
    assert "略去" not in made.told
    assert read_district(made.folder).layers["parks"].frame.area.tolist() == pytest.approx([6400, 10_000], rel=1e-3)


@pytest.mark.parametrize(
    ("member", "without"),
    [((99, "outer"), []), ((99, "inner"), []), (None, [(300, 300)]), (None, [(400, 300), (300, 300)])],
    ids=["outer missing", "inner missing", "cut open", "half gone"],
)
def test_a_multipolygon_with_something_missing_is_dropped_and_counted(town, tmp_path, member, without):
    relation(town, member=member)
    made = Made(tmp_path, town, without=without)
    assert "成员不全的面关系,略去:1" in made.told
    assert read_district(made.folder).layers["parks"].frame.area.tolist() == pytest.approx([6400], rel=1e-3)
    assert made.green() == near(1.0, 1.0, LAND_M2)


def test_a_multipolygon_that_does_not_close_is_dropped_and_counted(town, tmp_path):
    town.relation([(town.way([(300, 200), (400, 200), (400, 300)], {}), "outer")], PARK)
    made = Made(tmp_path, town)
    assert "环不能闭合的面关系,略去:1" in made.told
    assert made.green() == near(1.0, 1.0, LAND_M2)


def test_a_bow_tie_is_mended_and_counted(town, tmp_path):
    town.way([(300, 200), (400, 300), (400, 200), (300, 300), (300, 200)], PARK)
    made = Made(tmp_path, town)
    assert "自相交的面,已修复:1" in made.told
    assert read_district(made.folder).layers["parks"].frame.area.tolist() == pytest.approx([6400, 5000], rel=1e-3)


def test_homes_beyond_the_outline_are_counted(town, tmp_path):
    """The outline is the ground 300 m beside the one street; homes 5 km off are no part of the district."""
    town.box(5000, 20, 100, LAND)
    made = Made(tmp_path, town)
    assert "在区界之外、不计入全区的居住用地或住宅:1" in made.told
    assert made.green() == near(1.0, 1.0, LAND_M2)


# --- no way to go by -------------------------------------------------------------------------------------------------


def refused(folder, town, *, without=()):
    """What `yitu new` says of an extract that is of no use; it leaves nothing behind."""
    file = town.write(folder / "town.osm.pbf", without=[town.node(place) for place in without])
    told = command(folder / "ws", "new", "t", "--osm", str(file), code=2)[1]
    assert not (folder / "ws" / "t").exists()
    return told


def of_ways(*tags):
    town = Town()
    for row, one in enumerate(tags):
        town.way([(0, 10 * row), (1000, 10 * row)], one)
    town.box(100, 200, 100, LAND)
    town.box(300, 200, 80, PARK)
    return town


@pytest.mark.parametrize(
    ("town", "told"),
    [
        (Town(), "nothing in the extract"),
        (of_ways(), "no highway in the extract"),
        (of_ways({"railway": "rail"}, {"highway": "proposed"}), "no highway in the extract"),
        (of_ways({"highway": "motorway"}), "no highway one may walk on"),
        (of_ways({"highway": "motorway"}, {"highway": "trunk"}, {"highway": "residential", "access": "private"}),
         "no highway one may walk on"),
    ],
    ids=["empty", "no ways", "no highway", "motorway", "none walkable"],
)  # fmt: skip
def test_extracts_without_a_way_to_go_by_are_refused(tmp_path, town, told):
    assert told in refused(tmp_path, town)


def test_a_street_whose_nodes_are_all_missing_is_none(tmp_path):
    assert "no highway" in refused(tmp_path, of_ways(STREET), without=[(0, 0), (1000, 0)])


def test_one_path_beside_motorways_is_enough(tmp_path):
    made = Made(tmp_path, of_ways({"highway": "motorway"}, {"highway": "footway"}))
    assert made.health()["streets_not_walkable"] == 1
    assert made.health()["length_m"] == pytest.approx(1000.0, rel=1e-3)


# --- walls -----------------------------------------------------------------------------------------------------------

WALL = {"barrier": "wall"}


def reached(made, *places):
    """Access leg in metres from each place (metres from the town's corner); None out of reach."""
    layers = {kind: layer.frame for kind, layer in read_district(made.folder).layers.items()}
    barriers = barrier_lines(layers["streets"], walls=layers["walls"])
    network = build_network(layers["streets"], barriers=barriers)
    found = place_on(network, [(EAST + x, NORTH + y) for x, y in places], max_leg_m=300.0)
    return [round(float(leg_m)) if ok else None for leg_m, ok in zip(found.leg_m, found.ok, strict=True)]


def test_a_wall_between_home_and_street_is_a_barrier(town, tmp_path):
    """A wall along the street from x = 550 on, a back street at y = 150: homes there go back, the others forward."""
    town.way([(550, 10), (1000, 10)], WALL)
    town.way([(0, 150), (1000, 150)], STREET)
    made = Made(tmp_path, town)
    assert "围墙: 1" in made.layers
    assert reached(made, (150, 30), (650, 30)) == [30, 120]


@pytest.mark.parametrize("kind", ["fence", "hedge", "kerb", "guard_rail"])
def test_what_has_gaps_nobody_mapped_is_no_wall(town, tmp_path, kind):
    town.way([(550, 10), (1000, 10)], {"barrier": kind})
    made = Made(tmp_path, town)
    assert "walls" not in read_district(made.folder).layers


def test_a_yard_that_no_street_enters_has_a_gate_that_nobody_mapped(town, tmp_path):
    """The wall round the eastern homes locks nobody in; it is counted. With a lane into it, it is a compound's."""
    ring = [(590, 10), (710, 10), (710, 130), (590, 130), (590, 10)]
    town.way([*ring[:3]], WALL)
    town.way([*ring[2:]], WALL)  # two ways, as walls are drawn
    town.way([(0, 10), (50, 10)], WALL)
    (tmp_path / "a").mkdir()
    made = Made(tmp_path / "a", town)
    assert "没有街道进入的院落的围墙(出口未测绘),院落一段不作为障碍:2" in made.told
    assert reached(made, (650, 30), (25, 30)) == [30, 81]  # the wall at x = 0-50 stands: to the node at x = 100
    town.way([(650, 0), (650, 70)], {"highway": "service"})
    (tmp_path / "b").mkdir()
    made = Made(tmp_path / "b", town)
    assert "不作为障碍" not in made.told
    assert reached(made, (620, 30), (750, 30)) == [30, 30]
    assert reached(made, (600, 100)) == [58]  # to the end of the lane
