"""`python -m benchmarks.review`: a project of 5,000 vertices over 20 layers of 10,000 polygons, and one of a million.

Warm: the frames in memory, their indices built. Cold: from GeoPackage, only what the box of the project needs is read.
Beside it the plain `geopandas.overlay` of the project with each layer in turn, on the same frames in the same run.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import shapely

from benchmarks.report import said, times, told
from gis.review.checks.amounts import NOTHING
from gis.review.checks.apart import Apart
from gis.review.model import Project, ReviewInputs, ReviewLayer
from gis.review.overlay import Overlaid
from gis.review.pack import DEFAULT_TEXTS
from gis.review.rules import Rule, RulePack, Selection
from gis.review.run import review

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks_review.md"
WARM_BAR_S, COLD_BAR_S, AREA_BAR = 1.0, 5.0, 1e-6
EXTENT_M, CENTRE = 24_000.0, (508_900.0, 4_057_700.0)
EPSG = 4548
HUGE_LAYERS = 2  # of these the project of very many vertices is laid over the first


def layer(number: int, *, count: int = 10_000) -> gpd.GeoDataFrame:
    """Irregular polygons of about 20 vertices, one a cell of a grid over the district, many over their neighbours'."""
    rng = np.random.default_rng(200 + number)
    side = int(np.ceil(np.sqrt(count)))
    cell = EXTENT_M / side
    at = np.stack(np.meshgrid(np.arange(side), np.arange(side)), axis=-1).reshape(-1, 2)[:count]
    middle = (at + 0.5) * cell + rng.uniform(-0.3, 0.3, (count, 2)) * cell + np.array(CENTRE) - EXTENT_M / 2.0
    corners = rng.integers(16, 25, count)
    rings = []
    for centre, bends in zip(middle, corners, strict=True):
        angle = (np.arange(bends) + rng.uniform(-0.3, 0.3, bends)) * 2.0 * np.pi / bends
        away = cell * rng.uniform(0.25, 0.6, bends)
        rings.append(shapely.Polygon(centre + np.column_stack([away * np.cos(angle), away * np.sin(angle)])))
    ids = np.array([f"L{number:02d}-{at:05d}" for at in range(count)], dtype=object)
    columns = {"name": [f"图斑{at}" for at in range(count)], "id": ids}
    return gpd.GeoDataFrame(columns, geometry=rings, index=ids, crs=EPSG)


def project(vertices: int, *, across_m: float = 3_000.0) -> Project:
    """A star-like outline that winds: long and short waves, every vertex off by up to 0.4 of the way to the next."""
    rng = np.random.default_rng(7)
    angle = np.linspace(0.0, 2.0 * np.pi, vertices, endpoint=False)
    wave = sum(np.sin(k * angle + rng.uniform(0.0, 6.0)) / k for k in (3, 5, 9, 17, 40))
    away = across_m / 2.0 * (0.8 + 0.1 * wave + rng.uniform(-1.0, 1.0, vertices) * 2.5 / vertices)
    shape = shapely.Polygon(np.array(CENTRE) + np.column_stack([away * np.cos(angle), away * np.sin(angle)]))
    parts = gpd.GeoDataFrame({"name": ["star"]}, geometry=[shape], index=["J1"], crs=EPSG)
    return Project("star", parts)


def own(subject: Project, frames: Iterable[gpd.GeoDataFrame]) -> list[dict[str, float]]:
    """m2 by feature, each layer: patches of one project."""
    laid, found = Overlaid(subject), []
    for frame in frames:
        patches = laid.patches(frame)
        laid.united(patches)
        areas: dict[str, float] = {}
        for patch in patches:
            areas[patch.feature] = areas.get(patch.feature, 0.0) + patch.area_m2
        found.append(areas)
    return found


def ruled(subject: Project, frames: Iterable[gpd.GeoDataFrame]) -> None:
    """A whole review: one rule a layer, which must be kept clear of, with its finding."""
    layers = {f"L{at}": ReviewLayer(f"L{at}", f"L{at}", f"L{at}", frame) for at, frame in enumerate(frames)}
    rules = tuple(
        Rule(name, name, "forbidden", "apart", Selection(name), Apart(NOTHING), DEFAULT_TEXTS) for name in layers
    )
    review(ReviewInputs(subject, layers), [RulePack("p", "p", "1", rules)], date="", version="")


def plain(subject: Project, frames: Iterable[gpd.GeoDataFrame]) -> list[dict[str, float]]:
    """The same as anyone would write it."""
    found = []
    for frame in frames:
        pieces = gpd.overlay(subject.parts[["geometry"]], frame, how="intersection", keep_geom_type=True)
        found.append(dict(zip(pieces["id"], pieces.area, strict=True)))
    return found


def read(paths: Iterable[Path], box: tuple[float, float, float, float]) -> Iterable[gpd.GeoDataFrame]:
    """What of each file lies within a box."""
    for path in paths:
        rows = pyogrio.read_dataframe(path, bbox=box, use_arrow=True)
        yield rows.set_index("id", drop=False)


def measured(rounds: int, number: int, count: int) -> list[str]:
    """Lines of the table: warm, cold and the plain loop, in turn."""
    subject = project(5_000)
    frames = [layer(at, count=count) for at in range(number)]
    took: dict[str, list[float]] = {"warm": [], "ruled": [], "plain": [], "cold": [], "plain cold": []}
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"layer{at}.gpkg" for at in range(number)]
        for frame, path in zip(frames, paths, strict=True):
            pyogrio.write_dataframe(frame, path)
            frame.sindex  # noqa: B018
        box = tuple(subject.parts.total_bounds)
        for _ in range(rounds):
            for name, work in (
                ("warm", lambda: own(subject, frames)), ("ruled", lambda: ruled(subject, frames)),
                ("plain", lambda: plain(subject, frames)),
                ("cold", lambda: own(subject, read(paths, box))),
                ("plain cold", lambda: plain(subject, (pyogrio.read_dataframe(path) for path in paths))),
            ):  # fmt: skip
                begin = time.perf_counter()
                found = work()
                took[name].append(time.perf_counter() - begin)
                if name == "warm":
                    mine = found
                elif name == "plain":
                    theirs = found
    pairs = [
        (one.get(key, 0.0), other.get(key, 0.0))
        for one, other in zip(mine, theirs, strict=True)
        for key in one.keys() | other.keys()
    ]
    most = max(abs(one - other) for one, other in pairs)
    warm, cold = max(took["warm"]), max(took["cold"])
    bars = (
        f"warm < {WARM_BAR_S:g} s {said(warm < WARM_BAR_S)}; areas to {AREA_BAR:g} m² {said(most <= AREA_BAR)} "
        f"({len(pairs):,} patches, largest difference {most:.1e} m²)"
    )
    name = f"5,000 vertices, {number} layers of {count:,}"
    return [
        f"| {name} | overlay, warm | {np.median(took['plain']):.2f} | 1 | |",
        (
            f"| {name} | **Yitu**, warm | {np.median(took['warm']):.2f} | "
            f"{times(took['plain'], took['warm']):.1f} | {bars} |"
        ),
        (
            f"| {name} | **Yitu**, warm, a review by {number} rules with findings | {np.median(took['ruled']):.2f} | "
            f"{times(took['plain'], took['ruled']):.1f} | < {WARM_BAR_S:g} s {said(max(took['ruled']) < WARM_BAR_S)} |"
        ),
        f"| {name} | overlay, whole files read | {np.median(took['plain cold']):.2f} | 1 | |",
        (
            f"| {name} | **Yitu**, cold, read by the box | {np.median(took['cold']):.2f} | "
            f"{times(took['plain cold'], took['cold']):.1f} | cold < {COLD_BAR_S:g} s {said(cold < COLD_BAR_S)} |"
        ),
    ]


def huge(vertices: int, number: int, count: int) -> str:
    """The line of a project of very many vertices, once."""
    subject = project(vertices)
    frames = [layer(at, count=count) for at in range(number)]
    begin = time.perf_counter()
    found = own(subject, frames)
    took = time.perf_counter() - begin
    patches = f"{sum(map(len, found)):,} patches"
    return f"| {vertices:,} vertices, {number} layers of {count:,} | **Yitu**, once | {took:.2f} | | {patches} |"


def main() -> None:
    """Measure, print, and with --write keep the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.review", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--layers", type=int, default=20)
    parser.add_argument("--count", type=int, default=10_000, help="polygons a layer")
    parser.add_argument("--vertices", type=int, default=1_000_000, help="of the huge project; 0: none")
    parser.add_argument("--write", action="store_true", help="keep docs/benchmarks_review.md")
    given = parser.parse_args()
    lines = measured(given.rounds, given.layers, given.count)
    if given.vertices:
        lines.append(huge(given.vertices, min(given.layers, HUGE_LAYERS), given.count))
    page = [
        "A project of about 3 km across, star-like, over layers of irregular polygons of 16–24 vertices that cover a",
        f"district of {EXTENT_M / 1000:g} km. Yitu: patches, slivers named, and the united ground of every layer; the",
        "overlay: the areas alone. Warm: frames in memory, indices built. Timed in turn; median.", "",
        "| work | how | s | overlay, times | bars |",
        "| --- | --- | --- | --- | --- |",
        *lines,
    ]  # fmt: skip
    told(PAGE, "review", page, keep=given.write)


if __name__ == "__main__":
    main()
