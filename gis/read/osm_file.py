"""An OSM file to plain features: tagged nodes, ways as lines, multipolygon relations as areas; in degrees.

Nothing is judged here but geometry: what cannot be built is counted under a key of `gis.read.osm_counts`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import osmium
import shapely
from shapely.geometry.base import BaseGeometry

from gis.errors import UnreadableFileError, UnsupportedFormatError
from gis.read.osm_rules import OsmTables

__all__ = ["SUFFIXES", "Features", "OsmFile", "Progress", "read_osm_file"]

SUFFIXES = (".pbf", ".osm", ".osm.gz", ".osm.bz2")
Progress = Callable[[str, float], None]
Box = tuple[float, float, float, float]  # west, south, east, north in degrees
Shapes = npt.NDArray[np.object_]

_BATCH = 50_000  # objects turned into geometries at once: bounds memory where only a small window is kept
_RELATIONS = {"multipolygon", "boundary"}


@dataclass(frozen=True)
class Features:
    """Features of one geometry family: ids such as "w123", their tags, their geometries; all of one length."""

    ids: list[str]
    tags: list[dict[str, str]]
    shapes: Shapes

    def __len__(self) -> int:
        return len(self.ids)

    def pick(self, rows: npt.NDArray[np.intp] | list[int]) -> Features:
        """The features at these positions."""
        at = np.asarray(rows, dtype=int)
        return Features([self.ids[row] for row in at], [self.tags[row] for row in at], self.shapes[at])


@dataclass(frozen=True)
class OsmFile:
    """What a file holds: which lines are `closed`, the ids of those `cut`; `areas` are relations."""

    points: Features
    lines: Features
    closed: npt.NDArray[np.bool_]
    cut: frozenset[str]
    areas: Features
    box: Box | None
    timestamp: datetime | None
    counts: Counter[str]


@dataclass
class _Batch:
    """Objects read, turned into geometries a batch at a time; those outside `window` are forgotten and counted."""

    window: Box | None
    counts: Counter[str]
    ids: list[str] = field(default_factory=list)
    tags: list[dict[str, str]] = field(default_factory=list)
    flags: list[bool] = field(default_factory=list)
    shapes: list[Shapes] = field(default_factory=list)
    pending: list[Any] = field(default_factory=list)  # hex WKB or geometry

    def add(self, id: str, tags: dict[str, str], shape: object, *, flag: bool = False) -> None:
        """One more object: `shape` is a geometry or its hex WKB."""
        self.ids.append(id)
        self.tags.append(tags)
        self.flags.append(flag)
        self.pending.append(shape)
        if len(self.pending) >= _BATCH:
            self.flush()

    def flush(self) -> None:
        """Turn what is pending into geometries; forget what lies outside the window."""
        if not self.pending:
            return
        count = len(self.pending)
        shapes = np.empty(count, dtype=object)
        texts = np.fromiter((isinstance(one, str) for one in self.pending), dtype=bool, count=count)
        shapes[texts] = shapely.from_wkb([one for one in self.pending if isinstance(one, str)])
        for row in np.flatnonzero(~texts):
            shapes[row] = self.pending[row]
        self.pending.clear()
        if self.window is not None:
            bounds, (west, south, east, north) = shapely.bounds(shapes), self.window
            kept = (bounds[:, 0] <= east) & (bounds[:, 2] >= west) & (bounds[:, 1] <= north) & (bounds[:, 3] >= south)
            start = len(self.ids) - count
            self.ids[start:] = [self.ids[start + row] for row in np.flatnonzero(kept)]
            self.tags[start:] = [self.tags[start + row] for row in np.flatnonzero(kept)]
            self.flags[start:] = [self.flags[start + row] for row in np.flatnonzero(kept)]
            self.counts["outside_clip"] += int((~kept).sum())
            shapes = shapes[kept]
        self.shapes.append(shapes)

    def features(self) -> Features:
        """All that was added and kept."""
        self.flush()
        shapes = np.concatenate(self.shapes) if self.shapes else np.empty(0, dtype=object)
        return Features(self.ids, self.tags, shapes)


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Failures of the OSM library as an error of ours: it raises plain RuntimeErrors, and OSErrors of the system."""
    try:
        yield
    except (RuntimeError, OSError, ValueError) as error:
        raise UnreadableFileError(
            source=path,
            problem=f"不是完整的 OSM 数据文件(not a whole OSM file):{error}",
            remedy="请重新下载或重新导出该文件(download or export it again)",
        ) from error


def _checked(path: Path) -> Path:
    if not path.is_file():
        raise UnreadableFileError(source=path, problem="文件不存在(no such file)", remedy="请核对路径(check the path)")
    if not path.name.lower().endswith(SUFFIXES):
        raise UnsupportedFormatError(source=path, suffix=path.suffix or "—", known=list(SUFFIXES))
    if path.stat().st_size == 0:
        raise UnreadableFileError(source=path, problem="文件是空的(empty file)", remedy="请重新下载(download it again)")
    return path.resolve()


def _present_parts(way: Any) -> BaseGeometry | None:
    """The runs of a way whose nodes are in the file, as a line; None where no run has two distinct nodes."""
    runs: list[list[tuple[float, float]]] = [[]]
    for node in way.nodes:
        if node.location.valid():
            runs[-1].append((node.lon, node.lat))
        elif runs[-1]:
            runs.append([])
    lines = [shapely.LineString(run) for run in runs if len(set(run)) > 1]
    if not lines:
        return None
    whole: BaseGeometry = lines[0] if len(lines) == 1 else shapely.MultiLineString(lines)
    return whole


class _Reader:
    """One pass over a file: sorts objects into batches and counts what has no geometry."""

    def __init__(self, window: Box | None) -> None:
        self.counts: Counter[str] = Counter()
        self.points, self.lines, self.areas = (_Batch(window, self.counts) for _ in range(3))
        self.wkb = osmium.geom.WKBFactory()
        self.cut: set[str] = set()
        self.relations: set[int] = set()
        self.assembled: set[int] = set()  # areas come before their relations
        self.newest: datetime | None = None

    def node(self, node: Any) -> None:
        """A tagged node."""
        if node.location.valid():
            self.points.add(f"n{node.id}", dict(node.tags), shapely.Point(node.lon, node.lat))

    def way(self, way: Any) -> None:
        """A way: whole, or what the extract has of it."""
        self.counts["ways"] += 1
        tags = dict(way.tags)
        self.newest = way.timestamp if self.newest is None else max(self.newest, way.timestamp)
        try:
            self.lines.add(f"w{way.id}", tags, self.wkb.create_linestring(way), flag=way.is_closed())
        except (osmium.InvalidLocationError, RuntimeError):  # nodes beyond the extract, or fewer than two places
            parts = _present_parts(way)
            cut = any(not node.location.valid() for node in way.nodes)
            if parts is None:
                self.counts["way_absent" if cut else "way_point"] += 1
                return
            self.counts["way_cut"] += 1
            self.cut.add(f"w{way.id}")
            self.lines.add(f"w{way.id}", tags, parts)

    def relation(self, relation: Any) -> None:
        """A relation that should become an area."""
        if relation.tags.get("type") in _RELATIONS:
            self.relations.add(relation.id)

    def area(self, area: Any) -> None:
        """An area assembled from a relation."""
        if area.from_way():
            return  # closed ways are made into polygons in bulk
        self.assembled.add(area.orig_id())
        if area.num_rings()[0] == 0:
            self.counts["relation_broken"] += 1
            return
        self.areas.add(f"r{area.orig_id()}", dict(area.tags), self.wkb.create_multipolygon(area))


def _wanted(tables: OsmTables) -> list[Any]:
    """Filters: nodes by the keys of places, ways and relations by those of lines and areas."""
    entity = osmium.osm
    shaped = tables.line_keys | tables.area_keys | {"boundary"}
    return [
        osmium.filter.KeyFilter(*sorted(tables.point_keys)).enable_for(entity.NODE),
        osmium.filter.KeyFilter(*sorted(shaped)).enable_for(entity.WAY | entity.RELATION | entity.AREA),
    ]


def _header(path: Path) -> tuple[Box | None, datetime | None]:
    with osmium.io.Reader(str(path), osmium.osm.NOTHING) as reader:
        header = reader.header()
        box, stamp = header.box(), header.get("osmosis_replication_timestamp") or header.get("timestamp")
    corners = None
    if box.valid():
        corners = (box.bottom_left.lon, box.bottom_left.lat, box.top_right.lon, box.top_right.lat)
    try:
        return corners, datetime.fromisoformat(stamp).astimezone(UTC) if stamp else None
    except ValueError:
        return corners, None


def read_osm_file(
    path: Path, tables: OsmTables, *, window: Box | None = None, progress: Progress | None = None
) -> OsmFile:
    """All features of `path` that the tables want, in degrees; with `window`, those whose bounds meet it.

    Raises
    ------
    UnreadableFileError: missing, empty, damaged or no OSM file. UnsupportedFormatError: another suffix.
    """
    whole, reader = _checked(path), _Reader(window)
    with _reading(path):
        box, timestamp = _header(whole)
        processor = osmium.FileProcessor(str(whole)).with_areas()
        for wanted in _wanted(tables):
            processor = processor.with_filter(wanted)
        handle = {"n": reader.node, "w": reader.way, "r": reader.relation, "a": reader.area}
        for number, thing in enumerate(processor):
            handle[thing.type_str()](thing)
            if progress is not None and number % 20_000 == 0:
                progress("读取 OSM 数据 / reading OSM", 0.5 * number / (number + 100_000))
    reader.counts["relations"] = len(reader.relations)
    reader.counts["relation_incomplete"] += len(reader.relations - reader.assembled)
    if timestamp is None and reader.newest is not None and reader.newest.year > 2000:
        timestamp = reader.newest
    lines = reader.lines.features()
    return OsmFile(
        points=reader.points.features(),
        lines=lines,
        closed=np.asarray(reader.lines.flags, dtype=bool),
        cut=frozenset(reader.cut),
        areas=reader.areas.features(),
        box=box,
        timestamp=timestamp,
        counts=reader.counts,
    )
