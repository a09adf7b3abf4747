import shutil

import geopandas as gpd
import pyproj
import pytest

from gis.errors import DefinitionError, LayerError, MissingLayerError, WorkspaceError
from gis.prepare import (
    new_from_graph,
    new_from_osm,
    put_facilities,
    put_population,
    remake_fabric,
    replace_by_osm,
)
from gis.read.folder import read_district, read_district_goals
from gis.read.workspace import SHIPPED
from gis.schema import Basis
from tests.gis.read import districts, graphs, osm_town  # the town is 5500 km from the toy district


@pytest.fixture(scope="module")
def town(tmp_path_factory):
    place = osm_town.Town()
    place.way([(0, 0), (200, 0), (400, 0)], {"highway": "residential", "name": "Main Street"})
    place.box(0, 50, 100, {"landuse": "residential"})
    place.box(200, 50, 100, {"leisure": "park", "name": "Town Park"})
    place.box(20, 60, 20, {"building": "house"})
    place.node((300, 20), {"amenity": "pharmacy"})
    return place.write(tmp_path_factory.mktemp("osm") / "town.osm.pbf", bounds=True)


def test_a_new_district_reads_and_has_goals(town, tmp_path):
    steps = []
    extract = new_from_osm(town, tmp_path / "t", name="t", progress=lambda _, share: steps.append(share))
    district = read_district(tmp_path / "t")
    assert set(district.layers) == set(extract.layers)
    assert district.basis is Basis.OSM
    assert read_district_goals(tmp_path / "t")
    assert steps == sorted(steps)
    assert steps[-1] == 1.0


def test_a_district_is_never_overwritten(town, tmp_path):
    new_from_osm(town, tmp_path / "t", name="t")
    with pytest.raises(WorkspaceError, match="已有"):
        new_from_osm(town, tmp_path / "t", name="t")


def test_an_extract_elsewhere_is_refused_before_anything_is_written(town, tmp_path):
    folder = districts.write_district(tmp_path / "toy")
    with pytest.raises(LayerError):
        replace_by_osm(folder, town, tmp_path / "copy")
    assert not (tmp_path / "copy").exists()


def test_fabric_needs_its_recipe(tmp_path):
    with pytest.raises(DefinitionError, match=r"fabric\.toml"):
        remake_fabric(districts.write_district(tmp_path / "toy"))


def test_the_shipped_fabric_is_what_the_recipe_grows(tmp_path):
    """Deterministic to the byte, on every machine: the files in the repository can be made again."""
    folder = tmp_path / "liaocheng"
    shutil.copytree(SHIPPED / "liaocheng", folder)
    for kind in ("streets", "land_use", "buildings", "plots"):
        (folder / f"{kind}.geojson").unlink()
    counts = remake_fabric(folder)
    for kind in ("streets", "land_use", "plots"):
        made = gpd.read_file(folder / f"{kind}.geojson")
        shipped = gpd.read_file(SHIPPED / "liaocheng" / f"{kind}.geojson")
        assert len(made) == len(shipped) == counts[kind]
        assert made.geometry.geom_equals_exact(shipped.geometry, 1e-6).all()


@pytest.fixture
def town_of_the_toy(monkeypatch, tmp_path):
    """An extract under the toy district: its four roads (one of them by its number alone), a street, homes, a park."""
    to_degrees = pyproj.Transformer.from_crs("EPSG:4548", "EPSG:4326", always_xy=True)
    monkeypatch.setattr(osm_town, "degrees", lambda at: to_degrees.transform(500_000 + at[0], 4_070_000 + at[1]))
    place = osm_town.Town()
    place.way([(0, -50), (0, 1050)], {"highway": "primary", "name": "西路"})
    place.way([(1100, -50), (1100, 1050)], {"highway": "primary", "name": "东路"})  # 100 m farther than we thought
    place.way([(-50, 0), (1150, 0)], {"highway": "primary", "name": "南路"})
    place.way([(-50, 1000), (1150, 1000)], {"highway": "primary", "name": "北路"})
    place.way([(0, 500), (1100, 500)], {"highway": "residential"})
    place.box(200, 600, 100, {"landuse": "residential"})
    place.box(400, 600, 100, {"leisure": "park", "name": "新公园"})
    return place.write(tmp_path / "town.osm.pbf", bounds=True)


def test_real_roads_move_the_zones_and_lift_the_quality(town_of_the_toy, tmp_path):
    source = districts.write_district(tmp_path / "toy")
    replace_by_osm(source, town_of_the_toy, tmp_path / "copy")
    before, after = read_district(source), read_district(tmp_path / "copy")
    assert before.zone("toy.core").area_m2 == pytest.approx(1_000_000, rel=1e-3)
    assert after.zone("toy.core").area_m2 == pytest.approx(1_100_000, rel=1e-3)
    assert (before.zone("toy.core").basis, after.zone("toy.core").basis) == (Basis.EVIDENCE, Basis.OSM)
    assert {"streets", "parks", "land_use", "outline"} <= set(after.layers)
    assert not after.zone("toy.core").indicative


def test_a_copy_may_be_replaced_again(town_of_the_toy, tmp_path):
    source = districts.write_district(tmp_path / "toy")
    replace_by_osm(source, town_of_the_toy, tmp_path / "copy")
    replace_by_osm(tmp_path / "copy", town_of_the_toy, tmp_path / "copy")
    assert read_district(tmp_path / "copy").zone("toy.core").area_m2 == pytest.approx(1_100_000, rel=1e-3)


def test_a_district_of_streets_alone(tmp_path):
    steps = []
    path = graphs.write_graph(tmp_path / "g.graphml", graphs.ring())
    graph = new_from_graph(path, tmp_path / "t", name="t", progress=lambda _, share: steps.append(share))
    district = read_district(tmp_path / "t")
    assert set(district.layers) == set(graph.layers) == {"outline", "streets"}  # no name, no roads
    assert read_district_goals(tmp_path / "t")
    assert steps == sorted(steps)
    assert steps[-1] == 1.0
    with pytest.raises(WorkspaceError, match="已有"):
        new_from_graph(path, tmp_path / "t", name="t")


def test_a_graph_that_is_no_use_leaves_nothing(tmp_path):
    path = graphs.write_graph(tmp_path / "g.graphml", [])
    with pytest.raises(LayerError):
        new_from_graph(path, tmp_path / "t", name="t")
    assert not (tmp_path / "t").exists()


@pytest.fixture
def residents(tmp_path):
    """Ten people in the middle of the toy district, three far away."""
    path = tmp_path / "residents.csv"
    path.write_text("x,y,人口\n500500,4070500,10\n600000,4070500,3\n", encoding="utf-8")
    return path


def contents(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_residents_are_put_in_place_and_all_else_stays(residents, tmp_path):
    folder = districts.write_district(tmp_path / "toy", goals='[[goals]] # 目标\nid = "residents.green300"\n')
    (folder / "sub").mkdir()
    (folder / "sub" / "note.md").write_text("注", encoding="utf-8")
    before = contents(folder / "sub"), (folder / "roads.geojson").read_bytes()
    read, goals = put_population(folder, residents, folder, crs="EPSG:4548")
    assert read.of("kept").persons == 10.0
    assert read.of("outside").persons == 3.0
    district = read_district(folder)
    assert district.layers["population"].frame["persons_count"].sum() == 10.0
    assert district.layers["population"].basis is Basis.SCHEMATIC
    assert (contents(folder / "sub"), (folder / "roads.geojson").read_bytes()) == before
    asked = [goal.id for goal in read_district_goals(folder) if goal.demand == "residents"]
    assert asked == ["residents.green300", *goals]
    assert len(goals) == len(set(goals)) > 0
    assert "# 目标" in (folder / "plan.toml").read_text(encoding="utf-8")


def test_residents_put_twice_are_those_of_the_second_file(residents, tmp_path):
    folder = districts.write_district(tmp_path / "toy")
    put_population(folder, residents, folder, crs="EPSG:4548")
    first = contents(folder)
    residents.write_text("x,y,人口\n500500,4070500,20\n", encoding="utf-8")
    _, goals = put_population(folder, residents, folder, crs="EPSG:4548")
    assert goals == ()
    assert read_district(folder).layers["population"].frame["persons_count"].sum() == 20.0
    assert (folder / "plan.toml").read_bytes() == first["plan.toml"]
    assert set(contents(folder)) == set(first)


def test_a_copy_leaves_the_district_it_comes_from(residents, tmp_path):
    source = districts.write_district(tmp_path / "toy")
    before = contents(source)
    put_population(source, residents, tmp_path / "copy", crs="EPSG:4548")
    assert contents(source) == before
    assert {"population", "roads", "outline"} == set(read_district(tmp_path / "copy").layers)
    assert read_district(tmp_path / "copy").zone("toy.core").area_m2 == read_district(source).zone("toy.core").area_m2


def test_a_district_without_plan_gets_one(residents, tmp_path):
    folder = districts.write_district(tmp_path / "toy")
    (folder / "plan.toml").unlink()
    _, goals = put_population(folder, residents, folder, crs="EPSG:4548")
    assert [goal.id for goal in read_district_goals(folder)] == [*goals]


def test_a_table_that_is_no_use_changes_nothing(residents, tmp_path):
    folder = districts.write_district(tmp_path / "toy")
    before = contents(folder)
    with pytest.raises(LayerError, match="--crs"):
        put_population(folder, residents, folder)
    assert contents(folder) == before


def test_without_an_outline_nobody_knows_who_lives_here(residents, tmp_path):
    folder = districts.write_district(tmp_path / "toy")
    text = (folder / "district.toml").read_text(encoding="utf-8")
    (folder / "district.toml").write_text(text[: text.index("[layers.outline]")], encoding="utf-8")
    with pytest.raises(MissingLayerError, match="outline"):
        put_population(folder, residents, folder, crs="EPSG:4548")


@pytest.fixture
def clinics(tmp_path):
    """A clinic in the middle of the toy district, one 1 km east of its outline, one farther; the second has no beds."""
    path = tmp_path / "clinics.csv"
    path.write_text("id,x,y,beds\na,500500,4070500,8\nb,502100,4070500,0\nc,502101,4070500,3\n", encoding="utf-8")
    return path


def own_clinic(folder):
    """A clinic of the district's own, in degrees, under names of its own: (folder, what the entry says)."""
    lon, lat = pyproj.Transformer.from_crs("EPSG:4548", "EPSG:4326", always_xy=True).transform(500_200, 4_070_200)
    point = districts.feature("Point", [lon, lat], nr="a", art="library", 名="市馆")
    districts.write_features(folder / "own.geojson", [point], crs="EPSG:4326")
    text = "# 设施的注\n" + districts.entry("facilities", "own.geojson", note='"实测"')
    text += '[layers.facilities.columns]\nid = "nr"\nfacility = "art"\nname = "名"\n'
    with (folder / "district.toml").open("a", encoding="utf-8") as file:
        file.write(text)
    return folder


def facilities_of(folder):
    rows = read_district(folder).layers["facilities"].frame
    return {
        row["id"]: (row["facility"], row["basis"], round(row.geometry.x), round(row.geometry.y))
        for _, row in rows.iterrows()
    }


def test_facilities_of_a_district_that_had_none(clinics, tmp_path):
    folder = districts.write_district(tmp_path / "toy")
    before = contents(folder)
    read, replaced = put_facilities(folder, clinics, folder, takes=["health_centre"], crs="EPSG:4548")
    assert (read.taken[0].of("kept"), read.taken[0].of("beside"), read.taken[0].of("outside")) == (2, 1, 1)
    assert replaced == {}
    assert facilities_of(folder) == {
        "a": ("health_centre", "schematic", 500_500, 4_070_500),
        "b": ("health_centre", "schematic", 502_100, 4_070_500),
    }
    assert set(contents(folder)) == {*before, "facilities.gpkg"}
    assert {name: contents(folder)[name] for name in before if name != "district.toml"} == {
        name: text for name, text in before.items() if name != "district.toml"
    }


def test_facilities_join_those_there_in_place(clinics, tmp_path):
    folder = own_clinic(districts.write_district(tmp_path / "toy"))
    put_facilities(folder, clinics, folder, takes=["beds=health_centre"], crs="EPSG:4548")
    assert facilities_of(folder) == {
        "a": ("library", "evidence", 500_200, 4_070_200),
        "a.health_centre": ("health_centre", "schematic", 500_500, 4_070_500),
    }
    layer = read_district(folder).layers["facilities"]
    assert layer.frame["name"].to_list() == ["市馆", ""]
    assert layer.basis is Basis.SCHEMATIC  # of its weakest row; the entry keeps its own
    assert layer.source.basis is Basis.EVIDENCE
    assert layer.source.provider == "测绘队"
    assert layer.source.note.startswith("实测。由 clinics.csv 加入 health_centre 1 处")
    text = (folder / "district.toml").read_text(encoding="utf-8")
    assert "columns" not in text
    assert "# 设施的注" in text


def test_facilities_put_twice_are_there_once(clinics, tmp_path):
    folder = own_clinic(districts.write_district(tmp_path / "toy"))
    takes = ["beds=health_centre", "library"]
    put_facilities(folder, clinics, folder, takes=takes, crs="EPSG:4548")
    first, toml = facilities_of(folder), (folder / "district.toml").read_bytes()
    _, replaced = put_facilities(folder, clinics, folder, takes=takes, crs="EPSG:4548")
    assert replaced == {"health_centre": 1, "library": 2}
    assert facilities_of(folder) == first
    assert (folder / "district.toml").read_bytes() == toml
    clinics.write_text("id,x,y\nd,500500,4070500\n", encoding="utf-8")
    _, replaced = put_facilities(folder, clinics, folder, takes=["library"], crs="EPSG:4548")
    assert replaced == {"library": 2}
    assert {id: kind for id, (kind, *_) in facilities_of(folder).items()} == {
        "a": "library", "a.health_centre": "health_centre", "d": "library",
    }  # fmt: skip


def test_facilities_in_a_copy_leave_the_district_they_come_from(clinics, tmp_path):
    source = own_clinic(districts.write_district(tmp_path / "toy"))
    before = contents(source)
    put_facilities(source, clinics, tmp_path / "copy", takes=["health_centre"], crs="EPSG:4548")
    assert contents(source) == before
    assert set(facilities_of(tmp_path / "copy")) == {"a", "a.health_centre", "b"}
    assert "own.geojson" not in contents(tmp_path / "copy")


@pytest.mark.parametrize("takes", [["nothing"], ["places=health_centre"], []])
def test_facilities_that_are_no_use_change_nothing(clinics, tmp_path, takes):
    folder = districts.write_district(tmp_path / "toy")
    before = contents(folder)
    with pytest.raises(LayerError, match="facilities"):
        put_facilities(folder, clinics, folder, takes=takes, crs="EPSG:4548")
    assert contents(folder) == before


def test_facilities_need_an_outline(clinics, tmp_path):
    folder = districts.write_district(tmp_path / "toy")
    text = (folder / "district.toml").read_text(encoding="utf-8")
    (folder / "district.toml").write_text(text[: text.index("[layers.outline]")], encoding="utf-8")
    with pytest.raises(MissingLayerError, match="yitu layers facilities"):
        put_facilities(folder, clinics, folder, takes=["health_centre"], crs="EPSG:4548")


@pytest.mark.parametrize("kind", ["facilities", "population"])
def test_a_file_that_holds_another_layer_too_is_not_written_over(clinics, residents, tmp_path, kind):
    folder = districts.write_district(tmp_path / "toy")
    gpd.read_file(folder / "outline.geojson").to_file(folder / f"{kind}.gpkg", layer="outline")
    text = (folder / "district.toml").read_text(encoding="utf-8")
    (folder / "district.toml").write_text(text.replace('"outline.geojson"', f'"{kind}.gpkg"'), encoding="utf-8")
    before = contents(folder)
    put = {
        "facilities": lambda: put_facilities(folder, clinics, folder, takes=["library"], crs="EPSG:4548"),
        "population": lambda: put_population(folder, residents, folder, crs="EPSG:4548"),
    }
    with pytest.raises(DefinitionError, match="outline"):
        put[kind]()
    assert contents(folder) == before
