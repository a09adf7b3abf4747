"""A table of control points (CSV): where each is in the drawing, or which two roads cross there, and as surveyed."""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gis.errors import LayerError, UnreadableFileError
from gis.read.intake.decoding import decode

__all__ = ["ControlRow", "read_control_points"]

_LAYER = "控制点 / control points"
_MOST_BYTES = 10_000_000
_NAMES = {
    "name": ("name", "id", "点名", "点号", "名称", "路口", "编号"),
    "from_x": ("from_x", "fromx", "x_from", "原x", "原x坐标", "原坐标x", "旧x", "旧坐标x", "图上x"),
    "from_y": ("from_y", "fromy", "y_from", "原y", "原y坐标", "原坐标y", "旧y", "旧坐标y", "图上y"),
    "to_x": ("to_x", "tox", "x_to", "新x", "新x坐标", "新坐标x", "目标x", "目标x坐标", "实测x", "实测x坐标", "测量x"),
    "to_y": ("to_y", "toy", "y_to", "新y", "新y坐标", "新坐标y", "目标y", "目标y坐标", "实测y", "实测y坐标", "测量y"),
}
_SHOWN = {"from_x": "原X", "from_y": "原Y", "to_x": "新X", "to_y": "新Y"}
_CROSS = re.compile(r"\s*[×✕╳✖*/|、]\s*|\s+[xX]\s+|(?<=[路街道速线环])\s*(?:与|和)\s*(?=\S)")


@dataclass(frozen=True)
class ControlRow:
    """One control point as the table has it, columns not yet put in order (x may be north).

    `line`: in the file, from 1. `before`: x and y in the drawing, None where `roads` says which two named lines cross.
    """

    name: str
    line: int
    before: tuple[float, float] | None
    after: tuple[float, float]
    roads: tuple[str, str] | None


def read_control_points(path: Path) -> tuple[ControlRow, ...]:
    """The control points of a CSV with the columns from_x, from_y, to_x, to_y (原X, 原Y, 新X, 新Y) and a name.

    Where a row has no from_x and from_y, its name must be two roads: "世纪路 × 鲁山大道".

    Raises
    ------
    UnreadableFileError: missing, too large, or no table. LayerError: columns or numbers missing or wrong, with line.
    """
    rows = [(number, row) for number, row in _rows(path) if any(cell.strip() for cell in row)]
    if not rows:
        raise UnreadableFileError(source=path, problem="文件是空的 / the file is empty", remedy="")
    at = _columns(rows[0][1], path)
    found = tuple(_row(row, number, at, path) for number, row in rows[1:])
    if not found:
        raise _refuse(path, "表里没有控制点 / the table holds no control points", "请核对文件 / check the file")
    return found


def _refuse(path: Path, problem: str, remedy: str) -> LayerError:
    return LayerError(layer=_LAYER, source=path, problem=problem, remedy=remedy)


def _rows(path: Path) -> list[tuple[int, list[str]]]:
    """The rows of the table with their lines in the file."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnreadableFileError(
                source=path, problem="控制点表不应超过 10 MB / over 10 MB", remedy="请核对文件 / check the file"
            )
        content = path.read_bytes()
    except OSError as error:
        raise UnreadableFileError(
            source=path, problem=f"{error.strerror}", remedy="请核对路径 / check the path"
        ) from None
    text = decode(content).text
    head = text.lstrip().partition("\n")[0]
    separator = max(",;\t\uff0c\uff1b", key=head.count)
    try:
        reader = csv.reader(io.StringIO(text.replace("\0", "")), delimiter=separator)
        return [(reader.line_num, row) for row in reader]
    except csv.Error as error:
        raise UnreadableFileError(source=path, problem=f"不是 CSV:{error} / no CSV: {error}", remedy="") from None


def _plain(text: str) -> str:
    """A head or number in half width, without blanks and units."""
    return re.sub(r"[\s_]*[(\[](?:m|米)[)\]]$|\s", "", unicodedata.normalize("NFKC", text)).strip("\ufeff").lower()


def _columns(heads: Sequence[str], path: Path) -> dict[str, int]:
    plain = [_plain(head) for head in heads]
    at = {role: plain.index(name) for role, names in _NAMES.items() for name in reversed(names) if name in plain}
    missing = [role for role in ("to_x", "to_y") if role not in at]
    if not missing and ("from_x" in at) != ("from_y" in at):
        missing = [role for role in ("from_x", "from_y") if role not in at]
    if not missing and "from_x" not in at and "name" not in at:
        missing = ["from_x", "from_y"]
    if missing:
        wanted, there = "、".join(f"{role}({_SHOWN[role]})" for role in missing), "、".join(heads)
        raise _refuse(
            path,
            f"缺少列 {wanted};现有的列:{there} / columns {wanted} are missing; there are: {there}",
            "请按 from_x、from_y、to_x、to_y、name 命名 / name them from_x, from_y, to_x, to_y, name",
        )
    return at


def _row(row: Sequence[str], line: int, at: dict[str, int], path: Path) -> ControlRow:
    cells = {role: row[column].strip() if column < len(row) else "" for role, column in at.items()}
    name = cells.get("name", "") or f"{line}"
    after = _pair(cells, "to_x", "to_y", line, path)
    if cells.get("from_x") or cells.get("from_y"):
        return ControlRow(name, line, _pair(cells, "from_x", "from_y", line, path), after, None)
    roads = [part for part in _CROSS.split(unicodedata.normalize("NFC", cells.get("name", ""))) if part.strip()]
    if len(roads) != 2:
        raise _refuse(
            path,
            f"第 {line} 行没有原坐标,名称“{name}”也不是两条路 / line {line} has neither from_x, from_y nor two roads",
            "请填原坐标,或把名称写成“世纪路 × 鲁山大道” / state them, or name two roads with × between them",
        )
    return ControlRow(name, line, None, after, (roads[0].strip(), roads[1].strip()))


def _pair(cells: dict[str, str], x: str, y: str, line: int, path: Path) -> tuple[float, float]:
    try:
        pair = float(_plain(cells.get(x, "")).replace(",", "")), float(_plain(cells.get(y, "")).replace(",", ""))
    except ValueError:
        pair = (math.nan, math.nan)
    if not all(math.isfinite(value) for value in pair):
        raise _refuse(
            path,
            f"第 {line} 行的 {_SHOWN[x]}、{_SHOWN[y]} 不是数 / line {line}: {x}, {y} are no numbers",
            "请填米制坐标,度分秒请先换算 / give metres; convert degrees first",
        )
    return pair
