"""Rough layers from folder to figure: refused with a reason, or counted and measured right, never a false zero."""

from contextlib import nullcontext

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.crs import to_degrees
from gis.errors import (
    CRSMismatchError,
    DefinitionError,
    LayerError,
    MisplacedLayerError,
    MissingCRSError,
)
from gis.network.barriers import barrier_lines
from gis.network.graph import build_network
from gis.network.health import network_health
from gis.network.place import place_on
from gis.network.reach import walk_distance
from gis.read.folder import read_district
from tests import toy
from tests.gis.rough import (
    command,
    entrances,
    explained_json,
    figures,
    health,
    homes,
    lines,
    measure_json,
    measured,
    parks,
    plain,
    repairs,
    rows_of,
    shops,
    square,
    write_rough,
)

THIRD = pytest.approx(1 / 3)


def both(folder):
    return figures(folder) == (THIRD, THIRD)


def test_the_scene_on_paper(tmp_path):
    folder = write_rough(tmp_path / "d", plain())
    assert both(folder)
    shop = measured(folder).pieces["shop", "facility_walk"]
    assert shop.loc[shop["state"] == "covered", "distance_m"].tolist() == [40.0]
    assert repairs(folder) == {}
    command(tmp_path, "measure", "d")
    command(tmp_path, "explain", "d", "--goal", "shop")


# --- coordinates -----------------------------------------------------------------------------------------------------


def moved(rows: gpd.GeoDataFrame, change, crs: str | None) -> gpd.GeoDataFrame:
    """The rows with their coordinates as they are changed, said to be in `crs`."""
    return rows_of(
        dict(zip(rows["id"], shapely.transform(rows.geometry.to_numpy(), change), strict=True)),
        crs, **{name: rows[name] for name in rows.columns if name not in ("id", "geometry")},
    )  # fmt: skip


def turned(xy):
    return xy[:, ::-1]


def same(xy):
    return xy


def numbered(xy):
    """The eastings with the number of a belt before them."""
    return xy + np.array([39e6, 0.0])


def southward(xy):
    return xy - np.array([0.0, 2e6])


def in_file(path, rows):
    """The rows written to a file, with or without a CRS."""
    with pytest.warns(UserWarning, match="crs") if rows.crs is None else nullcontext():
        rows.to_file(path)
    return path


def belt(rows, code):
    """The rows as a file in another belt has them."""
    return gpd.GeoDataFrame(rows.drop(columns="geometry"), geometry=rows.geometry.to_crs(code))


DEGREES = to_degrees(shops((110, 10)))


@pytest.mark.parametrize(
    ("rows", "entry"),
    [
        (DEGREES, ""),
        (belt(shops((110, 10)), "EPSG:4549"), ""),
        (belt(shops((110, 10)), "EPSG:4528"), ""),  # eastings with the number of the belt, declared so
        (belt(shops((110, 10)), "EPSG:4549"), 'crs = "EPSG:4549"'),
        (moved(shops((110, 10)), same, None), 'crs = "EPSG:4548"'),
        (moved(DEGREES, same, None), 'crs = "EPSG:4326"'),
    ],
    ids=["degrees", "belt", "numbered belt", "belt said twice", "declared", "degrees declared"],
)
def test_a_layer_in_another_crs_is_reprojected(tmp_path, rows, entry):
    file = in_file(tmp_path / "shops.gpkg", rows)
    assert both(write_rough(tmp_path / "d", plain(facilities=file), entries={"facilities": entry}))


@pytest.mark.parametrize(
    ("rows", "entry", "error"),
    [
        (moved(shops((110, 10)), same, None), "", MissingCRSError),
        (shops((110, 10)), 'crs = "EPSG:4549"', CRSMismatchError),
        (shops((110, 10)), 'crs = "EPSG:99999"', DefinitionError),
        (shops((110, 10)), 'crs = "nowhere"', DefinitionError),
        (moved(shops((110, 10)), same, None), 'crs = "EPSG:4326"', LayerError),  # metres said to be degrees
    ],
    ids=["none", "contradicts", "unknown code", "nonsense", "metres as degrees"],
)
def test_a_crs_that_cannot_be_is_refused(tmp_path, rows, entry, error):
    file = in_file(tmp_path / "shops.gpkg", rows)
    folder = write_rough(tmp_path / "d", plain(facilities=file), entries={"facilities": entry})
    with pytest.raises(error, match="facilities"):
        read_district(folder)
    told = command(tmp_path, "measure", "d", code=2)[1]
    assert "facilities" in told
    command(tmp_path, "explain", "d", "--goal", "shop", code=2)


@pytest.mark.parametrize(
    ("rows", "guess"),
    [
        (moved(shops((110, 10)), turned, toy.CRS), "次序"),
        (moved(DEGREES, turned, "EPSG:4326"), "适用范围|次序"),
        (moved(DEGREES, same, toy.CRS), "经纬度"),
        (moved(DEGREES, turned, toy.CRS), "经纬度"),
        (moved(shops((110, 10)), numbered, toy.CRS), "带号"),
        (moved(shops((110, 10)), same, "EPSG:4549"), "另一个度带"),
        (moved(shops((110, 10)), same, "EPSG:4547"), "另一个度带"),
        (moved(shops((110, 10)), southward, toy.CRS), "看不出"),
    ],
    ids=["metres turned", "degrees turned", "degrees as metres", "turned degrees as metres", "belt number",
         "belt east", "belt west", "elsewhere"],
)  # fmt: skip
def test_a_layer_that_lies_elsewhere_is_refused_and_its_slip_named(tmp_path, rows, guess):
    folder = write_rough(tmp_path / "d", plain(facilities=in_file(tmp_path / "shops.gpkg", rows)))
    with pytest.raises(LayerError, match=guess):
        read_district(folder)
    assert "facilities" in command(tmp_path, "measure", "d", code=2)[1]


def test_turned_degrees_that_are_still_on_earth_are_refused(tmp_path):
    """In Europe longitude and latitude may change places and stay on earth: Heidelberg falls into the Indian Ocean."""
    at = shapely.Point(8.69, 49.41)
    layers = {
        "streets": rows_of({"s": shapely.LineString([(8.68, 49.41), (8.70, 49.41)])}, "EPSG:4326"),
        "facilities": rows_of({"f": shapely.Point(at.y, at.x)}, "EPSG:4326", facility="convenience_store"),
    }
    folder = write_rough(tmp_path / "d", layers)
    text = (folder / "district.toml").read_text(encoding="utf-8").replace(toy.CRS, "EPSG:32632")
    (folder / "district.toml").write_text(text, encoding="utf-8")
    with pytest.raises(MisplacedLayerError, match="facilities") as caught:
        read_district(folder)
    assert "次序" in caught.value.message("zh")
    assert "swapped" in caught.value.message("en")


def test_of_all_layers_the_odd_one_is_named_even_if_it_is_the_land(tmp_path):
    land = moved(homes((100, 20), (500, 20)), turned, toy.CRS)
    with pytest.raises(MisplacedLayerError, match="land_use"):
        read_district(write_rough(tmp_path / "d", plain(land_use=land)))


@pytest.mark.parametrize("change", [turned, numbered])
def test_a_whole_district_where_its_crs_is_of_no_use_is_refused(tmp_path, change):
    layers = {kind: moved(rows, change, toy.CRS) for kind, rows in plain().items()}
    with pytest.raises(LayerError, match="适用范围"):
        read_district(write_rough(tmp_path / "d", layers))


def test_one_shop_of_two_with_turned_coordinates_is_dropped_and_counted(tmp_path):
    pair = shops((110, 10), (510, 10))
    pair.loc[1, "geometry"] = shapely.transform(pair.geometry.iloc[1], turned)
    folder = write_rough(tmp_path / "d", plain(facilities=pair))
    assert both(folder)
    assert repairs(folder) == {"facilities": {"far_dropped": 1}}


def test_a_kind_whose_only_place_is_lost_is_not_assessed(tmp_path):
    """The shop stands at 0°, 0° as an unfilled position does; the pharmacy stands where it should."""
    rows = rows_of({"f": toy.at(-500_000, -4_077_000), "g": toy.at(110, 10)},
                   facility=["convenience_store", "pharmacy"])  # fmt: skip
    folder = write_rough(tmp_path / "d", plain(facilities=rows))
    assert figures(folder) == (None, None)
    assert repairs(folder) == {"facilities": {"far_dropped": 1}}
    assert "便利店" in str(measure_json(tmp_path, "d")["shop", "facility_walk"]["reason"])


# --- parks and entrances ---------------------------------------------------------------------------------------------

FLAT = shapely.Polygon([toy.at(0, 20), toy.at(10, 20), toy.at(5, 20)])
BOW_TIE = shapely.Polygon([toy.at(400, 20), toy.at(460, 80), toy.at(460, 20), toy.at(400, 80)])


def broken(shape):
    """A polygon one corner of which is no number."""
    xy = shapely.get_coordinates(shape)
    xy[1, 0] = np.nan
    with np.errstate(invalid="ignore"):
        return shapely.polygons(xy)


@pytest.mark.parametrize(
    ("rows", "counted"),
    [
        (parks(square(0, 0)).iloc[:0], {}),
        (parks(None, shapely.Polygon()), {"empty_dropped": 2}),
        (parks(FLAT), {"made_valid": 1, "groundless_dropped": 1}),
        (parks(broken(square(0, 0))), {"placeless_dropped": 1}),
    ],
    ids=["no row", "no geometry", "no area", "no number"],
)
@pytest.mark.parametrize("gates", [None, entrances((450, 20, "p0"))], ids=["no gates", "gates of nobody"])
def test_without_a_park_green_is_not_assessed_never_zero(tmp_path, rows, counted, gates):
    layers = plain(parks=rows, **({} if gates is None else {"park_entrances": gates}))
    folder = write_rough(tmp_path / "d", layers)
    assert figures(folder, "green") == (None, None)
    assert repairs(folder).get("parks", {}) == counted
    assert repairs(folder).get("park_entrances", {}) == ({} if gates is None else {"park_unknown": 1})
    assert both(folder)
    assert measure_json(tmp_path, "d")["green", "green_walk"]["reason"]
    command(tmp_path, "explain", "d", "--goal", "green")


def test_a_bow_tie_counts_with_its_two_triangles(tmp_path):
    """Two triangles of 900 m2: 300 m. Homes at 160 and 120 are near; on foot 30 + 230 + 20 = 280 and 320 m."""
    layers = plain(land_use=homes((160, 20), (120, 20)), parks=parks(BOW_TIE, FLAT, None),
                   park_entrances=entrances((400, 20, "p0")))  # fmt: skip
    folder = write_rough(tmp_path / "d", layers)
    assert read_district(folder).layers["parks"].frame.area.tolist() == pytest.approx([1800.0])
    assert figures(folder, "green") == (1.0, 0.5)
    assert repairs(folder)["parks"] == {"empty_dropped": 1, "made_valid": 2, "groundless_dropped": 1}


def test_a_park_too_small_for_every_class_serves_nobody_and_that_is_a_figure(tmp_path):
    folder = write_rough(tmp_path / "d", plain(parks=parks(square(100, 20, 10))))
    assert figures(folder, "green") == (0.0, 0.0)


def test_a_gate_of_an_unknown_park_opens_none(tmp_path):
    """The gate at (160, 20) would bring the park of 6,400 m2 to everybody; the known one is round the corner."""
    own = entrances((440, 100, "p0"))
    with_lost = entrances((440, 100, "p0"), (160, 20, "p9"))
    found = []
    for name, gates in (("a", own), ("b", with_lost)):
        layers = plain(parks=parks(square(400, 20, 80)), park_entrances=gates)
        found.append(figures(write_rough(tmp_path / name, layers), "green"))
    assert found[0] == found[1]
    assert repairs(tmp_path / "b") == {"park_entrances": {"park_unknown": 1}}


# --- far from everything ---------------------------------------------------------------------------------------------


def test_a_shop_five_kilometres_from_any_street_serves_by_radius_alone(tmp_path):
    """A second home beside it: near as the crow flies, no street for either."""
    layers = plain(land_use=homes((100, 20), (100, 5000)), facilities=shops((110, 10), (110, 5030)))
    folder = write_rough(tmp_path / "d", layers)
    assert figures(folder) == (1.0, 0.5)
    assert health(folder)["homes_out_of_reach_share"] == 0.5
    command(tmp_path, "explain", "d", "--goal", "shop")


def test_homes_five_kilometres_from_any_street_are_out_of_reach_and_said_to_be(tmp_path):
    folder = write_rough(tmp_path / "d", plain(land_use=homes((100, 20), (100, 5000), (200, 5000), (300, 5000))))
    assert figures(folder) == (0.25, 0.25)
    assert health(folder)["homes_out_of_reach_share"] == 0.75
    assert "75.0 %" in command(tmp_path, "explain", "d", "--goal", "shop")[0]


def test_all_homes_out_of_reach(tmp_path):
    folder = write_rough(tmp_path / "d", plain(land_use=homes((100, 5000))))
    assert figures(folder) == (0.0, 0.0)  # nothing is missing here but the streets to them: the health report says so
    found = health(folder)
    assert found["homes_out_of_reach_share"] == 1.0
    assert np.isnan(found["longest_leg_m"])
    assert explained_json(tmp_path, "d", "shop")["health"]


def test_no_home_at_all_is_not_assessed(tmp_path):
    folder = write_rough(tmp_path / "d", plain(land_use=homes((100, 20)).iloc[:0]))
    assert figures(folder) == (None, None)


# --- a network in pieces ---------------------------------------------------------------------------------------------


def test_a_network_in_eight_hundred_pieces(tmp_path):
    """Streets of 20 m, 40 m and more apart, a home beside each, a shop on every eighth: 40 m on foot, to it alone."""
    spots = [(60 * (n % 40), 100 * (n // 40)) for n in range(800)]
    layers = {
        "streets": lines(*[[(x, y), (x + 20, y)] for x, y in spots]),
        "land_use": homes(*[(x, y + 20) for x, y in spots]),
        "facilities": shops(*[(x + 10, y - 10) for x, y in spots[::8]]),
    }
    folder = write_rough(tmp_path / "d", layers)
    radius, walk = figures(folder)
    assert walk == pytest.approx(100 / 800)
    assert radius > 0.8
    found = health(folder)
    assert found["component_count"] == found["edge_count"] == 800
    assert found["length_m"] == pytest.approx(16_000.0)
    assert found["homes_on_small_component_share"] == pytest.approx(799 / 800)
    assert found["small_component_share"] == pytest.approx(799 / 800)
    assert found["near_miss_count"] == 0
    told = command(tmp_path, "explain", "d", "--goal", "shop")[0].splitlines()
    assert any("片数" in line and "800" in line for line in told)
    assert any("孤立小片上的住处" in line and "99.9 %" in line for line in told)
    assert measure_json(tmp_path, "d")["shop", "facility_walk"]["numerator"] == pytest.approx(100 * 400.0)


# --- odd streets -----------------------------------------------------------------------------------------------------

STREET = [(0, 0), (1000, 0)]
EIGHT = [(200, -50), (200, 50), (260, 50), (260, -20), (150, -20)]  # over the street twice, over itself once


def not_a_number():
    """A street whose middle vertex is no number: from its first to its last end it would be ten million kilometres."""
    xy = shapely.get_coordinates(toy.line((0, 0), (500, 0), (1000, 0)))
    xy[1, 0] = np.nan
    with np.errstate(invalid="ignore"):
        return rows_of({"nan": shapely.linestrings(xy), "s": toy.line(*STREET)})


@pytest.mark.parametrize(
    ("streets", "length_m", "counted"),
    [
        (lines(STREET), 1000, {}),
        (lines(STREET, [(5, 5), (5, 5)]), 1000, {"segments_zero_length": 1}),
        (lines(STREET, STREET[::-1]), 1000, {"segments_duplicate": 1}),
        (lines(STREET, EIGHT), 1000 + 100 + 60 + 70 + 110, {"crossings_joined": 3}),
        (lines([*STREET, (1000, -200), (0, -200), (0, 0)]), 2400, {}),
        (not_a_number(), 1000, {}),
        (rows_of({"s": shapely.force_3d(toy.line(*STREET), 52.0)}), 1000, {}),
        (rows_of({"s": shapely.MultiLineString([toy.line((0, 0), (400, 0)), toy.line((400, 0), (1000, 0))])}), 1e3, {}),
        (lines(STREET, layer=[np.inf], bridge=[None]), 1000, {}),
        (lines(STREET, layer=[1e300]), 1000, {}),
        (lines(STREET, [(500, 3), (500, 203)]), 1200, {"near_miss_count": 1, "component_count": 2}),
        (lines(STREET, [(500, 5.5), (500, 205.5)]), 1200, {"near_miss_count": 0, "component_count": 2}),
        (lines(STREET, [(500, 0), (500, 200)]), 1200, {"near_miss_count": 0, "component_count": 1}),
    ],
    ids=["one street", "zero length", "duplicate", "self-crossing", "loop", "not a number", "heights", "multi",
         "layer inf", "layer huge", "near miss", "gap", "joined"],
)  # fmt: skip
def test_odd_streets_give_the_figure_of_the_plain_one(tmp_path, streets, length_m, counted):
    folder = write_rough(tmp_path / "d", plain(streets=streets))
    assert both(folder)
    found = health(folder)
    assert found["length_m"] == pytest.approx(length_m)
    assert {name: found[name] for name in counted} == counted
    command(tmp_path, "explain", "d", "--goal", "shop")


@pytest.mark.parametrize(
    ("streets", "counted"),
    [
        (not_a_number(), {"placeless_dropped": 1}),
        (rows_of({"s": shapely.force_3d(toy.line(*STREET), 52.0)}), {"z_dropped": 1}),
        (rows_of({"a": None, "b": shapely.LineString(), "s": toy.line(*STREET)}), {"empty_dropped": 2}),
    ],
)
def test_what_reading_drops_of_the_streets_is_counted(tmp_path, streets, counted):
    folder = write_rough(tmp_path / "d", plain(streets=streets))
    assert repairs(folder) == {"streets": counted}
    assert both(folder)


def test_the_engine_alone_counts_streets_without_numbers():
    network = build_network(not_a_number().set_index("id"))
    assert network.counts["streets_placeless"] == 1
    assert network.length_m.tolist() == [1000.0]
    assert network_health(network).rows().loc["streets_placeless", "value"] == 1


# --- barriers --------------------------------------------------------------------------------------------------------

ROUND = ([(0, 0), (1000, 0)], [(0, 100), (1000, 100)], [(1000, 0), (1000, 100)])


def test_a_railway_between_home_and_street_leads_round(tmp_path):
    """To the back street 70, along it 890, over the crossing 100, back 890, to the shop 10: 1,960 m instead of 40."""
    layers = plain(streets=lines(*ROUND), land_use=homes((100, 20)), facilities=shops((110, -10)))
    open_folder = write_rough(tmp_path / "a", layers)
    shut_folder = write_rough(tmp_path / "b", {**layers, "railways": lines([(0, 10), (1000, 10)])})
    assert figures(open_folder) == (1.0, 1.0)
    assert figures(shut_folder) == (1.0, 0.0)
    assert health(shut_folder)["homes_rerouted_share"] == 1.0
    assert explained_json(tmp_path, "b", "shop")["elements"]
    network = build_network(lines(*ROUND), barriers=barrier_lines(lines(*ROUND), railways=lines([(0, 10), (1000, 10)])))
    home, shop = (place_on(network, toy.xy(at), max_leg_m=300.0) for at in ((110, 30), (110, -10)))
    assert walk_distance(home, shop)[0].tolist() == [1960.0]


def test_a_wall_is_a_barrier_and_its_gate_is_where_a_street_passes():
    """A wall on y = 10: home at (110, 30) by the back street; with a lane through it at x = 200 by the gate."""
    wall, shop_xy = lines([(0, 10), (1000, 10)]), toy.xy((110, -10))
    walks_m = []
    for more in ([], [[(200, 0), (200, 100)]]):
        streets = lines(*ROUND, *more)
        network = build_network(streets, barriers=barrier_lines(streets, walls=wall))
        assert (network.barrier_xy == build_network(streets, barriers=wall).barrier_xy).all()
        home, shop = (place_on(network, xy, max_leg_m=300.0) for xy in (toy.xy((110, 30)), shop_xy))
        assert home.rerouted.all()
        walks_m.append(walk_distance(home, shop)[0].tolist())
    assert walks_m == [[1960.0], [70 + 90 + 100 + 90 + 10]]
    assert barrier_lines(lines(*ROUND), walls=wall)["kind"].tolist() == ["wall"]


def test_a_layer_of_walls_is_read_from_a_folder(tmp_path):
    folder = write_rough(tmp_path / "d", plain(walls=lines([(0, 10), (1000, 10)])))
    assert read_district(folder).layers["walls"].frame.length.tolist() == [1000.0]


# --- what the figures say of it -------------------------------------------------------------------------------------


def test_a_wall_between_home_and_street_leads_round(tmp_path):
    layers = plain(
        streets=lines(*ROUND), land_use=homes((100, 20)), facilities=shops((110, -10)),
        walls=lines([(0, 10), (1000, 10)]),
    )  # fmt: skip
    folder = write_rough(tmp_path / "d", layers)
    assert figures(folder) == (1.0, 0.0)  # 1,960 m on foot, 40 m without the wall
    assert health(folder)["homes_rerouted_share"] == 1.0


@pytest.mark.parametrize(
    "streets",
    [
        lines([(0, 0), (1000, 0)]).iloc[:0],
        lines([(0, 0), (1000, 0)], walkable=[False]),
        lines([(5, 5), (5, 5)]),
    ],
    ids=["no row", "none walkable", "no length"],
)
def test_without_a_street_to_walk_on_the_walk_is_not_assessed(tmp_path, streets):
    folder = write_rough(tmp_path / "d", plain(streets=streets))
    assert figures(folder) == (THIRD, None)
    assert "可步行" in str(measure_json(tmp_path, "d")["shop", "facility_walk"]["reason"])
    assert "可步行" in command(tmp_path, "explain", "d", "--goal", "shop", code=2)[1]


def test_the_reason_of_an_empty_parks_layer_names_that_layer(tmp_path):
    write_rough(tmp_path / "d", plain(parks=parks(None)))
    reason = str(measure_json(tmp_path, "d")["green", "green_radius"]["reason"])
    assert "公园绿地" in reason
    assert "facilities" not in reason


def test_a_shop_no_street_leads_to_is_named(tmp_path):
    write_rough(tmp_path / "d", plain(facilities=shops((110, 5010))))
    assert "附近没有街道的设施或出入口" in command(tmp_path, "explain", "d", "--goal", "shop")[0]
    assert "附近没有街道" in str(measure_json(tmp_path, "d")["shop", "facility_walk"]["reason"])


def test_what_reading_left_out_is_told_by_the_command_in_words(tmp_path):
    xy = toy.xy((0, 5), (900, 5))
    xy[1, 0] = np.nan
    with np.errstate(invalid="ignore"):
        rows = rows_of({"nan": shapely.linestrings(xy), "s": toy.line((0, 0), (1000, 0))})
    write_rough(tmp_path / "d", plain(streets=rows))
    assert "坐标不是数 1" in command(tmp_path, "measure", "d")[1]


def test_the_health_weighs_land_not_slivers(tmp_path):
    """Two areas of one size on two pieces of street; one lies 1 cm off the grid, so that it falls into more cells."""
    streets = lines([(0, 0), (300, 0)], [(600, 0), (1000, 0)])
    folder = write_rough(tmp_path / "d", plain(streets=streets, land_use=homes((100, 20), (800.01, 20.01))))
    assert health(folder)["homes_on_small_component_share"] == pytest.approx(0.5, abs=1e-6)
