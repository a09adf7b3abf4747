"""Coordinate TXT files read: every dialect, every fault with its line, and the laws that hold for any bytes."""

import time
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis.read.intake.formats.txt import TOLD_LIMIT, read
from gis.read.intake.messages import Level, Notes, Status, status_of, wordings
from gis.read.intake.model import ReadOptions, RefusedError, Source
from gis.read.intake.topology import check_topology
from tests.gis.read.intake.making_txt import (
    ASIDE,
    CASES,
    DIALECTS,
    EXAMPLE,
    ODD,
    SPOILT,
    encoded,
    folded,
    head,
    headed,
    lines_and_points,
    many,
    moved,
    nested,
    plot,
    ring_lines,
    square,
    two_zones,
    whole,
    xian,
)
from tests.gis.read.intake.reading_txt import read_bytes, told

LARGE = {"txt_many_rings", "txt_only_heads", "txt_many_points"}


def test_the_example_of_the_form(tmp_path: Path) -> None:
    (layer,), notes = read_bytes(encoded(EXAMPLE.splitlines()), tmp_path)
    assert status_of(notes.messages) is Status.ACCEPTED
    assert layer.crs == "EPSG:4527"
    assert layer.rows.tolist() == [10, 21]
    assert layer.table.column("地块名称").to_pylist() == ["地块一", "地块二"]
    assert layer.table.column("地块面积").to_pylist() == [0.96, 0.2]
    assert layer.table.column("面积单位").to_pylist() == ["公顷", "公顷"]
    assert layer.table.column("地块用途").to_pylist() == ["工业用地", "道路用地"]
    assert layer.table.column("界址点数").to_pylist() == [10, 5]
    first, second = layer.geometry
    assert first.area == 9_600.0
    assert len(first.interiors) == 1
    assert first.bounds == (39_508_900.0, 4_057_600.0, 39_509_000.0, 4_057_700.0)
    assert second.bounds == (39_509_100.0, 4_057_660.0, 39_509_150.0, 4_057_700.0)


@pytest.mark.parametrize("name", DIALECTS)
def test_every_dialect_is_read_without_a_question(name: str, tmp_path: Path) -> None:
    layers, notes = read_bytes(DIALECTS[name], tmp_path)
    assert status_of(notes.messages) is Status.ACCEPTED, [message.text() for message in notes.messages]
    assert all(layer.crs and not layer.quarantined for layer in layers)
    assert shapely.is_valid(np.concatenate([layer.geometry for layer in layers])).all()


@pytest.mark.parametrize(
    ("name", "crs"),
    [("example", "EPSG:4527"), ("no_prefix", "EPSG:4548"), ("six_degrees", "EPSG:4498"), ("utf16", "EPSG:4527")],
)
def test_the_system_is_the_stated_one(name: str, crs: str, tmp_path: Path) -> None:
    (layer,), _ = read_bytes(DIALECTS[name], tmp_path)
    assert layer.crs == crs


@pytest.mark.parametrize("name", SPOILT)
def test_a_bad_plot_is_set_aside_with_its_line_and_the_others_are_read(name: str, tmp_path: Path) -> None:
    content, code, line = SPOILT[name]
    layers, notes = read_bytes(content, tmp_path)
    assert told(notes, code) == [f"坐标.txt:{line}"]
    aside = [one for layer in layers for one in layer.quarantined]
    assert [one.code for one in aside] == [code]
    assert aside[0].facts["line"] == line
    assert aside[0].name
    assert sum(len(layer.table) for layer in layers) >= 1
    message = next(message for message in notes.messages if message.code == code)
    assert f"{line}" in message.text()
    assert message.remedy()
    assert message.remedy("en")


@pytest.mark.parametrize("name", ODD)
def test_what_is_odd_is_told_with_its_line(name: str, tmp_path: Path) -> None:
    content, code, line = ODD[name]
    layers, notes = read_bytes(content, tmp_path)
    assert f"坐标.txt:{line}" in told(notes, code)
    assert not any(layer.quarantined for layer in layers)


@pytest.mark.parametrize("case", [case for case in CASES if case[0] not in LARGE], ids=lambda case: case[0])
def test_rows_of_the_file_are_rows_of_the_layers_and_rows_aside(case: tuple, tmp_path: Path) -> None:
    _, maker, _, _ = case
    path, notes = maker(tmp_path), Notes()
    before = path.read_bytes()
    try:
        layers = read(Source(path, path.name), ReadOptions(), notes)
    except RefusedError:
        assert notes.refused
        return
    text = before.decode("utf-16" if before[:2] == b"\xff\xfe" else "gb18030", "replace")
    heads = sum(line.rstrip(" ,").endswith(("@", "＠")) for line in text.splitlines())
    rows = sum(len(layer.table) + len(layer.quarantined) for layer in layers)
    assert rows >= heads
    assert all(len(layer.table) == len(layer.geometry) == len(layer.rows) for layer in layers)
    assert path.read_bytes() == before


def test_there_are_enough_cases() -> None:
    assert len(CASES) >= 100
    assert len(ASIDE) + len(ODD) >= 60
    assert len({name for name, *_ in CASES}) == len(CASES)
    assert not {code for *_, codes in CASES for code in codes} - set(wordings())


def test_holes_and_islands_by_containment(tmp_path: Path) -> None:
    for first in ((1, 5, 9), (1, 1, 1)):
        (layer,), _ = read_bytes(encoded(nested(first=first)), tmp_path)
        shape = layer.geometry[0]
        assert shape.geom_type == "MultiPolygon"
        assert shape.area == 10_000 - 400 + 100


def test_families_are_layers_of_their_own(tmp_path: Path) -> None:
    layers, _ = read_bytes(encoded(lines_and_points()), tmp_path)
    assert [layer.name for layer in layers] == ["坐标 面", "坐标 线", "坐标 点"]
    assert [layer.geometry[0].geom_type for layer in layers] == ["Polygon", "LineString", "Point"]
    assert layers[2].geometry[1].geom_type == "MultiPoint"
    assert [layer.rows.tolist() for layer in layers] == [[10], [16], [21, 23]]


def test_zones_are_layers_of_their_own(tmp_path: Path) -> None:
    layers, notes = read_bytes(encoded(two_zones()), tmp_path)
    assert [layer.crs for layer in layers] == ["EPSG:4527", "EPSG:4528"]
    assert len({layer.name for layer in layers}) == 2
    assert told(notes, "txt_zone_overruled")


def test_joined_files_keep_their_own_systems(tmp_path: Path) -> None:
    layers, _ = read_bytes(encoded(folded()), tmp_path)
    assert [layer.crs for layer in layers] == ["EPSG:4548", "EPSG:4549"]


@pytest.mark.parametrize(
    ("name", "crs"),
    [
        ("1980西安坐标系", "EPSG:2363"),
        ("80国家大地坐标系", "EPSG:2363"),
        ("1954北京坐标系", "EPSG:2415"),
        ("济南2000", ""),
    ],
)
def test_old_datums_are_stated_as_such(name: str, crs: str, tmp_path: Path) -> None:
    (layer,), _ = read_bytes(encoded(xian(name)), tmp_path)
    assert layer.crs == crs


@pytest.mark.parametrize(
    ("keys", "crs"),
    [({"带号": "39带"}, "EPSG:4548"), ({"带号": "117"}, "EPSG:4548"), ({"带号": "中央子午线117度"}, "EPSG:4548"),
     ({"带号": "20", "几度分带": "6"}, "EPSG:4509"), ({"带号": "117", "几度分带": "6度带"}, "EPSG:4509"),
     ({"几度分带": ""}, "EPSG:4548"), ({"带号": "118.5"}, ""), ({"带号": ""}, ""), ({"坐标系": ""}, ""),
     ({"几度分带": "3", "带号": "20"}, "")],
)  # fmt: skip
def test_the_belt_without_prefix(keys: dict[str, str], crs: str, tmp_path: Path) -> None:
    own = headed(**keys)
    at = own.index("[地块坐标]")
    (layer,), _ = read_bytes(encoded([*own[: at + 1], *moved(east=-39e6)[9:]]), tmp_path)
    assert layer.crs == crs


def test_swapped_columns_give_the_same_place(tmp_path: Path) -> None:
    (straight,), _ = read_bytes(encoded(whole(plot(1), plot(2))), tmp_path)
    for name in ("swapped", "some_swapped"):
        (crossed,), _ = read_bytes(ODD[name][0], tmp_path)
        assert shapely.equals_exact(straight.geometry, crossed.geometry).all()


def test_degrees_lie_where_they_lie_in_either_order(tmp_path: Path) -> None:
    one, two = (read_bytes(ODD[name][0], tmp_path)[0][0] for name in ("lon_lat", "lat_lon"))
    assert shapely.equals_exact(one.geometry, two.geometry).all()
    assert one.geometry[0].bounds == (117.10, 36.64, 117.11, 36.65)
    assert one.facts["degrees"]
    assert len(one.table) == 2


def test_degrees_under_a_header_have_its_datum(tmp_path: Path) -> None:
    corners = [(36.6, 117.1), (36.6, 117.2), (36.5, 117.2)]
    content = encoded(["[属性描述]", "坐标系=2000国家大地坐标系", "[地块坐标]", head(area=""), *ring_lines(corners)])
    (layer,), _ = read_bytes(content, tmp_path)
    assert layer.crs == "EPSG:4490"


def test_the_area_in_degrees_is_checked_too(tmp_path: Path) -> None:
    corners = [(36.65, 117.10), (36.65, 117.11), (36.64, 117.11), (36.64, 117.10)]
    for area, expected in (("99.24", 0), ("105.5", 1)):
        content = encoded(["[地块坐标]", head(area=area), *ring_lines(corners, form="J{n},{ring},{x:.9f},{y:.9f}")])
        _, notes = read_bytes(content, tmp_path)
        assert len(told(notes, "txt_area_differs")) == expected


def test_overlapping_plots_are_found_with_their_lines(tmp_path: Path) -> None:
    plots = [[head(k + 1), *ring_lines([(x, y + 50 * k) for x, y in square()])] for k in (0, 1)]
    (layer,), _ = read_bytes(encoded(whole(*plots)), tmp_path)
    found = check_topology(layer.geometry, tolerance_m=0.01)
    assert layer.rows[found.overlap_pairs].tolist() in ([[10, 16]], [[16, 10]])
    assert found.overlap_m2.tolist() == pytest.approx([5_000.0])


def test_of_one_code_a_dozen_messages_and_a_count(tmp_path: Path) -> None:
    plots = [[head(k + 1, count=9), *ring_lines(square(k))] for k in range(100)]
    _, notes = read_bytes(encoded(whole(*plots)), tmp_path)
    assert len(told(notes, "txt_count_differs")) == TOLD_LIMIT
    rest = next(message for message in notes.messages if message.code == "txt_more_alike")
    assert rest.facts["count"] == 100 - TOLD_LIMIT


def test_junk_is_counted_beyond_what_is_kept(tmp_path: Path) -> None:
    _, notes = read_bytes(encoded([*whole(plot(1)), *["%%"] * 5_000]), tmp_path)
    rest = next(message for message in notes.messages if message.code == "txt_more_alike")
    assert rest.facts["count"] == 5_000 - TOLD_LIMIT


@pytest.mark.parametrize("code", [code for code in wordings() if code.startswith("txt_")])
def test_words_of_every_message(code: str) -> None:
    words = wordings()[code]
    assert not any("a" <= letter <= "z" for letter in words.text["zh"].split("{")[0])
    assert "�" in words.text["en"] or words.text["en"].isascii() or "公顷" not in words.text["en"]
    if words.level is not Level.NOTE:
        assert words.remedy["zh"]
        assert words.remedy["en"]


def test_encoding_as_stated_by_the_user(tmp_path: Path) -> None:
    content = encoded(whole(plot(1)), encoding="utf-8")
    (layer,), _ = read_bytes(content, tmp_path, encoding="UTF-8")
    assert layer.table.column("地块名称").to_pylist() == ["地块1"]


def test_three_hundred_thousand_points_take_seconds(tmp_path: Path) -> None:
    content = encoded(many(300_000))
    began = time.process_time()
    (layer,), _ = read_bytes(content, tmp_path)
    taken = time.process_time() - began
    assert int(shapely.get_num_coordinates(layer.geometry).sum()) == 300_300
    pace = time.process_time()
    sum(range(5_000_000))
    assert taken < 8 + 60 * (time.process_time() - pace)


def test_the_text_of_the_file_is_kept_whole_for_any_change(tmp_path: Path) -> None:
    """Bytes changed, cut and doubled at random: a layer or a refusal, every plot accounted for, nothing else."""
    base = encoded(EXAMPLE.splitlines())

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(
        st.lists(st.tuples(st.integers(0, len(base) - 1), st.sampled_from(list(b",@=[]J19.\r\n\x00 -e\xff")))),
        st.data(),
    )
    def mutated(changes: list[tuple[int, int]], data: st.DataObject) -> None:
        content = bytearray(base)
        for at, byte in changes[:12]:
            content[at] = byte
        cut = data.draw(st.integers(0, len(content)))
        try:
            layers, notes = read_bytes(bytes(content[:cut]), tmp_path)
        except RefusedError:
            return
        assert all(layer.quarantined == [] for layer in layers[1:])
        assert sum(len(layer.table) for layer in layers) > 0
        for one in layers[0].quarantined:
            assert told(notes, one.code) or told(notes, "txt_more_alike")

    mutated()
