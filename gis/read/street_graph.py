"""A street graph such as OSMnx writes to layer frames: what `yitu new --graph` stands on."""

from __future__ import annotations

import ast
import math
import warnings
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pyproj
import shapely
from pyproj.exceptions import ProjError

from gis import crs as crs_module
from gis.errors import LayerError
from gis.read import osm_lines
from gis.read.graphml import GraphFile, read_graphml
from gis.read.origin import OPENSTREETMAP, UNKNOWN, Origin, layer_entry
from gis.read.osm_counts import ReadCount, read_counts
from gis.read.osm_district import servable_goals
from gis.read.osm_file import Features
from gis.read.osm_frames import number
from gis.read.osm_outline import outline
from gis.read.osm_rules import OsmTables, read_osm_tables
from gis.schema import Basis

__all__ = ["StreetGraph", "district_spec_from_graph", "read_street_graph"]

Step = Callable[[str, float], None]
Shapes = npt.NDArray[np.object_]
_NO_TAGS = {"geometry", "osmid", "length", "reversed"}
_TEXTS: Mapping[str, tuple[str, str]] = {
    "nodes": ("读入的节点", "nodes read"),
    "edges": ("读入的边(有向)", "edges read (directed)"),
    "same_street": (
        "与另一条边同线同类(往返两个方向)的边,合为一条街道",
        "edges along the line of another of their class (the other direction): one street",
    ),
    "node_placeless": ("坐标缺失或不是数的节点", "nodes without coordinates, or with ones that are no numbers"),
    "node_missing": ("两端节点有缺失的边,略去", "edges whose node the file lacks, left out"),
    "edge_placeless": (
        "端点没有坐标、自身也没有线形的边,略去",
        "edges without a line whose nodes have no place, left out",
    ),
    "line_unread": ("线形(WKT)读不懂的边,略去", "edges whose line (WKT) cannot be read, left out"),
    "line_point": (
        "两端在同一位置、没有线形的边,略去",
        "edges that begin and end in one place without a line, left out",
    ),
    "class_missing": ("没有 highway 的边,略去", "edges without highway, left out"),
    "class_several": (
        "由几类道路合成的边,取对照表中最靠前(等级最高)的一类",
        "edges merged of several classes: the first of the table (the highest) is taken",
    ),
    "name_several": (
        "由几条路名合成的边,首名之外作别名",
        "edges merged of several names: the first, the others as aliases",
    ),
    "level_unread": ("layer 不是数的边,按桥隧推定", "edges whose layer is no number: taken from bridge and tunnel"),
    "street_far": (
        "远离其余街道的零星街道,不计入区界",
        "streets far from all others: they do not stretch the outline",
    ),
    "no_paths": (
        "图中没有人行道路(步行道、小路、台阶),可能是车行图,步行成果会偏低",
        "no footways, paths or steps at all: perhaps a graph for driving, walking figures come out low",
    ),
}


@dataclass(frozen=True)
class StreetGraph:
    """What a street graph gives: frames by layer kind in `crs`, counts, the day it was made, where it comes from."""

    path: Path
    layers: Mapping[str, gpd.GeoDataFrame]
    crs: str
    counts: tuple[ReadCount, ...]
    timestamp: datetime | None
    origin: Origin


def _refuse(path: Path, problem: str, remedy: str) -> LayerError:
    return LayerError(layer="streets", source=path, problem=problem, remedy=remedy)


def _declared_crs(file: GraphFile, path: Path) -> pyproj.CRS:
    """The CRS the graph names, as an attribute of its own."""
    text = file.graph.get("crs", "")
    remedy = "请在图的属性 crs 中写明,例如 epsg:4326 / state it in the graph's attribute crs, e.g. epsg:4326"
    if not text:
        raise _refuse(path, "图没有写明坐标系 / the graph names no CRS", remedy)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old spellings such as +init are understood
            return pyproj.CRS.from_user_input(text)
    except ProjError:
        shown = text[:60]
        raise _refuse(path, f"读不懂图的坐标系 {shown} / the graph's CRS {shown} is unknown", remedy) from None


def _number(text: str | None) -> float:
    try:
        value = float(text or "")
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def _shapes(file: GraphFile, counts: Counter[str]) -> Shapes:
    """The line of every edge in the CRS of the graph: its own, else straight from node to node; None where neither."""
    places = {id: (_number(node.get("x")), _number(node.get("y"))) for id, node in file.nodes.items()}
    counts["node_placeless"] += sum(math.isnan(x + y) for x, y in places.values())
    nowhere = (math.nan, math.nan)
    ends = np.array([(*places.get(u, nowhere), *places.get(v, nowhere)) for u, v, _ in file.edges]).reshape(-1, 2, 2)
    known = np.array([u in places and v in places for u, v, _ in file.edges], dtype=bool)
    texts = np.array([own.get("geometry", "") for *_, own in file.edges], dtype=object)
    shapes = np.empty(len(texts), dtype=object)
    drawn = ~np.isin(texts, ["", "None", "nan"]) & known
    with np.errstate(invalid="ignore"):  # a line with "nan" in it is left out below
        read = shapely.force_2d(shapely.from_wkt(texts[drawn], on_invalid="ignore"))
    bounded = np.isfinite(shapely.bounds(read)).all(axis=1) if len(read) else np.zeros(0, dtype=bool)
    usable = (shapely.get_dimensions(read) == 1) & bounded & (shapely.length(read) > 0.0)
    shapes[np.flatnonzero(drawn)[usable]] = read[usable]
    placed = np.isfinite(ends).all(axis=(1, 2))
    apart = (ends[:, 0] != ends[:, 1]).any(axis=1)
    straight = known & ~drawn & placed & apart
    shapes[straight] = shapely.linestrings(ends[straight])
    counts["node_missing"] += int((~known).sum())
    counts["line_unread"] += int((~usable).sum())
    counts["edge_placeless"] += int((known & ~drawn & ~placed).sum())
    counts["line_point"] += int((known & ~drawn & placed & ~apart).sum())
    return shapes


def _values(text: str) -> list[str]:
    """One value, or those of a list written as text such as "['a', 'b']"; absent ones ("", None, nan) are left out."""
    values: list[object] = [text]
    if text.startswith("[") and text.endswith("]"):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # of backslashes
                values = [*ast.literal_eval(text)]
        except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
            values = [text]
    shown = (str(value).strip() for value in values)
    return [value for value in shown if value not in ("", "None", "nan")]


def _heaviest(key: str, values: Sequence[str], tables: OsmTables) -> str:
    """Of the values of a merged edge the one that binds: the highest class, what closes it, what lifts or sinks it."""
    if key == "highway":
        return next((value for value in tables.ways if value in values), values[0])
    binding = {"access": tables.access["closed"], "foot": tables.access["foot_closed"]}
    light = {"bridge": {"no"}, "tunnel": {"no", "building_passage"}}
    if key in binding:
        return next((value for value in values if value in binding[key]), values[0])
    return next((value for value in values if value not in light.get(key, ())), values[0])


def _tags(own: Mapping[str, str], tables: OsmTables) -> tuple[dict[str, str], set[str]]:
    """The tags of an edge, one value each (names joined by ";"), and the keys that had several."""
    given = {key: _values(text) for key, text in own.items() if key not in _NO_TAGS}
    several = {key for key, values in given.items() if len(values) > 1}
    names = tables.lines["names"]
    tags = {
        key: ";".join(values) if key in names else _heaviest(key, values, tables)
        for key, values in given.items()
        if values
    }
    if "name" in several:  # what a map shows is one name
        tags["name"], *others = given["name"]
        tags["alt_name"] = ";".join([*others, *given.get("alt_name", [])])
    return tags, several


def _line_key(shape: Any, digits: int) -> bytes:
    """The same for a line and its reverse."""
    places: npt.NDArray[np.float64] = np.round(shapely.get_coordinates(shape), digits) + 0.0  # no minus nought
    forward, backward = places.tobytes(), places[::-1].tobytes()
    return min(forward, backward)


def _features(file: GraphFile, *, digits: int, tables: OsmTables, counts: Counter[str]) -> Features:
    """One feature a street, in the CRS of the graph: both directions are one."""
    shapes = _shapes(file, counts)
    ids, all_tags, kept = [], [], []
    seen: set[tuple[bytes, str]] = set()
    named: Counter[str] = Counter()
    for row, (u, v, own) in enumerate(file.edges):
        if shapes[row] is None:
            continue
        tags, several = _tags(own, tables)
        if "highway" not in tags:
            counts["class_missing"] += 1
            continue
        key = (_line_key(shapes[row], digits), tags["highway"])
        if key in seen:
            counts["same_street"] += 1
            continue
        seen.add(key)
        counts["class_several"] += "highway" in several
        counts["name_several"] += "name" in several
        counts["level_unread"] += "layer" in tags and math.isnan(number(tags, "layer"))
        base = f"e{u}-{v}"
        named[base] += 1
        ids.append(base if named[base] == 1 else f"{base}.{named[base]}")
        all_tags.append(tags)
        kept.append(row)
    return Features(ids, all_tags, shapes[kept])


def _working(lines: gpd.GeoDataFrame, crs: str | None, path: Path) -> pyproj.CRS:
    """The working CRS: as given, else by the longitude of the data."""
    west, south, east, north = crs_module.to_degrees(lines).total_bounds
    if not (-180.0 <= west <= east <= 180.0 and -90.0 <= south <= north <= 90.0):
        raise _refuse(
            path,
            "坐标不在所写坐标系的范围内 / coordinates beyond the CRS the graph names",
            "请核对图的属性 crs / check the graph's attribute crs",
        )
    code = crs or crs_module.suggest_metric((west + east) / 2.0, (south + north) / 2.0)
    return crs_module.working_crs(code, layer="--crs")


def _origin(file: GraphFile) -> Origin:
    """OpenStreetMap where the graph says so: written by OSMnx, or edges that carry OSM ids."""
    made = "osmnx" in file.graph.get("created_with", "").lower()
    return OPENSTREETMAP if made or any("osmid" in own for *_, own in file.edges) else UNKNOWN


def _timestamp(file: GraphFile) -> datetime | None:
    try:
        return datetime.fromisoformat(file.graph.get("created_date", "")).replace(tzinfo=UTC)
    except ValueError:
        return None


def _outline(streets: gpd.GeoDataFrame, tables: OsmTables, counts: Counter[str]) -> gpd.GeoDataFrame:
    """One row: the hull of the streets, widened by what lies beside a street. Nobody drew it: schematic."""
    margin_m = tables.entrances_m["beside"]
    none = Features([], [], np.empty(0, dtype=object))
    dense = streets.set_geometry(streets.segmentize(tables.outline_gap_m / 2.0))  # a long edge holds its ends together
    hull = outline(none, dense, box=None, tables=tables, counts=Counter())
    counts["street_far"] += int((~streets.intersects(hull.geometry.iloc[0])).sum())
    source = (
        f"推导:街道外包外扩至少{margin_m:.0f}米,不是行政或规划边界 "
        f"(derived: hull of the streets widened by {margin_m:.0f} m or more, no boundary that anyone drew)"
    )
    return hull.assign(geometry=hull.buffer(margin_m), basis=Basis.SCHEMATIC.value, source=source)


def _layers(
    features: Features, *, crs: pyproj.CRS, origin: Origin, tables: OsmTables, counts: Counter[str]
) -> dict[str, gpd.GeoDataFrame]:
    """Outline, streets, and roads where any has a name; `features` are in `crs`."""
    none = Features([], [], np.empty(0, dtype=object))
    streets = osm_lines.streets(features, none, crs=crs, tables=tables, counts=counts)
    if not streets["walkable"].any():
        return {}
    counts["no_paths"] += not streets["road_class"].isin(("path", "pedestrian")).any()
    lines = {"streets": streets, "roads": osm_lines.roads(features, crs=crs, tables=tables)}
    if origin is UNKNOWN:  # then the basis of the entry holds, which its user may come to know better
        lines = {kind: rows.assign(basis="") for kind, rows in lines.items()}
    lines = {kind: rows for kind, rows in lines.items() if len(rows)}
    return {"outline": _outline(streets, tables, counts), **lines}


def read_street_graph(path: Path, *, crs: str | None = None, progress: Step | None = None) -> StreetGraph:
    """The layers of a street graph (.graphml), in a CRS in metres.

    Classes of ways, and who may walk there, by the same table as for OSM extracts (layers/goals/osm.toml).

    Parameters
    ----------
    path: as OSMnx writes it: nodes with x and y, edges with highway and, where bent, a WKT geometry; the graph names
        its crs.
    crs: working CRS such as "EPSG:4548"; None: chosen by the longitude of the data.
    progress: called with a text and the share done (0-1).

    Raises
    ------
    UnreadableFileError, UnsupportedFormatError: see `gis.read.graphml`. MetricCRSError: `crs` is not in metres.
    LayerError: the graph names no CRS or a wrong one, or holds no street.
    """
    if crs is not None:
        crs_module.working_crs(crs, layer="--crs")
    tables, counts = read_osm_tables(), Counter[str]()
    file = read_graphml(path, progress=None if progress is None else lambda text, share: progress(text, 0.6 * share))
    declared, origin = _declared_crs(file, path), _origin(file)
    counts["nodes"], counts["edges"] = len(file.nodes), len(file.edges)
    features = _features(file, digits=7 if declared.is_geographic else 2, tables=tables, counts=counts)
    layers: dict[str, gpd.GeoDataFrame] = {}
    if len(features):
        lines = gpd.GeoDataFrame(geometry=features.shapes, crs=declared)
        working = _working(lines, crs, path)
        if progress is not None:
            progress("整理图层 / making layers", 0.7)
        shapes = crs_module.declared(lines, None, target=working, layer="streets", source=str(path)).geometry.to_numpy()
        layers = _layers(
            Features(features.ids, features.tags, shapes), crs=working, origin=origin, tables=tables, counts=counts
        )
    found = tuple(ReadCount(key, int(counts[key]), *_TEXTS[key]) for key in _TEXTS if counts[key])
    found += read_counts(counts)
    if not layers:
        told = ";".join(count.text("zh") for count in found), "; ".join(count.text("en") for count in found)
        raise _refuse(
            path,
            f"图中没有可步行的街道({told[0]}) / no street to walk on in the graph ({told[1]})",
            "节点须有 x、y,边须有 highway,其中要有可步行的 / nodes need x and y, edges highway, some of it to walk on",
        )
    if progress is not None:
        progress("完成 / done", 1.0)
    code = f"EPSG:{working.to_epsg()}" if working.to_epsg() else working.to_wkt()
    return StreetGraph(path, layers, code, found, _timestamp(file), origin)


def district_spec_from_graph(graph: StreetGraph, *, id: str, name: str) -> dict[str, dict[str, Any]]:
    """The content of a new district's files: {"district": …, "plan": …}, for `views.folder.write_district`.

    The plan sets the goals that an OSM extract could serve: what the graph lacks reads "not assessed", with its reason.

    Raises
    ------
    DefinitionError: a shipped goal file is wrong.
    """
    unknown = "" if graph.origin is OPENSTREETMAP else ";来源未注明,位置误差按 OSM 计,查明后可改 basis"
    entries = {
        kind: layer_entry(kind, path=graph.path, origin=graph.origin, timestamp=graph.timestamp, note=unknown)
        for kind in graph.layers
    }
    entries["outline"]["basis"] = Basis.SCHEMATIC.value
    district = {"id": id, "name": name, "name_en": name, "crs": graph.crs, "layers": entries}
    plan = {"document": f"{name}:街道图 {graph.path.name},未附规划文本", "goals": servable_goals()}
    return {"district": district, "plan": plan}
