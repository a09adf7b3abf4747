"""Three plots of a hectare each, with figures that can be checked on paper.

A is industry with a building of 50 m × 50 m on two storeys; B is vacant since 2024; C has one of unknown storeys.
A forbidden strip of 10 m crosses A; firm F1 is on A, F2 on C.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.plots.desk import PlotInputs
from gis.schema import KINDS

CRS = "EPSG:4548"
EAST, NORTH = 593_000.0, 4_077_000.0


def square(at: float, side: float = 100.0, *, south: float = 0.0) -> shapely.Polygon:
    """A square `at` metres east of the corner of the toy."""
    return shapely.box(EAST + at, NORTH + south, EAST + at + side, NORTH + south + side)


def rows(kind: str, shapes: list, **columns: list) -> gpd.GeoDataFrame:
    """Rows of a kind with every column of it; what is not given is unknown."""
    for name, column in KINDS[kind].columns.items():
        unknown = np.nan if column.kind == "number" else False if column.kind == "flag" else ""
        columns.setdefault(name, [unknown] * len(shapes))
    frame = gpd.GeoDataFrame(columns, geometry=shapes, crs=CRS)
    return frame.set_index(pd.Index(frame["id"], name="id"), drop=False)


def inputs(**more: object) -> PlotInputs:
    """The toy on the desk."""
    plots = rows(
        "plots", [square(0), square(200), square(400)], id=["A", "B", "C"], name=["甲厂", "", ""],
        code=["1001", "1001", "1001"], status=["built", "vacant", "built"], industry=["13", "", "13"],
        industry_edition=["GB/T 4754-2002", "", "GB/T 4754-2017"], structures_m2=[500.0, np.nan, np.nan],
        yards_m2=[0.0, np.nan, np.nan], green_m2=[1_000.0, np.nan, 3_000.0], tax_wan=[30.0, np.nan, 15.0],
        area_stated_m2=[10_000.0, 10_500.0, np.nan], start_due_on=["", "2024-01-01", ""],
        price_wan=[np.nan, 500.0, np.nan],
        firm_id=["F1", "", "F2"], basis=["surveyed", "surveyed", "schematic"],
    )  # fmt: skip
    buildings = rows("buildings", [square(10, 50, south=10), square(410, 20, south=10)], id=["b1", "b2"],
                     storeys=[2.0, np.nan], tall_storeys_count=[0.0, 0.0])  # fmt: skip
    firms = pd.DataFrame({
        "firm_id": ["F1", "F2"], "name": ["甲", "乙"], "plot_id": ["A", "C"], "above_scale": [True, True],
        "tax_wan": [30.0, 15.0], "land_own_m2": [10_000.0, 10_000.0], "not_graded": ["", ""],
    })  # fmt: skip
    strip = gpd.GeoDataFrame(
        {"severity": ["禁止"], "clause": ["保护条例第三条"]},
        geometry=[shapely.box(EAST, NORTH + 90, EAST + 100, NORTH + 100)], crs=CRS,
    )  # fmt: skip
    zones = gpd.GeoDataFrame({"name": ["西区"]}, geometry=[square(-50, 260, south=-80)], index=["west"], crs=CRS)
    given: dict[str, object] = {"buildings": buildings, "firms": firms, "controls": {"管线保护": strip}, "zones": zones}
    return PlotInputs(plots, **{**given, **more})  # type: ignore[arg-type]
