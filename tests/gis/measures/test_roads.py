"""Roads: lengths cut at the border, roads along it, densities, named roads found and missing."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.errors import CRSMismatchError, DefinitionError, MissingColumnError
from gis.measures.roads import named_roads_found, road_density, road_length
from tests import toy

WEST, EAST, WHOLE = "toy.west", "toy.east", "*"


def square(size_m=100.0):
    return gpd.GeoDataFrame(geometry=[toy.strip(0, 0, size_m, size_m)], index=["z"], crs=toy.CRS)


def lines(*paths, road_class="local"):
    shapes = {f"r{number}": toy.line(*path) for number, path in enumerate(paths)}
    return toy.frame(shapes, road_class=[road_class] * len(paths))


def test_lengths_on_paper():
    """West 600 + 200 (border); east 4600 + 200 + 520 + 570 + 400; the whole has the border street once."""
    result = road_length(toy.zones(), toy.streets())
    assert result["value"].to_dict() == pytest.approx({WEST: 0.8, EAST: 6.29, WHOLE: 6.89})
    assert result["km_of"][WEST] == pytest.approx({"arterial": 0.6, "collector": 0.2})
    assert sum(result["km_of"][EAST].values()) == pytest.approx(6.29)


def test_density_on_paper():
    result = road_density(toy.zones(), toy.streets(), classes=["arterial"])
    assert result["value"].to_dict() == pytest.approx({WEST: 0.6 / 0.24, EAST: 4.6 / 1.84, WHOLE: 2.5})
    assert result["denominator"].tolist() == pytest.approx([0.24, 1.84, 2.08])
    assert result[["low", "high"]].isna().all(axis=None)


@pytest.mark.parametrize(("path", "expected_m"), [
    ([(-50, 50), (150, 50)], 100.0),  # straight through: nothing of the crossing counts twice
    ([(0, 20), (0, 80)], 60.0),  # on the border
    ([(-0.6, 0), (-0.6, 100)], 100.0),  # along it, 0.6 m outside
    ([(-3, 0), (-3, 100)], 0.0),  # along it, 3 m outside
    ([(-50, 100), (0, 100)], 0.0),  # ends on the border
    ([(0.5, 0), (-0.5, 50), (0.5, 100)], 100.01),  # wavers across the border
    ([(200, 200), (300, 300)], 0.0),
])  # fmt: skip
def test_lines_at_the_border(path, expected_m):
    assert road_length(square(), lines(path))["value"].item() * 1_000 == pytest.approx(expected_m, abs=0.02)


def test_identical_lines_count_once():
    path = [(0, 50), (100, 50)]
    twice = lines(path, path[::-1], path)
    assert road_length(square(), twice)["value"].item() == pytest.approx(0.1)


def test_classes_choose():
    result = road_length(toy.zones(), toy.streets(), classes=["local", "collector"])
    assert result["value"].tolist() == pytest.approx([0.2, 1.29, 1.29])
    assert road_length(toy.zones(), toy.streets(), classes=["motorway"])["value"].tolist() == [0.0] * 3


def test_an_empty_layer_is_unknown_not_zero():
    result = road_density(toy.zones(), toy.streets().iloc[:0])
    assert result["value"].isna().all()
    assert result["note"].str.contains("空").all()


def test_doubling_lengths_doubles_roads_and_halves_density():
    streets, zones = toy.streets(), toy.zones()
    twice = [frame.assign(geometry=frame.scale(2.0, 2.0, origin=toy.ORIGIN)) for frame in (zones, streets)]
    np.testing.assert_allclose(road_length(*twice)["value"], 2 * road_length(zones, streets)["value"])
    np.testing.assert_allclose(road_density(*twice)["value"], road_density(zones, streets)["value"] / 2)


def test_missing_and_empty_shapes():
    streets = lines([(0, 50), (100, 50)], [(0, 10), (100, 10)])
    streets.loc["r1", "geometry"] = None
    zones = gpd.GeoDataFrame(geometry=[toy.strip(0, 0, 100, 100), shapely.Polygon()], index=["z", "void"], crs=toy.CRS)
    assert road_length(zones, streets)["value"].tolist() == pytest.approx([0.1, 0.0])


def test_named_roads_on_paper():
    result = named_roads_found(toy.zones(), toy.roads(), names=["主街", "界路", "南巷", "环路"])
    assert result["value"].tolist() == [0.5, 0.75, 0.75]
    assert result["found"][WEST] == ("主街", "界路")
    assert result["missing"][WHOLE] == ("环路",)
    assert "环路" in result["note"][WHOLE]
    assert result["numerator"].tolist() == [2, 3, 3]
    assert result["in_zone_km"][WHOLE] == pytest.approx({"主街": 5.2, "界路": 0.2, "南巷": 0.5, "环路": 0.0})


def test_groups_and_aliases_on_either_side():
    """一号路 is an alias in the layer, 南路 carries its alias 南巷 itself."""
    names = {"横": ["一号路", "南路;南巷"], "纵": ["界路"], "环": ["环路"]}
    result = named_roads_found(toy.zones(), toy.roads(), names=names)
    assert result["found"][WHOLE] == ("一号路", "南路", "界路")
    assert result["denominator"].tolist() == [4, 4, 4]


def test_a_name_listed_twice_counts_once_and_names_match_whole():
    result = named_roads_found(toy.zones(), toy.roads(), names=["主街", "主街", "主"])
    assert result["value"][WHOLE] == 0.5


@pytest.mark.parametrize("names", [[], {}, "主街", [""], [" ;南巷"]])
def test_a_list_that_names_nothing_is_refused(names):
    with pytest.raises(DefinitionError):
        named_roads_found(toy.zones(), toy.roads(), names=names)


def test_roads_without_aliases_or_with_none():
    bare = toy.roads().drop(columns="aliases")
    assert named_roads_found(toy.zones(), bare, names=["一号路"])["value"][WHOLE] == 0.0
    nothing = named_roads_found(toy.zones(), toy.roads().iloc[:0], names=["主街"])
    assert nothing["missing"][WHOLE] == ("主街",)


def test_order_does_not_matter_and_input_is_unchanged():
    zones, streets, roads = toy.zones(), toy.streets(), toy.roads()
    mixed = road_length(zones, streets.iloc[::-1])["value"]
    np.testing.assert_allclose(mixed, road_length(zones, streets)["value"])
    named_roads_found(zones, roads, names=["主街"])
    assert streets.equals(toy.streets())
    assert roads.equals(toy.roads())


def test_missing_columns_and_other_crs_are_refused():
    with pytest.raises(MissingColumnError):
        road_length(toy.zones(), toy.streets().drop(columns="road_class"))
    with pytest.raises(MissingColumnError):
        named_roads_found(toy.zones(), toy.roads().drop(columns="name"), names=["主街"])
    with pytest.raises(CRSMismatchError):
        road_length(toy.zones().set_crs("EPSG:4547", allow_override=True), toy.streets())
