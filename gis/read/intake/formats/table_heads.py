"""The head of a table found by content: titles above it, two rows of it, none of it; and the words of a position."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from gis.read.intake.formats.table_numbers import is_number, plain, read_angle

__all__ = ["ANGLES", "Head", "Meaning", "find_head", "head_name", "is_column_numbers", "meaning"]

_YEAR = re.compile(r"(19|20)\d\d年?")
_DATE = re.compile(r"\d{4}[-/.年]\d{1,2}([-/.月]\d{1,2}日?)?(\s.*)?")
_SHAPE = re.compile(
    r"\s*(srid=\d+;)?(multi)?(point|linestring|polygon|geometrycollection)\s*z?m?\s*\(|\s*[{\[]", re.IGNORECASE
)
_EPSG = re.compile(r"epsg[:: _-]?(\d{4,6})")
_WIDE_ENOUGH = 0.5  # of the usual number of filled cells: a head names most columns, a title one
_LONGEST_NAME = 80  # letters; longer cells are notes, not names

# System words in a head → what the coordinates under it are in.
_SYSTEMS = (
    (r"gcj[-_ ]?0?2?|高德|腾讯|火星|国测局|amap|gaode|tencent", "GCJ-02"),
    (r"bd[-_ ]?0?9?(ll)?|百度|baidu", "BD-09"),
    (r"wgs[-_ ]?(19)?84|wgs|gps|天地图", "WGS84"),
    (r"cgcs[-_ ]?2000|cgcs|国家2000|2000国家大地坐标系?|大地2000", "CGCS2000"),
    (r"西安(19)?80|(19)?80西安|xian[-_ ]?80", "Xian80"),
    (r"北京(19)?54|(19)?54北京|beijing[-_ ]?54", "Beijing54"),
)
ANGLES = ("lon", "lat")
# Role → the whole of a head once system words, brackets and blanks are gone. First by convention, x east and y north.
_ROLES = {
    "lon": "经度|东经|经度坐标|经|lon|lng|long|longitude|lontitude|londeg|lngdeg|经度x|x经度|lonx",
    "lat": "纬度|北纬|纬度坐标|纬|lat|latitude|latdeg|纬度y|y纬度|laty",
    "x": "x|x坐标|坐标x|xcoord|coordx|pointx|xcoordinate|centroidx|中心点x坐标|中心点x|中心x|x值|平面x坐标|posx",
    "y": "y|y坐标|坐标y|ycoord|coordy|pointy|ycoordinate|centroidy|中心点y坐标|中心点y|中心y|y值|平面y坐标|posy",
    "east": "东坐标|横坐标|东向坐标|东|easting|east|e|横坐标y|y横坐标|东坐标y|eastm|坐标e|e坐标|横轴坐标|东方向",
    "north": "北坐标|纵坐标|北向坐标|北|northing|north|n|纵坐标x|x纵坐标|北坐标x|northm|坐标n|n坐标|纵轴坐标|北方向",
    "pair": (
        "坐标|经纬度|经纬度坐标|地理坐标|位置坐标|坐标点|点坐标|中心点|中心坐标|中心点坐标|点位坐标|lnglat|lonlat|latlng|latlon|location|loc|"
        "coordinates|coordinate|coord|coords|position|wkt|geom|thegeom|geometry|shape|geojson|几何|几何图形|图形|空间坐标|wktgeom"
    ),
    "address": "地址|详细地址|所在地址|通讯地址|位置|坐落|土地坐落|地点|address|addr|location1|addressdetail",
    "label": "点号|界址点号|界址点编号|拐点号|拐点编号|界址点|拐点|桩号|界桩号|点编号|点名|pointno|pointid|vertex",
    "plot": (
        "地块号|地块编号|地块名称|地块|宗地号|宗地编号|宗地代码|图斑号|图斑编号|图斑|区块号|地块id|plot|plotid|plotno|parcel|parcelid|"
        "界址线号|面号|polygonid|地块序号|地块代码"
    ),
    "ring": "圈号|环号|圈|环|ring|ringno|ringid|内外圈|圈号环号|地块圈号",
}
_WORDS = {word: role for role, words in _ROLES.items() for word in words.split("|")}


@dataclass(frozen=True)
class Meaning:
    """What a head says of its column: `role` ("" for none of a position) and the `system` it names ("" for none)."""

    role: str
    system: str = ""


@dataclass(frozen=True)
class Head:
    """Names of the columns; `start`: index of the first row below; `titles`: texts above; `rows` of the head: 0-2."""

    names: tuple[str, ...]
    start: int
    titles: tuple[str, ...] = ()
    rows: int = 1


def head_name(cell: str) -> str:
    """A head as one line without blanks at its ends."""
    return re.sub(r"\s*[\r\n]+\s*", "", cell).strip().strip("\ufeff")


def meaning(name: str) -> Meaning:
    """The role and the system (a datum's name or an EPSG code) a head speaks of, in Chinese or English."""
    text = plain(name).casefold()
    code = _EPSG.search(text)
    if code:
        own = meaning(plain(name)[: code.start()] + plain(name)[code.end() :])
        return Meaning(own.role, f"EPSG:{code[1]}" if own.role else "")
    system = ""
    for pattern, title in _SYSTEMS:
        latin = rf"(?<![a-z])({pattern})(?![a-z])" if re.match("[a-z]", pattern) else f"({pattern})"
        if re.search(latin, text) or re.search(rf"(?<![a-z])({pattern})", text):
            cut = re.sub(
                rf"(?<![a-z])({pattern})(坐标系|坐标)?(?=[-_ ]|[^a-z]|(lon|lng|lat|x|y)\w*$|$)", "", text, count=1
            )
            if cut != text:
                text, system = cut, title
                break
    text = re.sub(r"[((\[【][^))\]】]*[))\]】]", "", text)  # units and remarks in brackets
    text = re.sub(r"[\s_\-·:./°]+", "", text)
    role = _WORDS.get(text, "") or ("pair" if system and not text else "")
    if not role and "_" in name:  # of a head in two rows the lower one tells the axis
        role = meaning(name.rpartition("_")[2]).role
    return Meaning(role, system if role else "")


def is_column_numbers(cells: Sequence[str]) -> bool:
    """Whether a row only counts the columns, 1 2 3 4 …, as forms do below their head."""
    filled = [plain(cell).strip("()") for cell in cells if cell]
    return len(filled) >= 4 and filled == [str(number) for number in range(1, len(filled) + 1)]


def find_head(sample: Sequence[Sequence[str]]) -> Head:
    """The head among the first rows that are not empty.

    Parameters
    ----------
    sample: rows of texts, "" for an empty cell; at least one row.

    Returns
    -------
    The head; where none of the rows can be one, columns are called 列1, 列2, … (`rows` 0).
    """
    width = max(len(cells) for cells in sample)
    padded = [[*map(head_name, cells), *[""] * (width - len(cells))] for cells in sample]
    counts = Counter(sum(map(bool, cells)) for cells in padded)
    usual = max(counts, key=lambda count: (counts[count] if count > 1 else 0, count))
    able = [_can_be_head(cells, usual) for cells in padded]
    known = [at for at, fine in enumerate(able[:30]) if fine and _positions_named(padded[at])]
    at = known[0] if known else _first_head(padded, able, usual)
    if at is None:
        return Head(tuple(f"列{number + 1}" for number in range(width)), 0, rows=0)
    titles = padded[:at]
    if at and (names := _joined(padded[at - 1], padded[at])):
        return Head(names, at + 1, _texts(titles[:-1]), rows=2)
    if at + 1 < len(padded) and (names := _joined(padded[at], padded[at + 1])):
        return Head(names, at + 2, _texts(titles), rows=2)
    return Head(tuple(padded[at]), at + 1, _texts(titles))


def _first_head(padded: Sequence[Sequence[str]], able: Sequence[bool], usual: int) -> int | None:
    """The first row that can be a head, where only titles stand above it."""
    for at, fine in enumerate(able[:30]):
        if fine:
            return None if _reappears(padded[at], padded[at + 1 :]) else at
        if sum(map(bool, padded[at])) >= max(2, _WIDE_ENOUGH * usual):
            return None  # a row of figures: the table has begun
    return None


def _can_be_head(cells: Sequence[str], usual: int) -> bool:
    filled = [cell for cell in cells if cell]
    if len(filled) < (1 if usual == 1 else max(2, _WIDE_ENOUGH * usual)):
        return False
    values = [cell for cell in filled if _is_value(cell)]
    years = [cell for cell in values if _YEAR.fullmatch(plain(cell))]
    if len(values) > len(years) or (values and len(years) == len(filled)) or len({*years}) < len(years):
        return False
    return all(len(cell) <= _LONGEST_NAME for cell in filled)


def _is_value(cell: str) -> bool:
    """Whether a cell is an entry and no name: a figure, a date, an angle, a pair or a shape."""
    clean = plain(cell)
    if is_number(clean) or _DATE.fullmatch(clean) or _SHAPE.match(clean):
        return True
    parts = [part for part in re.split(r"[,;\s]+", clean) if part]
    return (len(parts) > 1 and all(map(is_number, parts))) or (
        (clean[-1:].isdigit() or "°" in clean) and (read_angle(clean) is not None)
    )


def _positions_named(cells: Sequence[str]) -> bool:
    """Whether a row names the columns of a position: a pair of them, or one that holds both."""
    roles = {meaning(cell).role for cell in cells if cell}
    pairs = ({"lon", "lat"}, {"x", "y"}, {"east", "north"}, {"x", "east"}, {"y", "north"})
    return any(pair <= roles for pair in pairs) or ("pair" in roles and len([c for c in cells if c]) > 1)


def _reappears(cells: Sequence[str], below: Sequence[Sequence[str]]) -> bool:
    """Whether entries of the row come again below it in their column: then it is a row like the others."""
    others = [row for row in below if list(row) != list(cells)]
    return any(cell and any(row[at] == cell for row in others) for at, cell in enumerate(cells))


def _joined(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...] | None:
    """Names of a head in two rows (upper cells merged over several lower ones, or over both rows); None if it is not.

    In a table without merging the upper name repeats; both come out as "upper_lower".
    """
    above = [cell if at == 0 or cell != upper[at - 1] else "" for at, cell in enumerate(upper)]
    filled = [cell for cell in above if cell]
    if len(filled) < 2 or any(_is_value(cell) for cell in lower if cell):
        return None
    names: list[str] = []
    owner, tall = "", 0
    parents: set[str] = set()
    for at, (top, down) in enumerate(zip(above, lower, strict=True)):
        owner = top or owner
        child = bool(down) and (
            (not top and bool(owner)) or (at + 1 < len(above) and not above[at + 1] and lower[at + 1])
        )
        if down and not child:
            return None
        if not down and not top:
            return None if any(above[at:]) or any(lower[at:]) else (*names, *[""] * (len(above) - at))
        if child:
            parents.add(owner)
        tall += bool(top and not down)
        names.append(f"{owner}_{down}" if child else top)
    roles = any(meaning(cell).role for cell in lower if cell)
    return tuple(names) if parents and (tall or len(parents) > 1 or roles) else None


def _texts(rows: Sequence[Sequence[str]]) -> tuple[str, ...]:
    return tuple(" ".join(cell for cell in cells if cell) for cells in rows)
