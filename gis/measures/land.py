"""Land: areas of zones, and how intensively plots are used: floor area ratio, density, green, yield per mu."""

from __future__ import annotations

from collections.abc import Sequence

import geopandas as gpd
import numpy as np
import pandas as pd

from gis.crs import ellipsoidal_area_m2, require_metric, require_same
from gis.errors import MissingColumnError
from gis.measures.built import floors_on, shapes_of, shared_ground, united_m2
from gis.measures.registry import measure
from gis.network.noding import Flags, Floats, Ints
from gis.units import KM2_M2, MU_M2

__all__ = [
    "building_density", "floor_area_ratio", "green_ratio", "investment_per_mu", "output_per_mu", "over_zones",
    "plot_building_density", "plot_floor_area_ratio", "plot_green_ratio", "plot_per_mu", "tax_per_mu", "zone_area",
    "zone_area_ellipsoidal",
]  # fmt: skip


@measure(
    name="zone_area", family="zonal", layers=("zones",), unit="km2", base_unit="km2",
    title="面积(平面)", title_en="Area (planar)",
    formula="工作坐标系(高斯-克吕格 3° 带)中的平面面积"
    " / planar area in the working coordinate system",
)  # fmt: skip
def zone_area(zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """Planar area of each zone in km2; low and high from the columns `area_low_m2`, `area_high_m2` where there are.

    Returns
    -------
    Frame on zones.index: value, numerator (km2), denominator (NaN: an area has none), low, high.

    Raises
    ------
    MetricCRSError: zones are not in metres.
    """
    require_metric(zones, layer="zones")
    return _areas(zones, zones.geometry.area.to_numpy(dtype=float))


@measure(
    name="zone_area_ellipsoidal", family="zonal", layers=("zones",), unit="km2", base_unit="km2",
    title="椭球面积", title_en="Area (ellipsoidal)",
    formula="CGCS2000 椭球面上的面积(土地调查口径)"
    " / area on the CGCS2000 ellipsoid, as in the land survey",
)  # fmt: skip
def zone_area_ellipsoidal(zones: gpd.GeoDataFrame) -> pd.DataFrame:
    """Area of each zone on the CGCS2000 ellipsoid in km2, as the land survey books it; low and high scaled alike.

    Raises
    ------
    MetricCRSError: zones are not in metres.
    """
    require_metric(zones, layer="zones")
    return _areas(zones, np.array([ellipsoidal_area_m2(shape, crs=zones.crs) for shape in zones.geometry], dtype=float))


def _areas(zones: gpd.GeoDataFrame, area_m2: Floats) -> pd.DataFrame:
    planar_m2 = zones.geometry.area.to_numpy(dtype=float)
    result = pd.DataFrame(
        {"value": area_m2 / KM2_M2, "numerator": area_m2 / KM2_M2, "denominator": np.nan}, zones.index
    )
    for name in ("low", "high"):
        column = f"area_{name}_m2"
        known = zones[column].to_numpy(dtype=float) if column in zones else np.full(len(zones), np.nan)
        with np.errstate(divide="ignore", invalid="ignore"):
            result[name] = known * (area_m2 / planar_m2) / KM2_M2
    return result


def plot_floor_area_ratio(plots: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> pd.Series:
    """Floor area ratio of each plot: footprint inside the plot × storeys, summed, ÷ plot area. GB/T 50280.

    A building across plots counts in each by its footprint there. NaN where a building on the plot has no storeys, and
    everywhere when the layer has no building; a plot without buildings is 0. Industrial storeys above 8 m, which count
    twice, are not known here and count once.

    Returns
    -------
    float Series on plots.index.

    Raises
    ------
    MetricCRSError, CRSMismatchError: not one CRS in metres. MissingColumnError: `storeys`.
    """
    plot, building, inside_m2 = _footprints(plots, buildings)
    _require(buildings, "buildings", "storeys")
    storeys = buildings["storeys"].to_numpy(dtype=float)[building]
    found = floors_on(plot, inside_m2, storeys, count=len(plots))
    return _per_plot(plots, found.known_m2, known=found.whole & (len(buildings) > 0))


def plot_building_density(plots: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> pd.Series:
    """Share of each plot under buildings (0-1): united footprints inside it ÷ plot area. GB/T 50280.

    NaN everywhere when the layer has no building; a plot without buildings is 0.

    Raises
    ------
    MetricCRSError, CRSMismatchError: not one CRS in metres.
    """
    pairs = _footprints(plots, buildings)
    built_m2 = united_m2(shapes_of(plots), shapes_of(buildings), pairs)
    return _per_plot(plots, built_m2, known=np.full(len(plots), len(buildings) > 0))


def plot_green_ratio(plots: gpd.GeoDataFrame, *, area_m2: Floats | None = None) -> pd.Series:
    """Share of each plot that is green (0-1): `green_m2` ÷ plot area; NaN where `green_m2` is unknown. GB 50180 A.0.2.

    Parameters
    ----------
    area_m2: area by plot; none: the planar one.

    Raises
    ------
    MetricCRSError: not in metres. MissingColumnError: `green_m2`.
    """
    return _of_column(plots, "green_m2", area_m2)


def plot_per_mu(plots: gpd.GeoDataFrame, *, column: str, area_m2: Floats | None = None) -> pd.Series:
    """Yield of each plot in 万元/亩: `column` (tax_wan, output_wan, investment_wan) ÷ plot area; NaN where unknown.

    Parameters
    ----------
    area_m2: area by plot; none: the planar one.

    Raises
    ------
    MetricCRSError: not in metres. MissingColumnError: the column.
    """
    return _of_column(plots, column, area_m2) * MU_M2


@measure(
    name="floor_area_ratio", family="zonal", layers=("zones", "plots", "buildings"), unit="ratio",
    title="容积率", title_en="Floor area ratio", base="有层数的地块面积 / plots of known storeys",
    formula="地上建筑面积(基底×层数) ÷ 地块面积 / floor area above ground (footprint × storeys) ÷ area of plots",
)  # fmt: skip
def floor_area_ratio(
    zones: gpd.GeoDataFrame, plots: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, *, codes: Sequence[str] = ()
) -> pd.DataFrame:
    """Floor area ratio of each zone: floor area of its plots ÷ their area, over the plots whose storeys are known.

    See `over_zones` for how plots belong to zones and for the columns; `plot_floor_area_ratio` for the formula.

    Parameters
    ----------
    codes: beginnings of land-use codes; none: every plot.

    Raises
    ------
    MetricCRSError, CRSMismatchError, MissingColumnError: unusable frames.
    """
    return over_zones(zones, plots, plot_floor_area_ratio(plots, buildings), codes=codes)


@measure(
    name="building_density", family="zonal", layers=("zones", "plots", "buildings"), unit="share",
    title="建筑密度", title_en="Building density", base="地块面积 / area of plots",
    formula="建筑基底面积(并集) ÷ 地块面积"
    " / united building footprints ÷ area of plots",
)  # fmt: skip
def building_density(
    zones: gpd.GeoDataFrame, plots: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame, *, codes: Sequence[str] = ()
) -> pd.DataFrame:
    """Building density of each zone (0-1): footprints on its plots ÷ their area. See `over_zones`.

    Raises
    ------
    MetricCRSError, CRSMismatchError, MissingColumnError: unusable frames.
    """
    return over_zones(zones, plots, plot_building_density(plots, buildings), codes=codes)


@measure(
    name="green_ratio", family="zonal", layers=("zones", "plots"), unit="share",
    title="绿地率(地块)", title_en="Green ratio of plots", base="有绿地面积的地块面积 / plots of known green area",
    formula="地块内绿地面积 ÷ 地块面积 / green area in plots ÷ area of plots",
)  # fmt: skip
def green_ratio(zones: gpd.GeoDataFrame, plots: gpd.GeoDataFrame, *, codes: Sequence[str] = ()) -> pd.DataFrame:
    """Green ratio of each zone (0-1): green of its plots ÷ their area, where it is known. See `over_zones`.

    Raises
    ------
    MetricCRSError, CRSMismatchError, MissingColumnError: unusable frames.
    """
    return over_zones(zones, plots, plot_green_ratio(plots), codes=codes)


@measure(
    name="tax_per_mu", family="zonal", layers=("zones", "plots"), unit="wan_per_mu", base_unit="wan",
    title="亩均税收", title_en="Tax per mu", base="有税收数的地块面积(亩) / plots of known tax (mu)",
    formula="地块税收合计(万元) ÷ 地块面积(亩) / tax of plots (10k CNY) ÷ area of plots (mu)",
)  # fmt: skip
def tax_per_mu(zones: gpd.GeoDataFrame, plots: gpd.GeoDataFrame, *, codes: Sequence[str] = ()) -> pd.DataFrame:
    """Tax per mu of each zone in 万元/亩, over the plots whose tax is known; denominator in mu. See `over_zones`.

    Raises
    ------
    MetricCRSError, CRSMismatchError, MissingColumnError: unusable frames.
    """
    return over_zones(zones, plots, plot_per_mu(plots, column="tax_wan"), codes=codes, per_m2=MU_M2)


@measure(
    name="output_per_mu", family="zonal", layers=("zones", "plots"), unit="wan_per_mu", base_unit="wan",
    title="亩均产值", title_en="Output per mu", base="有产值数的地块面积(亩) / plots of known output (mu)",
    formula="地块产值合计(万元) ÷ 地块面积(亩) / output of plots (10k CNY) ÷ area of plots (mu)",
)  # fmt: skip
def output_per_mu(zones: gpd.GeoDataFrame, plots: gpd.GeoDataFrame, *, codes: Sequence[str] = ()) -> pd.DataFrame:
    """Output per mu of each zone in 万元/亩, over the plots whose output is known; denominator in mu. See `over_zones`.

    Raises
    ------
    MetricCRSError, CRSMismatchError, MissingColumnError: unusable frames.
    """
    return over_zones(zones, plots, plot_per_mu(plots, column="output_wan"), codes=codes, per_m2=MU_M2)


@measure(
    name="investment_per_mu", family="zonal", layers=("zones", "plots"), unit="wan_per_mu", base_unit="wan",
    title="亩均投资", title_en="Investment per mu", base="有投资数的地块面积(亩) / plots of known investment (mu)",
    formula="地块投资合计(万元) ÷ 地块面积(亩) / investment of plots (10k CNY) ÷ area of plots (mu)",
)  # fmt: skip
def investment_per_mu(zones: gpd.GeoDataFrame, plots: gpd.GeoDataFrame, *, codes: Sequence[str] = ()) -> pd.DataFrame:
    """Investment per mu of each zone in 万元/亩, over the plots where it is known; denominator in mu. See `over_zones`.

    Raises
    ------
    MetricCRSError, CRSMismatchError, MissingColumnError: unusable frames.
    """
    return over_zones(zones, plots, plot_per_mu(plots, column="investment_wan"), codes=codes, per_m2=MU_M2)


def over_zones(
    zones: gpd.GeoDataFrame, plots: gpd.GeoDataFrame, rate: pd.Series, *, codes: Sequence[str] = (), per_m2: float = 1.0
) -> pd.DataFrame:
    """A plot figure over zones: Σ rate × area ÷ Σ area, each plot by the part of its area inside the zone.

    What lies on a plot is taken as spread evenly over it, so that the zones of a plot share it and none counts it
    twice. Plots without a figure leave numerator and denominator; a zone without any known plot is NaN.

    Parameters
    ----------
    rate: figure on plots.index per `per_m2` square metres. codes: beginnings of land-use codes; none: every plot.

    Returns
    -------
    Frame on zones.index: value, numerator, denominator (in units of `per_m2`), low and high (NaN: no uncertainty is
    known), known_share (0-1 of the plots' area), plots_count, unknown_count, note (what was left out, "" for nothing).

    Raises
    ------
    MetricCRSError, CRSMismatchError: not one CRS in metres. MissingColumnError: `code`, where codes are asked for.
    """
    require_same(plots, zones, layer="plots")
    wanted = np.ones(len(plots), dtype=bool)
    if codes:
        _require(plots, "plots", "code")
        wanted = plots["code"].astype(str).str.startswith(tuple(codes)).to_numpy(dtype=bool)
    zone, plot, inside_m2 = _shared(zones, plots)
    kept = wanted[plot]
    zone, plot, amount = zone[kept], plot[kept], inside_m2[kept] / per_m2
    figure = rate.to_numpy(dtype=float)[plot]
    known = np.isfinite(figure)
    count = len(zones)
    numerator = np.bincount(zone, weights=np.where(known, figure * amount, 0.0), minlength=count)
    denominator = np.bincount(zone, weights=amount * known, minlength=count)
    total = np.bincount(zone, weights=amount, minlength=count)
    with np.errstate(divide="ignore", invalid="ignore"):
        columns = {"value": numerator / denominator, "known_share": denominator / total}
    result = pd.DataFrame(columns, zones.index).assign(
        numerator=numerator, denominator=denominator, low=np.nan, high=np.nan
    )
    result.loc[denominator == 0.0, ["numerator"]] = np.nan
    result["plots_count"] = np.bincount(zone, minlength=count)
    result["unknown_count"] = np.bincount(zone[~known], minlength=count)
    result["note"] = [_note(*counts) for counts in zip(result["plots_count"], result["unknown_count"], strict=True)]
    order = ["value", "numerator", "denominator", "low", "high", "known_share", "plots_count", "unknown_count", "note"]
    return result[order]


def _note(plots_count: int, unknown_count: int) -> str:
    """What was left out of a zone's figure."""
    if not plots_count:
        return "此范围内没有这类地块 / no such plots here"
    if not unknown_count:
        return ""
    return f"{plots_count} 个地块中 {unknown_count} 个数据不全,未计入 / {unknown_count} of {plots_count} plots unknown"


def _per_plot(plots: gpd.GeoDataFrame, amount_m2: Floats, *, known: Flags) -> pd.Series:
    area_m2 = plots.geometry.area.to_numpy(dtype=float)
    with np.errstate(divide="ignore", invalid="ignore"):
        return pd.Series(np.where(known & (area_m2 > 0.0), amount_m2 / area_m2, np.nan), index=plots.index)


def _of_column(plots: gpd.GeoDataFrame, column: str, area_m2: Floats | None) -> pd.Series:
    """A column ÷ area, per m2; NaN where either is unknown or there is no area."""
    require_metric(plots, layer="plots")
    _require(plots, "plots", column)
    area = plots.geometry.area if area_m2 is None else pd.Series(area_m2, index=plots.index)
    return plots[column].astype(float) / area.where(area > 0.0)


def _require(frame: gpd.GeoDataFrame, layer: str, column: str) -> None:
    if column not in frame:
        raise MissingColumnError(layer=layer, source="", missing=[column], found=list(frame.columns))


def _footprints(plots: gpd.GeoDataFrame, buildings: gpd.GeoDataFrame) -> tuple[Ints, Ints, Floats]:
    require_same(buildings, plots, layer="buildings")
    return _shared(plots, buildings)


def _shared(areas: gpd.GeoDataFrame, others: gpd.GeoDataFrame) -> tuple[Ints, Ints, Floats]:
    return shared_ground(shapes_of(areas), shapes_of(others))
