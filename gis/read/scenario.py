"""Trials kept as GeoJSON in degrees: what was put in and taken out, to be sent, kept and tried again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import shapely
from shapely.errors import ShapelyError
from shapely.geometry.base import BaseGeometry

from gis.crs import from_degrees
from gis.errors import DefinitionError, UnreadableFileError
from gis.scenario import Edit

__all__ = ["parse_scenario", "read_scenario"]

_MOST_EDITS = 500
_MOST_VERTICES = 20_000
_MOST_BYTES = 5_000_000


def read_scenario(path: Path, *, crs: object, district: str) -> tuple[Edit, ...]:
    """The edits of a scenario file, in the district's CRS.

    Raises
    ------
    UnreadableFileError: no such file, too large, or no GeoJSON. DefinitionError: an edit is wrong, or the file is of
    another district.
    """
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise UnreadableFileError(
                source=path, problem=f"超过 {_MOST_BYTES // 1_000_000} MB / too large",
                remedy="方案文件只存几处改动,请核对是否选错文件 / a scenario holds a few edits: check the file",
            )  # fmt: skip
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFileError(
            source=path, problem=str(error), remedy="请核对路径,文件应为 UTF-8 的 GeoJSON / check path and encoding"
        ) from error
    return parse_scenario(text, crs=crs, district=district, source=path.name)


def parse_scenario(text: str, *, crs: object, district: str, source: str = "scenario") -> tuple[Edit, ...]:
    """The edits of the text of a scenario file (longitude and latitude in degrees), in `crs` (metres).

    Raises
    ------
    UnreadableFileError: no GeoJSON. DefinitionError: an edit is wrong, or the file is of another district.
    """
    try:
        read = json.loads(text)
        features = read["features"]
        named = read.get("yitu", {}).get("district", "")
        features = [*features] if isinstance(features, list) else features["—"]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableFileError(
            source=source, problem=f"不是方案 GeoJSON / no scenario GeoJSON ({type(error).__name__})",
            remedy="请选由本软件导出的方案文件 / choose a file exported by the scenario page",
        ) from error  # fmt: skip
    if named and named != district:
        problem = f"此方案属于 {named},不是 {district} / of another district"
        raise DefinitionError(file=source, key="yitu.district", problem=problem)
    if len(features) > _MOST_EDITS:
        raise DefinitionError(file=source, key="features", problem=f"{len(features)} > {_MOST_EDITS}")
    return tuple(_edit(feature, f"{source}[{number}]", crs) for number, feature in enumerate(features, 1))


def _edit(feature: Any, at: str, crs: object) -> Edit:
    """One feature as an edit; every refusal names its place."""
    if not isinstance(feature, Mapping) or not isinstance(told := feature.get("properties"), Mapping):
        raise DefinitionError(file=at, key="properties", problem="缺少属性 / no properties")
    texts = {name: str(told.get(name) or "") for name in ("kind", "facility", "of", "name")}
    shape = _shape(feature.get("geometry"), at, crs)
    try:
        return Edit(texts["kind"], shape, facility=texts["facility"], of=texts["of"], name=texts["name"][:200])
    except DefinitionError as error:
        raise DefinitionError(file=at, key=str(error.facts["key"]), problem=str(error.facts["problem"])) from None


def _shape(geometry: Any, at: str, crs: object) -> BaseGeometry | None:
    """A GeoJSON geometry in metres; None where there is none."""
    if geometry is None:
        return None
    try:
        shape = shapely.from_geojson(json.dumps(geometry))
    except (ShapelyError, ValueError, TypeError) as error:
        raise DefinitionError(file=at, key="geometry", problem=f"读不出图形 / {type(error).__name__}") from None
    degrees = shapely.get_coordinates(shape)
    sound = np.isfinite(degrees).all() and (np.abs(degrees) <= (180.0, 90.0)).all()
    if not 0 < len(degrees) <= _MOST_VERTICES or not sound:
        problem = f"坐标应为经纬度,顶点数 1—{_MOST_VERTICES} / degrees expected: {len(degrees)} vertices"
        raise DefinitionError(file=at, key="geometry", problem=problem)

    def metres(xy: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
        """Degrees to the working CRS."""
        return np.stack(from_degrees(xy[:, 0], xy[:, 1], crs=crs), axis=1)

    return shapely.transform(shapely.force_2d(shape), metres)
