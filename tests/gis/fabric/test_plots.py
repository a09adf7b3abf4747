"""Plots, their buildings and what the plan publishes."""

from dataclasses import replace

import numpy as np
import pytest

from gis.fabric.land_use import Parcel
from gis.fabric.plots import BUILT, VACANT, building_frame, built_plots, land_frame, plot_frame
from gis.fabric.recipe import Published
from gis.schema import KINDS
from tests.gis.fabric.paper import CRS, square


def parcel(recipe, code, west=0.0, zone="z.one", **more):
    return Parcel(square(west, 0, 202), zone, recipe.profiles["town"], 0, developed=True, code=code, **more)


def test_plots_are_numbered_by_zone(recipe):
    parcels = [
        parcel(recipe, "070102"),
        parcel(recipe, "1401"),
        parcel(recipe, "1001"),
        parcel(recipe, "0703", zone=""),
    ]
    plots = built_plots(parcels, recipe=recipe)
    assert [plot.id for plot in plots] == ["PP-一区-001", "PP-一区-002", "PP-区外-001"]
    assert [*plot_frame(plots, recipe=recipe, crs=CRS).index] == ["PP-一区-001", "PP-一区-002"]


def test_floor_area_ratio_and_green_of_housing_are_usual(recipe):
    (plot,) = built_plots([parcel(recipe, "070102")], recipe=recipe)
    assert plot.storeys == 6
    assert plot.status == BUILT
    assert 1.2 <= plot.floor_area_m2 / 202**2 <= 2.0
    assert 0.27 <= plot.green_m2 / 202**2 <= 0.33


def test_storeys_are_lowered_to_the_ratio_allowed(recipe):
    low = replace(recipe, buildings=tuple(replace(rule, most_ratio=1.0) for rule in recipe.buildings))
    (plot,) = built_plots([parcel(low, "070102")], recipe=low)
    assert 1 <= plot.storeys < 6
    assert plot.floor_area_m2 / 202**2 <= 1.0


def test_land_without_a_rule_for_buildings_is_vacant(recipe):
    (plot,) = built_plots([parcel(recipe, "16")], recipe=recipe)
    assert (plot.status, plot.bodies, plot.green_m2, plot.floor_area_m2) == (VACANT, (), 0.0, 0.0)


def test_the_vacant_share_is_kept_but_known_places_are_built(recipe):
    half = replace(recipe, profiles={**recipe.profiles, "town": replace(recipe.profiles["town"], vacant_share=0.5)})
    free = built_plots([parcel(half, "1001") for _ in range(200)], recipe=half)
    assert 70 <= sum(plot.status == VACANT for plot in free) <= 130
    known = built_plots([parcel(half, "1001", place="works") for _ in range(50)], recipe=half)
    assert {plot.status for plot in known} == {BUILT}


def test_published_totals_are_shared_out_by_floor_area_and_nothing_else_is_filled(recipe):
    parcels = [parcel(recipe, "1001"), parcel(recipe, "1001", 400), parcel(recipe, "070102", 800), parcel(recipe, "16")]
    plots = built_plots(parcels, recipe=recipe)
    frame = plot_frame(plots, recipe=recipe, crs=CRS)
    assert frame["tax_wan"].sum() == pytest.approx(1000.0)
    assert frame["tax_wan"].iloc[0] == pytest.approx(500.0)
    assert frame["tax_wan"].isna().tolist() == [False, False, True, True]
    assert frame["output_wan"].isna().all()
    assert frame["investment_wan"].isna().all()
    assert frame["source"].tolist() == ["示意;税收按总量分摊"] * 2 + ["示意"] * 2
    assert set(frame["basis"]) == {"schematic"}


def test_two_totals_of_one_column_are_added(recipe):
    both = (Published("output_wan", 60.0, ("10",), "甲"), Published("output_wan", 40.0, ("07",), "乙"))
    twice = replace(recipe, published=both)
    plots = built_plots([parcel(recipe, "1001"), parcel(recipe, "070102", 400)], recipe=twice)
    assert plot_frame(plots, recipe=twice, crs=CRS)["output_wan"].tolist() == [60.0, 40.0]


def test_no_built_plot_no_share(recipe):
    frame = plot_frame(built_plots([parcel(recipe, "070102")], recipe=recipe), recipe=recipe, crs=CRS)
    assert frame["tax_wan"].isna().all()
    empty = plot_frame([], recipe=recipe, crs=CRS)
    assert len(empty) == 0
    assert np.issubdtype(empty["tax_wan"].dtype, np.floating)


def test_dwellings_follow_floor_area(recipe):
    plots = built_plots([parcel(recipe, "070102"), parcel(recipe, "1001", 400)], recipe=recipe)
    buildings = building_frame(plots, crs=CRS)
    homes = buildings[buildings["use"] == "residential"]
    assert homes["dwellings_count"].sum() == pytest.approx(plots[0].floor_area_m2 / 100.0, rel=0.02)
    assert (buildings.loc[buildings["use"] == "industrial", "dwellings_count"] == 0).all()
    assert set(homes["plot_id"]) == {"PP-一区-001"}


def test_buildings_outside_the_zones_name_no_plot(recipe):
    buildings = building_frame(built_plots([parcel(recipe, "070102", zone="")], recipe=recipe), crs=CRS)
    assert set(buildings["plot_id"]) == {""}


def test_frames_have_columns_of_the_schema(recipe):
    parcels = [parcel(recipe, "070102"), parcel(recipe, "080403", 400, place="s1")]
    plots = built_plots(parcels, recipe=recipe)
    frames = {
        "land_use": land_frame(parcels, crs=CRS),
        "plots": plot_frame(plots, recipe=recipe, crs=CRS),
        "buildings": building_frame(plots, crs=CRS),
    }
    for kind, frame in frames.items():
        assert set(frame.columns) - {"geometry"} <= set(KINDS[kind].columns)
        required = {name for name, column in KINDS[kind].columns.items() if column.required}
        assert {*required, "basis", "source"} - {"id"} <= set(frame.columns)
        assert frame.index.is_unique
        assert frame.index.name == "id"
    assert frames["land_use"]["source"].tolist() == ["示意", "依据 s1"]
