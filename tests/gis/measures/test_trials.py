"""Trials: on paper on one street, and equal to measuring a world that has the edits, whatever they are."""

import geopandas as gpd
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis.measures.facilities import facility_radius, facility_sources, facility_walk
from gis.measures.green import green_radius, green_walk, park_sources
from gis.measures.sampling import walking_land, walking_points
from gis.measures.trials import kept_of, tried
from gis.network.barriers import barrier_lines
from gis.network.graph import build_network
from gis.scenario import Edit
from tests import toy

TIERS = {"tiers": toy.GARDEN}
SHOPS = {"kinds": ["shop"], "distance_m": 200.0}


def strip_world(*streets, at=((500, 0),), uncertainty_m=0.0):
    """A strip of land 1000 x 20 m north of the street y = 0, and shops."""
    lines = streets or [[(0, 0), (1000, 0)]]
    network = build_network(toy.frame({f"s{n}": toy.line(*line) for n, line in enumerate(lines)}))
    land = gpd.GeoDataFrame(geometry=[toy.strip(0, 0, 1000, 20)], crs=toy.CRS)
    shops = toy.frame({f"f{n}": toy.at(*place) for n, place in enumerate(at)}, facility=["shop"] * len(at))
    return land, walking_land(land, network, cell_m=20.0), shops.assign(uncertainty_m=uncertainty_m)


def kept_shops(land, walking, shops):
    return kept_of(land, walking, facility_sources(walking, shops, **SHOPS), SHOPS)


def assert_same(found, full):
    assert found.share == pytest.approx(full.share, abs=1e-12, nan_ok=True)
    assert found.low_share.to_numpy() == pytest.approx(full.low_share.to_numpy(), abs=1e-9)
    assert found.high_share.to_numpy() == pytest.approx(full.high_share.to_numpy(), abs=1e-9)
    assert found.pieces["distance_m"].to_numpy() == pytest.approx(full.pieces["distance_m"].to_numpy(), nan_ok=True)
    assert found.covered.area.to_numpy() == pytest.approx(full.covered.area.to_numpy(), abs=1e-6)


def test_as_it_stands_it_is_the_measure():
    land, walking, shops = strip_world()
    kept = kept_shops(land, walking, shops)
    assert_same(kept.radius, facility_radius(land, shops, **SHOPS))
    assert_same(kept.walk, facility_walk(walking, shops, **SHOPS))
    assert tried(kept, ()).walk.share == kept.walk.share


def test_one_shop_more_on_paper():
    """Cells of 20 m, 10 m off the street: 190 m along it. The shop at 500 serves 310…690, one at 900 serves 710…990."""
    land, walking, shops = strip_world()
    kept = kept_shops(land, walking, shops)
    assert kept.walk.share == pytest.approx(20 / 50)
    found = tried(kept, [Edit("facility", toy.at(900, 0), facility="shop")])
    assert found.walk.share == pytest.approx((20 + 15) / 50)
    assert found.walk.pieces["served_by"].iloc[-1] == "trial:1"
    assert found.idle == {}


def test_taking_out_the_only_shop_leaves_nothing_and_that_is_measured():
    land, walking, shops = strip_world()
    found = tried(kept_shops(land, walking, shops), [Edit("remove", of="f0")])
    assert (found.walk.share, found.radius.share) == (0.0, 0.0)
    assert found.walk.assessed


def test_the_first_shop_of_all():
    land, walking, shops = strip_world()
    none = shops.iloc[:0]
    kept = kept_of(land, walking, facility_sources(walking, none, **SHOPS), SHOPS)
    assert not kept.walk.assessed
    assert not tried(kept, [Edit("facility", toy.at(500, 0), facility="school")]).walk.assessed
    found = tried(kept, [Edit("facility", toy.at(500, 0), facility="shop")])
    assert found.walk.share == pytest.approx(20 / 50)
    assert found.radius.share == pytest.approx(facility_radius(land, shops, **SHOPS).share)


def test_a_bridge_over_a_gap():
    """Streets 0-400 and 420-1000, the shop at 390: with a link of 20 m the walk goes on to 390 + 190."""
    land, walking, shops = strip_world([(0, 0), (400, 0)], [(420, 0), (1000, 0)], at=((390, 0),))
    kept = kept_shops(land, walking, shops)
    link = Edit("link", toy.line((400, 0), (420, 0)))
    found = tried(kept, [link])
    whole, walked, _ = strip_world(at=((390, 0),))
    assert found.walk.share == pytest.approx(facility_walk(walked, shops, **SHOPS).share)
    assert found.walk.share > kept.walk.share
    assert found.radius is kept.radius  # the radius asks no street
    assert len(whole) == 1


def test_two_links_one_behind_the_other():
    land, walking, shops = strip_world([(0, 0), (400, 0)], [(420, 0), (440, 0)], [(460, 0), (1000, 0)], at=((390, 0),))
    kept = kept_shops(land, walking, shops)
    links = [Edit("link", toy.line((400, 0), (420, 0))), Edit("link", toy.line((440, 0), (460, 0)))]
    _, walked, _ = strip_world(at=((390, 0),))
    assert tried(kept, links).walk.share == pytest.approx(facility_walk(walked, shops, **SHOPS).share)
    assert tried(kept, links[::-1]).walk.share == tried(kept, links).walk.share
    assert tried(kept, links[1:]).walk.share == kept.walk.share


@pytest.mark.parametrize(
    ("edit", "reason"),
    [
        (Edit("park", toy.strip(0, 0, 90, 90)), "kind"),
        (Edit("facility", toy.at(0, 0), facility="school"), "kind"),
        (Edit("remove", of="nothing"), "here"),
        (Edit("gate", toy.at(0, 0), of="nothing"), "park"),
        (Edit("link", toy.line((100, 2_000), (200, 2_000))), "street"),
        (Edit("facility", toy.at(0, 2_000), facility="shop"), "street"),
    ],
)
def test_what_changes_nothing_says_why(edit, reason):
    land, walking, shops = strip_world()
    kept = kept_shops(land, walking, shops)
    found = tried(kept, [edit])
    assert found.idle == {"trial:1": reason}
    assert found.walk.share == kept.walk.share


def test_a_park_too_small_and_one_large_enough():
    land, walking, parks, gates = green_world()
    kept = kept_of(land, walking, park_sources(walking, parks, gates, **TIERS), TIERS)
    small = tried(kept, [Edit("park", toy.strip(4900, -60, 4915, -45))])
    assert small.idle == {"trial:1": "small"}
    assert small.walk.share == kept.walk.share
    assert tried(kept, [Edit("park", toy.strip(4900, -60, 5000, 0))]).walk.share > kept.walk.share


def green_world():
    barriers = barrier_lines(toy.streets(), railways=toy.railways(), rivers=toy.rivers())
    land = toy.land()
    return land, walking_land(land, build_network(toy.streets(), barriers=barriers)), toy.parks(), toy.park_entrances()


def edited_world(edits):
    """The toy's parks and entrances as they would be with the edits; new parks get the entrances assumed of them."""
    land, walking, parks, gates = green_world()
    gone = {edit.of for edit in edits if edit.kind == "remove"}
    rows = {key: shape for key, shape in parks.geometry.items() if key not in gone}
    doors = [(key, shape) for key, shape in zip(gates["park_id"], gates.geometry, strict=True) if key not in gone]
    for number, edit in enumerate(edits, 1):
        if edit.kind == "park":
            rows[f"trial:{number}"] = edit.geometry
        if edit.kind == "gate" and edit.of not in gone:
            doors.append((edit.of, edit.geometry))
    entrances = toy.frame({f"e{n}": shape for n, (_, shape) in enumerate(doors)}, park_id=[key for key, _ in doors])
    return land, walking, toy.frame(rows, park_class=[""] * len(rows)), entrances


EDITS = st.one_of(
    st.builds(
        lambda x, y, w, h: Edit("park", toy.strip(x, y, x + w, y + h)),
        st.integers(0, 4800), st.integers(-200, 100), st.integers(15, 200), st.integers(15, 90),
    ),
    st.builds(
        lambda x, y, of: Edit("gate", toy.at(x, y), of=of),
        st.integers(0, 5000), st.integers(-50, 150), st.sampled_from(sorted(toy.parks().index)),
    ),
    st.builds(lambda of: Edit("remove", of=of), st.sampled_from(sorted(toy.parks().index))),
)  # fmt: skip
WORLD = green_world()
KEPT = kept_of(WORLD[0], WORLD[1], park_sources(WORLD[1], WORLD[2], WORLD[3], **TIERS), TIERS)


@settings(max_examples=25, deadline=None)
@given(st.lists(EDITS, min_size=0, max_size=4))
def test_any_edits_equal_a_world_that_has_them(edits):
    found = tried(KEPT, edits)
    land, walking, parks, gates = edited_world(edits)
    if parks.empty:
        assert found.walk.share == 0.0
        return
    assert_same(found.walk, green_walk(walking, parks, gates, **TIERS))
    assert_same(found.radius, green_radius(land, parks, **TIERS))


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 80)), min_size=1, max_size=4), st.integers(0, 60))
def test_shops_with_uncertainty_equal_the_measure(places, uncertainty_m):
    land, walking, shops = strip_world(at=((200, 0), (700, 30)), uncertainty_m=float(uncertainty_m))
    kept = kept_shops(land, walking, shops)
    edits = [Edit("facility", toy.at(*place), facility="shop") for place in places]
    more = toy.frame(
        {f"trial:{n}": toy.at(*place) for n, place in enumerate(places, 1)}, facility=["shop"] * len(places)
    )
    full = gpd.GeoDataFrame(pd.concat([shops, more]), crs=toy.CRS)
    found = tried(kept, edits)
    assert_same(found.walk, facility_walk(walking, full, **SHOPS))
    assert_same(found.radius, facility_radius(land, full, **SHOPS))
    assert found.walk.share >= kept.walk.share
    assert (found.walk.low_share <= found.walk.pieces["share"]).all()


@settings(max_examples=15, deadline=None)
@given(st.lists(EDITS, min_size=1, max_size=4), st.randoms())
def test_the_order_of_edits_does_not_matter(edits, chance):
    shuffled = list(edits)
    chance.shuffle(shuffled)
    assert tried(KEPT, edits).walk.share == tried(KEPT, shuffled).walk.share
    assert tried(KEPT, edits).radius.share == pytest.approx(tried(KEPT, shuffled).radius.share, abs=1e-12)


def test_residents_gain_persons():
    network = build_network(toy.frame({"s": toy.line((0, 0), (1000, 0))}))
    people = toy.frame({"a": toy.at(100, 10), "b": toy.at(900, 10)}, weight=[30.0, 70.0])
    walking = walking_points(people, network)
    shops = toy.frame({"f0": toy.at(50, 0)}, facility=["shop"])
    kept = kept_of(people, walking, facility_sources(walking, shops, **SHOPS), SHOPS)
    assert kept.walk.share == 0.3
    found = tried(kept, [Edit("facility", toy.at(950, 0), facility="shop")])
    assert (found.walk.share, found.radius.share) == (1.0, 1.0)
