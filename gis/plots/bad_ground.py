"""What is wrong on the ground: outlines, overlaps, buildings across plots or on none, declared areas in other units."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis.measures.built import SLIVER_M2, Shapes, shapes_of, shared_ground
from gis.network.noding import Floats
from gis.plots.remarks import Remark
from gis.units import HECTARE_M2, MU_M2

__all__ = ["ground_remarks", "mended", "stated_unit"]

_UNIT_SHARE = 0.05  # how near a ratio must come to that of a mistaken unit to be named
_FAR = 1.5  # a declared area this many times off, either way, is listed
# computed ÷ declared where m2 is expected and the number was written in another unit
_UNITS = {
    "公顷当作平方米 / hectares taken as m2": HECTARE_M2,
    "亩当作平方米 / mu taken as m2": MU_M2,
    "平方米换算两次(亩) / m2 turned into m2 again as if mu": 1.0 / MU_M2,
    "平方米换算两次(公顷) / m2 turned into m2 again as if ha": 1.0 / HECTARE_M2,
    "亩当作公顷 / mu taken as hectares": 1.0 / 15.0,
    "公顷当作亩 / hectares taken as mu": 15.0,
}
_KEPT = "保留,请核对 / kept, please check"


def mended(frame: gpd.GeoDataFrame, layer: str, found: list[Remark]) -> gpd.GeoDataFrame:
    """The frame with invalid outlines made valid and unusable ones taken out; both are listed in `found`."""
    shapes = shapes_of(frame).copy()
    nothing = shapely.is_missing(shapes) | shapely.is_empty(shapes)
    for at in np.flatnonzero(nothing):
        text = "没有几何 / no geometry"
        found.append(Remark("geometry_empty", layer, frame.index[at], "geometry", "", text, "不量算 / not measured"))
    for at in np.flatnonzero(~nothing & ~shapely.is_valid(shapes)):
        why = str(shapely.is_valid_reason(shapes[at]))
        shape = _polygonal(shapely.make_valid(shapes[at]))
        done = "已修复 / made valid" if shape is not None else "修复后没有面,不量算 / no area left, not measured"
        text = "几何无效 / invalid geometry"
        found.append(Remark("geometry_invalid", layer, frame.index[at], "geometry", why, text, done))
        shapes[at] = shape
    shapes[nothing] = None
    return frame.set_geometry(gpd.GeoSeries(shapes, index=frame.index, crs=frame.crs))


def _polygonal(shape: BaseGeometry) -> BaseGeometry | None:
    """The areas of a geometry; None without any."""
    parts = [part for part in shapely.get_parts(shape) if part.geom_type in ("Polygon", "MultiPolygon")]
    return shapely.union_all(parts) if parts else None


def stated_unit(ratio: float) -> str:
    """The mix-up of units behind computed ÷ declared area ("中文 / English"); "" where none explains it."""
    for text, factor in _UNITS.items():
        if abs(ratio / factor - 1.0) <= _UNIT_SHARE:
            return text
    return ""


def ground_remarks(plots: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame | None, found: list[Remark]) -> None:
    """List in `found` what outlines tell: declared areas far off, overlapping plots, buildings across or on none."""
    shapes = shapes_of(plots)
    _stated(plots, shapely.area(shapes), found)
    _overlaps(plots, shapes, found)
    if buildings is not None and len(buildings):
        _across(plots, buildings, found)


def _stated(plots: gpd.GeoDataFrame, area_m2: Floats, found: list[Remark]) -> None:
    if "area_stated_m2" not in plots:
        return
    stated = plots["area_stated_m2"].to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = area_m2 / stated
    for at in np.flatnonzero(stated <= 0.0):
        text = "申报面积不大于 0 / stated area not above 0"
        found.append(Remark("area_not_positive", "plots", plots.index[at], "area_stated_m2", stated[at], text, _KEPT))
    for at in np.flatnonzero((stated > 0.0) & ((ratio > _FAR) | (ratio < 1.0 / _FAR))):
        unit = stated_unit(float(ratio[at]))
        rule = "area_unit" if unit else "area_far_off"
        text = unit or "申报面积与图形面积相差很大 / stated area far from that of the outline"
        found.append(Remark(rule, "plots", plots.index[at], "area_stated_m2", stated[at], text, _KEPT))


def _overlaps(plots: gpd.GeoDataFrame, shapes: Shapes, found: list[Remark]) -> None:
    one, two = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = one < two
    one, two = one[once], two[once]
    share = shapely.relate_pattern(shapes[one], shapes[two], "2********")
    one, two = one[share], two[share]
    area_m2 = shapely.area(shapely.intersection(shapes[one], shapes[two]))
    for at in np.lexsort((two, one)):
        if area_m2[at] > 0.0:
            text = f"与地块 {plots.index[two[at]]} 重叠 / overlaps plot {plots.index[two[at]]}"
            label = plots.index[one[at]]
            found.append(Remark("plots_overlap", "plots", label, "geometry", float(area_m2[at]), text, _KEPT))


def _across(plots: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, found: list[Remark]) -> None:
    shapes = shapes_of(buildings)
    plot, building, inside = shared_ground(shapes_of(plots), shapes)
    whole = shapely.area(shapes)
    real = inside > np.minimum(SLIVER_M2, whole[building] / 2.0)
    plot, building, inside = plot[real], building[real], inside[real]
    times = np.bincount(building, minlength=len(buildings))
    for at in np.flatnonzero((times == 0) & (whole > 0.0)):
        text, done = "建筑不在任何地块上 / building on no plot", "不计入任何地块 / counts in no plot"
        found.append(Remark("building_on_no_plot", "buildings", buildings.index[at], "geometry", "", text, done))
    many = np.flatnonzero(times[building] > 1)
    for group in np.split(many[np.argsort(building[many], kind="stable")], _starts(building[many])):
        if len(group):
            at = building[group[0]]
            parts = zip(plots.index[plot[group]], inside[group] / whole[at], strict=True)
            shares = "; ".join(f"{label}: {share:.1%}" for label, share in parts)
            text = "建筑跨地块 / building across plots"
            done = "各地块按其内基底计 / counts in each by its footprint there"
            found.append(Remark("building_across", "buildings", buildings.index[at], "geometry", shares, text, done))


def _starts(building: np.ndarray) -> np.ndarray:
    """Where a new building begins, after the first, of buildings once sorted."""
    return np.flatnonzero(np.diff(np.sort(building, kind="stable"))) + 1
