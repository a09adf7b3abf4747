"""`python -m benchmarks.plots`: all figures of the plot cards against many control layers, and of a county's plots.

Cards: figures, control values and overlaps of 1,000 plots with 20 layers, beside the plain `geopandas.overlay` of the
plots with each layer in turn, which gives the overlaps alone. County: the figures of 100,000 plots with 300,000
buildings, in a process of its own, whose peak memory is looked at 50 times a second.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.reading import Runs, once
from benchmarks.reading import plots as outlines
from benchmarks.report import said, times, told
from gis.plots.intensity import plot_figures
from gis.plots.limits import compare
from gis.plots.restrictions import overlaps
from gis.read.limit_tables import read_figure_settings, shipped_control_tables

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks_plots.md"
SECONDS_BAR, TIMES_BAR, AREA_BAR, MEMORY_BAR_MIB = 60.0, 5.0, 1e-6, 3 * 1024
SAMPLE = 25  # plots on which the loop by card is timed
RADII_M = (150.0, 400.0, 1_000.0, 2_500.0)  # from farmland parcels and corridors to flood zones and airport surfaces


def ledger(count: int) -> gpd.GeoDataFrame:
    """Plots of about 150 m with what a ledger says of them, every tenth with gaps."""
    shapes = outlines(count)
    origin = shapes.total_bounds[:2]
    grown = shapely.transform(shapes.geometry.to_numpy(), lambda xy: (xy - origin) * 3.0 + origin)
    rng = np.random.default_rng(3)
    area = shapely.area(grown)
    gap = rng.random(count) < 0.1
    columns = {
        "code": np.where(rng.random(count) < 0.7, "100102", "0701"),
        "industry": rng.choice(["13", "26", "35", "39", "C4011", ""], count),
        "industry_edition": rng.choice(["GB/T 4754-2002", "GB/T 4754-2017"], count, p=[0.8, 0.2]),
        "area_stated_m2": area * rng.normal(1.0, 0.001, count),
        "structures_m2": np.where(gap, np.nan, area * 0.05), "yards_m2": area * 0.1,
        "green_m2": area * rng.uniform(0.0, 0.3, count), "admin_land_m2": np.where(gap, np.nan, area * 0.06),
        "tax_wan": rng.lognormal(3.0, 1.0, count), "output_wan": rng.lognormal(5.0, 1.0, count),
        "investment_wan": rng.lognormal(5.0, 1.0, count), "energy_tce": rng.lognormal(2.0, 1.0, count),
    }  # fmt: skip
    return gpd.GeoDataFrame(columns, geometry=grown, crs=shapes.crs)


def buildings(plots: gpd.GeoDataFrame, *, each: int = 3) -> gpd.GeoDataFrame:
    """Halls on every plot, L-shaped, some over the edge and some over one another, some of unknown storeys."""
    rng = np.random.default_rng(4)
    count = len(plots) * each
    centre = shapely.get_coordinates(shapely.centroid(np.repeat(plots.geometry.to_numpy(), each)))
    at = centre + rng.uniform(-50.0, 50.0, (count, 2))
    outline = np.array([[0.0, 0.0], [1.0, 0.0], [1.0, 0.5], [0.5, 0.5], [0.5, 1.0], [0.0, 1.0], [0.0, 0.0]])
    shapes = shapely.polygons(at[:, None] + outline[None] * rng.uniform(15.0, 50.0, (count, 1, 2)))
    storeys = np.where(rng.random(count) < 0.05, np.nan, rng.integers(1, 7, count).astype(float))
    columns = {
        "storeys": storeys, "tall_storeys_count": np.where(storeys == 1.0, 1.0, 0.0), "height_m": storeys * 4.0,
        "use": rng.choice(["厂房", "办公", "宿舍", "仓库"], count),
    }  # fmt: skip
    return gpd.GeoDataFrame(columns, geometry=shapes, crs=plots.crs)


def layer(plots: gpd.GeoDataFrame, number: int, *, features: int = 200) -> gpd.GeoDataFrame:
    """A control layer over and around the plots: winding outlines of 200-400 vertices, a size a layer."""
    rng = np.random.default_rng(100 + number)
    radius = RADII_M[number % len(RADII_M)]
    side = int(np.ceil(np.sqrt(features)))
    centre = shapely.get_coordinates(shapely.box(*plots.total_bounds).centroid)[0]
    shapes = []
    for at in range(features):
        middle = centre + (np.array([at % side, at // side]) - side / 2.0) * 2.2 * radius
        middle += rng.uniform(-0.3, 0.3, 2) * radius
        angle = np.linspace(0.0, 2.0 * np.pi, int(rng.integers(200, 401)), endpoint=False)
        wave = sum(np.sin(k * angle + rng.uniform(0.0, 6.0)) / k for k in (2, 3, 5, 9, 17))
        away = radius * (rng.uniform(0.7, 1.1) * (1.0 + 0.2 * wave))
        shapes.append(shapely.Polygon(middle + np.column_stack([away * np.cos(angle), away * np.sin(angle)])))
    return gpd.GeoDataFrame({"no": np.arange(features)}, geometry=shapes, crs=plots.crs)


def plain(plots: gpd.GeoDataFrame, layers: Mapping[str, gpd.GeoDataFrame]) -> dict[tuple[str, int, int], float]:
    """Overlaps in m2 by layer, plot and feature, as anyone would write it."""
    found = {}
    own = gpd.GeoDataFrame({"plot": plots.index}, geometry=plots.geometry.to_numpy(), crs=plots.crs)
    for name, control in layers.items():
        pieces = gpd.overlay(own, control, how="intersection", keep_geom_type=True)
        for plot, feature, area in zip(pieces["plot"], pieces["no"], pieces.area, strict=True):
            found[name, plot, feature] = area
    return found


def plain_figures(plots: gpd.GeoDataFrame, halls: gpd.GeoDataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Footprints (united) and floor area by plot, m2, as anyone would write them: one overlay more, then by plot."""
    own = gpd.GeoDataFrame({"plot": np.arange(len(plots))}, geometry=plots.geometry.to_numpy(), crs=plots.crs)
    pieces = gpd.overlay(own, halls, how="intersection", keep_geom_type=True)
    united = pieces.dissolve("plot").area.reindex(own["plot"], fill_value=0.0)
    floors = (pieces.area * pieces["storeys"]).groupby(pieces["plot"]).sum().reindex(own["plot"], fill_value=0.0)
    return united.to_numpy(), floors.to_numpy()


def cards(rounds: int, count: int, number: int) -> list[str]:
    """Lines of the table: cards beside the plain loop, on the same frames in the same run."""
    plots = ledger(count)
    halls = buildings(plots)
    layers = {f"layer{at}": layer(plots, at) for at in range(number)}
    settings, tables = read_figure_settings(), shipped_control_tables()
    seconds: dict[str, list[float]] = {"whole": [], "alone": [], "layer": [], "layer, figures": [], "card": []}
    for _ in range(rounds):
        begin = time.perf_counter()
        figures = plot_figures(plots, halls, settings=settings)
        compare(figures, plots, tables)
        middle = time.perf_counter()
        mine = overlaps(plots, layers)
        seconds["whole"].append(time.perf_counter() - begin)
        seconds["alone"].append(time.perf_counter() - middle)
        begin = time.perf_counter()
        peer = plain(plots, layers)
        seconds["layer"].append(time.perf_counter() - begin)
        footprint, _ = plain_figures(plots, halls)
        seconds["layer, figures"].append(time.perf_counter() - begin)
        some = plots.iloc[:: max(1, count // SAMPLE)]
        begin = time.perf_counter()
        for at in range(len(some)):
            plain(some.iloc[at : at + 1], layers)
        seconds["card"].append((time.perf_counter() - begin) * count / len(some))
    own = dict(zip(zip(mine["layer"], mine["plot"], mine["feature"], strict=True), mine["area_m2"], strict=True))
    most = max((abs(own.get(key, 0.0) - peer.get(key, 0.0)) for key in own.keys() | peer.keys()), default=0.0)
    most = max(most, float(np.abs(figures["footprint_m2"].to_numpy() - footprint).max()))
    return _lines(f"{count:,} plots, {number} layers", seconds, f"{len(own):,} overlaps, footprints", most)


def _lines(name: str, seconds: Mapping[str, list[float]], compared: str, most: float) -> list[str]:
    """A line a way; each of ours beside the loop by layer that gives the same."""
    whole = {way: times(seconds[way], seconds["whole"]) for way in ("layer", "layer, figures", "card")}
    bars = [
        f"< {SECONDS_BAR:g} s {said(max(seconds['whole']) < SECONDS_BAR)}",
        f"≥ {TIMES_BAR:g} × the loop by layer with figures {said(whole['layer, figures'] >= TIMES_BAR)}",
        f"{whole['layer']:.1f} × its overlaps alone ({said(whole['layer'] >= TIMES_BAR)})",
        f"areas to {AREA_BAR:g} m² {said(most <= AREA_BAR)} ({compared}; largest difference {most:.1e} m²)",
    ]
    rows = (
        ("overlay, loop by layer: overlaps alone", "layer", "1", ""),
        ("overlay, loop by layer: overlaps, footprints, floor area", "layer, figures", "1", ""),
        ("overlay, loop by card: overlaps alone", "card", "", ""),
        ("**Yitu**: overlaps alone", "alone", f"{times(seconds['layer'], seconds['alone']):.1f}", ""),
        ("**Yitu**: figures, control values, overlaps", "whole", f"{whole['layer, figures']:.1f}", "; ".join(bars)),
    )
    return [f"| {name} | {how} | {np.median(seconds[way]):.2f} | {ratio} | {bar} |" for how, way, ratio, bar in rows]


def county(count: int) -> None:
    """Figures of a county's plots, in this process."""
    plots = ledger(count)
    halls = buildings(plots)
    begin = time.perf_counter()
    figures = plot_figures(plots, halls, settings=read_figure_settings())
    took = time.perf_counter() - begin
    begin = time.perf_counter()
    compared = compare(figures, plots, shipped_control_tables())
    print(f"{took:.2f} {time.perf_counter() - begin:.2f} {len(compared)}")


def county_line(count: int) -> str:
    """The line of the table for the county: seconds it told, memory of the whole process."""
    code = "import sys; from benchmarks.plots import county; sys.stdout = open(sys.argv[1], 'w');"
    with tempfile.TemporaryDirectory() as folder:
        path, runs = Path(folder) / "told.txt", Runs()
        once(f"{code} county({count})", path, runs)
        seconds, compared, rows = path.read_text(encoding="utf-8").split()
    bar = f"peak < {MEMORY_BAR_MIB:,} MiB {said(runs.peak_mib < MEMORY_BAR_MIB)}"
    text = f"| {count:,} plots, {3 * count:,} buildings | **Yitu**: figures | {seconds} | | "
    return f"{text}peak {runs.peak_mib:,.0f} MiB; {bar}; control values {compared} s more, {int(rows):,} rows |"


def main() -> None:
    """Measure, print, and with --write keep the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plots", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--count", type=int, default=1_000, help="plots with cards")
    parser.add_argument("--layers", type=int, default=20)
    parser.add_argument("--county", type=int, default=100_000, help="plots of the county, three buildings each")
    parser.add_argument("--write", action="store_true", help="keep docs/benchmarks_plots.md")
    given = parser.parse_args()
    page = [
        "Plots of about 150 m with 24 vertices; layers of 200 winding features of 200–400 vertices, in four sizes of",
        f"about {', '.join(f'{radius:,.0f}' for radius in RADII_M)} m from the middle. The loop by layer is",
        "`geopandas.overlay` of all plots with each layer in turn; the loop by card that of one plot with each layer,",
        f"for every plot (timed on {SAMPLE} of them and multiplied). All are timed in turn on the same frames; median.",
        "The county is measured in a new process.", "",
        "| work | how | s | the loop by layer that gives the same, times | bars |",
        "| --- | --- | --- | --- | --- |",
        *cards(given.rounds, given.count, given.layers), county_line(given.county),
    ]  # fmt: skip
    told(PAGE, "plots", page, keep=given.write)


if __name__ == "__main__":
    main()
