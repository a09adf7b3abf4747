"""From an extract to a district folder's content, and layers that replace shipped ones."""

import tomllib
from dataclasses import replace
from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
import shapely

from gis.errors import CRSMismatchError, DefinitionError
from gis.read.osm import OsmExtract, read_osm
from gis.read.osm_district import (
    FABRIC,
    district_spec_from_osm,
    replaced_content,
    replacement_layers,
    with_homes,
)
from gis.read.osm_frames import layer_frame
from gis.read.spec import read_district_spec
from gis.schema import Basis
from gis.views.folder import toml_text, write_district
from tests.gis.read.osm_town import CRS, EAST, NORTH, Town


@pytest.fixture
def extract(tmp_path) -> OsmExtract:
    town = Town()
    town.way([(0, 0), (3000, 0)], {"highway": "motorway", "name": "青银高速", "ref": "G20"})
    town.way([(0, 500), (3000, 500)], {"highway": "primary", "name": "中润大道"})
    town.way([(0, 0), (0, 500)], {"highway": "residential"})
    town.box(0, 100, 100, {"leisure": "park"})
    town.box(300, 100, 10, {"building": "apartments"})
    town.box(330, 100, 10, {"building": "yes"})
    town.box(400, 100, 10, {"building": "school"})
    town.node((50, 300), {"amenity": "pharmacy"})
    return read_osm(town.write(tmp_path / "town.osm.pbf"), crs=CRS)


def lines(kind: str, *named: tuple[str, str], basis: str = "evidence"):
    """Shipped lines of one kind: name and aliases."""
    shapes = np.empty(len(named), dtype=object)
    shapes[:] = [shapely.LineString([(EAST, NORTH + row), (EAST + 9, NORTH + row)]) for row in range(len(named))]
    columns = {
        "name": [name for name, _ in named],
        "aliases": [aliases for _, aliases in named],
        "basis": [basis] * len(named),
    }
    return layer_frame(kind, [f"s{row}" for row in range(len(named))], shapes, crs=CRS, columns=columns)


def test_content_of_a_new_district(extract, tmp_path):
    spec = district_spec_from_osm(extract, id="town", name="小镇", path=extract.path)
    folder = write_district(tmp_path / "town", extract.layers, tables=spec)
    read = read_district_spec(folder)
    assert (read.id, read.name, read.crs) == ("town", "小镇", CRS)
    assert {layer.kind for layer in read.layers} == set(extract.layers)
    assert all(layer.file.exists() for layer in read.layers)
    source = read.layers[0].source
    assert (source.basis, source.date) == (Basis.OSM, date(2024, 5, 1))
    assert "ODbL" in source.licence
    assert "town.osm.pbf" in source.note


def test_goals_are_those_that_osm_can_serve(extract):
    plan = district_spec_from_osm(extract, id="town", name="小镇", path=extract.path)["plan"]
    goals = {goal["id"] for goal in plan["goals"]}
    assert {"green.radius", "school.primary", "roads.density"} <= goals
    assert not any(goal.startswith(("land.", "ledger.")) for goal in goals)
    assert tomllib.loads(toml_text(plan))["document"]


def test_without_a_date_the_file_lends_its_own(extract):
    undated = replace(extract, timestamp=None)
    entry = district_spec_from_osm(undated, id="t", name="t", path=extract.path)["district"]["layers"]["streets"]
    assert entry["date"] == datetime.fromtimestamp(extract.path.stat().st_mtime, tz=UTC).date()
    assert "date of the file" in entry["note"]


def test_homes_stand_in_where_residential_land_is_missing(extract):
    made = with_homes(extract)
    uses = made.layers["land_use"]
    homes = uses[uses["code"] == "0701"]
    assert sorted(homes.index) == ["bw5", "bw6"]  # not the school
    assert homes.area.sum() == pytest.approx(200, rel=1e-2)
    assert len(uses) == len(extract.layers["land_use"]) + 2
    assert made.counts[-1].key == "home_land"
    assert made.counts[-1].count == 2


def test_homes_on_residential_land_are_not_added_twice(extract):
    ground = shapely.box(EAST + 295, NORTH + 95, EAST + 315, NORTH + 115)  # under the first home
    land = layer_frame("land_use", ["w9"], np.array([ground]), crs=CRS, columns={"code": ["0701"]})
    one_of_two = replace(extract, layers={**extract.layers, "land_use": land})
    assert with_homes(one_of_two) is one_of_two  # half of the homes: enough
    more = shapely.transform(extract.layers["buildings"].geometry.iloc[:1].to_numpy(), lambda xy: xy + 1000.0)
    homes = layer_frame("buildings", ["w99"], more, crs=CRS, columns={"use": ["residential"]})
    two_of_three = replace(
        one_of_two,
        layers={**one_of_two.layers, "buildings": pd.concat([extract.layers["buildings"], homes])},
    )
    assert sorted(with_homes(two_of_three).layers["land_use"].index) == ["bw6", "bw99", "w9"]


def test_no_homes_no_change(extract):
    bare = {kind: rows for kind, rows in extract.layers.items() if kind != "buildings"}
    assert with_homes(replace(extract, layers=bare)).layers == bare


def test_a_few_homes_in_a_city_of_streets_are_no_survey(extract):
    streets = extract.layers["streets"]
    many = streets.iloc[[0] * 100].set_axis([f"w{row}" for row in range(100)])
    city = replace(extract, layers={**extract.layers, "streets": many})
    assert with_homes(city) is city


def test_replacement_is_cut_to_the_outline_and_a_kilometre(extract):
    outline = shapely.box(EAST, NORTH, EAST + 500, NORTH + 500)
    layers = replacement_layers(extract, outline)
    assert "outline" not in layers
    assert layers["streets"].length.loc["w2"] == pytest.approx(1500, rel=1e-3)
    assert extract.layers["streets"].length.loc["w2"] == pytest.approx(3000, rel=1e-3)


AREA = shapely.box(EAST, NORTH, EAST + 3000, NORTH + 500)


def test_new_lines_take_over_the_names_a_plan_uses(extract):
    shipped = {"roads": lines("roads", ("济青高速", "青银高速;G20;S29"), ("鲁泰大道", ""), ("中润大道", ""))}
    roads = replacement_layers(extract, AREA, shipped=shipped)["roads"]
    assert set(roads.loc["w1", "aliases"].split(";")) == {"济青高速", "G20", "S29"}
    assert roads.loc["w2", "aliases"] == ""
    assert dict(roads["name"])["s1"] == "鲁泰大道"  # the extract does not name it: kept
    assert roads.loc["s1", "basis"] == "evidence"
    assert set(roads["name"]) == {"青银高速", "中润大道", "鲁泰大道"}


def test_a_number_along_two_roads_joins_neither(extract):
    shipped = {"roads": lines("roads", ("甲路", "G20"), ("乙路", "G20"))}
    roads = replacement_layers(extract, AREA, shipped=shipped)["roads"]
    assert roads.loc["w1", "aliases"] == "G20"
    assert {"甲路", "乙路"} <= set(roads["name"])


def test_shipped_lines_in_another_crs(extract):
    shipped = {"roads": lines("roads", ("甲路", "")).set_crs("EPSG:32632", allow_override=True)}
    with pytest.raises(CRSMismatchError):
        replacement_layers(extract, AREA, shipped=shipped)


def test_without_shipped_lines_names_stay(extract):
    assert [*replacement_layers(extract, AREA)["roads"]["name"]] == ["青银高速", "中润大道"]


@pytest.fixture
def shipped(tmp_path):
    """A district as shipped: every layer a file, a plan, a note."""
    folder = tmp_path / "shipped" / "zibo"
    folder.mkdir(parents=True)
    kinds = ("outline", "borders", "places", "roads", "parks", "park_entrances", *FABRIC)
    entries = {kind: {"file": f"{kind}.geojson", "basis": "schematic"} for kind in kinds}
    entries["borders"]["file"] = "../borders.geojson"
    table = {"id": "zibo", "crs": CRS, "first_zone": "zibo.core", "layers": entries}
    (folder / "district.toml").write_text(toml_text(table), encoding="utf-8")
    for name in ("plan.toml", "note.md", *(f"{kind}.geojson" for kind in kinds if kind != "borders")):
        (folder / name).write_text(name, encoding="utf-8")
    return folder


def test_content_after_replacing(extract, shipped, tmp_path):
    layers = {"streets": extract.layers["streets"], "parks": extract.layers["parks"]}
    tables, files = replaced_content(shipped, tmp_path / "workspace" / "zibo", layers, extract=extract)
    table = tables["district"]
    assert {kind: entry["basis"] for kind, entry in table["layers"].items()} == {
        "outline": "schematic",
        "borders": "schematic",
        "places": "schematic",  # the extract has none: stays
        "roads": "schematic",
        "streets": "osm",
        "parks": "osm",
    }
    assert table["first_zone"] == "zibo.core"
    assert table["layers"]["borders"]["file"] == str(shipped.parent / "borders.geojson")
    assert set(files) == {"plan.toml", "note.md", "outline.geojson", "places.geojson", "roads.geojson"}


def test_replaced_district_is_written_whole(extract, shipped, tmp_path):
    layers = {"streets": extract.layers["streets"]}
    tables, files = replaced_content(shipped, tmp_path / "workspace" / "zibo", layers, extract=extract)
    folder = write_district(tmp_path / "workspace" / "zibo", layers, tables=tables, extra_files=files)
    assert (folder / "plan.toml").read_text(encoding="utf-8") == "plan.toml"
    assert {entry.name for entry in folder.iterdir()} == {*files, "district.toml", "streets.gpkg"}
    assert not (folder / "plots.geojson").exists()
    assert (shipped / "plots.geojson").exists()  # the shipped district is as it was


def test_replacing_in_a_folder_that_is_no_district(extract, tmp_path):
    with pytest.raises(DefinitionError):
        replaced_content(tmp_path / "none", tmp_path, {}, extract=extract)


def test_the_fabric_goes_even_where_nothing_comes(extract, shipped, tmp_path):
    tables, files = replaced_content(shipped, tmp_path / "copy", {}, extract=extract)
    assert not set(FABRIC) & set(tables["district"]["layers"])
    assert "plots.geojson" not in files
    assert "parks.geojson" in files
