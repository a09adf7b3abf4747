"""Roads of a zone: length and density by class, and which of a plan's named roads there are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.crs import require_same
from gis.errors import DefinitionError, MissingColumnError
from gis.measures.registry import measure
from gis.network.noding import Floats
from gis.units import KM2_M2, KM_M

__all__ = ["BORDER_M", "named_roads_found", "road_density", "road_length"]

BORDER_M = 1.0  # a road within this distance of the zone's border runs along it and belongs to the zone
_ALONG_M = 5.0  # shorter parts only cross the border, they do not run along it
_Shapes = npt.NDArray[np.object_]


@measure(
    name="road_length", family="zonal", layers=("zones", "streets"), unit="km", base_unit="km",
    title="道路长度", title_en="Road length",
    formula="分区内各级道路中心线长度之和(双线道路按线计)"
    " / length of road centre lines by class in the zone (dual lines count as drawn)",
)  # fmt: skip
def road_length(zones: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, *, classes: Sequence[str] = ()) -> pd.DataFrame:
    """Length of roads in each zone in km, cut exactly at its border.

    A road that runs along the border (within 1 m, over more than 5 m) belongs wholly to every zone it borders; the
    whole has it once, so the zones may add up to more. Identical lines count once. A dual carriageway drawn as two
    lines counts twice: the layer does not tell which belong together, while TD/T 1063 counts it once.

    Parameters
    ----------
    classes: values of `road_class` that count; none: all.

    Returns
    -------
    Frame on zones.index: value and numerator (km), denominator, low and high (NaN), `km_of` (class → km), `note`.

    Raises
    ------
    MetricCRSError, CRSMismatchError: not one CRS in metres. MissingColumnError: `road_class`.
    """
    by_class = _km_by_class(zones, streets, classes)
    total_km = by_class.sum(axis=1).to_numpy(dtype=float)
    result = pd.DataFrame({"value": total_km, "numerator": total_km}, zones.index)
    result = result.assign(denominator=np.nan, low=np.nan, high=np.nan)
    if streets.empty:
        result[["value", "numerator"]] = np.nan
    note = "街道图层是空的 / the layer has no streets" if streets.empty else ""
    return result.assign(km_of=_as_mappings(by_class), note=note)


@measure(
    name="road_density", family="zonal", layers=("zones", "streets"), unit="km_per_km2", base_unit="km",
    title="道路网密度", title_en="Road density", base="分区面积(平方公里) / area of the zone (km2)",
    formula="各级道路中心线长度 ÷ 分区面积"
    " / length of road centre lines by class ÷ area of the zone",
)  # fmt: skip
def road_density(zones: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, *, classes: Sequence[str] = ()) -> pd.DataFrame:
    """Length of roads ÷ area of each zone, km/km2, with the rules of `road_length`. Source: TD/T 1063-2021.

    Returns
    -------
    Frame on zones.index: value (km/km2), numerator (km), denominator (km2), low and high (NaN), `km_of` (class → km),
    `note`.

    Raises
    ------
    MetricCRSError, CRSMismatchError: not one CRS in metres. MissingColumnError: `road_class`.
    """
    result = road_length(zones, streets, classes=classes)
    area_km2 = zones.geometry.area.to_numpy(dtype=float) / KM2_M2
    with np.errstate(divide="ignore", invalid="ignore"):
        return result.assign(value=result["numerator"].to_numpy(dtype=float) / area_km2, denominator=area_km2)


@measure(
    name="named_roads_found", family="zonal", layers=("zones", "roads"), unit="share", base_unit="count",
    title="规划道路找到的比例", title_en="Named roads found", base="规划列出的道路条数 / roads the plan lists",
    formula="道路图层中找得到的规划道路条数 ÷ 规划列出的条数"
    " / roads of the plan found in the layer ÷ roads the plan lists",
)  # fmt: skip
def named_roads_found(
    zones: gpd.GeoDataFrame, roads: gpd.GeoDataFrame, *, names: Sequence[str] | Mapping[str, Sequence[str]]
) -> pd.DataFrame:
    """How many of a plan's named roads the layer has in each zone: found ÷ named.

    A road is found where a line with the name, or with the name among its `aliases` (separated by ";"), runs in the
    zone or within 1 m of it.

    Parameters
    ----------
    names: the roads, or groups of them (纵, 横, 环); a name may carry its own aliases behind ";".

    Returns
    -------
    Frame on zones.index: value (0-1), numerator (found), denominator (named), low, high (NaN), and the tuples
    `found`, `missing`, `in_zone_km` (name → km), and `note` (the missing ones as text).

    Raises
    ------
    MetricCRSError, CRSMismatchError: not one CRS in metres. DefinitionError: no name. MissingColumnError: `name`.
    """
    require_same(roads, zones, layer="roads")
    wanted = _wanted(names)
    if "name" not in roads:
        raise MissingColumnError(layer="roads", source="", missing=["name"], found=list(roads.columns))
    carried = [_labels(*labels) for labels in zip(roads["name"], _texts(roads, "aliases"), strict=True)]
    rows = {name: [row for row, labels in enumerate(carried) if labels & own] for name, own in wanted.items()}
    lines = np.asarray(roads.geometry.array, dtype=object)
    figures = []
    for shape in zones.geometry:
        here_m = _length_in(lines, shape)
        lengths_km = {name: float(here_m[some].sum()) / KM_M for name, some in rows.items()}
        found = tuple(name for name, length_km in lengths_km.items() if length_km > 0.0)
        missing = tuple(name for name in wanted if name not in found)
        figures.append({
            "value": len(found) / len(wanted), "numerator": len(found), "denominator": len(wanted),
            "low": np.nan, "high": np.nan, "found": found,
            "missing": missing, "in_zone_km": lengths_km,
            "note": f"未找到:{'、'.join(missing)} / missing: {', '.join(missing)}" if missing else "",
        })  # fmt: skip
    columns = ["value", "numerator", "denominator", "low", "high", "found", "missing", "in_zone_km", "note"]
    return pd.DataFrame(figures, index=zones.index, columns=columns)


def _wanted(names: Sequence[str] | Mapping[str, Sequence[str]]) -> dict[str, set[str]]:
    """Each road named once, with all names it goes by."""
    if isinstance(names, str):
        raise DefinitionError(file="—", key="names", problem=f"{names!r}")
    listed = [name for group in names.values() for name in group] if isinstance(names, Mapping) else list(names)
    wanted = {text.split(";")[0].strip(): _labels(text) for text in listed}
    if not wanted or "" in wanted:
        raise DefinitionError(file="—", key="names", problem=f"{listed}")
    return wanted


def _labels(*texts: object) -> set[str]:
    """The names in texts separated by ";" (or the Chinese semicolon)."""
    return {label for text in texts for part in str(text).split(";") for label in [part.strip()] if label}


def _texts(frame: gpd.GeoDataFrame, column: str) -> Iterable[str]:
    return frame[column].fillna("") if column in frame else [""] * len(frame)


def _km_by_class(zones: gpd.GeoDataFrame, streets: gpd.GeoDataFrame, classes: Sequence[str]) -> pd.DataFrame:
    """Length in km, a row a zone, a column a class."""
    require_same(streets, zones, layer="streets")
    if "road_class" not in streets:
        raise MissingColumnError(layer="streets", source="", missing=["road_class"], found=list(streets.columns))
    counted = streets[streets["road_class"].isin(list(classes))] if classes else streets
    counted = counted[~counted.geometry.normalize().duplicated()]
    lines = np.asarray(counted.geometry.array, dtype=object)
    kinds = counted["road_class"].fillna("").to_numpy(dtype=object)
    names = sorted(set(kinds)) if not classes else list(dict.fromkeys(classes))
    table = np.zeros((len(zones), len(names)))
    for row, shape in enumerate(zones.geometry):
        here_m = _length_in(lines, shape)
        table[row] = [here_m[kinds == name].sum() / KM_M for name in names]
    return pd.DataFrame(table, index=zones.index, columns=names)


def _length_in(lines: _Shapes, zone: BaseGeometry) -> Floats:
    """Length in metres of each line inside the zone or along its border."""
    length_m = np.zeros(len(lines))
    if zone is None or zone.is_empty:
        return length_m
    shapely.prepare(zone)
    near = np.flatnonzero(shapely.dwithin(lines, zone, BORDER_M))
    whole = shapely.contains_properly(zone, lines[near])
    length_m[near[whole]] = shapely.length(lines[near[whole]])
    edge = near[~whole]
    inside = shapely.intersection(lines[edge], zone)
    along = shapely.intersection(lines[edge], shapely.buffer(shapely.boundary(zone), BORDER_M))
    parts, row = shapely.get_parts(shapely.line_merge(_lines_only(along)), return_index=True)
    long_enough = shapely.length(parts) > _ALONG_M
    beyond_m = shapely.length(shapely.difference(parts[long_enough], zone))
    length_m[edge] = shapely.length(inside) + np.bincount(row[long_enough], weights=beyond_m, minlength=len(edge))
    return length_m


def _lines_only(shapes: _Shapes) -> _Shapes:
    """Points where lines only touch the border dropped from mixed results."""
    for row in np.flatnonzero(np.isin(shapely.get_type_id(shapes), (0, 4, 7))):
        parts = shapely.get_parts(shapes[row])
        shapes[row] = shapely.multilinestrings(parts[shapely.get_dimensions(parts) == 1])
    return shapes


def _as_mappings(table: pd.DataFrame) -> list[dict[str, float]]:
    return [{str(name): float(value) for name, value in row.items() if value > 0.0} for _, row in table.iterrows()]
