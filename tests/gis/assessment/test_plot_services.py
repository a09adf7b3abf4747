"""Services on foot: from the inner point along the streets, by the standard's circles; none where none is mapped."""

from dataclasses import replace

import pytest
import shapely

from gis.assessment.plot_services import services_on_foot
from gis.read.folder import read_district
from gis.read.workspace import SHIPPED


@pytest.fixture(scope="module")
def zibo():
    return read_district(SHIPPED / "zibo")


def test_the_nearest_of_each_kind_for_every_plot(zibo):
    plots = zibo.layers["plots"].frame.head(40)
    found = services_on_foot(zibo, plots)
    kinds = zibo.layers["facilities"].frame["facility"].nunique()
    assert len(found) == 40
    assert any(row.reached for row in found)
    for row in found:
        assert len(row.reached) + len(row.lacking) == kinds
        assert row.longest_m == 1_000.0
        assert [one.walk_m for one in row.reached] == sorted(one.walk_m for one in row.reached)
        for one in row.reached:
            assert one.straight_m - 1.0 <= one.walk_m <= 1_000.0
            assert one.minutes_class == (5 if one.walk_m <= 300 else 10 if one.walk_m <= 500 else 15)


def test_without_facilities_or_streets_or_outlines_there_are_none(zibo):
    plots = zibo.layers["plots"].frame.head(3)
    for kind in ("facilities", "streets"):
        bare = replace(zibo, layers={name: layer for name, layer in zibo.layers.items() if name != kind})
        assert services_on_foot(bare, plots) == []
    assert services_on_foot(zibo, plots.set_geometry([shapely.Polygon()] * 3, crs=plots.crs)) == []
