"""The whole fabric of the paper district: paper figures, laws, hostile input."""

import tomllib
from pathlib import Path

import geopandas as gpd
import networkx as nx
import numpy as np
import pytest
import shapely
from shapely.affinity import translate

from gis.definitions import Table
from gis.errors import CRSMismatchError, MetricCRSError
from gis.fabric import make_fabric, recipe_from
from gis.read.folder import read_district
from tests.gis.fabric.paper import CRS, frame, line, point, ring_roads, square

EMPTY = frame({})
LAYERS = ("streets", "land_use", "buildings", "plots")
SHIPPED = Path(__file__).parents[3] / "layers"
INPUT = ("roads", "railways", "rivers", "outline", "places", "facilities", "parks")


def as_text(fabric):
    return "".join(getattr(fabric, layer).to_json() for layer in LAYERS)


@pytest.fixture
def busy(paper):
    """A district with everything in it: three kinds of barrier, a park, a school, a village outside the zone."""
    return paper(
        roads=ring_roads(**{"r.mid": line((0, 480), (1600, 520)), "x": line((-200, 1300), (1900, 1280))}),
        railways=frame({"rail": line((620, -300), (640, 1700))}),
        rivers=frame({"stream": line((250, 480), (230, 1200))}, width_m=[16.0]),
        outline=frame({"o": shapely.box(*square(-100, -100, 1700).bounds)}),
        places=frame({"p.village": point(1300, 300)}, place=["village"]),
        facilities=frame({"f.school": point(300, 300)}, facility=["school"]),
        parks=frame({"park.a": square(380, 160, 90)}),
    )


@pytest.fixture
def fabric(busy, recipe):
    return make_fabric(**busy, recipe=recipe)


def test_the_paper_district_has_sixteen_blocks_of_known_area(paper, recipe):
    fabric = make_fabric(**paper(), recipe=recipe)
    land = fabric.land_use
    assert len(land) == len(fabric.plots) == 16
    # 4 of 230 x 230, 8 of 230 x 220, 4 of 220 x 220 m
    assert land.area.sum() == pytest.approx(4 * 52_900 + 8 * 50_600 + 4 * 48_400, rel=1e-4)
    assert land["code"].value_counts().to_dict() == {"070102": 12, "1001": 4}
    lengths_m = fabric.streets.length.groupby(fabric.streets["road_class"]).sum()
    assert lengths_m["arterial"] == pytest.approx(4_800.0, abs=0.5)
    assert lengths_m["local"] == pytest.approx(6_000.0, abs=1.0)


def test_land_lies_apart_from_land_streets_and_rails(fabric, busy):
    shapes = fabric.land_use.geometry.to_numpy()
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pairs = one < other
    assert shapely.area(shapely.intersection(shapes[one[pairs]], shapes[other[pairs]])).max() < 3.0
    roads = fabric.streets[fabric.streets["road_class"].isin(["arterial", "collector", "local"])]
    built = fabric.land_use[~fabric.land_use["code"].isin(["1402", "1701"])]
    assert built.intersection(roads.union_all()).length.max() < 0.05
    assert built.distance(busy["railways"].union_all()).min() >= 29.0
    assert fabric.land_use.is_valid.all()


def test_plots_are_the_construction_land_of_the_zones(fabric):
    land = fabric.land_use
    construction = land[land["code"].str.startswith(("07", "08", "09", "10", "11", "13", "16"))]
    inside = construction[construction.centroid.within(square(0, 0))]
    assert fabric.plots.area.sum() == pytest.approx(inside.area.sum())
    assert set(fabric.plots["code"]) <= set(construction["code"])


def test_buildings_stand_apart_on_the_plot_they_name(fabric):
    buildings = fabric.buildings[fabric.buildings["plot_id"] != ""]
    plots = fabric.plots.geometry.loc[buildings["plot_id"]]
    assert shapely.within(buildings.geometry.to_numpy(), plots.to_numpy()).all()
    assert fabric.buildings.union_all().area == pytest.approx(fabric.buildings.area.sum())
    assert fabric.buildings.intersection(fabric.streets.union_all()).length.max() == 0.0


def test_evidence_lands_in_sensible_land(fabric):
    land = fabric.land_use
    assert land.loc[land["code"] == "1401"].area.sum() == pytest.approx(8_100.0, rel=0.01)
    (school,) = land.index[land["code"] == "080403"]
    assert land.geometry[school].distance(point(300, 300)) < 20.0
    assert land.loc[school, "source"] == "依据 f.school"
    village = land[land["code"] == "0703"]
    assert village.distance(point(1300, 300)).min() < 1.0
    assert "1402" in set(land["code"])
    assert "1701" in set(land["code"])
    assert fabric.unplaced == {}


def test_no_local_street_crosses_a_barrier(fabric, busy):
    streets = fabric.streets
    barriers = shapely.union_all([
        *busy["railways"].geometry, *busy["rivers"].geometry, *streets.geometry[~streets["walkable"]]
    ])  # fmt: skip
    ours = streets[streets["name"] == ""]
    assert not ours.crosses(barriers).any()
    over = streets[streets.crosses(barriers) & streets["walkable"]]
    assert len(over) >= 4
    assert over["bridge"].all()
    assert (over["layer"] == 1.0).all()
    assert (over["name"] != "").all()


def test_every_compound_is_entered_by_a_gate_and_all_streets_are_one_network(fabric):
    graph = nx.Graph()
    for shape in fabric.streets.geometry[fabric.streets["walkable"]]:
        points = [tuple(xy) for xy in np.round(shapely.get_coordinates(shape), 2)]
        nx.add_path(graph, points)
    main = max(nx.connected_components(graph), key=len)
    paths = fabric.streets[fabric.streets["road_class"] == "path"]
    homes = fabric.land_use[fabric.land_use["code"].str.startswith("07")]
    assert len(homes) > 5
    for home in homes.geometry:
        inside = paths[paths.intersection(home.buffer(-5.0)).length > 1.0]
        assert len(inside), "a compound without paths"
        ends = {tuple(xy) for shape in inside.geometry for xy in np.round(shapely.get_coordinates(shape), 2)}
        assert ends & main, "a compound nobody can enter"


def test_two_runs_are_equal_byte_for_byte(busy, recipe, fabric):
    assert as_text(make_fabric(**busy, recipe=recipe)) == as_text(fabric)


def test_the_order_of_rows_has_no_influence(busy, recipe, fabric):
    turned = {name: rows.iloc[::-1] for name, rows in busy.items()}
    assert as_text(make_fabric(**turned, recipe=recipe)) == as_text(fabric)


def test_input_stays_as_it_was(busy, recipe):
    before = {name: rows.to_json() for name, rows in busy.items()}
    make_fabric(**busy, recipe=recipe)
    assert {name: rows.to_json() for name, rows in busy.items()} == before


def test_a_moved_district_has_the_moved_fabric(busy, recipe, fabric):
    moved = {
        name: rows.set_geometry([translate(shape, 12_345.0, -6_789.0) for shape in rows.geometry], crs=CRS)
        for name, rows in busy.items()
    }
    again = make_fabric(**moved, recipe=recipe)
    assert [*again.land_use["code"]] == [*fabric.land_use["code"]]
    assert again.land_use.area.to_numpy() == pytest.approx(fabric.land_use.area.to_numpy(), abs=30.0)
    assert len(again.buildings) == pytest.approx(len(fabric.buildings), abs=3)
    assert again.streets.length.sum() == pytest.approx(fabric.streets.length.sum(), rel=1e-3)


def test_everything_says_that_it_is_schematic(fabric):
    for layer in ("land_use", "buildings", "plots"):
        assert set(getattr(fabric, layer)["basis"]) == {"schematic"}
        assert (getattr(fabric, layer)["uncertainty_m"] > 0.0).all()
    own = fabric.streets["name"] == ""
    assert set(fabric.streets.loc[own, "basis"]) == {"schematic"}
    assert set(fabric.streets.loc[~own, "basis"]) == {"evidence"}
    assert set(fabric.streets.loc[~own, "uncertainty_m"]) == {50.0}


def test_no_firm_and_no_park_is_invented(fabric):
    assert set(fabric.plots["name"]) == {""}
    assert set(fabric.land_use["name"]) == {""}
    assert set(fabric.land_use.loc[fabric.land_use["code"] == "1401", "source"]) == {"依据 park.a"}


@pytest.mark.parametrize(
    "missing",
    [("roads",), ("zones",), ("outline",), ("roads", "zones"), ("roads", "zones", "outline")],
    ids="+".join,
)
def test_missing_layers_still_give_a_fabric(paper, recipe, missing):
    fabric = make_fabric(**paper(**dict.fromkeys(missing, EMPTY)), recipe=recipe)
    if "zones" in missing:
        assert len(fabric.plots) == 0
    else:
        assert len(fabric.plots) == 16
    if len(missing) < 2:
        assert len(fabric.land_use) > 0
    if len(missing) == 3:
        assert [len(getattr(fabric, layer)) for layer in LAYERS] == [0, 0, 0, 0]


def test_a_zone_smaller_than_a_block_is_one_plot_or_none(paper, recipe):
    fabric = make_fabric(**paper(roads=EMPTY, outline=EMPTY, zones=frame({"z.one": square(0, 0, 120)})), recipe=recipe)
    assert len(fabric.plots) == 1
    fabric = make_fabric(**paper(roads=EMPTY, outline=EMPTY, zones=frame({"z.one": square(0, 0, 40)})), recipe=recipe)
    assert len(fabric.plots) == 0


def test_an_empty_zone_and_an_unknown_one_are_passed_over(paper, recipe):
    zones = frame({"z.one": shapely.Polygon(), "z.stranger": square(0, 0)})
    fabric = make_fabric(**paper(zones=zones), recipe=recipe)
    assert len(fabric.plots) == 0
    assert set(fabric.land_use["code"]) == {"01"}


def test_places_far_away_are_counted(paper, recipe):
    fabric = make_fabric(**paper(facilities=frame({"f": point(9_000, 0)}, facility=["school"])), recipe=recipe)
    assert fabric.unplaced == {"school": 1}


def test_a_layer_in_degrees_or_another_crs_is_refused(paper, recipe):
    with pytest.raises(MetricCRSError):
        make_fabric(**paper(roads=ring_roads().to_crs("EPSG:4326")), recipe=recipe)
    with pytest.raises(CRSMismatchError):
        make_fabric(**paper(zones=frame({"z.one": square(0, 0)}).to_crs("EPSG:4549")), recipe=recipe)


def shipped(name, layer):
    return gpd.read_file(SHIPPED / name / f"{layer}.geojson")


def test_shipped_files_are_small_enough_to_open_at_once():
    files = [SHIPPED / name / f"{layer}.geojson" for name in ("zibo", "liaocheng") for layer in LAYERS]
    assert sum(path.stat().st_size for path in files) < 12e6
    assert len(shipped("zibo", "buildings")) <= 25_000


@pytest.mark.parametrize("name", ["zibo", "liaocheng"])
def test_shipped_densities_are_those_of_the_control_indices(name):
    plots = shipped(name, "plots").set_index("id").to_crs(CRS)
    buildings = shipped(name, "buildings").to_crs(CRS)
    floors_m2 = (buildings.area * buildings["storeys"]).groupby(buildings["plot_id"]).sum()
    ratio = (floors_m2 / plots.area).dropna()
    density = (buildings.area.groupby(buildings["plot_id"]).sum() / plots.area).dropna()
    homes = plots.index[plots["code"].str.startswith("0701")].intersection(ratio.index)
    works = plots.index[plots["code"].str.startswith("10")].intersection(ratio.index)
    assert 1.2 <= ratio[homes].median() <= 2.0
    assert density[homes].max() <= 0.35
    assert ratio[homes].max() <= 2.7
    assert 0.6 <= ratio[works].median() <= 1.4
    assert 0.3 <= density[works].median() <= 0.62
    assert (plots["green_m2"].fillna(0.0) <= 0.4 * plots.area).all()


@pytest.mark.parametrize("name", ["zibo", "liaocheng"])
def test_shipped_plots_carry_the_published_totals_and_no_names(name):
    plots = shipped(name, "plots")
    recipe = recipe_from(Table(tomllib.loads((SHIPPED / name / "fabric.toml").read_text(encoding="utf-8")), name))
    for column in ("tax_wan", "output_wan"):
        total = sum(entry.total_wan for entry in recipe.published if entry.column == column)
        found = plots[column].sum() if column in plots else 0.0
        assert found == pytest.approx(total, rel=1e-4)
    assert "name" not in plots or not plots["name"].fillna("").any()
    assert "investment_wan" not in plots or plots["investment_wan"].isna().all()


def test_shipped_files_are_what_recipe_and_layers_give():
    """Run `yitu fabric liaocheng` after a change of layers, plan or recipe."""
    folder = SHIPPED / "liaocheng"
    district = read_district(folder, only=[*INPUT, "borders"])
    layers = {kind: district.layers[kind].frame if kind in district.layers else EMPTY for kind in INPUT}
    zones = frame({zone.id: zone.geometry for zone in district.zones})
    recipe = recipe_from(Table(tomllib.loads((folder / "fabric.toml").read_text(encoding="utf-8")), "fabric.toml"))
    fabric = make_fabric(**layers, zones=zones, recipe=recipe)
    land = shipped("liaocheng", "land_use").to_crs(CRS)
    assert fabric.land_use.area.groupby(fabric.land_use["code"]).sum().to_dict() == pytest.approx(
        land.area.groupby(land["code"]).sum().to_dict(), rel=0.01
    )
    assert len(fabric.streets) == pytest.approx(len(shipped("liaocheng", "streets")), rel=0.01)
    assert len(fabric.buildings) == pytest.approx(len(shipped("liaocheng", "buildings")), rel=0.01)
