"""What lies on the land bureau's desk, the rules it works by, and all that was found: frozen, nothing computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import geopandas as gpd
import pandas as pd

from gis.district import District
from gis.plots.idle import IdleRules
from gis.plots.intensity import FigureSettings
from gis.plots.limits import ControlTable
from gis.plots.low_efficiency import LowRules
from gis.plots.schemes import Scheme
from gis.plots.sheet import SheetDefinition
from gis.plots.structure import Transition

__all__ = ["Desk", "DeskRules", "PlotInputs"]


@dataclass(frozen=True, eq=False)
class DeskRules:
    """The rules a desk works by, all of them data. `scheme`: of the grading; None: firms are not graded."""

    figures: FigureSettings
    tables: tuple[ControlTable, ...]
    idle: IdleRules
    low: LowRules
    sheet: SheetDefinition
    scheme: Scheme | None = None
    crosswalk: pd.DataFrame | None = None


@dataclass(frozen=True, eq=False)
class PlotInputs:
    """What lies on the desk, in one CRS in metres.

    `before`: the land use of an earlier year, with `code`. `controls`: layer title → areas, with `severity` and
    `clause` where they say it. `zones`: index = id, `name`.
    `sources`: title of each input → its digest. `notes`: what reading decided, "中文 / English".
    """

    plots: gpd.GeoDataFrame
    buildings: gpd.GeoDataFrame | None = None
    firms: pd.DataFrame | None = None
    controls: Mapping[str, gpd.GeoDataFrame] = field(default_factory=dict)
    zones: gpd.GeoDataFrame | None = None
    population: gpd.GeoDataFrame | None = None
    before: gpd.GeoDataFrame | None = None
    district: District | None = None
    sources: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Desk:
    """All that was found. Frames on the plots' index, but: `remarks`, `limits`, `sheet` and `overlaps` are long.

    `grades` is on the firms' index; `potential`: figure → frame on the plots' index. `score`: on the zones. `statuses`:
    on the states. `zone_of`: plot → ids of its zones, the largest share first, with the shares. `grades` and
    `sensitivity` are None where there are no firms or no scheme, `change` and `converted` without an earlier year.
    """

    inputs: PlotInputs
    rules: DeskRules
    on: date
    remarks: pd.DataFrame
    figures: pd.DataFrame
    limits: pd.DataFrame
    looser: pd.DataFrame
    idle: pd.DataFrame
    idle_totals: pd.DataFrame
    grades: pd.DataFrame | None
    sensitivity: pd.DataFrame | None
    grade_of: pd.Series
    low: pd.DataFrame
    potential: Mapping[str, pd.DataFrame]
    overlaps: pd.DataFrame
    sheet: pd.DataFrame
    score: pd.DataFrame
    structure: pd.DataFrame
    statuses: pd.DataFrame
    change: Transition | None
    converted: pd.DataFrame | None
    zone_of: Mapping[object, tuple[tuple[str, float], ...]]

    @property
    def plots(self) -> gpd.GeoDataFrame:
        """The checked plots."""
        return self.inputs.plots

    @property
    def firms(self) -> pd.DataFrame | None:
        """The checked firms."""
        return self.inputs.firms
