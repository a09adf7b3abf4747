"""The page 项目审查 on the toy district: typed coordinates, facts, rules off, review, rulings, undo."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from apps import engine, review_sample, reviewing
from apps.review_book import Entered
from gis.assessment.review import review_inputs
from gis.errors import DefinitionError
from gis.read.projects import drawn_project
from gis.read.rule_packs import shipped_packs
from gis.review.model import Outcome
from gis.views.review_sheet.wording import standing_rows
from tests.gis.views.toy import square, toy_district

FARMLAND = "general:line.farmland"


@pytest.fixture
def workspace(tmp_path, monkeypatch):
    monkeypatch.setitem(engine._WORKSPACE, "folder", tmp_path)
    return tmp_path


def made(off=frozenset()):
    """A review of a square in the toy district by the general rules."""
    district = toy_district()
    project = drawn_project([square(500, 500, 200)], crs=district.crs.to_string(), facts={"name": "甲厂"})
    inputs = review_inputs(project, None)
    return reviewing.reviewed("key", inputs, shipped_packs("toy"), off=off)


def corners():
    """A square of 100 m in the middle of the toy district, X north and Y east."""
    box = toy_district().zones[0].geometry.representative_point()
    east, north = box.x, box.y
    return "\n".join(f"{north + dy:.3f} {east + dx:.3f}" for dx, dy in ((0, 0), (100, 0), (100, 100), (0, 100)))


def texts(page):
    return " ".join([one.value for one in page.text] + [one.value for one in page.caption])


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_empty_page_says_what_to_bring(open_page, lang):
    page = open_page("review", lang=lang)
    assert not page.exception
    assert not page.error
    assert ("拖入项目范围" if lang == "zh" else "Drop the outline") in texts(page)
    assert page.button(key="yitu_review_sample").label


def test_typed_corners_become_a_part_and_can_be_undone(open_page):
    page = open_page("review")
    page.text_area(key="yitu_review_typed").set_value(corners())
    page.button(key="yitu_review_typed_go").click().run()
    assert not page.exception
    assert not page.error
    assert "地块 1 · 1.00 公顷" in texts(page)
    page.button(key="yitu_review_undo").click().run()
    assert "地块 1" not in texts(page)
    page.button(key="yitu_review_redo").click().run()
    assert "地块 1 · 1.00 公顷" in texts(page)
    page.button(key="yitu_review_drop_0").click().run()
    assert "地块 1" not in texts(page)


def test_amounts_are_asked_for_in_the_unit_they_are_kept_in(open_page):
    labels = [one.label for one in open_page("review").text_input]
    assert "总建筑面积(计容)(平方米)" in labels
    assert "固定资产投资(万元)" in labels
    assert "居住人口" in labels
    assert not any("公顷" in label or "()" in label for label in labels)


def test_bad_corners_are_told_and_nothing_is_kept(open_page):
    page = open_page("review")
    page.text_area(key="yitu_review_typed").set_value("1 2\n3")
    page.button(key="yitu_review_typed_go").click().run()
    assert any("第 2 行" in error.value for error in page.error)


def test_a_rule_is_switched_off_and_on(open_page):
    page = open_page("review")
    box = next(one for one in page.checkbox if FARMLAND in str(one.key))
    box.uncheck().run()
    assert any("1 条规则已关闭" in one.value for one in page.warning)
    page.button(key="yitu_review_undo").click().run()
    assert not page.warning
    assert next(one for one in page.checkbox if FARMLAND in str(one.key)).value is True


def test_facts_are_kept_and_a_wrong_one_is_told(open_page):
    page = open_page("review")
    page.text_area(key="yitu_review_typed").set_value(corners())
    page.button(key="yitu_review_typed_go").click().run()
    field = next(one for one in page.text_input if "fact_toy_investment_wan" in str(one.key))
    field.set_value("很多").run()
    assert page.error
    page.button(key="yitu_review_undo").click().run()
    assert not page.error


def test_a_rule_that_is_off_stands_as_not_assessed_and_in_the_settings():
    done = made(frozenset({FARMLAND}))
    found = done.review.of(FARMLAND)
    assert found.outcome is Outcome.NOT_ASSESSED
    assert "关闭" in found.text
    assert FARMLAND in dict(done.review.settings)["关闭的规则 / rules switched off"]
    assert len(done.review.findings) == len(made().review.findings)
    assert done.off == {FARMLAND}
    assert "关闭的规则 / rules switched off" not in dict(made().review.settings)


def test_rulings_are_kept_in_the_workspace_and_chained(workspace):
    done = made()
    finding = done.review.of(FARMLAND)
    reviewing.rule_on(done, finding, decision="overruled", name="王", reason="另有批文")
    reviewing.rule_on(done, finding, decision="accepted", name="李", reason="")
    log = reviewing.log_of(made())  # the same review made again has its rulings
    assert [one.name for one in log.rulings] == ["王", "李"]
    assert log.verify() == ()
    assert [row.stale for row in standing_rows(done.review, log)] == [False, False]
    file = next((workspace / "reviews").glob("*.jsonl"))
    file.write_text(file.read_text(encoding="utf-8").replace("另有批文", "无"), encoding="utf-8")
    assert reviewing.log_of(done).verify()
    with pytest.raises(DefinitionError):
        reviewing.rule_on(done, finding, decision="overruled", name="王", reason="")


def test_the_sample_meets_a_conflict_and_a_sliver():
    parts = review_sample.sample_parts(593_000.0, 4_080_000.0, "EPSG" + ":4548")
    lines = review_sample.sample_lines(593_000.0, 4_080_000.0, "EPSG" + ":4548")
    shared = [parts.geometry.intersection(line).area.sum() for line in lines.geometry]
    assert shared == pytest.approx([130.0 * 12.0, 0.04 * 160.0, 2 * 260.0 * 160.0])
    first, second = review_sample.sample_project(toy_district())
    assert first.name.endswith(".txt")
    assert second.content[:6] == b"SQLite"


def test_states_of_other_content_have_other_names():
    states = [
        Entered(), Entered(areas=(square(0, 0, 1),)), Entered(edits=(("1", square(0, 0, 1)),)), Entered(code="1"),
        Entered(off=frozenset({"a"})), Entered(ellipsoidal=True), Entered(facts=(("name", "甲"),)),
    ]  # fmt: skip
    assert len({state.key for state in states}) == len(states)


def test_industries_are_suggested():
    assert "医药制造业" in reviewing.industries()
    assert reviewing.industry_words("C2710") == "医药制造业"
    assert reviewing.industry_words("") == ""


def test_another_file_clears_what_was_stated_of_the_last():
    def swap():
        from types import SimpleNamespace

        import streamlit as st

        from apps import reviewing
        from apps.review_book import book_of

        page = SimpleNamespace(choice=SimpleNamespace(district="toy"))
        book = book_of("toy")
        book.fact("name", "甲厂")
        told = []
        for key in ("", "one", "one", "two"):
            reviewing.files_of(page, "project").key = key
            told.append(reviewing.fresh_project(page))
        book.step(-1)
        st.text(f"{told} {dict(book.now.facts)} {reviewing.edit_name(page, '7')}")

    page = AppTest.from_function(swap, default_timeout=30).run()
    assert not page.exception
    assert page.text[0].value == "[False, False, False, True] {'name': '甲厂'} two/7"
