"""The frames of land, plots and buildings: numbered plots of the zones, with what stands on them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely import Polygon

from gis.fabric.buildings import rows_of_buildings
from gis.fabric.evidence import theme_of
from gis.fabric.land_use import Parcel
from gis.fabric.recipe import Published, Recipe
from gis.fabric.variety import chosen, share_of

__all__ = ["SOURCE_TEXT", "BuiltPlot", "building_frame", "built_plots", "land_frame", "plot_frame"]

SOURCE_TEXT = "示意"
BUILT, VACANT = "built", "vacant"
_PLOT_CODES = ("07", "08", "09", "10", "11", "13", "16")


@dataclass(frozen=True)
class BuiltPlot:
    """A parcel of construction land with its number ("" for villages and sites outside the zones) and buildings."""

    id: str
    parcel: Parcel
    status: str
    storeys: int
    bodies: tuple[Polygon, ...]
    green_m2: float
    use: str
    dwelling_m2: float

    @property
    def floor_area_m2(self) -> float:
        """Floor area above ground in square metres."""
        return float(sum(body.area for body in self.bodies)) * self.storeys


def _numbers(parcels: list[Parcel], recipe: Recipe) -> list[str]:
    """Plot numbers such as ZB-一核-001, counted within each label in the order of the parcels."""
    counts: Counter[str] = Counter()
    numbers = []
    for parcel in parcels:
        rule = recipe.zone_rule(parcel.zone)
        label = rule.label if rule else "区外"
        counts[label] += 1
        numbers.append(f"{recipe.prefix}-{label}-{counts[label]:03d}")
    return numbers


def built_plots(parcels: list[Parcel], *, recipe: Recipe) -> list[BuiltPlot]:
    """Every parcel of construction land with its buildings, in the order of the parcels.

    A parcel that a known place settled is built; of the others the vacant share of the profile is not.
    """
    land = [parcel for parcel in parcels if parcel.code.startswith(_PLOT_CODES)]
    plots = []
    for number, parcel in zip(_numbers(land, recipe), land, strict=True):
        rule = recipe.building_rule(parcel.code)
        vacant = rule is None or (not parcel.place and share_of(number, "vacant") < parcel.profile.vacant_share)
        if rule is None or vacant:
            plots.append(BuiltPlot(number, parcel, VACANT, 0, (), 0.0, "", 0.0))
            continue
        storeys = chosen(rule.storeys or parcel.profile.storeys, number, "storeys")
        court = theme_of(parcel.code) == "living"
        bodies = tuple(rows_of_buildings(parcel.shape, rule=rule, storeys=storeys, court=court))
        footprint_m2 = sum(body.area for body in bodies)
        if footprint_m2 > 0.0:
            storeys = max(1, min(storeys, int(rule.most_ratio * parcel.shape.area / footprint_m2)))
        green_share = rule.green_share * (0.9 + 0.2 * share_of(number, "green"))
        open_m2 = parcel.shape.area - footprint_m2
        green_m2 = round(min(green_share * parcel.shape.area, 0.7 * open_m2))
        status = BUILT if bodies else VACANT
        plots.append(
            BuiltPlot(number, parcel, status, storeys, bodies, float(green_m2 if bodies else 0), rule.use,
                      rule.dwelling_m2)
        )  # fmt: skip
    return plots


def land_frame(parcels: list[Parcel], *, crs: object) -> gpd.GeoDataFrame:
    """The parcels as the land_use layer, index `id`: L00001 ... in their order; areas in square metres by geometry."""
    frame = gpd.GeoDataFrame(
        {
            "name": [""] * len(parcels),
            "code": [parcel.code for parcel in parcels],
            "basis": ["schematic"] * len(parcels),
            "uncertainty_m": [parcel.profile.uncertainty_m for parcel in parcels],
            "source": [f"依据 {parcel.place}" if parcel.place else SOURCE_TEXT for parcel in parcels],
        },
        geometry=[parcel.shape for parcel in parcels],
        crs=crs,
    )
    frame.index = [f"L{n:05d}" for n in range(1, len(parcels) + 1)]
    frame.index.name = "id"
    return frame


def plot_frame(plots: list[BuiltPlot], *, recipe: Recipe, crs: object) -> gpd.GeoDataFrame:
    """The plots of the zones as the plots layer, index the plot number; `green_m2` in square metres.

    Totals the plan publishes are shared out over the floor area of built plots of their codes; all else stays empty.
    """
    numbered = [plot for plot in plots if plot.parcel.zone]
    frame = gpd.GeoDataFrame(
        {
            "name": [""] * len(numbered),
            "code": [plot.parcel.code for plot in numbered],
            "status": [plot.status for plot in numbered],
            "green_m2": [plot.green_m2 for plot in numbered],
            "investment_wan": np.full(len(numbered), np.nan),
            "output_wan": np.full(len(numbered), np.nan),
            "tax_wan": np.full(len(numbered), np.nan),
            "basis": ["schematic"] * len(numbered),
            "uncertainty_m": [plot.parcel.profile.uncertainty_m for plot in numbered],
            "source": [SOURCE_TEXT] * len(numbered),
        },
        geometry=[plot.parcel.shape for plot in numbered],
        crs=crs,
    )
    frame.index = [plot.id for plot in numbered]
    frame.index.name = "id"
    for total in recipe.published:
        _share_total(frame, numbered, total)
    return frame


def _share_total(frame: gpd.GeoDataFrame, plots: list[BuiltPlot], total: Published) -> None:
    floors_m2 = np.array(
        [plot.floor_area_m2 if plot.parcel.code.startswith(total.prefixes) else 0.0 for plot in plots], dtype=float
    )
    if floors_m2.sum() <= 0.0:
        return
    shares_wan = np.round(total.total_wan * floors_m2 / floors_m2.sum(), 2)
    has = floors_m2 > 0.0
    column = frame[total.column].to_numpy(copy=True)
    column[has] = np.nan_to_num(column[has]) + shares_wan[has]
    frame[total.column] = column
    texts = frame["source"].astype("string").to_numpy(dtype=object, copy=True)
    for n in np.flatnonzero(has):
        if total.source not in texts[n]:
            texts[n] = f"{texts[n]};{total.source}"
    frame["source"] = pd.array(texts, dtype=object)


def building_frame(plots: list[BuiltPlot], *, crs: object) -> gpd.GeoDataFrame:
    """The buildings layer, index `id`: B00001 ...; `plot_id` names the plot (empty outside the zones)."""
    rows = [(plot, body) for plot in plots for body in plot.bodies]
    frame = gpd.GeoDataFrame(
        {
            "name": [""] * len(rows),
            "storeys": [float(plot.storeys) for plot, _ in rows],
            "use": [plot.use for plot, _ in rows],
            "dwellings_count": [_dwellings_count(plot, body) for plot, body in rows],
            "plot_id": [plot.id if plot.parcel.zone else "" for plot, _ in rows],
            "basis": ["schematic"] * len(rows),
            "uncertainty_m": [plot.parcel.profile.uncertainty_m for plot, _ in rows],
            "source": [SOURCE_TEXT] * len(rows),
        },
        geometry=[body for _, body in rows],
        crs=crs,
    )
    frame.index = [f"B{n:05d}" for n in range(1, len(rows) + 1)]
    frame.index.name = "id"
    return frame


def _dwellings_count(plot: BuiltPlot, body: Polygon) -> float:
    return float(round(body.area * plot.storeys / plot.dwelling_m2)) if plot.dwelling_m2 > 0.0 else 0.0
