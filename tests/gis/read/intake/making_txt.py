"""Coordinate TXT files good, odd and hostile, line by line: every dialect in use, and what goes wrong in them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

Case = tuple[str, Callable[[Path], Path], str, set[str]]
Corner = tuple[float, float]  # northing, easting as written

HEADER = ("坐标系=2000国家大地坐标系", "几度分带=3", "投影类型=高斯克吕格", "计量单位=米", "带号=39", "精度=0.001",
          "转换参数=,,,,,,")  # fmt: skip
MINISTRY = ("格式版本号=1.01", "数据产生单位=某市自然资源局", "数据产生日期=2025-6-15", *HEADER)
NORTH_M, EAST_M = 4_057_700.0, 39_508_900.0

EXAMPLE = """[属性描述]
坐标系=2000国家大地坐标系
几度分带=3
投影类型=高斯克吕格
计量单位=米
带号=39
精度=0.001
转换参数=,,,,,,
[地块坐标]
10,0.9600,1,地块一,面,,工业用地,1001,@
J1,1,4057700.000,39508900.000
J2,1,4057700.000,39509000.000
J3,1,4057600.000,39509000.000
J4,1,4057600.000,39508900.000
J1,1,4057700.000,39508900.000
J5,2,4057660.000,39508940.000
J6,2,4057660.000,39508960.000
J7,2,4057640.000,39508960.000
J8,2,4057640.000,39508940.000
J5,2,4057660.000,39508940.000
5,0.2000,2,地块二,面,,道路用地,1207,@
J1,1,4057700.000,39509100.000
J2,1,4057700.000,39509150.000
J3,1,4057660.000,39509150.000
J4,1,4057660.000,39509100.000
J1,1,4057700.000,39509100.000
"""


def square(at: int = 0, *, size: float = 100.0, north: float = NORTH_M, east: float = EAST_M) -> list[Corner]:
    """Corners of a square, clockwise from north-west, the `at`-th of a row with gaps."""
    west = east + at * 200.0
    return [(north, west), (north, west + size), (north - size, west + size), (north - size, west)]


def ring_lines(
    corners: Sequence[Corner],
    *,
    ring: int = 1,
    first: int = 1,
    closed: bool = True,
    form: str = "J{n},{ring},{x:.3f},{y:.3f}",
) -> list[str]:
    """Point lines of a ring."""
    lines = [form.format(n=first + at, ring=ring, x=x, y=y) for at, (x, y) in enumerate(corners)]
    if closed:
        lines.append(form.format(n=first, ring=ring, x=corners[0][0], y=corners[0][1]))
    return lines


def head(number: int = 1, *, count: int = 5, area: str = "1.0000", word: str = "面", more: str = "") -> str:
    """A plot line."""
    return f"{count},{area},{number},地块{number},{word},,工业用地,1001,{more}@"


def plot(number: int = 1, **form: object) -> list[str]:
    """A plot of one hectare with its head."""
    count = 4 if form.get("closed") is False else 5
    return [head(number, count=count), *ring_lines(square(number - 1), **form)]  # type: ignore[arg-type]


def whole(*plots: Iterable[str], header: Sequence[str] = HEADER) -> list[str]:
    """The lines of a file."""
    return ["[属性描述]", *header, "[地块坐标]", *(line for lines in plots for line in lines)]


def encoded(lines: Iterable[str], *, encoding: str = "gbk", newline: str = "\r\n", end: bool = True) -> bytes:
    """The bytes of a file."""
    return (newline.join(lines) + (newline if end else "")).encode(encoding)


def changed(line: int, text: str, *, lines: Sequence[str] | None = None) -> list[str]:
    """A file of two plots (heads in lines 10 and 16) with one line (from 1) replaced."""
    own = list(whole(plot(1), plot(2)) if lines is None else lines)
    own[line - 1] = text
    return own


def without(line: int) -> list[str]:
    """A file of two plots lacking one line."""
    own = whole(plot(1), plot(2))
    del own[line - 1]
    return own


def headed(**values: str) -> list[str]:
    """A file of two plots with keys of its header changed; an empty value leaves the key out."""
    pairs = dict(line.split("=", 1) for line in HEADER) | values
    return whole(plot(1), plot(2), header=[f"{key}={value}" for key, value in pairs.items() if value])


def moved(*, north: float = 0.0, east: float = 0.0, header: Sequence[str] = HEADER) -> list[str]:
    """A file of two plots somewhere else."""
    plots = [[head(k + 1), *ring_lines(square(k, north=NORTH_M + north, east=EAST_M + east))] for k in (0, 1)]
    return whole(*plots, header=header)


def degrees(*, lon_first: bool) -> list[str]:
    """A list of two areas as label, then two numbers in degrees."""
    corners = [(36.65, 117.10), (36.65, 117.11), (36.64, 117.11), (36.64, 117.10)]
    rows = [(lon, lat) if lon_first else (lat, lon) for lat, lon in corners]
    again = [(a + 0.02, b) if lon_first else (a, b + 0.02) for a, b in rows]
    form = "{n},{x:.8f},{y:.8f}"
    return [*ring_lines(rows, form=form), "", *ring_lines(again, form=form)]


def many(points: int, *, each: int = 1000) -> list[str]:
    """A file of round plots with so many points in all."""
    plots = []
    for number in range(points // each):
        angles = [2 * math.pi * at / each for at in range(each)]
        corners = [(NORTH_M + 50 * math.sin(a) + 120 * number, EAST_M + 50 * math.cos(a)) for a in angles]
        plots.append([head(number + 1, count=each, area="0.7854"), *ring_lines(corners, closed=False)])
    return whole(*plots)


HOLE = [
    (NORTH_M - 40, EAST_M + 40),
    (NORTH_M - 40, EAST_M + 60),
    (NORTH_M - 60, EAST_M + 60),
    (NORTH_M - 60, EAST_M + 40),
]
ISLAND = [
    (NORTH_M - 45, EAST_M + 45),
    (NORTH_M - 45, EAST_M + 55),
    (NORTH_M - 55, EAST_M + 55),
    (NORTH_M - 55, EAST_M + 45),
]
BOW = [(NORTH_M, EAST_M), (NORTH_M - 100, EAST_M + 100), (NORTH_M, EAST_M + 100), (NORTH_M - 100, EAST_M)]
UNEVEN = [(x + 0.1, y + 0.12 * k) for k, (x, y) in enumerate(square())]
BARE_M = EAST_M - 39e6  # the easting without its zone


def nested(*, first: tuple[int, int, int] = (1, 5, 9)) -> list[str]:
    """An area with a hole and an island in the hole, in the order island, hole, outside."""
    rings = zip((ISLAND, HOLE, square()), (1, 2, 3), first, strict=True)
    lines = [line for corners, ring, start in rings for line in ring_lines(corners, ring=ring, first=start)]
    return whole([head(area="0.9700", count=15), *lines])


def two_zones() -> list[str]:
    east = [ring_lines(square(k, east=EAST_M + 1e6 * k)) for k in (0, 1)]
    return whole([head(1), *east[0]], [head(2), *east[1]])


def lines_and_points() -> list[str]:
    corners = square(3)
    return whole(
        plot(1),
        [head(2, count=4, area="", word="线"), *ring_lines(corners, closed=False)],
        [head(3, count=1, area="", word="点"), *ring_lines(corners[:1], closed=False)],
        [head(4, count=2, area="", word="点"), *ring_lines(corners[:2], closed=False)],
    )


def xian(name: str) -> list[str]:
    return headed(坐标系=name)


def folded() -> list[str]:
    """Two files joined, of other zones."""
    other = [line.replace("带号=39", "带号=40") for line in HEADER]
    bare = [[head(k), *ring_lines(square(k, east=BARE_M))] for k in (1, 2)]
    return [*whole(bare[0]), *whole(bare[1], header=other)]


# Dialects that are read without a question and written back byte for byte.
SWAPPED_FORM = "J{n},{ring},{y:.3f},{x:.3f}"
DIALECTS: dict[str, bytes] = {
    "example": encoded(EXAMPLE.splitlines()),
    "ministry": encoded(whole(plot(1), plot(2), header=MINISTRY)),
    "project": encoded(["[项目信息]", "项目名称=某项目", "", "[扩展信息]", "任意, 文字=1", *whole(plot(1))]),
    "utf8": encoded(EXAMPLE.splitlines(), encoding="utf-8", newline="\n"),
    "bom": encoded(EXAMPLE.splitlines(), encoding="utf-8-sig"),
    "utf16": b"\xff\xfe" + encoded(EXAMPLE.splitlines(), encoding="utf-16-le"),
    "cr": encoded(EXAMPLE.splitlines(), newline="\r"),
    "unended": encoded(EXAMPLE.splitlines(), end=False),
    "no_prefix": encoded(whole([head(1), *ring_lines(square(east=BARE_M))])),
    "open_rings": encoded(whole(plot(1, closed=False), plot(2, closed=False))),
    "bare_labels": encoded(whole(plot(1, form="{n},{ring},{x:.4f},{y:.4f}"))),
    "padded_labels": encoded(whole(plot(1, form="J{n:03d},{ring},{x:.3f},{y:.3f}"))),
    "blanks": encoded(whole(plot(1, form="  J{n}, {ring}, {x:.2f}, {y:.2f}"))),
    "tabs": encoded(whole(plot(1, form="J{n}\t{ring}\t{x:.3f}\t{y:.3f}"))),
    "semicolons": encoded(whole(plot(1, form="J{n};{ring};{x:.3f};{y:.3f}"))),
    "trailing": encoded(whole(plot(1, form="J{n},{ring},{x:.3f},{y:.3f},"))),
    "restarting": encoded(nested(first=(1, 1, 1))),
    "heads_of_13": encoded(whole([head(more="旱地,一等,优,备注,"), *ring_lines(square())])),
    "square_metres": encoded(whole([head(area="10000.00"), *ring_lines(square())])),
    "with_suffix": encoded(whole([head(area="1.0000公顷"), *ring_lines(square())])),
    "shortest": encoded(whole([head(), *ring_lines(UNEVEN, form="J{n},{ring},{x},{y}")])),
    "families": encoded(lines_and_points()),
    "six_degrees": encoded(moved(east=-19e6, header=[line.replace("39", "20").replace("=3", "=6") for line in HEADER])),
    "blank_lines": encoded(["", *whole(plot(1), [""], plot(2)), ""]),
}  # fmt: skip


def _file(name: str, content: bytes, suffix: str = ".txt") -> Callable[[Path], Path]:
    def maker(folder: Path) -> Path:
        path = folder / f"{name}{suffix}"
        path.write_bytes(content)
        return path

    return maker


def _case(name: str, content: bytes | Iterable[str], expected: str, *codes: str) -> Case:
    own = content if isinstance(content, bytes) else encoded(content)
    return f"txt_{name}", _file(f"txt_{name}", own), expected, set(codes)


_ATTENTION = "attention"
GOOD: list[Case] = [_case(f"good_{name}", content, "accepted") for name, content in DIALECTS.items()]

# Plots set aside (the other one is read), with the line of the reason: line 12 is the second point of the first plot.
SPOILT: dict[str, tuple[bytes, str, int]] = {
    name: (encoded(lines), code, line)
    for name, lines, code, line in (
        ("letter_in_number", changed(12, "J2,1,4O57700.000,39509000.000"), "txt_number_bad", 12),
        ("unit_in_number", changed(12, "J2,1,4057700.000米,39509000.000"), "txt_number_bad", 12),
        ("underscore", changed(12, "J2,1,4057_700.000,39509000.000"), "txt_number_bad", 12),
        ("one_coordinate", changed(12, "J2,1,4057700.000"), "txt_point_short", 12),
        ("label_alone", changed(12, "J2,1"), "txt_point_short", 12),
        ("decimal_comma", changed(12, "J2,1,4057700,000,39509000,000"), "txt_decimal_comma", 12),
        ("decimal_comma_semicolons", changed(12, "J2;1;4057700,000;39509000,000"), "txt_decimal_comma", 12),
        ("nan", changed(12, "J2,1,nan,39509000.000"), "txt_number_not_finite", 12),
        ("infinite", changed(12, "J2,1,4057700.000,-inf"), "txt_number_not_finite", 12),
        ("1e400", changed(12, "J2,1,1e400,39509000.000"), "txt_number_not_finite", 12),
        ("two_points", whole([head(1), *ring_lines(square()[:2])], plot(2)), "txt_ring_short", 11),
        ("one_place", whole([head(1), *ring_lines(square()[:1] * 4)], plot(2)), "txt_ring_short", 11),
        ("no_points", whole([head(1)], plot(2)), "txt_plot_empty", 10),
        ("points_first", whole(ring_lines(square(4)), plot(2)), "txt_points_before_plot", 10),
        ("one_swapped", changed(12, "J2,1,39509000.000,4057700.000"), "txt_swapped_within", 12),
        ("digit_missing", changed(12, "J2,1,457700.000,39509000.000"), "txt_point_astray", 12),
        ("zone_in_ring", changed(12, "J2,1,4057700.000,40509000.000"), "txt_zones_within", 12),
        ("prefix_in_ring", changed(12, "J2,1,4057700.000,509000.000"), "txt_zones_within", 12),
        ("no_such_zone", whole([head(1), *ring_lines(square(east=EAST_M + 8e6))], plot(2)), "txt_zone_none", 11),
        ("far_out", whole([head(1), *ring_lines(square(east=EAST_M + 4e5))], plot(2)), "txt_far_out", 12),
        ("digit_more", whole([head(1), *ring_lines(square(east=BARE_M * 10))], plot(2)), "txt_far_out", 11),
        ("no_false_easting", whole([head(1), *ring_lines(square(east=8900.0))], plot(2)), "txt_far_out", 11),
        ("local_plot", whole([head(1), *ring_lines(square(north=57_700, east=8_900))], plot(2), plot(3)),
         "txt_plot_astray", 11),
        ("unknown_shape", changed(10, head(word="圆")), "txt_shape_unknown", 10),
        ("end_apart", changed(15, "J1,1,4057712.000,39508900.000"), "txt_ring_end_apart", 15),
        ("ring_twice", whole([head(1), *ring_lines(square()), *ring_lines(square(), ring=2)], plot(2)),
         "txt_ring_twice", 10),
    )
}  # fmt: skip
SPOILT["cut_off"] = (encoded([*whole(plot(2), plot(1))[:-3], "J3,1,40576"], end=False), "txt_cut_off", 19)

ASIDE: list[Case] = [_case(name, content, _ATTENTION, code) for name, (content, code, _) in SPOILT.items()]

# Read whole, with something to look at: the line it is told of.
ODD: dict[str, tuple[bytes, str, int]] = {
    name: (content if isinstance(content, bytes) else encoded(content), code, line)
    for name, content, code, line in (
        ("no_at", changed(10, head().removesuffix(",@")), "txt_head_open", 10),
        ("short_head", changed(10, "5,1.0000,1,面,@"), "txt_head_odd", 10),
        ("no_shape", changed(10, head(word="")), "txt_shape_missing", 10),
        ("fullwidth_head", changed(10, head().replace(",", "，").replace("@", "＠")), "txt_fullwidth", 10),
        ("fullwidth_point", changed(12, "J2，1，４０５７７００．０００，39509000.000"), "txt_fullwidth", 12),
        ("fullwidth_equals", changed(2, "坐标系＝2000国家大地坐标系"), "txt_pair_odd", 2),
        ("colon", changed(2, "坐标系：2000国家大地坐标系"), "txt_pair_odd", 2),
        ("title_open", changed(9, "[地块坐标"), "txt_title_open", 9),
        ("title_missing", without(9), "txt_section_missing", 9),
        ("title_twice", [*whole(plot(1)), "[地块坐标]", *plot(2)], "txt_section_twice", 16),
        ("section_unknown", [*whole(plot(1)), "[备注]", "制表 某某", *plot(2)], "txt_section_unknown", 16),
        ("remark", [*whole(plot(1)), "合计 一块"], "txt_line_unknown", 16),
        ("junk_line", [*whole(plot(1)), "%$#!~"], "txt_line_unknown", 16),
        ("overlong", [*whole(plot(1)), "x" * 100_000, *plot(2)], "txt_line_overlong", 16),
        ("label_twice", changed(13, "J2,1,4057600.000,39509000.000"), "txt_label_twice", 13),
        ("label_bare", changed(12, "2,1,4057700.000,39509000.000"), "txt_label_mixed", 12),
        ("labels_back", changed(12, "J9,1,4057700.000,39509000.000"), "txt_label_order", 13),
        ("labels_anew", whole([head(count=8, area="0.9600"), *ring_lines(square(), closed=False),
                               *ring_lines(HOLE, closed=False)]), "txt_labels_anew", 15),
        ("shared_number", whole([head(count=10, area="0.9600"), *ring_lines(square()), *ring_lines(HOLE, first=5)]),
         "txt_ring_number_shared", 16),
        ("closing_twice", changed(15, "J1,1,4057700.000,39508900.000\r\nJ1,1,4057700.000,39508900.000"),
         "txt_point_repeated", 16),
        ("closing_near", changed(15, "J1,1,4057700.004,39508900.000"), "txt_ring_end_near", 15),
        ("ring_open", without(15), "txt_ring_open", 11),
        ("rings_open", whole(plot(1, closed=False)), "txt_rings_unclosed", 10),
        ("self_crossing", whole([head(area="0.5"), *ring_lines(BOW)], plot(2)), "txt_self_crossing", 11),
        ("rings_crossing", whole([head(area="1", count=10), *ring_lines(square()),
                                  *ring_lines([(x + 50, y + 50) for x, y in square()], ring=2)], plot(3)),
         "txt_self_crossing", 11),
        ("height", whole(plot(1, form="J{n},{ring},{x:.3f},{y:.3f},35.20")), "txt_values_extra", 11),
        ("trailing_comma", changed(12, "J2,1,4057700.000,39509000.000,"), "txt_trailing", 12),
        ("swapped", whole(plot(1, form=SWAPPED_FORM), plot(2, form=SWAPPED_FORM)), "txt_swapped", 10),
        ("some_swapped", whole(plot(1), plot(2, form=SWAPPED_FORM)), "txt_swapped_some", 16),
        ("zone_overruled", headed(带号="38"), "txt_zone_overruled", 10),
        ("width_overruled", headed(几度分带="6", 带号="20"), "txt_zone_overruled", 10),
        ("zones_mixed", two_zones(), "txt_zones_mixed", 16),
        ("prefix_mixed", whole(plot(1), [head(2), *ring_lines(square(1, east=BARE_M))]), "txt_prefix_mixed", 16),
        ("key_twice", headed(坐标系="2000国家大地坐标系\r\n坐标系=1980西安坐标系"), "txt_key_twice", 3),
        ("datum_unknown", headed(坐标系="济南2000坐标系"), "txt_datum_unknown", 2),
        ("zone_unusable", headed(带号="7"), "txt_zone_unusable", 6),
        ("width_unusable", headed(几度分带="1.5"), "txt_zone_unusable", 3),
        ("projection_unknown", headed(投影类型="墨卡托"), "txt_projection_unknown", 4),
        ("unit_unknown", headed(计量单位="英尺"), "txt_unit_unknown", 5),
        ("parameters", headed(转换参数="1.5,2,3,0,0,0,0"), "txt_parameters_given", 8),
        ("count_differs", changed(10, head(count=7)), "txt_count_differs", 10),
        ("count_bad", changed(10, head().replace("5,", "五,", 1)), "txt_count_bad", 10),
        ("id_twice", whole(plot(1), [head(1), *ring_lines(square(1))]), "txt_id_twice", 16),
        ("area_bad", changed(10, head(area="约1")), "txt_area_bad", 10),
        ("area_differs", changed(10, head(area="1.0600")), "txt_area_differs", 10),
        ("area_factor", changed(10, head(area="100000000")), "txt_area_differs", 10),
        ("area_mixed", changed(10, head(area="10000"), lines=whole(plot(1), plot(2), plot(3))),
         "txt_area_units_mixed", 10),
        ("area_in_m2", whole([head(area="10000"), *ring_lines(square())]), "txt_area_unit", 10),
        ("area_in_mu", whole([head(area="15"), *ring_lines(square())]), "txt_area_unit", 10),
        ("area_zero", whole([head(area="0"), *ring_lines(square())]), "txt_area_unfilled", 10),
        ("no_heads", ring_lines(square()), "txt_without_heads", 1),
        ("no_heads_blanks", ring_lines(square(), form="J{n} {ring} {x:.3f} {y:.3f}"), "txt_without_heads", 1),
        ("no_heads_tabs", ring_lines(square(), form="{n}\t{x:.3f}\t{y:.3f}"), "txt_without_heads", 1),
        ("survey_points", ring_lines(square(east=BARE_M), form="{n},,{y:.3f},{x:.3f},35.1"), "txt_swapped", 1),
        ("lon_lat", degrees(lon_first=True), "txt_degrees_lon", 1),
        ("lat_lon", degrees(lon_first=False), "txt_degrees_lat", 1),
        ("degrees_abroad", ring_lines([(8.7, 49.4), (8.8, 49.4), (8.8, 49.5)], form="{n},{x},{y}"),
         "txt_degrees_unordered", 1),
        ("degrees_in_belt", whole([head(area="", count=4), *ring_lines([(36.6, 117.1), (36.6, 117.2), (36.5, 117.2)])]),
         "txt_degrees_in_belt", 10),
        ("local", whole([head(), *ring_lines(square(north=57_700, east=8_900))]), "txt_local_numbers", 10),
        ("no_header", ["[地块坐标]", *plot(1)], "txt_system_unstated", 2),
        ("no_zone", whole([head(), *ring_lines(square(east=BARE_M))], header=[HEADER[0]]), "txt_system_unstated", 4),
    )
}  # fmt: skip

_QUESTIONS = {
    "width_overruled": _ATTENTION, "datum_unknown": "question", "projection_unknown": "question",
    "unit_unknown": "question", "key_twice": "question", "no_header": "question", "no_zone": "question",
    "no_heads": "question", "no_heads_blanks": "question", "no_heads_tabs": "question",
    "lon_lat": "question", "lat_lon": "question", "degrees_abroad": "question", "local": "question",
}  # fmt: skip
_QUIET = {"label_bare", "labels_back", "shared_number", "closing_twice", "rings_open", "height", "trailing_comma",
          "parameters", "area_in_m2", "area_in_mu", "area_zero"}  # fmt: skip
LOOKED_AT: list[Case] = [
    _case(name, content, _QUESTIONS.get(name, "accepted" if name in _QUIET else _ATTENTION), code)
    for name, (content, code, _) in ODD.items()
    if name != "survey_points"  # through the fence a table, which is as good
]

HOSTILE: list[Case] = [
    _case("empty", b"", "refused"),
    _case("blank", b" \r\n\r\n\t", "refused"),
    _case("binary", bytes(range(256)) * 40, "refused"),
    _case("null_bytes", encoded(whole(plot(1))).replace(b"J3", b"J\x00"), "refused"),
    _case("header_alone", whole(), "refused", "txt_without_points"),
    _case("all_aside", whole([head(1)], [head(2)]), "refused", "txt_plot_empty", "txt_all_aside"),
    _case("only_heads", whole([head(k + 1) for k in range(20_000)]), "refused", "txt_all_aside", "txt_more_alike"),
    _case("xian80", xian("1980西安坐标系"), "refused"),
    _case("beijing54", xian("1954年北京坐标系"), "refused"),
    _case("joined_files", folded(), _ATTENTION, "txt_section_twice"),
    _case("lost_letters", encoded(whole(plot(1))).replace("工业".encode("gbk"), b"\xff\xff\xff"), _ATTENTION,
          "text_letters_lost"),
    _case("long_number", changed(12, "J2,1,4057700." + "0" * 1500 + ",39509000.000"), "accepted"),
    _case("huge_count", changed(10, head(count=10**30)), _ATTENTION, "txt_count_bad"),
    _case("markup_name", changed(10, head().replace("地块1", "<b>{{7*7}}</b>")), "accepted"),
    _case("formula_name", changed(10, head().replace("地块1", "=1+1")), "accepted"),
    _case("comma_in_name", changed(10, head().replace("地块1", "地块一，东")), "accepted"),
    _case("many_rings", whole([head(1, count=1, area=""), *(
        line for k in range(6_000) for line in ring_lines(square(size=1.0, north=NORTH_M + 2 * k), ring=k + 1)
    )], plot(2)), _ATTENTION, "txt_rings_many"),
    _case("nested_rings", whole([head(1, count=1, area=""), *(
        line for k in range(300) for line in ring_lines(
            [(NORTH_M + s * (400 - k), EAST_M + t * (400 - k)) for s, t in ((1, -1), (1, 1), (-1, 1), (-1, -1))],
            ring=k + 1)
    )]), _ATTENTION, "txt_count_differs"),
    _case("many_messages", whole(*([head(k + 1, count=9), *ring_lines(square(k))] for k in range(100))), _ATTENTION,
          "txt_count_differs", "txt_more_alike"),
    _case("mixed_newlines", encoded(whole(plot(1))).replace(b"\r\n", b"\n", 5).replace(b"\r\n", b"\r", 2), "accepted"),
    _case("dos_end", encoded(whole(plot(1))) + b"\x1a", "accepted"),
    _case("deep_labels", whole(plot(1, form="J{n:015d},{ring},{x:.3f},{y:.3f}")), "accepted"),
    _case("many_points", many(20_000), "accepted", "txt_rings_unclosed"),
    _case("overlapping", whole([head(1), *ring_lines(square())],
                               [head(2), *ring_lines([(x, y + 50) for x, y in square()])]), _ATTENTION, "overlaps"),
]  # fmt: skip

CASES: list[Case] = [*GOOD, *ASIDE, *LOOKED_AT, *HOSTILE]
