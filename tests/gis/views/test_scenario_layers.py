"""What a trial shows on the map: gained and lost land, spots of residents, the edits above."""

import geopandas as gpd
import shapely

from gis.scenario import Edit
from gis.views.scenario_layers import trial_layer, trial_legend
from tests import toy

PARK = Edit("park", toy.strip(0, 0, 100, 52))


def moved(*states):
    shapes = [shapely.box(n * 10, 0, n * 10 + 10, 10) for n in range(len(states))]
    return gpd.GeoDataFrame({"state": list(states), "weight": [100.0] * len(states)}, geometry=shapes, crs=toy.CRS)


def test_the_layer_shows_what_moved_and_the_edits():
    drawn = trial_layer(moved("gained", "gained", "lost"), [PARK, Edit("remove", of="q")], names={})
    body = drawn.body.decode("utf-8")
    assert drawn.features_count == 3  # gained, lost, the park; what is taken out has no shape
    for text in ("新增覆盖", "0.02 公顷", "不再覆盖", "新公园 0.52 公顷"):
        assert text in body


def test_residents_are_drawn_as_spots_with_their_number():
    people = gpd.GeoDataFrame({"state": ["gained"], "weight": [321.0]}, geometry=[toy.at(0, 0)], crs=toy.CRS)
    drawn = trial_layer(people, [], names={}, unit="persons")
    assert "321 人" in drawn.body.decode("utf-8")


def test_the_legend_names_what_occurs():
    titles = [row.text for row in trial_legend(moved("gained"), [PARK])]
    assert titles == ["新增覆盖", "方案的改动"]
    assert trial_legend(moved(), []) == []
