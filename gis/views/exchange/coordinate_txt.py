"""Writing a coordinate TXT: in the ministry's form, or in the dialect of a file read, changing only what changed."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeAlias

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from gis.coordinate_txt import (
    ATTRIBUTES,
    COLUMNS,
    HA,
    KEYS,
    PLOTS,
    UNIT_M2,
    XY,
    Dialect,
    Plot,
    Ring,
    Section,
    Spoilt,
    TxtFile,
    next_label,
    with_fields,
)
from gis.crs import belt_code, belt_of, datum_of, declared, ellipsoidal_area_m2, is_metric, to_degrees, working_crs
from gis.errors import GeometryError, MissingCRSError
from gis.views.files import write_bytes

__all__ = ["ROW", "coordinate_txt_of", "write_coordinate_txt"]

ROW = "_row"  # column that names the line a row was read from
_DATUM_WORDS = {"cgcs2000": "2000国家大地坐标系", "xian80": "1980西安坐标系", "beijing54": "1954北京坐标系"}
_SHAPE_WORDS = {0: "点", 1: "线", 2: "面"}
_ALSO = {"id": ("plot_id", "id"), "name": ("name",), "sheet": ("sheet",), "use": ("use",), "class": ("code", "class")}
# What would end a field or a line, or make the file no text.
_UNSAFE = {**dict.fromkeys([*range(32), 127], " "), ord(","): "\uff0c", ord(";"): "\uff1b"}

Frames: TypeAlias = gpd.GeoDataFrame | Sequence[gpd.GeoDataFrame]


def write_coordinate_txt(
    layers: TxtFile | Frames,
    path: Path,
    *,
    like: TxtFile | Mapping[str, Any] | None = None,
    crs: str = "",
    header: Mapping[str, str] | None = None,
    spoilt: bool = False,
) -> Path:
    """Write areas, lines or points as a coordinate TXT, whole or not at all.

    Parameters
    ----------
    layers: a file of plots as it is; or frames: their columns as in `COLUMNS` (or id, name, use, code), all optional.
    like: the file the rows were read from (`facts["txt"]` of a read layer): written in its dialect, rows found by
        their column `_row`; lines of what did not change stay byte for byte.
    crs: of the numbers in the file; empty: that of `like`, else the belt of the frame, with the zone prefix.
    header: keys of the attribute block to set (数据产生单位 and the like), in a file without `like`.
    spoilt: whether plots of `like` that could not be read are written again as they were.

    Raises
    ------
    MissingCRSError: a frame without CRS and nothing it could be like. GeometryError: rows without a shape that a TXT
    can hold. WorkspaceError: the file cannot be written.
    """
    file = layers
    if not isinstance(file, TxtFile):
        file = coordinate_txt_of(layers, like=like, crs=crs, header=header, spoilt=spoilt)
    return write_bytes(file.encoded(), path)


def coordinate_txt_of(
    layers: Frames,
    *,
    like: TxtFile | Mapping[str, Any] | None = None,
    crs: str = "",
    header: Mapping[str, str] | None = None,
    spoilt: bool = False,
) -> TxtFile:
    """The file that `write_coordinate_txt` writes; see there.

    Raises
    ------
    MissingCRSError, GeometryError: as there.
    """
    frames = [layers] if isinstance(layers, gpd.GeoDataFrame) else list(layers)
    for frame in frames:
        _require_shapes(frame)
    if like is None:
        return _new_file(frames, crs, header or {})
    file = TxtFile.from_json(like.as_json() if isinstance(like, TxtFile) else like)
    return _Rewriting(frames, file, crs).file(spoilt=spoilt)


@dataclass(frozen=True)
class _Row:
    """One row in the coordinates of the file: its shape (x = east, y = north), what its head says, its line."""

    shape: BaseGeometry
    fields: Mapping[str, str]
    line: int = 0

    def key(self) -> tuple[float, str, str, float, float, bytes]:
        """Sorts rows the same way in whatever order they come: by id, name, then north to south."""
        text = self.fields.get("id", "")
        number = float(text) if text.isdecimal() else math.inf
        west, _, _, north = self.shape.bounds
        return number, text, self.fields.get("name", ""), -north, west, shapely.to_wkb(self.shape)


def _require_shapes(frame: gpd.GeoDataFrame) -> None:
    shapes = np.asarray(frame.geometry.array, dtype=object)
    wrong = shapely.is_missing(shapes) | shapely.is_empty(shapes) | (shapely.get_type_id(shapes) == 7)
    if wrong.any():
        raise GeometryError(
            layer="坐标 TXT / coordinate TXT",
            source="—",
            problem="没有几何,或是混合几何 / no shape, or a mixed one",
            rows=[str(row) for row in frame.index[wrong]],
            remedy="请先去掉或拆开这些要素。 / Remove these rows or take them apart first.",
        )


def _rows(frame: gpd.GeoDataFrame, shapes: Sequence[BaseGeometry], *, also: bool) -> Iterator[_Row]:
    """The rows of a frame with `shapes` for their geometry; `also`: take columns of our own schema too."""
    taken: dict[str, list[Any]] = {}
    for key, title in COLUMNS.items():
        names = [title, *(_ALSO.get(key, ()) if also else ())]
        name = next((name for name in names if name in frame.columns), None)
        if name is not None and key != "shape":
            taken[key] = frame[name].tolist()
    for name in frame.columns:
        if re.fullmatch(r"扩展\d+", str(name)):
            taken[f"extra{str(name)[2:]}"] = frame[name].tolist()
    lines = frame[ROW].tolist() if ROW in frame.columns else [0] * len(frame)
    for at, shape in enumerate(shapes):
        yield _Row(shape, {key: _text(values[at]) for key, values in taken.items()}, int(lines[at]))


def _text(value: Any) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN and NaT
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).translate(_UNSAFE).strip()


def _new_file(frames: Sequence[gpd.GeoDataFrame], crs: str, header: Mapping[str, str]) -> TxtFile:
    """A file in the ministry's form."""
    code = crs or _own_belt(frames)
    rows = [row for frame in frames for row in _rows(frame, _in_crs(frame, code), also=True)]
    belt = belt_of(code) if code else None
    dialect = Dialect() if is_metric(code) else Dialect(decimals=(9, 9), prefixed=False)
    plots = []
    for at, row in enumerate(sorted(rows, key=_Row.key)):
        fields = {"id": str(at + 1), "name": f"地块{at + 1}", **{key: text for key, text in row.fields.items() if text}}
        plots.append(_new_plot(replace(row, fields=fields), dialect, code))
    values = dict.fromkeys(KEYS[3:], "") | {"转换参数": ",,,,,,"}
    values |= {"坐标系": _DATUM_WORDS.get(datum_of(code), ""), "计量单位": "米", "精度": "0.001"}
    if belt is not None:
        values |= {"几度分带": str(belt.width_deg), "投影类型": "高斯克吕格", "带号": str(belt.zone)}
    else:
        values |= {} if is_metric(code) else {"计量单位": "度", "精度": ""}
    values = {key: {**values, **header}[key] for key in (*KEYS, *header) if key in values or key in header}
    attributes = tuple(f"{key}={value.translate(dict.fromkeys(range(32), ' '))}" for key, value in values.items())
    return TxtFile(dialect, (Section(f"[{ATTRIBUTES}]", attributes), Section(f"[{PLOTS}]", tuple(plots))))


def _own_belt(frames: Sequence[gpd.GeoDataFrame]) -> str:
    """The belt of the first frame with its zone prefix; of other systems the 3-degree belt its middle lies in.

    Raises
    ------
    MissingCRSError: the frame has no CRS.
    """
    frame = frames[0]
    if frame.crs is None:
        raise MissingCRSError(layer="坐标 TXT / coordinate TXT", source="—")
    belt = belt_of(frame.crs)
    if belt is not None:
        return belt_code(belt.datum, belt.width_deg, belt.zone, prefixed=True)
    west, _, east, _ = to_degrees(frame).total_bounds
    return belt_code("cgcs2000", 3, min(max(round((west + east) / 6), 25), 45), prefixed=True)


def _in_crs(frame: gpd.GeoDataFrame, code: str) -> Sequence[BaseGeometry]:
    """The shapes of a frame in the system of the file; as they are where one of the two is not known."""
    if frame.crs is None or not code:
        return list(frame.geometry)
    if is_metric(code):
        return list(declared(frame, None, target=working_crs(code), layer="坐标 TXT", source="—").geometry)
    return list(frame.geometry if frame.crs.is_geographic else to_degrees(frame).geometry)


def _parts(shape: BaseGeometry, *, swapped: bool) -> list[XY]:
    """The boundaries, lines or points of a shape in the columns of the file, closing points left out."""
    parts = list(shapely.get_parts(shape))
    if parts[0].geom_type == "Polygon":
        rings = [ring for part in parts for ring in (part.exterior, *part.interiors)]
        found = [shapely.get_coordinates(ring)[:-1] for ring in rings]
    elif parts[0].geom_type == "Point":
        found = [shapely.get_coordinates(shape)]
    else:
        found = [shapely.get_coordinates(part) for part in parts]
    return found if swapped else [xy[:, ::-1] for xy in found]


def _new_rings(parts: Sequence[XY], dialect: Dialect, *, area: bool) -> tuple[Ring, ...]:
    """Rings numbered and labelled in the way of the dialect."""
    rings, used = [], 0
    for number, xy in enumerate(parts, start=dialect.first_ring):
        start = 0 if dialect.restarts else used
        labels = tuple(next_label(dialect.label, start + at) for at in range(len(xy))) if dialect.labelled else ()
        labels = labels or ("",) * len(xy)
        used += len(xy)
        closing = labels[0] if dialect.closed and area else None
        rings.append(Ring(str(number) if dialect.ringed else "", labels, xy, np.empty(0, dtype=np.int64), closing))
    return tuple(rings)


def _measured(shape: BaseGeometry, rings: Sequence[Ring], dialect: Dialect, code: str) -> dict[str, str]:
    """Count and area of a head as the dialect writes them."""
    count = sum(len(ring.labels) + (ring.closing is not None and dialect.counts_closing) for ring in rings)
    flat = not code or is_metric(code)
    area_m2 = shape.area if flat else ellipsoidal_area_m2(shape, crs=code)
    value = area_m2 / UNIT_M2.get(dialect.area_unit, UNIT_M2[HA])
    return {"count": str(count), "area": f"{value:.{dialect.area_decimals}f}{dialect.area_suffix}"}


def _new_plot(row: _Row, dialect: Dialect, code: str, *, headed: bool = True) -> Plot:
    word = _SHAPE_WORDS[int(shapely.get_dimensions(row.shape))]
    rings = _new_rings(_parts(row.shape, swapped=dialect.swapped), dialect, area=word == "面")
    fields = {**row.fields, **_measured(row.shape, rings, dialect, code), "shape": word}
    extras = sorted((key for key in fields if key.startswith("extra")), key=lambda key: int(key[5:]))
    head = ",".join([*(fields.get(key, "") for key in (*COLUMNS, *extras)), "@"])
    return Plot(0, head if headed else None, word, rings, swapped=dialect.swapped, crs=code)


class _Rewriting:
    """A file that was read, its plots taken from frames: what did not change keeps its lines."""

    def __init__(self, frames: Sequence[gpd.GeoDataFrame], like: TxtFile, crs: str) -> None:
        self.frames, self.like, self.crs = frames, like, crs
        plots = list(like.plots())
        self.headed = any(plot.head is not None for plot in plots) or not plots
        self.code = crs or next((plot.crs for plot in plots), "")
        self.datum_changed = ""
        self.rows = self._found(plots)

    def _found(self, plots: Sequence[Plot]) -> dict[int, _Row]:
        """Rows by the line of their plot; new ones by numbers below 0, in an order of their own."""
        codes = {plot.line: self._target(plot.crs) for plot in plots}
        known: dict[int, _Row] = {}
        new: list[_Row] = []
        for frame in self.frames:
            shapes = {code: _in_crs(frame, code) for code in {*codes.values(), self._target(self.code)}}
            kept = {code: list(_rows(frame, own, also=False)) for code, own in shapes.items()}
            for at, fresh in enumerate(_rows(frame, shapes[self._target(self.code)], also=True)):
                if fresh.line in codes and fresh.line not in known:
                    known[fresh.line] = kept[codes[fresh.line]][at]
                else:
                    new.append(fresh)
        return known | {-at: row for at, row in enumerate(sorted(new, key=_Row.key), start=1)}

    def _target(self, code: str) -> str:
        """The system to write a plot in: its own, unless its datum cannot be reached from that of the frames."""
        code = self.crs or code
        frame_crs = next((frame.crs for frame in self.frames if frame.crs is not None), None)
        if not code or frame_crs is None:
            return code
        was, now = datum_of(code), datum_of(frame_crs)
        if was in ("", "cgcs2000") or was == now:
            return code
        belt = belt_of(code)
        self.datum_changed = now or "cgcs2000"
        if belt is None:
            return str(pyproj.CRS.from_user_input(frame_crs).geodetic_crs.to_string())
        return belt_code("cgcs2000", belt.width_deg, belt.zone, prefixed=belt.prefixed)

    def file(self, *, spoilt: bool) -> TxtFile:
        """The file with the rows of the frames in the place of its plots."""
        sections = []
        for section in self.like.sections:
            items: list[str | Plot | Spoilt] = []
            for item in section.items:
                if isinstance(item, Plot):
                    row = self.rows.get(item.line)
                    items += [] if row is None else [self._plot(item, row)]
                elif isinstance(item, str):
                    items.append(self._stated(item))
                elif spoilt:
                    items.append(item)
            sections.append(Section(section.title, tuple(items)))
        new = [row for line, row in self.rows.items() if line < 0]
        if new:
            code = self._target(self.code)
            plots = [_new_plot(row, self.like.dialect, code, headed=self.headed) for row in new]
            at = max((k for k, one in enumerate(sections) if any(isinstance(i, Plot) for i in one.items)), default=-1)
            sections[at] = replace(sections[at], items=(*sections[at].items, *plots))
        return TxtFile(self.like.dialect, tuple(sections))

    def _stated(self, line: str) -> str:
        """A line of the attribute block; the datum is written anew where it changed."""
        if not self.datum_changed or not re.match(r"\s*坐标系\s*[=\uff1d]", line):
            return line
        return f"坐标系={_DATUM_WORDS[self.datum_changed]}"

    def _plot(self, plot: Plot, row: _Row) -> Plot:
        dialect = self.like.dialect
        word = _SHAPE_WORDS[int(shapely.get_dimensions(row.shape))]
        parts = _parts(row.shape, swapped=plot.swapped)
        if word == "点" and sum(len(ring.labels) for ring in plot.rings) == len(parts[0]):
            parts = np.split(parts[0], np.cumsum([len(ring.labels) for ring in plot.rings])[:-1])
        order = plot.order or tuple(range(len(plot.rings)))
        sizes = [len(ring.labels) for ring in plot.rings]
        if word == plot.shape and len(parts) == len(order) and sizes == [len(parts[at]) for at in order]:
            rings = tuple(_moved(ring, parts[at]) for ring, at in zip(plot.rings, order, strict=True))
        else:
            rings = _new_rings(parts, dialect, area=word == "面")
        changed = dialect.digest([ring.xy for ring in rings]) != plot.digest or word != plot.shape
        if plot.head is None:
            return replace(plot, rings=rings)
        changes = {key: text for key, text in row.fields.items() if key != "count" and self._differs(plot, key, text)}
        if "area" in changes:
            changes["area"] = f"{float(changes['area']):.{dialect.area_decimals}f}{dialect.area_suffix}"
        if changed:
            changes |= {**_measured(row.shape, rings, dialect, self._target(plot.crs)), "shape": word}
        return replace(plot, head=with_fields(plot.head, changes) if changes else plot.head, rings=rings, shape=word)

    @staticmethod
    def _differs(plot: Plot, key: str, text: str) -> bool:
        """Whether a row says another thing than the head it came from; an area is compared as a number."""
        was = plot.fields.get(key, "")
        if key != "area":
            return text != was.translate(_UNSAFE)
        stated = re.match(r"[\d.]*", was)
        return bool(text) and (not stated or not stated[0].strip(".") or float(stated[0]) != float(text))


def _moved(ring: Ring, xy: XY) -> Ring:
    """A ring at new coordinates; a line of its own writing stays where its point did not move."""
    places = np.vstack([xy, xy[:1]])
    near = np.where(np.abs(places) > 180.0, 1e-6, 1e-11)
    odd = {
        at: entry
        for at, entry in ring.odd.items()
        if at < len(places) and (np.abs(places[at] - np.array(entry[1:])) <= near[at]).all()
    }
    return replace(ring, xy=xy, odd=odd)
