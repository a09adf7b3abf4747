"""A read as text and as cards: status in words and shape, counts, messages by gravity, texts of files encoded."""

import html
import re

import pytest

from gis.views.read_report import MARKS, crs_title, messages_html, read_report, row_counts, status_html

HOSTILE = "**粗** $x$ :smile: {{1+1}} <img src=x> & `码`"
ROWS = {"in": 1_203, "accepted": 1_200, "repaired": 2, "quarantined": 1}


def message(level, text="甲", where="", remedy=""):
    return {"code": "x", "level": level, "text": text, "where": where, "remedy": remedy}


def report(status="accepted", *, name="公园.zip", messages=(), layers=None):
    layer = {
        "kind": "vector", "name": "公园", "crs": "EPSG:4548", "rows": ROWS, "families": {"area": 1_201, "point": 2},
        "fields": [{"name": "MC", "title": "名称"}, {"name": "x", "title": ""}],
    }  # fmt: skip
    return {
        "status": status, "file": name, "format_title": "Shapefile", "layers": [layer] if layers is None else layers,
        "messages": list(messages),
    }  # fmt: skip


def plain(card):
    return html.unescape(re.sub(r"<[^>]*>", "", card))


@pytest.mark.parametrize(
    ("status", "lang", "text"),
    [
        ("accepted", "zh", "● 已接收"), ("attention", "zh", "▲ 已接收,有事项待看"), ("question", "zh", "? 需要回答"),
        ("refused", "zh", "■ 拒收"), ("accepted", "en", "● accepted"), ("refused", "en", "■ refused"),
    ],
)  # fmt: skip
def test_the_status_is_a_word_and_a_shape(status, lang, text):
    card = status_html(report(status), lang)
    assert text in plain(card)
    assert f"yitu-read-{status}" in card


def test_a_layer_tells_its_counts_shapes_and_system():
    text = plain(status_html(report()))
    for part in ("公园.zip", "Shapefile", "1,203 行:接收 1,200,修复 2,隔离 1", "面 1,201", "点 2", "EPSG:4548"):
        assert part in text


def test_a_grid_tells_its_size():
    grid = {"kind": "raster", "name": "高程", "crs": "", "rows": ROWS, "shape": [1, 2_000, 300], "fields": []}
    text = plain(status_html(report(layers=[grid])))
    assert "栅格 2,000 行 × 300 列,1 个波段" in text
    assert "坐标系未定" in text


def test_messages_stand_by_gravity_each_with_its_remedy():
    told = [
        message("note", "小"),
        message("refusal", "大", "公园.shp", "请重发"),
        message("attention"),
        message("question"),
    ]
    card = messages_html(report(messages=told))
    assert re.findall(r'class="yitu-(note|attention|question|refusal)"', card) == [
        "refusal", "question", "attention", "note",
    ]  # fmt: skip
    assert "公园.shp" in plain(card)
    assert "→ 请重发" in plain(card)
    assert all(mark in plain(card) for mark in MARKS.values())


def test_without_messages_there_is_no_list():
    assert messages_html(report()) == ""


def test_texts_of_files_are_encoded():
    layers = [{"kind": "vector", "name": HOSTILE, "crs": "EPSG:4490", "rows": ROWS, "families": {}, "fields": []}]
    whole = report(name=HOSTILE, layers=layers, messages=[message("note", HOSTILE, HOSTILE, HOSTILE)])
    for card in (status_html(whole), messages_html(whole)):
        assert HOSTILE in plain(card)
        assert not re.search(r"[{}$`]|<img", card)


def test_the_report_in_lines_names_fields_and_messages():
    lines = read_report(report(messages=[message("attention", "乙", "公园", "请看")])).splitlines()
    assert lines[0] == "公园.zip · Shapefile · 已接收"
    assert "MC(名称)、x" in "\n".join(lines)
    assert lines[-2:] == ["  ▲ [公园] 乙", "      → 请看"]


def test_many_fields_are_counted():
    layer = {**report()["layers"][0], "fields": [{"name": f"f{at}", "title": ""} for at in range(20)]}
    assert "+8" in read_report(report(layers=[layer]))


def test_a_system_is_named_in_planners_words():
    assert crs_title("") == "坐标系未定"
    assert crs_title("EPSG:4548") == "CGCS2000 3度带第39带(117°E),无带号前缀 EPSG:4548"
    assert crs_title("OGC:CRS84").endswith("OGC:CRS84")
    assert row_counts(ROWS, "en") == "1,203 rows: 1,200 accepted, 2 repaired, 1 set aside"


@pytest.mark.parametrize(
    ("lang", "remedy", "shown"),
    [
        ("zh", "请用 --crs 指明,例如 --crs EPSG:4548", "请用 “坐标系” 指明,例如 “坐标系” EPSG:4548"),
        ("zh", "请用 --column lon=列名", "请用 “坐标列” lon=列名"),
        ("en", "state it with --encoding", 'state it with "Encoding of texts"'),
        ("zh", "用 --datum 给出七参数", "用 --datum 给出七参数"),
    ],
)
def test_the_page_names_its_own_fields_and_not_options(lang, remedy, shown):
    card = messages_html(report(messages=[message("question", remedy=remedy)]), lang)
    assert shown in plain(card)
    assert remedy in read_report(report(messages=[message("question", remedy=remedy)]), lang)
