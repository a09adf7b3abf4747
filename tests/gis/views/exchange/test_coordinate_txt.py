"""Coordinate TXT files written: the form, the dialect of a file that was read, and no line more changed than needed."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import geopandas as gpd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gis.coordinate_txt import Dialect, Section, TxtFile
from gis.crs import belt_code, declared, to_degrees, working_crs
from gis.errors import GeometryError, MissingCRSError, WorkspaceError
from gis.read.intake.model import RawLayer
from gis.views.exchange.coordinate_txt import coordinate_txt_of, write_coordinate_txt
from tests.gis.read.intake.making_txt import (
    DIALECTS,
    EXAMPLE,
    HOSTILE,
    ODD,
    SPOILT,
    encoded,
    folded,
    head,
    plot,
    ring_lines,
    square,
    whole,
    xian,
)
from tests.gis.read.intake.reading_txt import ROW, frame_of, read_bytes

FORM = encoded(EXAMPLE.splitlines())
BELT = belt_code("cgcs2000", 3, 39, prefixed=True)


def read(content: bytes, folder: Path) -> tuple[list[gpd.GeoDataFrame], dict[str, Any]]:
    """Frames of a file, and what it was, through JSON as it travels."""
    layers, _ = read_bytes(content, folder)
    return [frame_of(layer) for layer in layers], memory(layers)


def memory(layers: Iterable[RawLayer]) -> dict[str, Any]:
    return json.loads(json.dumps(next(iter(layers)).facts["txt"]))


def reprojected(frame: gpd.GeoDataFrame, code: str) -> gpd.GeoDataFrame:
    return declared(frame, None, target=working_crs(code), layer="t", source="t")


def changed_lines(one: bytes, other: bytes) -> list[int]:
    """Numbers of the lines in which two files of one length differ."""
    pairs = zip(one.split(b"\r\n"), other.split(b"\r\n"), strict=True)
    return [at for at, (a, b) in enumerate(pairs, start=1) if a != b]


def moved_corner(frame: gpd.GeoDataFrame, row: int, corner: int, by: float) -> gpd.GeoDataFrame:
    """The frame with one corner of one shape moved east."""
    shapes = frame.geometry.tolist()
    corners = shapely.get_coordinates(shapes[row])
    place = corners[corner].copy()
    shapes[row] = shapely.transform(
        shapes[row], lambda xy: xy + [[by if (point == place).all() else 0.0, 0.0] for point in xy]
    )
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def test_the_example_is_written_exactly_from_a_plain_frame(tmp_path: Path) -> None:
    (frame,), _ = read(FORM, tmp_path)
    assert write_coordinate_txt(frame.drop(columns=ROW), tmp_path / "a.txt").read_bytes() == FORM


def test_the_belt_of_the_frame_gets_its_prefix(tmp_path: Path) -> None:
    (frame,), _ = read(FORM, tmp_path)
    bare = reprojected(frame, belt_code("cgcs2000", 3, 39, prefixed=False))
    assert bare.total_bounds[0] == pytest.approx(508_900, abs=1e-6)
    assert write_coordinate_txt(bare, tmp_path / "a.txt").read_bytes() == FORM


def test_degrees_and_other_systems_go_to_the_belt_they_lie_in(tmp_path: Path) -> None:
    (frame,), _ = read(FORM, tmp_path)
    assert write_coordinate_txt(to_degrees(frame), tmp_path / "a.txt").read_bytes() == FORM
    assert write_coordinate_txt(reprojected(frame, "EPSG:32650"), tmp_path / "b.txt").read_bytes() == FORM


@pytest.mark.parametrize("name", DIALECTS)
def test_every_dialect_comes_back_byte_for_byte(name: str, tmp_path: Path) -> None:
    frames, like = read(DIALECTS[name], tmp_path)
    shuffled = [frame.sample(frac=1, random_state=5) for frame in frames]
    assert write_coordinate_txt(shuffled, tmp_path / "a.txt", like=like).read_bytes() == DIALECTS[name]


@pytest.mark.parametrize("name", [*ODD, *SPOILT])
def test_odd_files_come_back_byte_for_byte_too(name: str, tmp_path: Path) -> None:
    content = (ODD | SPOILT)[name][0]
    frames, like = read(content, tmp_path)
    assert write_coordinate_txt(frames, tmp_path / "a.txt", like=like, spoilt=True).read_bytes() == content


KEPT = {"txt_mixed_newlines", "txt_dos_end", "txt_long_number", "txt_markup_name", "txt_formula_name", "txt_xian80",
        "txt_comma_in_name", "txt_deep_labels", "txt_joined_files", "txt_nested_rings", "txt_many_rings"}  # fmt: skip


@pytest.mark.parametrize("case", [case for case in HOSTILE if case[0] in KEPT], ids=lambda case: case[0])
def test_hostile_files_come_back_byte_for_byte_where_they_are_read(case: tuple, tmp_path: Path) -> None:
    content = case[1](tmp_path).read_bytes()
    frames, like = read(content, tmp_path)
    assert write_coordinate_txt(frames, tmp_path / "a.txt", like=like, spoilt=True).read_bytes() == content


@pytest.mark.parametrize("name", ["example", "no_prefix", "six_degrees", "families", "shortest", "square_metres"])
def test_a_file_comes_back_after_a_journey_through_another_system(name: str, tmp_path: Path) -> None:
    frames, like = read(DIALECTS[name], tmp_path)
    away = [reprojected(frame, belt_code("cgcs2000", 3, 38, prefixed=False)) for frame in frames]
    assert write_coordinate_txt(away, tmp_path / "a.txt", like=like).read_bytes() == DIALECTS[name]


def test_degrees_come_back_after_a_journey(tmp_path: Path) -> None:
    corners = [(36.65, 117.10), (36.65, 117.11), (36.64, 117.11), (36.64, 117.10)]
    lines = ring_lines(corners, form="J{n},{ring},{x:.8f},{y:.8f}")
    content = encoded(["[属性描述]", "坐标系=2000国家大地坐标系", "[地块坐标]", head(area=""), *lines])
    (frame,), like = read(content, tmp_path)
    away = reprojected(frame, BELT)
    assert write_coordinate_txt(away, tmp_path / "a.txt", like=like).read_bytes() == content


def test_joined_files_keep_each_plot_in_its_zone(tmp_path: Path) -> None:
    frames, like = read(encoded(folded()), tmp_path)
    away = [to_degrees(frame) for frame in frames]
    assert write_coordinate_txt(away, tmp_path / "a.txt", like=like).read_bytes() == encoded(folded())


def test_one_corner_moved_changes_its_line_and_the_area(tmp_path: Path) -> None:
    (frame,), like = read(FORM, tmp_path)
    written = write_coordinate_txt(moved_corner(frame, 1, 1, 5.0), tmp_path / "a.txt", like=like).read_bytes()
    assert changed_lines(FORM, written) == [21, 23]
    lines = written.decode("gbk").split("\r\n")
    assert lines[20] == "5,0.2100,2,地块二,面,,道路用地,1207,@"
    assert lines[22] == "J2,1,4057700.000,39509155.000"


def test_the_first_corner_moves_with_its_closing_line(tmp_path: Path) -> None:
    (frame,), like = read(FORM, tmp_path)
    written = write_coordinate_txt(moved_corner(frame, 1, 0, -5.0), tmp_path / "a.txt", like=like).read_bytes()
    assert changed_lines(FORM, written) == [21, 22, 26]


def test_an_odd_line_is_written_anew_only_where_its_point_moved(tmp_path: Path) -> None:
    content = encoded(whole([head(), "J1,1, 4057700.000,39508900.0", *ring_lines(square())[1:]], plot(2)))
    (frame,), like = read(content, tmp_path)
    kept = write_coordinate_txt(moved_corner(frame, 0, 1, 5.0), tmp_path / "a.txt", like=like).read_bytes()
    assert changed_lines(content, kept) == [10, 12]
    anew = write_coordinate_txt(moved_corner(frame, 0, 0, 5.0), tmp_path / "a.txt", like=like).read_bytes()
    assert changed_lines(content, anew) == [10, 11, 15]


@pytest.mark.parametrize(
    "name", ["open_rings", "bare_labels", "tabs", "no_prefix", "shortest", "with_suffix", "blanks"]
)
def test_another_number_of_corners_is_labelled_in_the_dialect(name: str, tmp_path: Path) -> None:
    (frame,), like = read(DIALECTS[name], tmp_path)
    frame.geometry = [shape.intersection(shape.centroid.buffer(60.0, quad_segs=2)) for shape in frame.geometry]
    assert shapely.get_num_coordinates(frame.geometry.array).min() > 6
    written = write_coordinate_txt(frame, tmp_path / "a.txt", like=like).read_bytes()
    again, like_again = read(written, tmp_path)
    assert [one.area for one in again[0].geometry] == pytest.approx([one.area for one in frame.geometry], rel=1e-3)
    same = {**like_again["dialect"], "area_decimals": 0} == {**like["dialect"], "area_decimals": 0}
    assert same or name == "shortest"


def test_attributes_are_changed_in_their_place(tmp_path: Path) -> None:
    (frame,), like = read(FORM, tmp_path)
    frame.loc[0, "地块名称"] = "甲,乙\n丙"
    frame.loc[1, "地块面积"] = 0.25
    written = write_coordinate_txt(frame, tmp_path / "a.txt", like=like).read_bytes()
    assert changed_lines(FORM, written) == [10, 21]
    lines = written.decode("gbk").split("\r\n")
    assert lines[9] == "10,0.9600,1,甲，乙 丙,面,,工业用地,1001,@"
    assert lines[20].startswith("5,0.2500,2,")


def test_rows_taken_out_and_put_in(tmp_path: Path) -> None:
    (frame,), like = read(FORM, tmp_path)
    fewer = write_coordinate_txt(frame.iloc[1:], tmp_path / "a.txt", like=like).read_bytes()
    lines = FORM.split(b"\r\n")
    assert fewer.split(b"\r\n") == lines[:9] + lines[20:]
    new = gpd.GeoDataFrame(
        {"id": ["9"], "name": ["新"]},
        geometry=[shapely.box(39_509_200, 4_057_600, 39_509_300, 4_057_700)],
        crs=frame.crs,
    )
    more = write_coordinate_txt([frame, new], tmp_path / "b.txt", like=like).read_bytes()
    assert more.startswith(FORM)
    assert more.removeprefix(FORM).decode("gbk").startswith("5,1.0000,9,新,面,,,,@\r\nJ1,1,")


def test_plots_that_could_not_be_read_are_left_out_unless_wanted(tmp_path: Path) -> None:
    content = SPOILT["nan"][0]
    frames, like = read(content, tmp_path)
    written = write_coordinate_txt(frames, tmp_path / "a.txt", like=like).read_bytes()
    assert written == encoded(whole(plot(2)))


def test_a_file_with_an_old_datum_is_written_in_the_new_one_once_moved_there(tmp_path: Path) -> None:
    """PROJ cannot go back to Xian 1980; the key says then what the coordinates are."""
    (frame,), like = read(encoded(xian("1980西安坐标系")), tmp_path)
    assert write_coordinate_txt(frame, tmp_path / "a.txt", like=like).read_bytes() == encoded(xian("1980西安坐标系"))
    now = frame.set_crs(BELT, allow_override=True)
    written = write_coordinate_txt(now, tmp_path / "a.txt", like=like).read_bytes()
    assert written == encoded(xian("2000国家大地坐标系"))


def test_the_answer_of_the_user_is_the_system_of_the_file(tmp_path: Path) -> None:
    (frame,), like = read(ODD["no_header"][0], tmp_path)
    assert frame.crs is None
    away = to_degrees(frame.set_crs(BELT))
    assert write_coordinate_txt(away, tmp_path / "a.txt", like=like, crs=BELT).read_bytes() == ODD["no_header"][0]


def test_the_order_of_rows_does_not_matter() -> None:
    boxes = [shapely.box(508_900 + 200 * k, 4_057_600, 509_000 + 200 * k, 4_057_700) for k in range(12)]
    frame = gpd.GeoDataFrame(
        {"id": [str(k) for k in range(12)]}, geometry=boxes, crs=belt_code("cgcs2000", 3, 39, prefixed=False)
    )
    plain = gpd.GeoDataFrame(geometry=boxes, crs=frame.crs)
    for own in (frame, plain):
        expected = coordinate_txt_of(own).text()
        for seed in range(5):
            assert coordinate_txt_of(own.sample(frac=1, random_state=seed)).text() == expected
    heads = [line.split(",")[2] for line in coordinate_txt_of(frame).text().splitlines() if line.endswith("@")]
    assert heads == [str(k) for k in range(12)]


def test_keys_of_the_ministry_stand_before_the_others(tmp_path: Path) -> None:
    (frame,), _ = read(FORM, tmp_path)
    file = coordinate_txt_of(frame, header={"数据产生单位": "某局\n甲", "备注": "乙", "精度": "0.01"})
    lines = file.text().splitlines()
    assert lines[1] == "数据产生单位=某局 甲"
    assert "精度=0.01" in lines
    assert lines[lines.index("[地块坐标]") - 1] == "备注=乙"


def test_degrees_as_the_system_of_a_new_file(tmp_path: Path) -> None:
    (frame,), _ = read(FORM, tmp_path)
    written = write_coordinate_txt(frame, tmp_path / "a.txt", crs="EPSG:4490").read_bytes()
    (layer,), _ = read_bytes(written, tmp_path)
    assert layer.facts["degrees"]
    assert layer.crs == "EPSG:4490"
    assert layer.table.column("地块面积").to_pylist() == pytest.approx([0.96, 0.2], abs=1e-3)


def test_lines_and_points(tmp_path: Path) -> None:
    shapes = [shapely.LineString([(508_900, 4_057_700), (509_000, 4_057_700)]), shapely.Point(508_900, 4_057_700),
              shapely.MultiPoint([(508_900, 4_057_700), (508_950, 4_057_700)])]  # fmt: skip
    frame = gpd.GeoDataFrame(
        {"name": ["线", "点", "多点"]}, geometry=shapes, crs=belt_code("cgcs2000", 3, 39, prefixed=False)
    )
    layers, notes = read_bytes(coordinate_txt_of(frame).encoded(), tmp_path)
    assert not [message.code for message in notes.messages if message.level.value != "note"]
    assert sorted(shape.geom_type for layer in layers for shape in layer.geometry) == [
        "LineString",
        "MultiPoint",
        "Point",
    ]


def test_a_file_of_plots_is_written_as_it_is(tmp_path: Path) -> None:
    file = TxtFile(Dialect(), (Section("[地块坐标]", ("甲",)),))
    assert write_coordinate_txt(file, tmp_path / "a.txt").read_bytes() == "[地块坐标]\r\n甲\r\n".encode("gbk")


@pytest.mark.parametrize("shape", [None, shapely.Polygon(), shapely.GeometryCollection([shapely.Point(0, 0)])])
def test_rows_without_a_shape_are_refused(shape: object, tmp_path: Path) -> None:
    frame = gpd.GeoDataFrame({"id": ["a"]}, geometry=[shape], crs=BELT)
    with pytest.raises(GeometryError):
        write_coordinate_txt(frame, tmp_path / "a.txt")


def test_a_frame_without_a_system_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MissingCRSError):
        write_coordinate_txt(gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 1, 1)]), tmp_path / "a.txt")


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (frame,), _ = read(FORM, tmp_path)
    with pytest.raises(WorkspaceError):
        write_coordinate_txt(frame, tmp_path / "no" / "a.txt")


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    """Any areas with holes and parts: the shapes that come back are the shapes that went, to the millimetre."""
    corner = st.tuples(st.integers(0, 20), st.integers(0, 20))

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(st.lists(st.tuples(corner, st.integers(1, 9)), min_size=1, max_size=6), st.text(max_size=8))
    def there_and_back(parts: list[tuple[tuple[int, int], int]], name: str) -> None:
        boxes = [shapely.box(x, y, x + size, y + size) for (x, y), size in parts]
        shape = shapely.union_all(boxes[::2]).difference(
            shapely.union_all(boxes[1::2]).buffer(-0.5, join_style="mitre")
        )
        if shape.is_empty:
            return
        moved = shapely.transform(shape, lambda xy: xy * 10 + [508_900, 4_057_700])
        frame = gpd.GeoDataFrame({"name": [name]}, geometry=[moved], crs=belt_code("cgcs2000", 3, 39, prefixed=False))
        (layer,), _ = read_bytes(coordinate_txt_of(frame).encoded(), tmp_path)
        back = shapely.transform(layer.geometry[0], lambda xy: xy - [39e6, 0])
        assert back.symmetric_difference(moved).area < 1e-3 * moved.length
        assert layer.table.column("面积单位").to_pylist() == ["公顷"]

    there_and_back()
