"""The import page on a toy district on disk: a file is read, shown, put in and undone; questions are answered."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from functools import cache

import geopandas as gpd
import numpy as np
import pytest
import rasterio
from streamlit.testing.v1 import AppTest

from apps import bringing, engine, placing, samples
from apps.bringing import Desk, Sent
from gis.crs import to_degrees
from gis.read.spec import read_district_spec
from gis.read.vector import read_layer
from tests import toy
from tests.apps import test_pages
from tests.apps.conftest import APPS
from tests.apps.making_imports import HOSTILE
from tests.gis.assessment.toy_folder import write_toy

MADE = "toy"


@pytest.fixture(name="folder", scope="module")
def _folder(tmp_path_factory):
    return write_toy(tmp_path_factory.mktemp("importing") / MADE)


@pytest.fixture(name="workspace")
def _workspace(folder, tmp_path):
    """A copy of the district of one's own: for tests that write to it."""
    shutil.copytree(folder, tmp_path / MADE)
    engine.set_workspace(tmp_path)
    yield tmp_path
    engine.set_workspace(None)


def page_of(desk=None, page="importing", **address):
    shown = AppTest.from_file(str(APPS / "pages" / f"{page}.py"), default_timeout=120)
    shown.query_params["district"] = MADE
    for key, value in address.items():
        shown.query_params[key] = value
    if desk is not None:
        shown.session_state["yitu_desks"] = {MADE: desk}
    return shown.run()


@pytest.fixture(name="opened")
def _opened(workspace):  # noqa: ARG001
    return page_of


@pytest.fixture(name="looked")
def _looked(folder):
    """As `opened`, on the one district of all tests that only look: it is read once, and left as it was."""
    engine.set_workspace(folder.parent)
    before = state_of(folder.parent)
    yield page_of
    assert state_of(folder.parent) == before
    engine.set_workspace(None)


def laid(name, content):
    on = Desk()
    on.take([Sent(name, content)])
    return on


def sample(kind):
    on = Desk()
    on.take([samples.sample(kind, engine.district(MADE))])
    return on


def read(kind):
    """A desk on which the sample is read already, as `sample` is once the page has read it."""
    on = sample(kind)
    on.intake = _intake(kind)
    return on


@cache
def _intake(kind):
    on, district = sample(kind), engine.district(MADE)
    job = bringing.start(on, district, near=placing.middle_deg(district))
    assert job.wait(60)
    return job.result()


def button(page, text):
    return next(one for one in page.button if one.label == text)


def box(page, text):
    return next(one for one in page.selectbox if one.label == text)


def state_of(workspace):
    return {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in (workspace / MADE).iterdir()
        if path.is_file()
    }


def rows_of(workspace, kind):
    spec = read_district_spec(workspace / MADE)
    layer = next(one for one in spec.layers if one.kind == kind)
    return read_layer(layer, target=engine.district(MADE).crs).frame


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_page_says_what_to_bring_and_offers_samples(looked, lang):
    page = looked(lang=lang)
    assert not page.exception
    assert not page.error
    text = test_pages.shown(page)
    for suffix in (".shp", ".gdb", ".gpkg", ".kml", ".dxf", ".txt", ".csv", ".xlsx", ".tif", ".zip"):
        assert suffix in text
    labels = [one.label for one in page.button]
    assert len([label for label in labels if {"zh": "DXF", "en": "DXF"}[lang] in label]) == 1
    assert not {"放进本区", "Put into the district"} & set(labels)


def test_a_sample_is_read_and_its_kind_proposed(looked):
    page = looked()
    page.button(key="yitu_import_sample_shapefile").click().run()
    assert not page.exception
    assert "已接收" in test_pages.shown(page)
    assert box(page, "作为").value == "parks"
    assert not button(page, "放进本区").disabled
    button(page, "换一份文件").click().run()
    assert "后缀" in test_pages.shown(page)


def test_put_undo_and_redo_restore_every_byte(opened, workspace):
    before = state_of(workspace)
    own = len(rows_of(workspace, "parks"))
    page = opened(sample("shapefile"))
    button(page, "放进本区").click().run()
    assert not page.exception
    assert "公园绿地 新增 3 个,现共 3 个" in page.success[0].value
    after = state_of(workspace)
    assert after != before
    assert rows_of(workspace, "parks")["name"].tolist() == ["样例公园甲", "样例公园乙", "样例公园丙"]
    button(page, "撤销导入").click().run()
    assert state_of(workspace) == before
    assert len(rows_of(workspace, "parks")) == own
    button(page, "重做导入").click().run()
    assert state_of(workspace) == after
    again = opened()  # another session, as after a restart
    button(again, "撤销导入").click().run()
    assert state_of(workspace) == before


def test_the_new_rows_may_stand_beside_the_old(opened, workspace):
    own = len(rows_of(workspace, "parks"))
    page = opened(read("shapefile"))
    box(page, "原有的同类要素").set_value(True).run()
    button(page, "放进本区").click().run()
    assert len(rows_of(workspace, "parks")) == own + 3


def test_figures_follow(opened, workspace):
    stamp = engine.stamp(MADE)
    page = opened(read("shapefile"))
    button(page, "放进本区").click().run()
    assert engine.stamp(MADE) != stamp
    assert len(engine.district(MADE).layers["parks"].frame) == 3
    button(page, "撤销导入").click().run()
    assert engine.stamp(MADE) == stamp
    assert workspace.exists()


def test_origin_goes_into_the_district(opened, workspace):
    page = opened(read("shapefile"))
    next(one for one in page.text_input if one.label == "谁提供").set_value("勘测院 “甲”").run()
    assert box(page, "依据").value == "schematic"
    box(page, "依据").set_value("surveyed").run()
    button(page, "放进本区").click().run()
    layer = next(one for one in read_district_spec(workspace / MADE).layers if one.kind == "parks")
    assert layer.source.provider == "勘测院 “甲”"
    assert "样例_公园绿地.zip · sha256" in (workspace / MADE / "district.toml").read_text(encoding="utf-8")


def test_a_drawing_asks_and_the_answer_is_taken(looked):
    page = looked(read("dxf"))
    assert "需要回答" in test_pages.shown(page)
    asked = page.radio[0]
    assert "EPSG" in asked.options[0]
    assert not {"放进本区"} & {one.label for one in page.button}
    button(page, "用这个坐标系读").click().run()
    assert not page.exception
    assert "已接收" in test_pages.shown(page)
    assert page.session_state["yitu_desks"][MADE].options.crs == engine.district(MADE).crs.to_string()
    assert box(page, "作为").value == "buildings"


def test_all_candidates_can_be_listed_and_a_code_typed(looked):
    page = looked(read("dxf"))
    few = len(page.radio[0].options)
    next(one for one in page.checkbox if "列出全部" in one.label).check().run()
    assert len(page.radio[0].options) > few
    next(one for one in page.text_input if one.label.startswith("其他坐标系")).set_value("EPSG:4547").run()
    button(page, "用这个坐标系读").click().run()
    assert page.session_state["yitu_desks"][MADE].options.crs == "EPSG:4547"
    assert any("公里" in one.value for one in page.warning)


def test_degrees_without_a_system_offer_the_shifted_ones(looked):
    lon, lat = placing.middle_deg(engine.district(MADE))
    lines = "\n".join(f"点{at},{lon + at / 1e4:.6f},{lat:.6f}" for at in range(3))
    page = looked(laid("点.csv", f"名称,lon,lat\n{lines}\n".encode()))
    options = " ".join(page.radio[0].options)
    for name in ("CGCS2000", "WGS", "GCJ", "BD"):
        assert name in options
    gcj = next(at for at, option in enumerate(page.radio[0].options) if "GCJ" in option)
    page.radio[0].set_value(["EPSG:4490", "EPSG:4326", "GCJ-02", "BD-09"][gcj]).run()
    button(page, "用这个坐标系读").click().run()
    assert "已去除偏移" in test_pages.shown(page)


def test_columns_can_be_named(looked):
    lon, lat = placing.middle_deg(engine.district(MADE))
    content = f"名称,a,b,c,d\n甲,{lon},{lat},1,2\n乙,{lon},{lat},3,4\n"
    page = looked(laid("点.csv", content.encode()))
    assert not page.exception
    assert "坐标在哪两列" in {one.label for one in page.selectbox}
    box(page, "经度").set_value("a").run()
    box(page, "纬度").set_value("b").run()
    button(page, "按这两列读").click().run()
    assert page.session_state["yitu_desks"][MADE].options.columns == {"lon": "a", "lat": "b"}
    assert page.session_state["yitu_desks"][MADE].layers[0].families == {"point": 2}


def test_an_encoding_can_be_chosen(looked):
    page = looked(read("shapefile"))
    chosen = box(page, "文字编码")
    assert any("GBK" in option and "样" in option for option in chosen.options)
    chosen.set_value("Big5").run()
    assert page.session_state["yitu_desks"][MADE].options.encoding == "Big5"


def test_a_required_column_without_a_field_is_filled_for_all_rows(opened, workspace):
    page = opened(read("shapefile"))
    box(page, "作为").set_value("plots").run()
    assert button(page, "放进本区").disabled
    assert any("还缺:用地代码" in one.value for one in page.caption)
    next(one for one in page.text_input if one.label.startswith("全部填写")).set_value("0701").run()
    button(page, "放进本区").click().run()
    assert not page.exception
    assert rows_of(workspace, "plots")["code"].tolist() == ["0701"] * 3


def test_a_kind_that_does_not_suit_says_why(looked):
    page = looked(read("shapefile"))
    box(page, "作为").set_value("roads").run()
    button(page, "放进本区").click().run()
    assert "没有一行" in page.error[0].value
    assert not page.success


def test_a_refused_file_is_a_message(looked):
    page = looked(laid("公园.geojson", b"<OGRVRTDataSource></OGRVRTDataSource>"))
    assert not page.exception
    text = test_pages.shown(page)
    assert "拒收" in text
    assert "→" in text
    assert "放进本区" not in {one.label for one in page.button}


def test_a_stopped_reading_offers_to_begin_again(looked):
    on = sample("shapefile")
    job = bringing.start(on, engine.district(MADE), near=())
    on.stop()
    job.wait(60)
    bringing.finished(on, job)
    page = looked(on)
    assert "读取已取消" in test_pages.shown(page)
    button(page, "重新读取").click().run()
    assert "已接收" in test_pages.shown(page)


def test_a_grid_is_shown_but_not_put(looked, tmp_path):
    path = tmp_path / "高程.tif"
    place = rasterio.Affine(10.0, 0.0, 500_000.0, 0.0, -10.0, 4_077_000.0)
    with rasterio.open(path, "w", driver="GTiff", width=4, height=3, count=1, dtype="uint8", crs=toy.CRS,
                       transform=place) as grid:  # fmt: skip
        grid.write(np.ones((1, 3, 4), dtype="uint8"))
    page = looked(laid(path.name, path.read_bytes()))
    assert not page.exception
    assert "栅格" in test_pages.shown(page)
    assert "放进本区" not in {one.label for one in page.button}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_hostile_texts_stand_as_they_are(looked, lang):
    shapes = to_degrees(gpd.GeoDataFrame(geometry=[toy.at(100, 60)], crs=toy.CRS)).geometry
    lon, lat = shapes.iloc[0].coords[0]
    feature = {
        "type": "Feature", "properties": {"name": HOSTILE, HOSTILE[:30]: "甲"},
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
    }  # fmt: skip
    content = json.dumps({"type": "FeatureCollection", "features": [feature]}).encode()
    page = looked(laid(f"{HOSTILE}.geojson", content), lang=lang)
    assert not page.exception
    marked = [*page.success, *page.error, *page.warning, *page.info, *page.caption, *page.markdown]
    assert not [one for one in marked if "{{" in one.value or "**" in one.value]
    assert not re.search(r"[{}$`]", test_pages.shown(page).replace("{", "", 0).split("</style>")[-1])
    assert page.dataframe[0].value.iloc[0, 0] == HOSTILE


@pytest.mark.parametrize("kind", ["shapefile"])
def test_a_chinese_page_says_nothing_in_english(looked, kind):
    page = looked(read(kind))
    words = [one.label for group in (page.selectbox, page.button, page.text_input, page.radio) for one in group]
    words += [one.value for one in page.caption]
    latin = {word for text in words for word in re.findall(r"[A-Za-z]{2,}", text)}
    assert latin <= {"English", "EPSG", "CGCS", "split", "zip", "gpkg", "DXF", "TXT", "GBK", "Shapefile"}


def test_files_can_be_taken_away(looked):
    page = looked(read("shapefile"))
    box(page, "转换为").set_value(".geojson").run()
    button(page, "转换").click().run()
    assert not page.exception
    desk = page.session_state["yitu_desks"][MADE]
    made = json.loads(desk.made["converted", ".geojson"])
    assert len(made["features"]) == 3
    assert made["features"][0]["properties"]["名称"] == "样例公园甲"


def test_every_format_offered_can_be_written(looked):
    page = looked(read("shapefile"))
    for suffix in box(page, "转换为").options:
        box(page, "转换为").set_value(suffix).run()
        button(page, "转换").click().run()
        assert not page.exception
        assert not page.error, suffix
        assert len(page.session_state["yitu_desks"][MADE].made["converted", suffix]) > 100


def test_rows_set_aside_can_be_taken_away(looked):
    ring = [[118.05, 36.83], [118.051, 36.83], [118.051, 36.831], [118.05, 36.83]]
    features = [
        {"type": "Feature", "properties": {"name": "好"}, "geometry": {"type": "Polygon", "coordinates": [ring]}},
        {"type": "Feature", "properties": {"name": "=坏"}, "geometry": None},
    ]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    page = looked(laid("a.geojson", content))
    assert not page.exception
    desk = page.session_state["yitu_desks"][MADE]
    assert desk.intake.rows["in"] == 2
    if desk.intake.rows["quarantined"]:
        made = next(value for key, value in desk.made.items() if key[0] == "aside")
        assert b"_reason" in made


def test_a_district_that_cannot_be_read_offers_the_way_back(opened, workspace):
    page = opened(read("shapefile"))
    before = state_of(workspace)
    button(page, "放进本区").click().run()
    (workspace / MADE / "parks.gpkg").write_bytes(b"no layer")
    stuck = opened(page="coverage")
    assert stuck.error
    assert any("撤销导入" in one.value for one in stuck.warning)
    button(stuck, "撤销导入").click().run()
    assert not stuck.error
    assert state_of(workspace) == before
