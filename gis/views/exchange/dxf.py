"""Layers to a DXF drawing (R2010, metres): a drawing layer a value, areas as closed polylines, labels as texts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis.crs import require_metric
from gis.views.files import replacing

if TYPE_CHECKING:
    from ezdxf.layouts import Modelspace

__all__ = ["AREA_GROUP", "write_dxf"]

Ring = npt.NDArray[np.float64]

AREA_GROUP = "yitu:area"  # description of a group whose rings are one area; our reader looks for it
_STYLE = "YITU"
_FONT = "SimSun"
_NO_LAYER = "0"
_FORBIDDEN = re.compile(r"[<>/\\\":;?*|=,'`\x00-\x1f]")  # in names of layers
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")
_LONGEST_NAME = 200
_LONGEST_TEXT = 2000
_TEXT_SHARE = 0.05  # of the side of a square of the area's size: height of its label
_TEXT_M = (1.0, 30.0)


def write_dxf(
    frame: gpd.GeoDataFrame,
    path: Path,
    *,
    layer_column: str | None = None,
    label_column: str | None = None,
    crs_note: str = "",
    hatch: bool = False,
) -> Path:
    """Write a layer as a drawing, whole or not at all; rows without a shape stay out, heights are dropped.

    An area with holes or several parts is a group of closed polylines, which our reader makes one area again. Other
    columns have no place in a drawing. A line that ends where it begins reads as an area in any program.

    Parameters
    ----------
    layer_column: the column whose values become drawing layers; none: all on layer "0".
    label_column: the column written as text inside areas and beside points and lines.
    crs_note: the coordinate system in words, kept in the drawing's properties; there is no other place for it.
    hatch: fill areas too; a reader then meets every area twice.

    Raises
    ------
    MetricCRSError: the frame is not in metres. WorkspaceError: it cannot be written.
    """
    import ezdxf  # noqa: PLC0415 - looks for the fonts of the system when it is imported

    require_metric(frame, layer=path.name)
    drawing = ezdxf.new("R2010", units=6)
    drawing.styles.new(_STYLE, dxfattribs={"font": "simsun.ttc"}).set_extended_font_data(_FONT)
    if crs_note:
        drawing.header.custom_vars.append("CRS", _one_line(crs_note))
    space = drawing.modelspace()
    names = _layer_names(frame, layer_column)
    for name in dict.fromkeys(names):
        if name not in drawing.layers:
            drawing.layers.new(name)
    labels = frame[label_column].map(_shown) if label_column else pd.Series("", index=frame.index)
    for shape, name, label in zip(shapely.force_2d(frame.geometry.to_numpy()), names, labels, strict=True):
        for part in _simple(shape):
            _draw(space, part, name, hatch=hatch)
            if label:
                _write_label(space, part, name, label)
    with replacing(path) as written:
        drawing.saveas(written)
    return path


def _simple(shape: Any) -> Iterator[Any]:
    """The shape itself, or the members of a collection of several kinds; nothing where there is none."""
    if shape is None or shape.is_empty:
        return
    if shape.geom_type == "GeometryCollection":
        for part in shape.geoms:
            yield from _simple(part)
    else:
        yield shape


def _draw(space: Modelspace, shape: Any, layer: str, *, hatch: bool) -> None:
    """The entities of one shape of one kind."""
    parts = [part for part in shapely.get_parts(shape) if not part.is_empty]
    attributes = {"layer": layer}
    if shapely.get_dimensions(shape) == 0:
        for part in parts:
            space.add_point((part.x, part.y), dxfattribs=attributes)
    elif shapely.get_dimensions(shape) == 1:
        for part in parts:
            _polyline(space, np.asarray(part.coords)[:, :2], attributes, closed=False)
    else:
        rings = [np.asarray(ring.coords)[:-1, :2] for part in parts for ring in (part.exterior, *part.interiors)]
        drawn = [_polyline(space, ring, attributes, closed=True) for ring in rings]
        if len(drawn) > 1:
            groups = space.doc.groups
            groups.new(f"YITU_{len(groups) + 1}", description=AREA_GROUP).extend(drawn)
        if hatch:
            filled = space.add_hatch(dxfattribs=attributes)
            for ring in rings:
                filled.paths.add_polyline_path(ring.tolist(), is_closed=True)


def _polyline(space: Modelspace, points: Ring, attributes: dict[str, str], *, closed: bool) -> Any:
    """One light polyline; its points are set at once, since adding them one by one takes the square of their number."""
    drawn = space.add_lwpolyline([], close=closed, dxfattribs=attributes)
    drawn.lwpoints.set(np.column_stack((points, np.zeros((len(points), 3)))))
    return drawn


def _write_label(space: Modelspace, shape: Any, layer: str, label: str) -> None:
    """The label centred inside an area, or at the middle of a line or point."""
    place = shapely.point_on_surface(shape)
    height = min(max(_TEXT_SHARE * float(np.sqrt(shapely.area(shape))), _TEXT_M[0]), _TEXT_M[1])
    attributes = {"layer": layer, "style": _STYLE, "height": height, "halign": 1, "valign": 2}
    text = space.add_text(label, dxfattribs=attributes)
    text.dxf.insert = text.dxf.align_point = (place.x, place.y)


def _layer_names(frame: gpd.GeoDataFrame, column: str | None) -> list[str]:
    """The drawing layer of each row: signs a name may not have as "_"; values that differ in them alone share one."""
    if column is None:
        return [_NO_LAYER] * len(frame)
    spelled: dict[str, str] = {}
    names: list[str] = []
    for value in frame[column]:
        text = "" if pd.isna(value) else _one_line(str(value))
        name = _FORBIDDEN.sub("_", text)[:_LONGEST_NAME].strip() or _NO_LAYER
        names.append(spelled.setdefault(name.lower(), name))
    return names


def _one_line(text: str) -> str:
    return _CONTROL.sub(" ", text).strip()


def _shown(value: object) -> str:
    """A value as the text of a label; signs that drawings take for codes are written so that they stay signs."""
    if pd.isna(value):
        return ""
    text = _one_line(str(value))[:_LONGEST_TEXT]
    return text.replace("^", "^ ").replace("%%", "%%%%%%")
