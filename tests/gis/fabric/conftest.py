"""The paper district of `paper.py` as fixtures."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import geopandas as gpd
import pytest

from gis.definitions import Table
from gis.fabric import Recipe, recipe_from
from tests.gis.fabric.paper import CRS, TABLE, frame, ring_roads, square


@pytest.fixture
def table() -> dict[str, Any]:
    return copy.deepcopy(TABLE)


@pytest.fixture
def recipe(table: dict[str, Any]) -> Recipe:
    return recipe_from(Table(table, "fabric.toml"))


@pytest.fixture
def paper() -> Callable[..., dict[str, gpd.GeoDataFrame]]:
    """The layers of the paper district; any of them can be put in another's place."""

    def layers(**given: gpd.GeoDataFrame) -> dict[str, gpd.GeoDataFrame]:
        empty = gpd.GeoDataFrame({"name": []}, geometry=[], crs=CRS)
        return {
            "roads": ring_roads(),
            "railways": empty,
            "rivers": empty,
            "outline": frame({"o": square(0, 0)}),
            "zones": frame({"z.one": square(0, 0)}),
            "places": empty,
            "facilities": empty,
            "parks": empty,
        } | given

    return layers
