"""The rows as one table, on screen and in docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import numpy as np

from benchmarks.cases import HOW_TO_GET
from benchmarks.exact import BAR_M
from benchmarks.run import OWN, Row

PACKAGES = ("numpy", "scipy", "shapely", "geopandas", "igraph", "networkx", "pandana", "osmnx")
NAMES = {
    "yitu": "**Yitu**", "yitu_lines": "**Yitu**, as lines", "scipy": "scipy alone", "osmnx_hull": "OSMnx's hull recipe",
    "qgis": "QGIS", "valhalla": "Valhalla", "overlay": "geopandas overlay",
    "union_prepared": "union_all, prepared", "full_search": "Yitu, full search",
}  # fmt: skip


def machine() -> str:
    """Processor, cores and memory, without anything that names this very machine."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        model = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
        memory = int(Path("/proc/meminfo").read_text(encoding="utf-8").split()[1]) / 2**20
    except (OSError, StopIteration, ValueError):
        return f"{platform.machine()}, {os.cpu_count()} cores, {platform.system()}"
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}"


def versions(rows: Sequence[Row]) -> str:
    """Our Python and packages, then the peers that told theirs."""
    found = [f"Python {platform.python_version()}"]
    for name in PACKAGES:
        try:
            found.append(f"{name} {version(name)}")
        except PackageNotFoundError:
            found.append(f"{name} not installed")
    return ", ".join([*found, *dict.fromkeys(row.version for row in rows if row.version)])


def verdict(row: Row, peers: Mapping[str, Row]) -> str:
    """Whether the bars are passed; `peers`: the rows of the same question and network by engine."""
    case, notes = row.case, []
    if row.engine == OWN:
        if case.most_s is not None:
            notes.append(f"< {case.most_s:g} s {'passed' if row.median_s < case.most_s else 'MISSED'}")
        if case.most_mib is not None:
            notes.append(f"< {case.most_mib:.0f} MiB {'passed' if row.peak_mib < case.most_mib else 'MISSED'}")
    elif row.engine in case.also:
        name, bar = case.also[row.engine]
        if not peers[name].missing:
            times = peers[name].ratio / row.ratio
            passed = "passed" if times >= bar else "MISSED"
            notes.append(f"{NAMES[name]} takes {times:.1f} times as long: ≥ {bar:g} × {passed}")
    elif not row.missing:
        bar = case.bars[row.engine]
        notes.append(f"≥ {bar:g} × {'passed' if row.ratio >= bar else 'MISSED'}")
    return ", ".join(notes)


def _agreement(row: Row) -> str:
    if row.engine == OWN:
        return "–"
    gap = f"{row.apart:.0e} {row.case.unit}" if row.apart else "equal"
    if row.apart > row.case.apart:
        gap += f" (beyond {row.case.apart:g})"
    return f"{gap}, {row.unlike:,} unlike" if row.unlike else gap


def _line(row: Row, peers: Mapping[str, Row]) -> str:
    if row.missing:
        get = HOW_TO_GET.get(row.missing, f"pip install {row.missing}")
        return f"| {row.network} | {NAMES.get(row.engine, row.engine)} | not installed: {get} | | | | | |"
    build = f"{row.build_s:.2f}" if row.build_s else "–"
    ratio = "1" if row.engine == OWN else f"{row.ratio:.1f} ({min(row.ratios):.1f}–{max(row.ratios):.1f})"
    cells = (
        row.network, NAMES.get(row.engine, row.engine), build, f"{row.median_s:.4f}", ratio, _agreement(row),
        f"{row.peak_mib:.0f} ({row.before_mib:.0f})", verdict(row, peers),
    )  # fmt: skip
    return "| " + " | ".join(cells) + " |"


def text(
    rows: Sequence[Row], exact: Sequence[tuple[str, float, int]], sizes: Sequence[tuple[str, int, int]], command: str
) -> str:
    """The whole page."""
    lines = [
        "# Measurements", "",
        f"{datetime.now(UTC):%Y-%m-%d}, {machine()}. {versions(rows)}.", "", f"Command: `{command}`.", "",
        "Every engine reads the same arrays and runs in a process of its own; they answer in turn, so that a",
        "busy machine slows all alike. Answer: median seconds, warm. Times ours: how many times longer than Yitu in",
        "the same round, median (lowest–highest). Build: from arrays to the engine's graph; Yitu's is from street",
        "lines, noding included. Peak: MiB of the whole process, in brackets before the data were read. What each",
        "question means and how to install the peers is in `benchmarks/README.md`.", "",
        "| network | vertices | links |", "| --- | --- | --- |",
        *(f"| {name} | {vertices:,} | {links:,} |" for name, vertices, links in sizes), "",
    ]  # fmt: skip
    seen = ""
    for row in rows:
        if row.case.title != seen:
            seen = row.case.title
            lines += [
                "", f"## {row.case.suite}: {seen}", "",
                "| network | engine | build s | answer s | times ours | apart | peak MiB | bar |",
                "| --- | --- | --- | --- | --- | --- | --- | --- |",
            ]  # fmt: skip
        peers = {one.engine: one for one in rows if (one.case, one.network) == (row.case, row.network)}
        lines.append(_line(row, peers))
    if exact:
        lines += ["", "## exact: 300 random places against a networkx graph cut at every place", ""]
        lines += ["| network | largest error m | places reached | bar |", "| --- | --- | --- | --- |"]
        for name, error_m, count in exact:
            passed = "passed" if error_m < BAR_M else "MISSED"
            lines.append(f"| {name} | {error_m:.1e} | {count} of 300 | < {BAR_M:g} m {passed} |")
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def told(path: Path, module: str, lines: Sequence[str], *, keep: bool) -> None:
    """Print the page of a measurement: machine, packages, the command as given, then `lines`; `keep`: write it too."""
    head = [
        f"# Measurements: {module}", "", f"{datetime.now(UTC):%Y-%m-%d}, {machine()}. {versions([])}.", "",
        f"Command: `{' '.join([f'python -m benchmarks.{module}', *sys.argv[1:]])}`.", "",
    ]  # fmt: skip
    text = "\n".join([*head, *lines, ""])
    print(text)
    if keep:
        path.write_text(text, encoding="utf-8")


def times(slow: Sequence[float], fast: Sequence[float]) -> float:
    """How many times faster, the median of the rounds."""
    return float(np.median([one / other for one, other in zip(slow, fast, strict=True)]))


def said(passed: bool) -> str:  # noqa: FBT001
    """The word for a bar."""
    return "passed" if passed else "MISSED"
