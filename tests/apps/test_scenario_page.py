"""The scenario page on the toy district read from files: edits change the figures, and every step can be undone."""

from __future__ import annotations

import pytest
import shapely
from streamlit.testing.v1 import AppTest

from apps import engine, trying
from apps.shapes import DrawnShape
from gis.errors import DefinitionError
from gis.scenario import Edit
from gis.views.scenario import scenario_geojson
from tests import toy
from tests.apps import test_pages
from tests.apps.conftest import APPS
from tests.gis.assessment.toy_folder import write_toy

CLASS_UP = 'class="up"'
PARK = Edit("park", toy.strip(4900, -60, 5000, 0))


@pytest.fixture(name="workspace", scope="module")
def _workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("scenario")
    write_toy(folder / "toy")
    engine.set_workspace(folder)
    yield folder
    engine.set_workspace(None)


@pytest.fixture(name="page")
def _page(workspace):  # noqa: ARG001
    page = AppTest.from_file(str(APPS / "pages" / "scenario.py"), default_timeout=120)
    page.query_params["district"] = "toy"
    page.query_params["goal"] = "green.radius"
    return page.run()


def shown(page):
    """The HTML of the page, the quotes of the clickable tables unescaped."""
    return test_pages.shown(page).replace("\\", "")


def button(page, text):
    return next(one for one in page.button if one.label == text)


def put_in(page, text):
    """Type coordinates and place them."""
    page.text_area(key="yitu_typed").set_value(text)
    return button(page, "放置").click().run()


def corners(shape):
    return "\n".join(f"{x} {y}" for x, y in shapely.get_coordinates(shape)[:-1])


def test_without_edits_it_shows_how_things_stand(page):
    assert not page.exception
    assert not page.error
    assert "还没有改动" in " ".join(text.value for text in page.caption)
    assert "58.5 %" in shown(page)
    assert button(page, "撤销").disabled
    assert button(page, "清空").disabled


def test_an_edit_changes_every_zone_and_can_be_undone(page):
    put_in(page, corners(PARK.geometry))
    assert "方案:1 处改动" in " ".join(text.value for text in page.caption)
    assert CLASS_UP in shown(page)
    assert any("新公园 0.60 公顷" in text.value for text in page.text)
    button(page, "撤销").click().run()
    assert CLASS_UP not in shown(page)
    button(page, "重做").click().run()
    assert CLASS_UP in shown(page)
    page.button(key="yitu_drop_0").click().run()
    assert not page.text
    button(page, "撤销").click().run()
    button(page, "清空").click().run()
    assert "还没有改动" in " ".join(text.value for text in page.caption)


def test_the_figures_are_those_of_the_engine(page):
    put_in(page, corners(PARK.geometry))
    found = trying.outcome("toy", "green.radius", (PARK,)).after.of("green_radius").value
    assert f"<b>{found * 100:.1f} %</b>" in shown(page)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("一二 三", "第 1 行"),
        ("500000 4077000\n1 2 3", "第 2 行"),
        ("4077000 500000", "公里"),
        ("nan nan", "公里"),
    ],
)
def test_wrong_coordinates_are_told(page, text, told):
    put_in(page, text)
    assert told in page.error[0].value
    assert not page.exception


def test_a_point_far_from_any_park_is_no_gate(page):
    put_in(page, "500000 4078500")
    assert "没有公园" in page.toast[0].value
    assert "还没有改动" in " ".join(text.value for text in page.caption)


def test_a_park_can_be_taken_out(page):
    box = next(one for one in page.selectbox if one.label == "取消一处")
    box.set_value(min(toy.parks().index)).run()
    button(page, "取消").click().run()
    assert any("取消" in text.value for text in page.text)
    assert 'class="down"' in shown(page)


def test_suggestions_can_be_put_in(page):
    button(page, "找最有用的补法").click().run()
    add = [one for one in page.button if one.label == "加入"]
    assert add
    add[0].click().run()
    assert 'class="up"' in shown(page)
    assert button(page, "加入").disabled


def test_another_goal_keeps_the_edits(page):
    put_in(page, corners(PARK.geometry))
    page.selectbox(key="yitu_pick_goal").set_value("toy.fitness").run()
    assert any("新公园" in text.value for text in page.text)
    assert any("不是本目标的类别" in text.value for text in page.caption)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_it_speaks_both_languages(workspace, lang):  # noqa: ARG001
    page = AppTest.from_file(str(APPS / "pages" / "scenario.py"), default_timeout=120)
    page.query_params["district"], page.query_params["lang"] = "toy", lang
    page.run()
    assert not page.exception
    assert {"zh": "撤销", "en": "Undo"}[lang] in {one.label for one in page.button}


# --- the notebook ---------------------------------------------------------------------------------------------------


def test_what_was_undone_is_gone_once_something_new_is_kept():
    book = trying.Notebook()
    book.add(PARK)
    book.step(-1)
    assert book.edits == ()
    book.add(Edit("remove", of="p"))
    book.step(1)
    assert [edit.kind for edit in book.edits] == ["remove"]
    book.step(-5)
    assert book.edits == ()


def test_the_oldest_steps_leave():
    book = trying.Notebook()
    for _ in range(150):
        book.add(PARK)
    assert len(book.states) == 100
    assert len(book.edits) == 150


def test_what_a_drawing_means(workspace):  # noqa: ARG001
    district = engine.district("toy")
    assert trying.as_edit(DrawnShape("area", PARK.geometry), district, point_is="gate") == PARK
    line = toy.line((0, 0), (50, 0))
    assert trying.as_edit(DrawnShape("line", line), district, point_is="gate").kind == "link"
    point = toy.at(1050, 60)
    gate = trying.as_edit(DrawnShape("point", point), district, point_is="gate")
    assert gate.of == trying.nearest_park(district, point) != ""
    shop = trying.as_edit(DrawnShape("point", point), district, point_is="outdoor_fitness")
    assert (shop.kind, shop.facility) == ("facility", "outdoor_fitness")
    with pytest.raises(DefinitionError):
        trying.as_edit(DrawnShape("line", toy.line((0, 0), (3000, 0))), district, point_is="gate")


def test_a_park_on_homes_says_how_much(workspace):  # noqa: ARG001
    home = toy.land().geometry.iloc[0]
    assert trying.homes_under("toy", Edit("park", home)) == pytest.approx(home.area)
    assert trying.homes_under("toy", PARK) == pytest.approx(toy.land().geometry.intersection(PARK.geometry).area.sum())


def test_the_exported_scenario_measures_the_same(workspace):  # noqa: ARG001
    from gis.read.scenario import parse_scenario

    text = scenario_geojson((PARK,), crs=toy.CRS, district="toy")
    again = parse_scenario(text, crs=engine.district("toy").crs, district="toy")
    first, second = (trying.outcome("toy", "green.radius", edits).after for edits in ((PARK,), again))
    assert [one.value for one in first.results] == pytest.approx([one.value for one in second.results], abs=1e-6)


# --- who walks ------------------------------------------------------------------------------------------------------


def test_a_walker_changes_the_walk_and_says_so(workspace):  # noqa: ARG001
    page = AppTest.from_file(str(APPS / "pages" / "coverage.py"), default_timeout=120)
    page.query_params["district"], page.query_params["goal"] = "toy", "green.radius"
    page.query_params["method"] = "walk"
    page.run()
    before = shown(page)
    box = next(one for one in page.selectbox if one.label == "谁在走")
    assert box.options[0].startswith("按标准")
    box.set_value("elderly").run()
    assert not page.exception
    assert any("老年人" in one.value for one in page.info)
    assert shown(page) != before
    next(one for one in page.selectbox if one.label == "谁在走").set_value("").run()
    assert shown(page) == before
