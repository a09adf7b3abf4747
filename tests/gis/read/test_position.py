"""Layers in one place or not: distances, the odd one, the guess."""

from datetime import date

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from gis.district import Layer, Source
from gis.errors import LayerError, MisplacedLayerError
from gis.read.position import FAR_M, in_place
from gis.schema import KINDS, Basis

CRS = pyproj.CRS("EPSG:4548")
SOURCE = Source("p", date(2026, 1, 1), "CC0", Basis.SURVEYED)
EAST, NORTH = 500_000.0, 4_077_000.0


def layer(kind, *spots):
    """A layer of small squares (points where it has points) at spots in metres from the district's corner."""
    shapes = [shapely.Point(EAST + x, NORTH + y) for x, y in spots]
    if KINDS[kind].shape.value != "Point":
        shapes = [shapely.box(p.x, p.y, p.x + 10, p.y + 10) for p in shapes]
    frame = gpd.GeoDataFrame({"id": [str(n) for n in range(len(shapes))]}, geometry=shapes, crs=CRS)
    return Layer(KINDS[kind], frame.set_index("id", drop=False), SOURCE, "d")


def placed(**spots):
    return in_place({kind: layer(kind, *of) for kind, of in spots.items()}, crs=CRS)


def test_layers_in_one_place_are_left_as_they_are():
    layers = {"outline": layer("outline", (0, 0)), "parks": layer("parks", (90_000, 0)), "places": layer("places")}
    assert in_place(layers, crs=CRS) == layers
    assert in_place({}, crs=CRS) == {}
    assert placed(parks=[])["parks"].repairs == {}


@pytest.mark.parametrize(("away_m", "refused"), [(FAR_M, False), (FAR_M + 11, True)])
def test_the_limit_is_a_hundred_kilometres_between_the_boxes(away_m, refused):
    layers = {"outline": [(0, 0)], "water": [(away_m + 10, 0)]}
    if refused:
        with pytest.raises(MisplacedLayerError, match="water"):
            placed(**layers)
    else:
        assert set(placed(**layers)) == {"outline", "water"}


def test_of_two_the_anchor_is_believed_of_three_the_majority():
    with pytest.raises(MisplacedLayerError, match="streets"):
        placed(streets=[(300_000, 0)], outline=[(0, 0)])
    with pytest.raises(MisplacedLayerError, match="outline"):
        placed(streets=[(0, 0)], outline=[(300_000, 0)], parks=[(50, 0)])


def test_the_message_says_how_far_and_what_to_do():
    with pytest.raises(MisplacedLayerError) as caught:
        placed(outline=[(0, 0)], water=[(0, -2_000_000)])
    assert "2000 公里" in caught.value.message("zh")
    assert "about 2000 km" in caught.value.message("en")
    assert "cannot be seen" in caught.value.message("en")
    assert "坐标系" not in caught.value.message("en")


@pytest.mark.parametrize(
    ("at", "guess"),
    [
        ((NORTH, EAST), "swapped"),
        ((117.0, 36.8), "degrees"),
        ((36.8, 117.0), "degrees"),
        ((39 * 1e6 + EAST, NORTH), "number of a belt"),
        ((EAST + 267_500, NORTH), "another belt"),
        ((EAST - 535_000, NORTH), "another belt"),
    ],
)
def test_the_usual_slips_are_guessed(at, guess):
    with pytest.raises(MisplacedLayerError) as caught:
        placed(outline=[(0, 0)], places=[(at[0] - EAST, at[1] - NORTH)])
    assert guess in caught.value.message("en")


def test_single_features_that_serve_are_dropped_and_counted_lines_and_land_stay():
    far = (NORTH - EAST, EAST - NORTH)
    found = placed(outline=[(0, 0)], parks=[(0, 0), far], facilities=[(5, 5), far, far], land_use=[(0, 0), far])
    assert {kind: len(one.frame) for kind, one in found.items()} == {
        "outline": 1, "parks": 1, "facilities": 1, "land_use": 2,
    }  # fmt: skip
    assert found["parks"].repairs == {"far_dropped": 1}
    assert found["facilities"].repairs == {"far_dropped": 2}


@pytest.mark.parametrize("at", [(NORTH, EAST), (39 * 1e6 + EAST, NORTH), (EAST, -NORTH), (36.8, 117.0)])
def test_a_district_where_its_crs_is_of_no_use_is_refused(at):
    with pytest.raises(LayerError, match="适用范围") as caught:
        placed(outline=[(at[0] - EAST, at[1] - NORTH)])
    assert "outside the area" in caught.value.message("en")


def test_a_district_a_little_beside_its_belt_is_not():
    assert placed(outline=[(400_000, 0)])


def test_a_crs_that_names_no_area_is_taken_as_it_is():
    own = pyproj.CRS("+proj=tmerc +lon_0=117 +k=1 +x_0=500000 +y_0=0 +ellps=GRS80 +units=m")
    assert own.area_of_use is None
    rows = layer("outline", (0, 0))
    frame = rows.frame.set_crs(own, allow_override=True)
    assert np.isfinite(frame.total_bounds).all()
    assert in_place({"outline": Layer(rows.kind, frame, SOURCE, "d")}, crs=own)
