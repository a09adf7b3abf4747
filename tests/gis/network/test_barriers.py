"""Barriers: what is one and what passes above or below."""

import geopandas as gpd
import pytest
import shapely

from gis.errors import CRSMismatchError
from gis.network.barriers import barrier_lines
from tests import toy


def test_only_closed_expressways_on_the_ground_count():
    line = toy.line((0, 0), (10, 0))
    rows = {
        "road_class": ["expressway", "expressway", "expressway", "local", "motorway"],
        "walkable": [False, True, False, False, False],
        "bridge": [False, False, True, False, False],
    }
    streets = gpd.GeoDataFrame(rows, geometry=[line] * 5, crs=toy.CRS)
    assert barrier_lines(streets)["kind"].tolist() == ["expressway", "expressway"]


def test_railways_and_rivers_count_unless_they_pass_above_or_below():
    lines = [toy.line((0, 0), (10, 0))] * 4
    railways = toy.frame(
        dict(zip("abcd", lines, strict=True)), bridge=[False, True, False, None], tunnel=[False, False, True, None]
    )
    rivers = toy.frame(dict(zip("ab", lines[:2], strict=True)), tunnel=[True, False])
    barriers = barrier_lines(toy.streets(), railways=railways, rivers=rivers)
    assert barriers["kind"].tolist() == ["railway", "railway", "river"]
    assert barriers.crs == toy.CRS


def test_classes_are_a_setting():
    assert barrier_lines(toy.streets().assign(bridge=False), classes=("expressway",))["kind"].tolist() == ["expressway"]
    assert barrier_lines(toy.streets().assign(bridge=False), classes=()).empty


def test_streets_without_flags_are_no_barrier():
    bare = toy.streets()[["geometry"]]
    assert barrier_lines(bare).empty
    assert barrier_lines(bare).crs == toy.CRS


def test_another_crs_is_refused():
    with pytest.raises(CRSMismatchError):
        barrier_lines(toy.streets(), railways=toy.railways().set_crs("EPSG:4547", allow_override=True))


def test_geometry_is_kept():
    barriers = barrier_lines(toy.streets(), railways=toy.railways())
    assert shapely.equals(barriers.geometry.iloc[0], toy.railways().geometry.iloc[0])
