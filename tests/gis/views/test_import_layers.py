"""A layer under way on the map: every shape drawn once, rows set aside with their reason, texts as they are."""

import json

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from gis import crs
from gis.views import palette
from gis.views.import_layers import import_layer, import_legend, outline_layer

CRS = pyproj.CRS.from_user_input("EPSG:4548")
X, Y = 593_000.0, 4_077_000.0
BOX = shapely.box(X, Y, X + 100, Y + 50)
LINE = shapely.LineString([(X, Y), (X + 100, Y)])
RING = shapely.LinearRing([(X, Y), (X + 9, Y), (X, Y + 9)])
POINT = shapely.Point(X, Y)
KINDS = [
    (BOX, "a"), (shapely.MultiPolygon([BOX]), "a"), (LINE, "l"), (shapely.MultiLineString([LINE]), "l"), (RING, "l"),
    (POINT, "a"), (shapely.MultiPoint([(X, Y), (X + 900, Y)]), "a"),
    (shapely.GeometryCollection([POINT, LINE, BOX]), "a"), (shapely.GeometryCollection([POINT, LINE]), "l"),
    (shapely.GeometryCollection([shapely.GeometryCollection([BOX])]), "a"), (shapely.force_3d(BOX, 5.0), "a"),
]  # fmt: skip


def frame(*shapes, **columns):
    return gpd.GeoDataFrame(columns, geometry=list(shapes), crs=CRS, index=np.arange(1, len(shapes) + 1))


def content(drawn):
    return json.loads(drawn.body)


@pytest.mark.parametrize(("shape", "kind"), KINDS, ids=[one.geom_type + str(at) for at, (one, _) in enumerate(KINDS)])
def test_every_kind_of_shape_is_drawn(shape, kind):
    drawn = content(import_layer(frame(shape)))
    assert [feature["g"] for feature in drawn["features"]] == [kind]


def test_what_has_no_shape_is_not_drawn():
    assert import_layer(frame(None, shapely.Polygon(), BOX)).features_count == 1


def test_the_place_is_that_of_the_rows():
    south, west, north, east = import_layer(frame(BOX)).bounds_deg
    wanted = crs.to_degrees(frame(BOX)).total_bounds
    assert (west, south, east, north) == pytest.approx(tuple(wanted), abs=1e-9)


def test_texts_are_the_rows_number_and_fields_as_they_are():
    hostile = "**粗** {{1+1}} <b>$x$</b> :smile:"
    drawn = content(import_layer(frame(BOX, name=[hostile], empty=[" "], more=["长" * 200])))
    lines = drawn["features"][0]["t"]
    assert lines[:2] == ["第 1 行", f"name: {hostile}"]
    assert len(lines) == 3
    assert len(lines[2]) < 100


def test_six_fields_are_told():
    fields = {f"字段{number}": [str(number)] for number in range(9)}
    assert len(content(import_layer(frame(BOX, **fields)))["features"][0]["t"]) == 7


def test_rows_set_aside_are_red_and_tell_their_reason():
    drawn = content(import_layer(frame(BOX), frame(LINE, POINT), reasons=["甲", "乙"], lang="en"))
    styles = [drawn["styles"][feature["s"]] for feature in drawn["features"]]
    red = palette.style("set_aside")["color"]
    assert [style.get("color") == red for style in styles] == [False, True, True]
    assert [feature["t"] for feature in drawn["features"][1:]] == [
        ["row 1, set aside", "甲"],
        ["row 2, set aside", "乙"],
    ]
    assert not styles[1]["fill"]


def test_a_reason_for_each_row_set_aside():
    with pytest.raises(ValueError, match="zip"):
        import_layer(frame(BOX), frame(LINE, POINT), reasons=["甲"])


def test_many_vertices_are_drawn_more_roughly():
    angles = np.linspace(0.0, 2.0 * np.pi, 120_001)[:-1]
    wheel = shapely.Polygon(np.c_[X + 500.0 * np.cos(angles), Y + 500.0 * np.sin(angles)])
    assert len(import_layer(frame(wheel)).body) < 20_000


def test_an_outline_is_drawn_where_a_candidate_puts_it():
    hull = crs.to_degrees(frame(BOX))
    drawn = outline_layer(hull, working_crs=CRS, title="甲")
    assert drawn.features_count == 1
    assert content(drawn)["features"][0]["t"] == ["候选坐标系下的位置", "甲"]
    ringed = content(outline_layer(hull, working_crs=CRS, title="甲", ring_m=2_000.0))
    assert [feature["g"] for feature in ringed["features"]] == ["a", "l"]
    spot = outline_layer(crs.to_degrees(frame(POINT)), working_crs=CRS, title="甲")
    assert [feature["g"] for feature in content(spot)["features"]] == ["a"]


def test_the_legend_names_what_occurs():
    mixed = frame(BOX, LINE, POINT)
    assert [row.text for row in import_legend(mixed, aside=False, whole=3)] == ["读到的面", "读到的线", "读到的点"]
    told = [row.text for row in import_legend(frame(LINE), aside=True, whole=7_000, lang="en")]
    assert told == ["lines read", "rows set aside", "1 of 7,000 drawn to keep the map fluent"]
    assert [row.text for row in import_legend(None, aside=False, whole=0)] == ["候选坐标系下的位置"]
