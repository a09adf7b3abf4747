"""The coordinate TXT of land reporting (界址点坐标交换格式) as plain data: sections, plots, rings, points, dialect.

A file is kept whole: every line is a plot's, or stands as it was, so that what was read can be written again byte for
byte. Coordinates stay in the two columns of the file; which of them is north, and in which belt, is decided elsewhere.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

import numpy as np
import numpy.typing as npt

__all__ = [
    "ATTRIBUTES", "COLUMNS", "HA", "KEYS", "M2", "MU", "PLOTS", "SHAPES", "UNIT_M2", "Dialect", "Plot", "Point",
    "Ring", "Section", "Spoilt", "TxtFile", "label_number", "next_label", "normal", "plot_fields", "with_fields",
]  # fmt: skip

XY = npt.NDArray[np.float64]

SHAPES = ("面", "线", "点")
KEYS = ("格式版本号", "数据产生单位", "数据产生日期", "坐标系", "几度分带",
        "投影类型", "计量单位", "带号", "精度", "转换参数")  # fmt: skip
ATTRIBUTES, PLOTS = "属性描述", "地块坐标"
# What a head says, in its order, and what the columns of a layer are called; further fields are 扩展1, 扩展2, …
COLUMNS: Mapping[str, str] = MappingProxyType({
    "count": "界址点数", "area": "地块面积", "id": "地块编号", "name": "地块名称",
    "shape": "图形属性", "sheet": "图幅号", "use": "地块用途", "class": "地类编码",
})  # fmt: skip
_BEFORE, _AFTER = ("count", "area", "id", "name"), ("sheet", "use", "class")

M2, HA, MU = "平方米", "公顷", "亩"
UNIT_M2: Mapping[str, float] = MappingProxyType({M2: 1.0, HA: 1e4, MU: 2000.0 / 3.0})

# Full-width letters, digits and signs lie at one distance from their half-width ones.
_HALF = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
_HALF |= {0x3010: "[", 0x3011: "]", 0x3000: " ", 0x3001: ",", 0x2212: "-", 0xFEFF: "", 0x200B: ""}
_END = re.compile(r"[@\uff20][\s,;\uff0c]*$")
_LABEL = re.compile(r"(.*?)(\d+)$", re.DOTALL)


def normal(text: str) -> str:
    """A line without blanks at its ends, full-width signs and digits written in half width."""
    return (text if text.isascii() else text.translate(_HALF)).strip(" \t\r\n\x0b\x0c\x1a")


@dataclass(frozen=True, slots=True)
class Point:
    """One corner as its line says it: label, ring number, and the two coordinates in the order of the file."""

    label: str
    ring: str
    first: float
    second: float


@dataclass(frozen=True)
class Ring:
    """The points of one boundary in their order, the repeated closing point left out.

    `xy`: (n, 2) coordinates in the columns of the file; (0, 2) where only the writing is kept. `lines`: (n,) line
    numbers. `closing`: label of the repeated first point, None where it is not repeated. `odd`: point → its line and
    numbers where the line is not as the dialect would write it (n: the closing point). `before`: point → other lines
    that stand before it.
    """

    number: str
    labels: tuple[str, ...]
    xy: XY
    lines: npt.NDArray[np.int64]
    closing: str | None = None
    odd: Mapping[int, tuple[str, float, float]] = field(default_factory=dict)
    before: Mapping[int, Sequence[str]] = field(default_factory=dict)

    def points(self) -> Iterator[Point]:
        """Its points, without the repeated one."""
        for label, (first, second) in zip(self.labels, self.xy.tolist(), strict=True):
            yield Point(label, self.number, first, second)


@dataclass(frozen=True)
class Plot:
    """One plot: its head line and rings. `head` None: the file has none.

    `order`: for each ring its place among the boundaries of the shape made of it; empty: the same order.
    `swapped`: the first column is east. `crs`: of its coordinates, empty: not known. `after`: other lines behind its
    last point. `digest`: of its coordinates as read, to see whether they were changed since.
    """

    line: int
    head: str | None
    shape: str
    rings: tuple[Ring, ...]
    order: tuple[int, ...] = ()
    swapped: bool = False
    crs: str = ""
    after: tuple[str, ...] = ()
    digest: int = 0

    @cached_property
    def fields(self) -> Mapping[str, str]:
        """What its head says, by the names of `COLUMNS`; further fields are "extra1", "extra2" and so on."""
        names, pieces = plot_fields(self.head or "")
        return dict(zip(names, (piece.strip() for piece in pieces), strict=False))


@dataclass(frozen=True)
class Spoilt:
    """The lines of a plot that could not be read, as they are."""

    line: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    """A title line (None before the first) and what stands below it: plots, and other lines as they are."""

    title: str | None
    items: tuple[str | Plot | Spoilt, ...] = ()


@dataclass(frozen=True)
class Dialect:
    """How a file is written; the defaults are those of the ministry's form.

    `separators`: before the label, behind it, behind the ring number, between and behind the coordinates.
    `decimals`: of the two coordinates; `shortest`: no more digits than needed, at most so many.
    `closed`: the first point is repeated at the end. `counts_closing`: and counts as a point in the head.
    `restarts`: labels begin anew in every ring. `prefixed`: eastings begin with the zone.
    """

    encoding: str = "gb18030"
    bom: bool = False
    newline: str = "\r\n"
    final_newline: bool = True
    separators: tuple[str, str, str, str, str] = ("", ",", ",", ",", "")
    labelled: bool = True
    ringed: bool = True
    decimals: tuple[int, int] = (3, 3)
    shortest: bool = False
    label: str = "J1"
    first_ring: int = 1
    restarts: bool = False
    closed: bool = True
    counts_closing: bool = True
    prefixed: bool = True
    swapped: bool = False
    area_unit: str = HA
    area_decimals: int = 4
    area_suffix: str = ""

    @cached_property
    def template(self) -> str:
        """A %-template of a point line: label, ring, two coordinates; the first two are blank where not written."""
        lead, one, two, three, tail = (text.replace("%", "%%") for text in self.separators)
        label = f"%s{one}" if self.labelled else "%.0s"
        ring = f"%s{two}" if self.ringed else "%.0s"
        numbers = ("%s", "%s") if self.shortest else tuple(f"%.{places}f" for places in self.decimals)
        return f"{lead}{label}{ring}{numbers[0]}{three}{numbers[1]}{tail}"

    def point_line(self, label: str, ring: str, first: float, second: float) -> str:
        """The line of one point."""
        if not self.shortest:
            return self.template % (label, ring, first, second)
        pair = (_shortest(first, self.decimals[0]), _shortest(second, self.decimals[1]))
        return self.template % (label, ring, *pair)

    def digest(self, rings: Sequence[XY]) -> int:
        """A number for coordinates at the precision of the file: equal for equal ones."""
        scale, value = np.power(10.0, self.decimals), 0
        for xy in rings:
            value = zlib.crc32(np.rint(xy * scale).astype(np.int64).tobytes(), value)
        return value


@dataclass(frozen=True)
class TxtFile:
    """A coordinate TXT file: its dialect and its sections."""

    dialect: Dialect
    sections: tuple[Section, ...]

    def plots(self) -> Iterator[Plot]:
        """All plots that could be read, in their order."""
        for section in self.sections:
            yield from (item for item in section.items if isinstance(item, Plot))

    def text(self) -> str:
        """The file as text; equal to what was read where nothing was changed."""
        lines: list[str] = []
        for section in self.sections:
            if section.title is not None:
                lines.append(section.title)
            for item in section.items:
                if isinstance(item, str):
                    lines.append(item)
                elif isinstance(item, Spoilt):
                    lines += item.lines
                else:
                    lines += _plot_lines(item, self.dialect)
        newline = self.dialect.newline
        joined = [line if line[-1:] in ("\n", "\r") else line + newline for line in lines]
        text = "".join(joined)
        return text if self.dialect.final_newline or not lines else text[: len(text) - len(newline)]

    def encoded(self) -> bytes:
        """The file as bytes in the encoding of its dialect; what that cannot write is written in GB18030."""
        text = ("\ufeff" if self.dialect.bom else "") + self.text()
        try:
            return text.encode(self.dialect.encoding)
        except UnicodeEncodeError:
            return text.encode("gb18030", "replace")

    def as_json(self) -> dict[str, Any]:
        """Everything but the coordinates as JSON values; `TxtFile.from_json` gives it back."""
        return {
            "dialect": asdict(self.dialect),
            "sections": [
                {"title": section.title, "items": [_item_json(item, self.dialect) for item in section.items]}
                for section in self.sections
            ],
        }

    @staticmethod
    def from_json(value: Mapping[str, Any]) -> TxtFile:
        """A file without its coordinates, from `as_json`."""
        dialect = dict(value["dialect"])
        for name in ("separators", "decimals"):
            dialect[name] = tuple(dialect[name])
        sections = tuple(
            Section(entry["title"], tuple(_item_of(item) for item in entry["items"])) for entry in value["sections"]
        )
        return TxtFile(Dialect(**dialect), sections)


def _shortest(value: float, decimals: int) -> str:
    text = repr(round(value, decimals))
    return text.removesuffix(".0") if "e" not in text else f"{value:.{decimals}f}"


def _plot_lines(plot: Plot, dialect: Dialect) -> list[str]:
    lines = [] if plot.head is None else [plot.head]
    for ring in plot.rings:
        template, number, odd = dialect.template, ring.number, ring.odd
        pairs = ring.xy.tolist()
        if dialect.shortest:
            own = [dialect.point_line(label, number, a, b) for label, (a, b) in zip(ring.labels, pairs, strict=True)]
        else:
            own = [template % (label, number, a, b) for label, (a, b) in zip(ring.labels, pairs, strict=True)]
        if ring.closing is not None and pairs:
            own.append(dialect.point_line(ring.closing, number, *pairs[0]))
        for at, (raw, _, _) in odd.items():
            own[at] = raw
        for at in sorted(ring.before, reverse=True):
            own[at:at] = ring.before[at]
        lines += own
    return [*lines, *plot.after]


def plot_fields(head: str) -> tuple[list[str], list[str]]:
    """Names and pieces of a head line by position; the pieces keep their blanks, the closing @ is left out.

    A comma in full width separates only where the ones in half width do not make a head of the line.
    """
    pieces = _pieces(head)
    at = _shape_place(pieces)
    if not at and not head.isascii():
        plain = _pieces(head.translate(_HALF))
        if _shape_place(plain) or len(pieces) < 5:
            pieces, at = plain, _shape_place(plain)
    at = at or 4
    before = ("count", "area", "name") if at == 3 else _BEFORE + ("extra0",) * (at - 4)
    named = [*before, "shape", *_AFTER]
    names = named[: len(pieces)] + [f"extra{k + 1}" for k in range(len(pieces) - len(named))]
    return names, pieces


def _shape_place(pieces: Sequence[str]) -> int:
    return next((at for at in (4, 3, 5) if at < len(pieces) and pieces[at].strip() in SHAPES), 0)


def _pieces(head: str) -> list[str]:
    body = _END.sub("", head)
    separator = next((sign for sign in ",;\t" if sign in body), None)  # one a line: a name may hold the others
    pieces = [body] if separator is None else body.split(separator)
    if len(pieces) < 3:
        pieces = body.split()
    return pieces[:-1] if len(pieces) > 1 and not pieces[-1].strip() else pieces


def with_fields(head: str, changes: Mapping[str, str]) -> str:
    """A head line with some of its fields (by their names in `plot_fields`) written anew, all else as it was."""
    names, pieces = plot_fields(head)
    separator = next((sign for text in (head, normal(head)) for sign in ",;\t" if sign in text), " ")
    before = separator.join(pieces)
    tail = head[len(before) :] if head.startswith(before) else f"{separator}@"
    for at, name in enumerate(names):
        if name in changes:
            piece = pieces[at]
            lead = piece[: len(piece) - len(piece.lstrip())]
            pieces[at] = f"{lead}{changes[name]}{piece[len(piece.rstrip()) :] if piece.strip() else ''}"
    return separator.join(pieces) + tail


def label_number(label: str) -> int | None:
    """The number a label ends with; None where it ends with none."""
    if label[1:].isdecimal() and len(label) < 12 and not label[0].isdecimal():  # J17: nearly all of them
        return int(label[1:])
    found = _LABEL.match(label)
    return int(found[2]) if found and len(found[2]) < 12 else None


def next_label(label: str, step: int = 1) -> str:
    """The label `step` places on: J1 → J2, J009 → J010; a label without a number stays."""
    found = _LABEL.match(label)
    if not found or len(found[2]) > 11:
        return label
    width = len(found[2]) if found[2].startswith("0") else 0
    return f"{found[1]}{int(found[2]) + step:0{width}d}"


def _labels_json(labels: Sequence[str]) -> list[Any]:
    """Runs [first label, how many], the next label following from the last."""
    found = _LABEL.match(labels[0]) if labels else None
    if found and len(found[2]) < 12 and not found[2].startswith("0"):
        start = int(found[2])
        if list(labels) == [f"{found[1]}{number}" for number in range(start, start + len(labels))]:
            return [[labels[0], len(labels)]]
    runs: list[list[Any]] = []
    expected = None
    for label in labels:
        if runs and label == expected:
            runs[-1][1] += 1
        else:
            runs.append([label, 1])
        expected = next_label(label)
    return runs


def _item_json(item: str | Plot | Spoilt, dialect: Dialect) -> Any:
    if isinstance(item, str):
        return item
    if isinstance(item, Spoilt):
        return {"spoilt": list(item.lines), "line": item.line}
    rings = [
        {
            "number": ring.number,
            "labels": _labels_json(ring.labels),
            "closing": ring.closing,
            "odd": [[at, *entry] for at, entry in ring.odd.items()],
            "before": [[at, list(lines)] for at, lines in ring.before.items()],
        }
        for ring in item.rings
    ]
    plain = {name: getattr(item, name) for name in ("line", "head", "shape", "swapped", "crs", "digest")}
    digest = dialect.digest([ring.xy for ring in item.rings]) if any(len(r.xy) for r in item.rings) else item.digest
    return {**plain, "digest": digest, "order": list(item.order), "after": list(item.after), "rings": rings}


def _item_of(value: Any) -> str | Plot | Spoilt:
    if isinstance(value, str):
        return value
    if "spoilt" in value:
        return Spoilt(value["line"], tuple(value["spoilt"]))
    rings = tuple(
        Ring(
            number=one["number"],
            labels=tuple(next_label(first, step) for first, count in one["labels"] for step in range(count)),
            xy=np.empty((0, 2)),
            lines=np.empty(0, dtype=np.int64),
            closing=one["closing"],
            odd={at: (raw, first, second) for at, raw, first, second in one["odd"]},
            before={at: tuple(lines) for at, lines in one["before"]},
        )
        for one in value["rings"]
    )
    empty = Plot(value["line"], value["head"], value["shape"], rings, tuple(value["order"]))
    return replace(
        empty, swapped=value["swapped"], crs=value["crs"], after=tuple(value["after"]), digest=value["digest"]
    )
