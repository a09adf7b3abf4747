"""Paper cases: lines in metres round a district origin, and clauses written as they would be read."""

import pytest
from shapely.geometry import LineString, MultiLineString, Point

from gis.clauses.model import Clause, Part, Side
from gis.clauses.outline import Closing, NamedLine, zone_outline

CRS = "EPSG:4548"
EAST, NORTH = 580_000.0, 4_080_000.0
KM2 = 1_000_000.0


def line(name, *points, uncertainty_m=10.0, aliases=(), kind="road", layer="roads"):
    """A named line through points given in metres from the origin; a list of point lists is several features."""
    pieces = points if isinstance(points[0], list) else [list(points)]
    shifted = [[(EAST + x, NORTH + y) for x, y in piece] for piece in pieces]
    geometry = LineString(shifted[0]) if len(shifted) == 1 else MultiLineString(shifted)
    return NamedLine(name, tuple(aliases), kind, layer, geometry, uncertainty_m)


def part(*sides, op="intersect", area_km2=None, note=""):
    """A part from texts such as "E 西路" or "W 东路 200"."""
    read = []
    for text in sides:
        side, of, *offset = text.split()
        read.append(Side(side, of, "road", float(offset[0]) if offset else None))
    return Part(op, tuple(read), area_km2, note)


def clause(*parts, closes="yes", unread=(), text="某条文"):
    return Clause(text, tuple(parts), closes, tuple(unread))


def drawn(read, lines, **options):
    return zone_outline(read, lines, crs=CRS, **options)


def box_lines(*, west=0.0, east=1000.0, south=0.0, north=1000.0, beyond=500.0, uncertainty_m=10.0):
    """Four straight roads round a rectangle, each running `beyond` metres past the corners (negative: short of)."""
    return [
        line("西路", (west, south - beyond), (west, north + beyond), uncertainty_m=uncertainty_m),
        line("东路", (east, south - beyond), (east, north + beyond), uncertainty_m=uncertainty_m),
        line("南路", (west - beyond, south), (east + beyond, south), uncertainty_m=uncertainty_m),
        line("北路", (west - beyond, north), (east + beyond, north), uncertainty_m=uncertainty_m),
    ]


BOX = part("E 西路", "W 东路", "N 南路", "S 北路")


def at(x, y):
    return Point(EAST + x, NORTH + y)


def near(value, rel=1e-6):
    return pytest.approx(value, rel=rel, abs=0.5)


def use_of(trace, name, number=0):
    return [use for use in trace.lines if use.name == name][number]


MAKER = clause(
    part("E 西路"),
    part("both 中路", op="corridor"),
    part("S 带北路", "N 南路"),
    closes="no",
    text="西路东侧、中路两侧…",
)


def maker_lines():
    return [
        line("西路", (0, 0), (0, 1500)),
        line("中路", (600, -200), (600, 4000)),
        line("带北路", (-100, 300), (400, 300)),
        line("南路", (-100, 0), (300, 0)),
        line("北高速", (-1000, 2000), (3000, 2000)),
        line("区界", (1000, -100), (1000, 2500), kind="boundary"),
    ]


def closings():
    return [
        Closing(side, of, "规划未给出") for side, of in (("N", "北高速"), ("E", "区界"), ("S", "南路"), ("W", "西路"))
    ]
