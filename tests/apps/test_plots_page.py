"""The page 用地 on a toy district on disk: own plots, files for each role, grades, thresholds, the card."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from apps import engine, plotting
from apps.bringing import Desk, Sent
from tests.apps import making_imports, test_pages
from tests.apps import making_plots as making
from tests.apps.conftest import APPS
from tests.gis.assessment.toy_folder import write_toy

MADE = "toy"


@pytest.fixture(name="workspace", scope="module")
def _workspace(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plots")
    write_toy(folder / MADE)
    return folder


@pytest.fixture(name="files", scope="module")
def _files(tmp_path_factory):
    """The plots and the firms: the same bytes for every test, so that their desk is made once."""
    folder = tmp_path_factory.mktemp("files")
    return {"plots": making.shapefile(folder), "firms": making.firms(folder)}


@pytest.fixture(name="opened")
def _opened(workspace):
    engine.set_workspace(workspace)

    def page(lang="zh", plot="", **paths):
        shown = AppTest.from_file(str(APPS / "pages" / "plots.py"), default_timeout=120)
        shown.query_params["district"], shown.query_params["lang"] = MADE, lang
        desks = {f"{MADE}/{role}": laid(path) for role, path in paths.items()}
        shown.session_state["yitu_desks"] = desks
        if plot:
            shown.session_state[f"yitu_plot_{MADE}"] = plot
        return shown.run()

    yield page
    engine.set_workspace(None)


def laid(path):
    on = Desk()
    on.take([Sent(path.name, path.read_bytes())])
    return on


def texts(page):
    """Captions, infos and Markdown as one text."""
    told = "\n".join(one.value for one in (*page.caption, *page.info, *page.markdown))
    return told.replace("\\", "")  # signs of Markdown are written as they are


def facts(page):
    """Everything ours on the page, tags taken out."""
    return re.sub(r"<[^>]+>", " ", test_pages.shown(page))


def register(page):
    """The table of plots."""
    return page.dataframe[0].value


def role(page, name):
    return page.button_group(key="yitu_plots_role").set_value(name).run()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_district_s_own_plots_are_measured(opened, lang):
    page = opened(lang)
    assert not page.exception
    assert not page.error
    own = engine.district(MADE).layers["plots"].frame
    assert re.search(rf"\b{len(own)} · ", facts(page))
    assert {"zh": "正在看本区自己的地块", "en": "the district's own plots"}[lang] in texts(page)


def test_a_chinese_page_says_nothing_in_english(opened, files):
    page = opened(**files)
    words = [one.label for group in (page.selectbox, page.button, page.text_input, page.number_input) for one in group]
    words += [option for one in page.selectbox for option in one.options]
    words += [one.value for one in (*page.caption, *page.info, *page.markdown)]
    latin = {word for text in words for word in re.findall(r"[A-Za-z]{2,}", text)}
    assert latin <= {"OpenStreetMap", "east", "west"}  # the toy's zones have no other name


def test_firms_and_a_scheme_grade_the_plots(opened, files):
    page = opened(plots=files["plots"])
    assert not page.exception
    assert not [one for one in page.selectbox if one.key == "yitu_plots_scheme"]
    page.selectbox(key="yitu_plots_colour").set_value("grade").run()
    assert "拖入企业表" in texts(page)
    page = opened(**files)
    assert "等级" not in "".join(register(page).columns)
    page.selectbox(key="yitu_plots_scheme").set_value("anhui_city").run()
    assert not page.exception
    assert "A 1 · B 3 · C 1 · D 1" in facts(page)
    # ranks 1 to 6 of 6: a sixth is within 25 %, four sixths within 70 %, five sixths within 95 %
    assert register(page)["grade"].tolist() == ["A", "B", "B", "B", "C", "D"]


def test_figures_by_paper(opened, files):
    rows = register(opened(plots=files["plots"]))
    assert rows.index.tolist() == [f"DK{at}" for at in range(1, 7)]
    assert rows["far"].tolist() == pytest.approx([2.0, 1.5, 1.0, 0.5, 0.25, 0.1])  # floor area ÷ 6,000 m²
    assert rows["tax_per_mu"].tolist() == pytest.approx([tax / 9.0 for tax in making.TAXES])
    assert rows["area_planar_m2"].tolist() == pytest.approx([0.6] * 6)  # in hectares


def test_a_file_stays_on_the_desk_while_another_role_is_in_view(opened, files):
    page = opened(plots=files["plots"])
    role(page, "firms")
    assert len(register(page)) == 6
    role(page, "plots")
    assert len(register(page)) == 6
    assert "地块.zip" in facts(page)
    next(one for one in page.button if one.label == "换一份文件").click().run()
    assert "正在看本区自己的地块" in texts(page)


def test_a_file_of_a_role_out_of_view_is_read_too(opened, files, tmp_path):
    page = opened(controls=making.controls(tmp_path), plots=files["plots"])
    assert all(desk.usable for desk in page.session_state["yitu_desks"].values() if desk.files)
    assert register(page)["restrictions"].tolist() == ["管线保护", "管线保护", "", "", "", ""]


def test_the_plot_in_hand_is_on_top_and_has_its_card(opened, files):
    page = opened(plots=files["plots"], plot="DK4")
    assert register(page).index.tolist()[:2] == ["DK4", "DK1"]
    assert "地块 DK4 的卡片" in texts(page)
    assert "地块信息卡" in str(page.get("iframe")[0].proto)
    page.text_input(key="yitu_plots_text").set_value("甲公司").run()
    assert register(page).index.tolist() == ["DK4", "DK1"]
    assert "1 / 6 个地块" in texts(page)


def test_filters_that_leave_nothing_say_so(opened, files):
    page = opened(plots=files["plots"])
    page.selectbox(key="yitu_plots_only").set_value("idle").run()
    page.text_input(key="yitu_plots_text").set_value("没有这样的").run()
    assert not page.exception
    assert "没有符合筛选的地块" in texts(page)


def test_a_plot_of_other_files_is_no_longer_in_hand(opened, files):
    page = opened(plots=files["plots"], plot="nobody")
    assert not page.exception
    assert "点图上的地块" in texts(page)


def test_a_threshold_moved_by_hand(opened, files):
    page = opened(plots=files["plots"])
    page.selectbox(key="yitu_plots_tested").set_value("far").run()
    page.slider[0].set_value(0.75).run()
    # below: 0.5, 0.25, 0.1; they lack (0.25 + 0.5 + 0.65) × 6,000 = 8,400 m²; 18,000 − 5,100 ÷ 0.75 = 11,200 m² is free
    assert "3 个地块低于 0.75,占可算的 50.0%;用地 1.80 公顷" in texts(page)
    assert "可增建筑面积 0.84 万平方米" in texts(page)
    assert "腾出用地 1.12 公顷" in texts(page)
    page.selectbox(key="yitu_plots_tested").set_value("green_ratio").run()
    assert not page.exception
    assert "没有一个地块有此数" in texts(page)


def test_low_efficiency_by_the_user_s_own_thresholds(opened, files):
    page = opened(plots=files["plots"])
    assert "列入低效 0 个地块" in texts(page)
    page.number_input(key="yitu_plots_rule_far").set_value(0.3).run()
    assert not page.exception
    assert "列入低效 1 个地块,用地 0.60 公顷" in texts(page)  # DK6; DK5 is vacant, not low
    rows = register(page)
    assert rows["low"].tolist()[5] == "是"
    # the mean over the plots of industry is 243 ÷ 54 = 4.5; DK4 has 3.3, DK6 has 0.3
    page.number_input(key="yitu_plots_rule_tax").set_value(80.0).run()
    assert "列入低效 2 个地块" in texts(page)
    page.selectbox(key="yitu_plots_only").set_value("low").run()
    assert register(page).index.tolist() == ["DK4", "DK6"]


def test_colours_of_every_sort_can_be_chosen(opened, files):
    page = opened(plots=files["plots"])
    for name in ("tax_per_mu", "low", "land_use", "green_ratio"):
        assert name in plotting.COLOURS
        page.selectbox(key="yitu_plots_colour").set_value(name).run()
        assert not page.exception, name


def test_every_list_can_be_seen(opened, files, tmp_path):
    page = opened(plots=files["plots"], controls=making.controls(tmp_path))
    assert "指标对照" in page.selectbox(key="yitu_plots_list").options
    for name in ("sheet", "overlaps", "basis"):
        page.selectbox(key="yitu_plots_list").set_value(name).run()
        assert not page.exception, name


def test_an_earlier_year_gives_the_change(opened, files, tmp_path):
    page = opened(plots=files["plots"])
    assert "没有往年用地" in texts(page)
    page = opened(plots=files["plots"], before=making.before(tmp_path))
    assert not page.exception
    assert "没有往年用地" not in texts(page)
    # plots of 6,000 m² = 0.60 ha = 9 mu: two were cropland, two industry, the last two lay outside
    assert "转为建设用地 1.20 公顷 (18.00 亩),由建设用地转出 0.00 公顷" in texts(page)
    converted, matrix = change_of(page)
    assert converted.loc["转为建设用地"].tolist() == [1.2, 18.0]
    assert converted.loc["合计"].tolist() == [3.6, 54.0]
    assert matrix["1001 工矿用地"].to_dict() == {"0101 耕地": 1.2, "1001 工矿用地": 1.2, "区外": 1.2, "合计": 3.6}
    page.button_group(key="yitu_plots_change_unit").set_value("mu").run()
    assert change_of(page)[1].loc["合计", "合计"] == 54.0
    assert "用地转移" in page.selectbox(key="yitu_plots_list").options


def change_of(page):
    """The conversion and the matrix of the tab of the change."""
    return [one.value for one in page.dataframe if "合计" in one.value.index]


def test_zones_stand_by_name(opened):
    names = {zone.name for zone in engine.district(MADE).zones}
    told = {name for text in register(opened())["zones"] for name in text.split("、") if name}
    assert told
    assert told <= names


def test_a_file_without_a_system_asks(opened, tmp_path):
    page = opened(plots=making.shapefile(tmp_path, prj=False))
    assert not page.exception
    assert "需要回答" in facts(page)
    assert any("EPSG" in option for one in page.radio for option in one.options)


@pytest.mark.parametrize("make", [making.empty, making_imports.disguised], ids=["empty", "disguised"])
def test_a_file_that_is_refused_says_why_and_the_own_plots_stand(opened, tmp_path, make):
    page = opened(plots=make(tmp_path))
    assert not page.exception
    assert "拒收" in facts(page)
    assert "下面仍是本区自己的地块" in texts(page)


def test_points_are_no_plots(opened, tmp_path):
    page = opened(plots=making_imports.named_hostile(tmp_path))
    assert not page.exception
    assert "没有面状的地块" in page.error[0].value
    assert "{{" not in page.error[0].value
