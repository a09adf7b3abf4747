"""`python -m benchmarks.reading`: `yitu read` of 200,000 plots against plain pyogrio on the same file, whole processes.

Both are started anew each time and in turn, so that a busy machine slows both alike. Memory is the largest sum over
the process and its children at one moment, looked at 50 times a second.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely

from benchmarks.report import told

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks_reading.md"
PLOTS_COUNT = 200_000
TIMES_BAR, MEMORY_BAR = 1.5, 3.0
PLAIN = "import sys, pyogrio; print(len(pyogrio.read_dataframe(sys.argv[1])))"
OWN = "import sys; from gis.cli import main; main(['read', sys.argv[1]])"
_LOOK_S = 0.02


def plots(count: int = PLOTS_COUNT, *, bends: int = 6) -> gpd.GeoDataFrame:
    """Plots of a made-up county: a grid of blocks with bent shared edges, 24 vertices each, attributes in Chinese."""
    rng = np.random.default_rng(1)
    side = int(np.ceil(np.sqrt(count)))
    line = np.arange(side + 1) * 50.0
    nodes = np.stack(np.meshgrid(line, line), axis=-1) + rng.uniform(-8.0, 8.0, (side + 1, side + 1, 2))

    def edges(begin: np.ndarray, end: np.ndarray) -> np.ndarray:
        share = np.linspace(0.0, 1.0, bends, endpoint=False)[None, None, :, None]
        points = begin[:, :, None] * (1.0 - share) + end[:, :, None] * share
        away = rng.normal(0.0, 0.5, points.shape)
        away[:, :, 0] = 0.0
        return points + away

    along, up = edges(nodes[:, :-1], nodes[:, 1:]), edges(nodes[:-1], nodes[1:])
    north_east, north_west = nodes[1:, 1:][:, :, None], nodes[1:, :-1][:, :, None]
    parts = [along[:-1], up[:, 1:], north_east, along[1:][:, :, :0:-1], north_west, up[:, :-1][:, :, :0:-1]]
    rings = np.concatenate([*parts, nodes[:-1, :-1][:, :, None]], axis=2)
    shapes = shapely.polygons(rings.reshape(-1, rings.shape[2], 2)[:count] + np.array([508_900.0, 4_057_700.0]))
    number = np.arange(len(shapes))
    columns = {
        "BSM": [f"P{at:06d}" for at in number],
        "DLBM": np.where(number % 3, "0701", "1001"),
        "名称": [f"地块{at}" for at in number],
        "MJ": shapely.area(shapes),
    }
    return gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4548")


@dataclass
class Runs:
    """Seconds and peak memory (MiB) of one command, round by round."""

    seconds: list[float] = field(default_factory=list)
    peak_mib: float = 0.0


def _resident_mib(root: int) -> float:
    """Memory of a process and all below it, MiB."""
    parents: dict[int, int] = {}
    sizes: dict[int, float] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
                sizes[int(entry.name)] = int((entry / "statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
            except (OSError, IndexError, ValueError):  # it ended meanwhile
                continue
    family, found = {root}, True
    while found:
        more = {pid for pid, parent in parents.items() if parent in family} - family
        found = bool(more)
        family |= more
    return sum(sizes.get(pid, 0.0) for pid in family) / 2**20


def once(code: str, path: Path, runs: Runs) -> None:
    """Run a command on a file, and keep its time and memory."""
    begin = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own commands
        [sys.executable, "-c", code, str(path)],
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=Path(__file__).parents[1],
    )  # fmt: skip
    while process.poll() is None:
        runs.peak_mib = max(runs.peak_mib, _resident_mib(process.pid))
        time.sleep(_LOOK_S)
    runs.seconds.append(time.perf_counter() - begin)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{path.name}: ended with code {process.returncode}")


def table(rounds: int, count: int) -> list[str]:
    """A line a file and command."""
    lines = [
        "| file | command | median s | times pyogrio | peak MiB | bar |", "| --- | --- | --- | --- | --- | --- |",
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        frame = plots(count)
        files = {"plots.gpkg": {}, "plots.shp": {"encoding": "GBK"}}
        for name, options in files.items():
            path = Path(folder) / name
            frame.to_file(path, **options)
            plain, own = Runs(), Runs()
            for _ in range(rounds):
                once(PLAIN, path, plain)
                once(OWN, path, own)
            ratios = [mine / theirs for mine, theirs in zip(own.seconds, plain.seconds, strict=True)]
            times, memory = float(np.median(ratios)), own.peak_mib / plain.peak_mib
            spread = f"{times:.2f} ({min(ratios):.2f}–{max(ratios):.2f})"
            bar = f"≤ {TIMES_BAR:g} × {'passed' if times <= TIMES_BAR else 'MISSED'}, "
            bar += f"memory {memory:.2f} × < {MEMORY_BAR:g} {'passed' if memory < MEMORY_BAR else 'MISSED'}"
            size = path.stat().st_size / 2**20
            lines.append(
                f"| {name} ({size:.0f} MiB) | pyogrio.read_dataframe | {np.median(plain.seconds):.2f} | 1 | "
                f"{plain.peak_mib:.0f} | |"
            )
            lines.append(
                f"| {name} | **yitu read** | {np.median(own.seconds):.2f} | {spread} | {own.peak_mib:.0f} | {bar} |"
            )
    return lines


def main() -> None:
    """Measure, print, and with --write keep the page."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--count", type=int, default=PLOTS_COUNT, help="plots in the file")
    parser.add_argument("--write", action="store_true", help="keep docs/benchmarks_reading.md")
    given = parser.parse_args()
    page = [
        f"{given.count:,} plots of 24 vertices with shared edges. `yitu read` does all it does for a file of a",
        "stranger: the fence, the digest, coordinates, validity, repeated rows, slivers, fields, overlaps and gaps;",
        "plain pyogrio reads the rows alone. Whole processes, started in turn; memory is that of all together.",
        "", *table(given.rounds, given.count),
    ]  # fmt: skip
    told(PAGE, "reading", page, keep=given.write)


if __name__ == "__main__":
    main()
