"""DXF drawings made by code: good ones by ezdxf, odd and hostile ones tag by tag.

A maker writes one file into a folder and returns its path. `CASES`: name, maker, how a read of it ends without options
(a drawing states no CRS: even a good one ends in a question), and codes that must be among its messages.
`ALONE`: how the reader alone ends, where that is not "accepted" or "refused".
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import ezdxf

__all__ = ["ALONE", "CASES", "X", "Y", "block", "drawing", "insert", "light", "line", "made", "square", "tags", "text"]

X, Y = 39_508_900.0, 4_057_600.0  # of CGCS2000, 3-degree zone 39, its number before the easting
Point = tuple[float, ...]
Maker = Callable[[Path], Path]


def tags(*pairs: tuple[int, object]) -> str:
    return "".join(f"{code:>3}\n{value}\n" for code, value in pairs)


def square(x: float = 0.0, y: float = 0.0, side: float = 100.0) -> list[Point]:
    """Corners of a square at an offset from the usual place."""
    return [(X + x, Y + y), (X + x + side, Y + y), (X + x + side, Y + y + side), (X + x, Y + y + side)]


def light(points: Iterable[Point], *, closed: bool = True, layer: str = "JZD", more: str = "") -> str:
    """A light polyline; a third number of a point is its bulge."""
    points = list(points)
    head = tags(
        (0, "LWPOLYLINE"), (100, "AcDbEntity"), (8, layer), (100, "AcDbPolyline"), (90, len(points)), (70, int(closed))
    )
    body = "".join(
        tags((10, repr(p[0])), (20, repr(p[1]))) + (tags((42, repr(p[2]))) if len(p) > 2 else "") for p in points
    )
    return head + body + more


def line(start: Point, end: Point, *, layer: str = "0") -> str:
    return tags(
        (0, "LINE"), (8, layer), (10, start[0]), (20, start[1]), (30, 0.0), (11, end[0]), (21, end[1]), (31, 0.0)
    )


def text(content: str, x: float, y: float, *, layer: str = "注记", height: float = 3.0) -> str:
    return tags((0, "TEXT"), (8, layer), (10, X + x), (20, Y + y), (30, 0.0), (40, height), (1, content))


def insert(name: str, x: float = 0.0, y: float = 0.0, *more: tuple[int, object], layer: str = "0") -> str:
    return tags((0, "INSERT"), (8, layer), (2, name), (10, X + x), (20, Y + y), (30, 0.0), *more)


def block(name: str, content: str, *, base: Point = (0.0, 0.0), flags: int = 0, path: str = "") -> str:
    head = tags(
        (0, "BLOCK"), (8, "0"), (2, name), (70, flags), (10, base[0]), (20, base[1]), (30, 0.0), (3, name), (1, path)
    )
    return head + content + tags((0, "ENDBLK"))


def made(
    entities: str,
    *,
    header: Sequence[tuple[str, int, object]] = (),
    blocks: str = "",
    tables: str = "",
    objects: str = "",
) -> str:
    """A whole drawing as text."""
    variables = tags(
        *[pair for name, code, value in (("$ACADVER", 1, "AC1024"), *header) for pair in ((9, name), (code, value))]
    )
    parts = [
        ("HEADER", variables),
        ("TABLES", tables),
        ("BLOCKS", blocks),
        ("ENTITIES", entities),
        ("OBJECTS", objects),
    ]
    body = "".join(
        tags((0, "SECTION"), (2, name)) + content + tags((0, "ENDSEC")) for name, content in parts if content
    )
    return body + tags((0, "EOF"))


def drawing(name: str, content: str | bytes, *, encoding: str = "utf-8") -> Maker:
    """The maker of a file with this content."""

    def make(folder: Path) -> Path:
        path = folder / f"{name}.dxf"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding, "surrogateescape"))
        return path

    return make


def by_ezdxf(name: str, release: str, *, binary: bool = False) -> Maker:
    """Plots, roads, a tree and texts as a drawing program writes them."""

    def make(folder: Path) -> Path:
        document = ezdxf.new(release)
        if release != "R12":
            document.header["$INSUNITS"] = 6
        space = document.modelspace()
        for at in range(3):
            corners = square(150.0 * at)
            attributes = {"layer": "宗地"}
            if release == "R12":
                space.add_polyline2d(corners, close=True, dxfattribs=attributes)
            else:
                space.add_lwpolyline(corners, close=True, dxfattribs=attributes)
            space.add_text(
                f"地块{at + 1}", dxfattribs={"layer": "宗地", "insert": (X + 150.0 * at + 50.0, Y + 50.0), "height": 3}
            )
        space.add_line((X, Y - 20.0), (X + 400.0, Y - 20.0), dxfattribs={"layer": "道路"})
        space.add_circle((X + 50.0, Y + 200.0), 20.0, dxfattribs={"layer": "水池"})
        document.encoding = "gbk"
        path = folder / f"{name}.dxf"
        document.saveas(path, fmt="bin" if binary else "asc")
        return path

    return make


SQUARE = light(square())


def _hatches() -> str:
    document = ezdxf.new("R2010")
    space = document.modelspace()
    hatch = space.add_hatch()
    hatch.paths.add_polyline_path(square(), is_closed=True, flags=1)
    hatch.paths.add_polyline_path(square(20.0, 20.0, 60.0), is_closed=True, flags=16)
    hatch.paths.add_polyline_path(square(40.0, 40.0, 20.0), is_closed=True, flags=0)
    round_one = space.add_hatch()
    edges = round_one.paths.add_edge_path()
    edges.add_line((X + 200.0, Y), (X + 240.0, Y))
    edges.add_arc((X + 220.0, Y), 20.0, 0.0, 180.0)
    return _text_of(document)


def _text_of(document: ezdxf.document.Drawing) -> str:
    from io import StringIO

    stream = StringIO()
    document.write(stream)
    return stream.getvalue()


def _nested_blocks(depth: int, each: int) -> str:
    """Each block holds the one below it `each` times: each ** depth circles."""
    lowest = block("B0", tags((0, "CIRCLE"), (8, "0"), (10, 0.0), (20, 0.0), (40, 1.0)))
    upper = "".join(block(f"B{at}", insert(f"B{at - 1}") * each) for at in range(1, depth + 1))
    return lowest + upper


def _circle(radius: object) -> str:
    return tags((0, "CIRCLE"), (8, "0"), (10, X), (20, Y), (30, 0.0), (40, radius))


def _spline(points: Sequence[Point], *, degree: object = 3, flags: int = 0, knots: Sequence[object] = ()) -> str:
    head = tags((0, "SPLINE"), (8, "0"), (70, flags), (71, degree), (72, len(knots)), (73, len(points)))
    body = tags(*[(40, knot) for knot in knots])
    return head + body + "".join(tags((10, p[0]), (20, p[1]), (30, 0.0)) for p in points)


def _ellipse(major: Point, ratio: object, *, span: tuple[object, object] = (0.0, math.tau)) -> str:
    return tags(
        (0, "ELLIPSE"),
        (8, "0"),
        (10, X),
        (20, Y),
        (30, 0.0),
        (11, major[0]),
        (21, major[1]),
        (31, 0.0),
        (40, ratio),
        (41, span[0]),
        (42, span[1]),
    )


def _layer(name: str, *, colour: int = 7, flags: int = 0) -> str:
    return tags((0, "LAYER"), (2, name), (70, flags), (62, colour), (6, "CONTINUOUS"))


_TABLES = (
    tags((0, "TABLE"), (2, "LAYER"), (70, 3)) + _layer("JZD", colour=-1) + _layer("旧图", flags=1) + tags((0, "ENDTAB"))
)
_CASS = tags((1001, "SOUTH"), (1000, "300000"), (1000, "0010100001"), (1000, "张三"), (1000, "0701"))
_ATTRIB = tags((0, "ATTRIB"), (8, "0"), (10, X), (20, Y), (40, 1.0), (1, "12.5"), (2, "HEIGHT")) + tags((0, "SEQEND"))
_GEODATA = (
    '<?xml version="1.0"?><Dictionary><ProjectedCoordinateSystem id="CGCS2000"/>'
    '<Alias id="4527" type="CoordinateSystem">'
    "<ObjectId>x</ObjectId><Namespace>EPSG Code</Namespace></Alias></Dictionary>"
)


def _geodata(kind: int, reference: Point) -> str:
    return tags(
        (0, "GEODATA"),
        (100, "AcDbGeoData"),
        (90, 2),
        (70, kind),
        (10, X),
        (20, Y),
        (30, 0.0),
        (11, reference[0]),
        (21, reference[1]),
        (31, 0.0),
        (301, _GEODATA),
    )


def _many(folder: Path) -> Path:
    """One area of 60,000 vertices."""
    points = ((X + 900.0 * math.cos(at / 9549.3), Y + 900.0 * math.sin(at / 9549.3)) for at in range(60_000))
    return drawing("many", made(light(points)))(folder)


def _cut(folder: Path, *, share: float, binary: bool = False) -> Path:
    path = by_ezdxf("cut", "R2010", binary=binary)(folder)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def _metres(unit: float, code: int) -> str:
    corners = [(x * unit, y * unit) for x, y in square()]
    return made(light(corners), header=(("$INSUNITS", 70, code),))


GBK = made(
    light(square(), layer="宗地界线") + text("居住用地", 50, 50, layer="宗地界线"),
    header=(("$DWGCODEPAGE", 3, "ANSI_936"),),
).replace("AC1024", "AC1015")
WESTERN = GBK.replace("ANSI_936", "ANSI_1252")

Q = "question"
GOOD = [
    *[
        (f"dxf_{release.lower()}", by_ezdxf(release.lower(), release), Q, {"drawing_labels_given"})
        for release in ("R12", "R2000", "R2004", "R2007", "R2010", "R2013", "R2018")
    ],
    *[
        (
            f"dxf_{release.lower()}_binary",
            by_ezdxf(f"{release.lower()}_binary", release, binary=True),
            Q,
            {"drawing_labels_given"},
        )
        for release in ("R12", "R2000", "R2018")
    ],
    ("dxf_gbk", drawing("gbk", GBK, encoding="gb18030"), Q, {"drawing_labels_given"}),
    ("dxf_crlf", drawing("crlf", made(SQUARE).replace("\n", "\r\n")), Q, set()),
    ("dxf_mixed_lines", drawing("mixed", made(SQUARE).replace("\n", "\r\n", 9)), Q, set()),
    ("dxf_comments", drawing("comments", tags((999, "made by hand")) + made(SQUARE + tags((999, "last")))), Q, set()),
    ("dxf_bulges", drawing("bulges", made(light([(X, Y, 1.0), (X + 10.0, Y, 1.0)]))), Q, {"drawing_curves_flattened"}),
    ("dxf_hatches", drawing("hatches", _hatches()), Q, {"drawing_curves_flattened"}),
    ("dxf_ends_met", drawing("met", made(light([*square(), square()[0]], closed=False))), Q, {"drawing_ends_met"}),
    ("dxf_cass", drawing("cass", made(light(square(), more=_CASS))), Q, set()),
    ("dxf_geodata", drawing("geodata", made(SQUARE, objects=_geodata(2, (X, Y)))), "accepted", set()),
    (
        "dxf_block",
        drawing("block", made(insert("B", 0, 0, (50, 30.0)), blocks=block("B", light([(0, 0), (9, 0), (9, 9)])))),
        Q,
        {"drawing_blocks_exploded"},
    ),
    (
        "dxf_attributes",
        drawing("attributes", made(insert("GC200", 0, 0, (66, 1)) + _ATTRIB, blocks=block("GC200", ""))),
        Q,
        {"drawing_blocks_exploded"},
    ),
    (
        "dxf_mtext",
        drawing(
            "mtext",
            made(
                SQUARE
                + tags(
                    (0, "MTEXT"),
                    (8, "JZD"),
                    (10, X + 5.0),
                    (20, Y + 5.0),
                    (40, 2.0),
                    (1, "{\\fSimSun|b0;\\C1;容积率\\P2.5}"),
                )
            ),
        ),
        Q,
        {"drawing_labels_given"},
    ),
    (
        "dxf_unicode_escapes",
        drawing("escapes", made(SQUARE + text("\\U+5730\\U+5757", 5, 5, layer="JZD"))),
        Q,
        {"drawing_labels_given"},
    ),
    ("dxf_after_end", drawing("after", made(SQUARE) + "left over\n\x00\x01\n"), Q, {"drawing_after_end"}),
    ("dxf_paper", drawing("paper", made(SQUARE + line((0, 0), (1, 1)) + tags((67, 1)))), Q, {"drawing_paper_left"}),
    ("dxf_many", _many, Q, set()),
    ("dxf_unit_template", drawing("unit_template", _metres(1.0, 4)), Q, {"drawing_unit_by_value"}),
]
LOOKED_AT = [
    ("dxf_western_page", drawing("western", WESTERN, encoding="gb18030"), {"drawing_encoding_judged"}),
    ("dxf_utf8_old", drawing("utf8_old", GBK), {"drawing_encoding_judged"}),
    (
        "dxf_broken_letter",
        drawing("letter", GBK.replace("居住", "\udcff居住"), encoding="gb18030"),
        {"text_letters_lost"},
    ),
    ("dxf_ends_near", drawing("near", made(light([*square(), (X, Y + 0.004)], closed=False))), {"drawing_ends_joined"}),
    (
        "dxf_chain",
        drawing(
            "chain", made("".join(line(a, b) for a, b in zip(square(), [*square()[1:], square()[0]], strict=True)))
        ),
        {"drawing_chains_offered"},
    ),
    (
        "dxf_hidden",
        drawing("hidden", made(SQUARE + light(square(200), layer="旧图"), tables=_TABLES)),
        {"drawing_layers_hidden"},
    ),
    ("dxf_nested", drawing("nested", made(SQUARE + light(square(20, 20, 10)))), {"drawing_areas_nested"}),
    (
        "dxf_faces",
        drawing("faces", made(SQUARE + tags((0, "3DFACE"), (8, "0"), (10, X), (20, Y)))),
        {"drawing_kinds_left"},
    ),
    (
        "dxf_reference",
        drawing(
            "reference", made(SQUARE + insert("底图"), blocks=block("底图", "", flags=4, path="..\\..\\secret.dwg"))
        ),
        {"drawing_outside_left"},
    ),
    (
        "dxf_nan",
        drawing("nan", made(SQUARE + light([("nan", 1.0), (2.0, 3.0), (4.0, 9.0)]).replace("'", ""))),
        {"drawing_not_finite"},
    ),
    ("dxf_huge", drawing("huge", made(SQUARE + light([(1e300, 1.0), (2.0, 3.0), (4.0, 9.0)]))), {"drawing_far_out"}),
    ("dxf_overflow", drawing("overflow", made(SQUARE + line((0, 0), ("1e999", 1)))), {"drawing_not_finite"}),
    ("dxf_no_extent", drawing("zero", made(SQUARE + line((X, Y), (X, Y)))), {"drawing_no_extent"}),
    ("dxf_flat", drawing("flat", made(SQUARE + light([(X, Y), (X + 5.0, Y)]))), {"drawing_area_flat"}),
    (
        "dxf_radius",
        drawing("radius", made(SQUARE + _circle(-5.0) + _circle("nan") + _circle(0))),
        {"drawing_curve_broken"},
    ),
    ("dxf_radius_huge", drawing("radius_huge", made(SQUARE + _circle(1e10))), {"drawing_curves_coarse"}),
    (
        "dxf_ellipse_none",
        drawing("ellipse", made(SQUARE + _ellipse((0.0, 0.0), 0.5) + _ellipse((5.0, 0.0), 0.0))),
        {"drawing_curve_broken"},
    ),
    ("dxf_spline_degree", drawing("degree", made(SQUARE + _spline(square(), degree=99999))), {"drawing_curve_broken"}),
    (
        "dxf_spline_knots",
        drawing("knots", made(SQUARE + _spline(square(), knots=(3, 2, 1, 0, 0, 0, 0, 0)))),
        {"drawing_curve_broken"},
    ),
    (
        "dxf_wrong_code",
        drawing("code", made(SQUARE + light(square(200)).replace(" 90\n4", "9O\n4"))),
        {"drawing_lines_damaged"},
    ),
    (
        "dxf_lost_line",
        drawing("lost", made(SQUARE + line((X, Y), (X + 1.0, Y)).replace(" 21\n", "") + SQUARE)),
        {"drawing_entity_broken"},
    ),
    ("dxf_block_missing", drawing("missing", made(SQUARE + insert("无"))), {"drawing_block_missing"}),
    (
        "dxf_block_itself",
        drawing("itself", made(SQUARE + insert("A"), blocks=block("A", insert("B")) + block("B", insert("A")))),
        {"drawing_block_cycle"},
    ),
    (
        "dxf_block_deep",
        drawing("deep", made(SQUARE + insert("B60"), blocks=_nested_blocks(60, 1))),
        {"drawing_block_deep"},
    ),
    ("dxf_end_missing", drawing("no_end", made(SQUARE).removesuffix(tags((0, "EOF")))), {"drawing_end_missing"}),
    (
        "dxf_section_open",
        drawing("open", made(SQUARE).replace(SQUARE + tags((0, "ENDSEC")), SQUARE)),
        {"drawing_section_open"},
    ),
    ("dxf_stray", drawing("stray", made(SQUARE + tags((0, "VERTEX"), (10, 1), (20, 2)))), {"drawing_stray"}),
    (
        "dxf_geodata_local",
        drawing("geodata_local", made(SQUARE, objects=_geodata(1, (0.0, 0.0)))),
        {"drawing_geodata_unused"},
    ),
    (
        "dxf_hatch_empty",
        drawing("hatch_empty", made(SQUARE + tags((0, "HATCH"), (8, "0"), (10, 0), (20, 0), (91, 0), (75, 0)))),
        {"drawing_hatch_empty"},
    ),
    (
        "dxf_crowded",
        drawing("crowded", made(SQUARE + "".join(text(f"点{at}", 5 + at, 50) for at in range(30)))),
        {"drawing_labels_crowded"},
    ),
]
ASKED = [
    ("dxf_millimetres", drawing("mm", _metres(1000.0, 4)), Q, {"drawing_unit_asked"}),
    ("dxf_kilometres", drawing("km", _metres(0.001, 0)), Q, {"drawing_unit_asked"}),
    (
        "dxf_plan_in_mm",
        drawing("plan", made(light([(0, 0), (9000, 0), (9000, 6000)]), header=(("$INSUNITS", 70, 4),))),
        Q,
        {"drawing_unit_asked"},
    ),
]
REFUSED = [
    ("dxf_cut_half", lambda folder: _cut(folder, share=0.5), {"drawing_incomplete"}),
    ("dxf_cut_binary", lambda folder: _cut(folder, share=0.5, binary=True), {"drawing_incomplete"}),
    ("dxf_cut_in_entities", drawing("cut_in", made(SQUARE * 3)[:-80]), {"drawing_incomplete"}),
    ("dxf_no_entities", drawing("none", made("", header=(("$INSUNITS", 70, 6),))), {"drawing_without_entities"}),
    ("dxf_empty", drawing("empty", made(tags((0, "3DFACE"), (8, "0")))), {"drawing_empty"}),
    (
        "dxf_array",
        drawing("array", made(insert("B0", 0, 0, (70, 30000), (71, 30000)), blocks=_nested_blocks(0, 1))),
        {"drawing_blocks_too_many"},
    ),
    ("dxf_bomb", drawing("bomb", made(insert("B9"), blocks=_nested_blocks(9, 10))), {"drawing_blocks_too_many"}),
    (
        "dxf_bomb_twenty",
        drawing("bomb20", made(insert("B20"), blocks=_nested_blocks(20, 40))),
        {"drawing_blocks_too_many"},
    ),
]

CASES: list[tuple[str, Maker, str, set[str]]] = [
    *GOOD,
    *[(name, maker, Q, codes) for name, maker, codes in LOOKED_AT],
    *ASKED,
    *[(name, maker, "refused", codes) for name, maker, codes in REFUSED],
]
ALONE = {**{name: "attention" for name, *_ in LOOKED_AT}, **{name: "question" for name, *_ in ASKED}}
