"""District and files put together: layers by name with digests, zones in the plan's words, figures on paper."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from gis.assessment.desk_inputs import brought
from gis.assessment.review import _asked_for, _title_of, project_figures, review_inputs, review_project, whole_plot
from gis.assessment.review_effects import EffectStage
from gis.read.folder import read_district
from gis.read.intake.intake import read_file
from gis.read.limit_tables import read_figure_settings, shipped_control_tables
from gis.read.projects import drawn_project
from gis.review.checks.figures import WHOLE
from gis.review.model import Outcome
from gis.review.rules import Rule, RulePack, Selection
from tests import toy
from tests.gis.assessment.test_review_effects import GREEN
from tests.gis.assessment.toy_folder import write_toy


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    return read_district(write_toy(tmp_path_factory.mktemp("toy") / "toy", goals=f"[[goals]]{GREEN}"))


def factory(*shapes, codes=(), **facts):
    shapes = shapes or (toy.strip(1200, -190, 1300, -90),)
    return drawn_project(
        list(shapes), crs=toy.CRS, codes=list(codes) or ["1001"] * len(shapes), facts=facts, name="甲厂"
    )


def figures(project):
    rows = project_figures(project, shipped_control_tables(), settings=read_figure_settings())
    return {(row["plot"], row["index"]): (row["verdict"], row["value"]) for _, row in rows.iterrows()}


STATED = {
    "floor_area_m2": 12_000, "footprint_m2": 2_500, "structures_m2": 500, "yards_m2": 0, "green_m2": 2_100,
    "industry_code": "13", "industry_edition": "GB/T 4754-2002",
}  # fmt: skip


def test_figures_of_a_hectare_by_paper():
    found = figures(factory(**STATED))
    assert found["part1", "far"] == ("met", pytest.approx(1.2))
    assert found["part1", "building_coefficient"] == ("met", pytest.approx(0.3))  # exactly at 30 %
    assert found["part1", "green_ratio"] == ("unmet", pytest.approx(0.21))
    assert found["part1", "admin_land_share"][0] == "not_assessed"


def test_a_figure_that_is_not_stated_is_unknown_and_an_industry_of_no_edition_too():
    found = figures(factory(floor_area_m2=12_000))
    assert found["part1", "far"][0] == "not_assessed"
    assert found["part1", "building_coefficient"][0] == "not_assessed"
    other = figures(factory(**{**STATED, "industry_edition": "GB/T 4754-2017"}))
    assert other["part1", "far"][0] == "not_assessed"


def test_several_parts_are_one_plot_and_those_with_figures_of_their_own_besides():
    two = (toy.strip(1200, -190, 1300, -90), toy.strip(1300, -190, 1400, -90))
    project = factory(*two, **STATED)
    found = figures(project)
    assert {plot for plot, _ in found} == {WHOLE}
    assert found[WHOLE, "far"] == ("unmet", pytest.approx(0.6))
    assert whole_plot(project).area.iloc[0] == pytest.approx(20_000.0)
    project.parts.loc["part2", "green_m2"] = 500.0
    assert figures(project)["part2", "green_ratio"] == ("met", pytest.approx(0.05))
    overlapping = factory(two[0], two[0], **STATED)
    assert figures(overlapping)[WHOLE, "far"][1] == pytest.approx(1.2)  # ground once


def test_a_mixed_project_is_no_industrial_plot():
    two = (toy.strip(1200, -190, 1300, -90), toy.strip(1300, -190, 1400, -90))
    assert not figures(factory(*two, codes=["1001", "0701"], **STATED))
    assert whole_plot(factory(*two, codes=["100101", "100102"]))["code"].tolist() == ["1001"]
    assert (WHOLE, "far") in figures(factory(*two, codes=["100101", "100102"], **STATED))


def test_layers_zones_and_files_of_a_district(district):
    inputs = review_inputs(factory(), district)
    assert set(inputs.layers) == {*district.layers, "zones"}
    parks = inputs.layers["parks"]
    assert (parks.digest, parks.version) == (district.layers["parks"].digest, "2026-01-01")
    assert parks.frame.index.tolist() == ["p6000", "p3000", "p1000", "p300"]
    zones = inputs.layers["zones"].frame
    assert zones.index.tolist() == ["toy.west", "toy.east"]
    assert zones["functions"].tolist() == [(), ()]
    assert zones["indicative"].all()
    assert {"name", "group", "clause", "basis"} <= set(zones.columns)
    assert len(inputs.layers["zones"].digest) == 64
    assert {file.role for file in inputs.files} == {"control_table", "settings"}
    assert all(len(file.digest) == 64 for file in inputs.files)
    assert inputs.industries is not None
    assert inputs.effects is not None


def test_without_a_district_there_are_no_effects():
    inputs = review_inputs(factory(), None)
    assert (inputs.layers, inputs.effects, inputs.district) == ({}, None, "")
    assert inputs.figures is not None


def read(path, **layers):
    path.parent.mkdir(exist_ok=True)
    for name, (shapes, columns) in layers.items():
        gpd.GeoDataFrame(columns, geometry=shapes, crs=toy.CRS).to_file(path, layer=name)
    return brought(read_file([path]))


def test_brought_layers_stand_under_their_kind_control_or_name(tmp_path, district):
    lines = [shapely.LineString([toy.at(0, 50), toy.at(100, 50)])]
    strips = [toy.strip(0, 0, 10, 10), toy.strip(20, 0, 30, 10)]
    files = read(
        tmp_path / "资料.gpkg", 河流=(lines, {"名称": ["甲河"]}), 管控=(strips, {"管控类型": ["红线", ""]}),
        永久基本农田=(strips[:1], {"a": [1]}),
    )  # fmt: skip
    pipeline = read(
        tmp_path / "已批.gpkg", 已批=(strips[1:], {"BSM": ["1"], "DLBM": ["0701"], "residents_count": [300.0]})
    )
    inputs = review_inputs(factory(), district, brought_layers=files, approved=pipeline)
    assert set(inputs.layers) - set(district.layers) == {"zones", "approved", "rivers", "controls"}
    assert inputs.layers["rivers"].digest == files[0].digest
    assert inputs.layers["rivers"].frame["name"].tolist() == ["甲河"]
    controls = inputs.layers["controls"].frame
    assert sorted(controls["control"]) == sorted(["红线", "管控", "永久基本农田"])
    assert controls.index.is_unique
    assert controls.crs == toy.CRS
    assert (controls["severity"] == "").all()
    given = {file.role: file for file in inputs.files}
    assert (given["layer_file"].name, given["layer_file"].digest) == ("资料.gpkg", files[0].digest)
    assert (given["approved_file"].name, given["approved_file"].digest) == ("已批.gpkg", pipeline[0].digest)
    # a rule may name a kind of control as its layer
    pack = RulePack("own", "甲", "1", (Rule("r", "线", "notice", "apart", Selection("红线"), None, {}),))
    assert len(_asked_for(inputs, [pack]).layers["红线"].frame) == 1
    assert "红线" not in inputs.layers
    approved = inputs.layers["approved"]
    assert approved.digest == pipeline[0].digest
    assert approved.frame["residents_count"].tolist() == [300.0]
    assert approved.frame["code"].tolist() == ["0701"]
    assert _title_of("永久基本农田.shp", "永久基本农田") == "永久基本农田"
    assert _title_of("2024成果.gpkg", "永久基本农田") == "永久基本农田"
    assert _title_of("永久基本农田.gpkg", "Export_Output") == "永久基本农田"
    assert _title_of("2024成果.gpkg · 河流", "河流") == "河流"


def test_a_review_by_the_shipped_packs_ends_whole(district):
    stage = EffectStage(district)
    inputs = review_inputs(factory(industry="医药制造业", **STATED), stage)
    found = review_project(inputs, date="2026-11-22")
    assert found.findings
    assert not [one for one in found.findings if one.outcome is Outcome.ERROR]
    assert {file.role for file in found.files} >= {"project", "layer", "pack", "control_table", "settings"}
    assert {share.zone for share in found.zones} == {"toy.east"}
    again = review_project(inputs, date="2026-11-22")
    assert [(one.id, one.outcome, one.text) for one in found.findings] == [
        (one.id, one.outcome, one.text) for one in again.findings
    ]
    assert np.isfinite(found.project.area_m2)


def test_what_goes_by_one_name_is_one_layer_whatever_the_order(tmp_path):
    lines = [shapely.LineString([toy.at(x, 50), toy.at(x + 9, 50)]) for x in (0, 20)]
    files = [one for at, shape in enumerate(lines) for one in read(
        tmp_path / f"{at}" / "河流.gpkg", 河流=([shape], {"a": [at]}))]  # fmt: skip
    own = [one for at in (0, 1) for one in read(
        tmp_path / f"{at}" / "永久基本农田.gpkg", 永久基本农田=([toy.strip(20 * at, 0, 20 * at + 10, 10)],
                                                {"a": [at], "control": [" "], "severity": ["禁止 "]}))]  # fmt: skip
    told = [review_inputs(factory(), None, brought_layers=order).layers
            for order in ([*files, *own], [*own, *files][::-1], [*files, *own, *own])]  # fmt: skip
    for layers in told:
        assert (len(layers["rivers"].frame), len(layers["controls"].frame)) == (2, 2)
        assert layers["controls"].frame.index.is_unique
        assert set(layers["controls"].frame["control"]) == {"永久基本农田"}
        assert set(layers["controls"].frame["severity"]) == {"禁止"}
        assert layers["controls"].frame.equals(told[0]["controls"].frame)
        assert [layers[name].digest for name in layers] == [told[0][name].digest for name in layers]


def test_layers_of_a_district_end_with_it_and_others_may_not(tmp_path, district):
    own = read(tmp_path / "河流.gpkg", 河流=([shapely.LineString([toy.at(0, 50), toy.at(9, 50)])], {"a": [1]}))
    layers = review_inputs(factory(), district, brought_layers=own).layers
    assert layers["zones"].of_district
    assert layers["parks"].of_district
    assert not layers["rivers"].of_district
