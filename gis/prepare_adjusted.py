"""A district fitted anew: its schematic roads, and all that was drawn with them, moved onto surveyed crossings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import shapely

from gis.adjustment import Control, Fit, Reach, fit, reach_of
from gis.axis_order import in_order
from gis.clauses.lines import NamedLine, candidate_lines, nearest_names
from gis.crs import working_crs
from gis.district import District
from gis.errors import LayerError, UnknownLineError
from gis.read.control_points import ControlRow
from gis.read.declared_outlines import read_declared_outlines
from gis.read.folder import named_lines, read_district
from gis.read.remade import remade_content, toml_source
from gis.read.spec import read_district_spec
from gis.read.toml import read_toml
from gis.views.edited import edited_toml, write_edited
from gis.views.geojson import write_geojson
from gis.views.history import keep_state

__all__ = ["Adjusted", "adjust_district", "control_at_crossings"]

Step = Callable[[str, float], None]
Flags = npt.NDArray[np.bool_]

MOVED = ("evidence", "schematic")  # what was surveyed or mapped is right where it is
_LAYER = "控制点 / control points"
_NEAR_M = 150.0  # two roads that were drawn to here from each other were meant to cross


@dataclass(frozen=True)
class Adjusted:
    """What a refit did: the fit, what was moved (layer kind → rows), how the zones' areas changed (id → m2, m2).

    `reach`: of the moved roads beyond the control points. `near_roads`: roads whose uncertainty is that of the fit now.
    `told`: codes of `axis_order.in_order`.
    """

    fitted: Fit
    moved: dict[str, int]
    areas_m2: dict[str, tuple[float, float]]
    reach: Reach
    near_roads: int
    told: tuple[str, ...]


def _refuse(zh: str, en: str, remedy: str) -> LayerError:
    return LayerError(layer=_LAYER, source="—", problem=f"{zh} / {en}", remedy=remedy)


def control_at_crossings(
    rows: Sequence[ControlRow], district: District, *, north_first: bool = False
) -> tuple[Control, tuple[str, ...]]:
    """Control points in the metres of the district's CRS, x east; where a row names two roads, from their crossing.

    Where two roads cross more than once, the crossing nearest to the surveyed place is taken; roads that end within
    150 m of each other are taken to cross half way.

    Returns
    -------
    The points, and the codes of `axis_order.in_order`.

    Raises
    ------
    UnknownLineError: no such road. LayerError: a name fits several roads, or the two do not meet.
    """
    lines = named_lines(district.layers)
    names = tuple(row.name for row in rows)
    after = np.array([row.after for row in rows], dtype=float).reshape(-1, 2)
    control, told = in_order(Control(names, after, after), north_first=north_first)
    told = tuple(code for code in told if code.startswith("to"))
    placed = [number for number, row in enumerate(rows) if row.before is not None]
    before = control.to_xy.copy()
    if placed:
        given = np.array([rows[number].before for number in placed], dtype=float)
        part = Control(tuple(names[number] for number in placed), given, control.to_xy[placed])
        part, more = in_order(part, north_first=north_first)
        before[placed] = part.from_xy
        told += tuple(code for code in more if code.startswith("from"))
    for number, row in enumerate(rows):
        if row.roads is not None:
            one, other = (_line(name, lines, row) for name in row.roads)
            before[number] = _crossing(one, other, near=control.to_xy[number], row=row)
    return Control(control.names, before, control.to_xy), told


def _line(name: str, lines: Sequence[NamedLine], row: ControlRow) -> NamedLine:
    """The one line a name means.

    Raises
    ------
    UnknownLineError: none. LayerError: several.
    """
    found = candidate_lines(name, lines)
    if not found:
        raise UnknownLineError(clause=f"{row.name}(第 {row.line} 行)", name=name, nearest=nearest_names(name, lines))
    if len(found) > 1:
        several = "、".join(line.name for line in found)
        raise _refuse(
            f"第 {row.line} 行的“{name}”对应几条路:{several}",
            f"line {row.line}: {name} fits several: {several}",
            "请写全名 / write the whole name",
        )
    return found[0]


def _crossing(one: NamedLine, other: NamedLine, *, near: npt.NDArray[np.float64], row: ControlRow) -> Any:
    """Where two lines cross: x and y in metres.

    Raises
    ------
    LayerError: they do not come near each other.
    """
    shared = shapely.get_parts(shapely.intersection(one.geometry, other.geometry))
    shared = shared[~shapely.is_empty(shared)]  # lines that do not meet share one empty line
    if len(shared):
        places = shapely.get_coordinates(shapely.centroid(shared))
        return places[np.hypot(*(places - near).T).argmin()]
    between = shapely.shortest_line(one.geometry, other.geometry)
    if between.length > _NEAR_M:
        raise _refuse(
            f"第 {row.line} 行:{one.name}与{other.name}在图上不相交,相距 {between.length:.0f} 米",
            f"line {row.line}: {one.name} and {other.name} do not cross, {between.length:.0f} m apart",
            "请换一个路口,或填原坐标 / choose another crossing, or state from_x, from_y",
        )
    return shapely.get_coordinates(between).mean(axis=0)


def adjust_district(
    source: Path,
    folder: Path,
    rows: Sequence[ControlRow],
    *,
    method: str = "helmert",
    keep: Collection[str] = (),
    progress: Step | None = None,
) -> Adjusted:
    """The district of `source` fitted to control points, as a copy in `folder`; the state before can be restored.

    Every feature on evidence or schematic basis is moved, and the outlines the plan declares; surveyed and mapped ones
    stay. Named roads near the control points get the leave-one-out error as their uncertainty, everything else keeps
    its own where that is larger; basis stays, the source says what was done. Zones are compiled anew.

    Parameters
    ----------
    method: "helmert" or "affine". keep: kinds of layers that stay where they are.

    Raises
    ------
    UnknownLineError, LayerError and its kinds: points or layers are not usable. ClauseError: the moved roads close a
    zone no more; nothing is written then. DefinitionError: the district's files are wrong. WorkspaceError: `folder`
    cannot be written.
    """
    district = read_district(source)
    control, told = control_at_crossings(rows, district)
    fitted = fit(control, method)
    if fitted.mirrored:
        raise _refuse("坐标轴像是颠倒的", "the axes look exchanged", "请核对 X、Y 两列 / check the columns X and Y")
    note = _note(fitted)
    expected_m = fitted.left_out_rmse_m if np.isfinite(fitted.left_out_rmse_m) else 0.0
    frames, moved, near_roads = {}, {}, 0
    for kind, layer in district.layers.items():
        movable = layer.frame["basis"].isin(MOVED).to_numpy()
        if kind in keep or not movable.any():
            continue
        near = _near(fitted, layer.frame) if kind == "roads" and expected_m else np.zeros(len(layer.frame), dtype=bool)
        frames[kind] = _moved(layer.frame, fitted, movable, near=near, expected_m=expected_m, note=note)
        moved[kind] = int(movable.sum())
        near_roads += int((near & movable).sum())
    outlines = read_declared_outlines(source, target=working_crs(read_district_spec(source).crs))
    declared = {
        name: _moved(drawn, fitted, np.ones(len(drawn), dtype=bool), near=np.zeros(len(drawn), dtype=bool),
                     expected_m=expected_m, note=note)
        for name, drawn in outlines.items()
    }  # fmt: skip
    _write(source, folder, frames, declared, note=note, progress=progress)
    after = read_district(folder, only=("outline", "roads", "railways", "rivers", "borders"))
    areas = {zone.id: (zone.area_m2, after.zone(zone.id).area_m2) for zone in district.zones}
    roads = district.layers["roads"].frame.geometry.to_numpy() if "roads" in district.layers else np.array([])
    return Adjusted(fitted, moved, areas, reach_of(fitted, roads), near_roads, told)


def _note(fitted: Fit) -> str:
    """What the source of a moved feature says of it."""
    names = {"helmert": "四参数", "affine": "六参数"}
    error_m = fitted.left_out_rmse_m
    accuracy = f"逐点留出中误差 {error_m:.1f} 米" if np.isfinite(error_m) else "无多余点,精度不明"
    day = datetime.now(tz=UTC).date().isoformat()
    return f"{day} 按 {len(fitted.control.names)} 个实测控制点{names[fitted.method]}配准,{accuracy}"


def _near(fitted: Fit, rows: gpd.GeoDataFrame) -> Flags:
    """Roads that lie wholly within the hull of the control points, or not farther from it than its own size."""
    hull = shapely.convex_hull(shapely.multipoints(fitted.control.from_xy))
    around = hull.buffer(2.0 * float(shapely.minimum_bounding_radius(hull)))
    return np.asarray(shapely.covers(around, rows.geometry.to_numpy()), dtype=np.bool_)


def _moved(
    rows: gpd.GeoDataFrame, fitted: Fit, movable: Flags, *, near: Flags, expected_m: float, note: str
) -> gpd.GeoDataFrame:
    """The rows with the movable ones fitted: shape, uncertainty and source."""
    shapes = rows.geometry.to_numpy().copy()
    shapes[movable] = fitted.apply_shapes(shapes[movable])
    own_m = rows["uncertainty_m"].to_numpy(dtype=float) if "uncertainty_m" in rows else np.zeros(len(rows))
    larger_m = np.where(near, expected_m, np.fmax(own_m, expected_m))
    told = rows["source"].to_list() if "source" in rows else [""] * len(rows)
    said = [f"{text};{note}" if text else note for text in told]
    changed = rows.assign(
        uncertainty_m=np.where(movable, larger_m, own_m),
        source=[new if yes else old for new, old, yes in zip(said, told, movable, strict=True)],
    )
    return changed.set_geometry(shapes, crs=rows.crs)


def _write(
    source: Path,
    folder: Path,
    frames: dict[str, gpd.GeoDataFrame],
    declared: dict[str, gpd.GeoDataFrame],
    *,
    note: str,
    progress: Step | None,
) -> None:
    """The copy in `folder`: written beside first and read, so that a zone that does not close any more stops it."""
    old = read_toml(source / "district.toml").values.get("layers", {})
    entries = {kind: _entry(old[kind], kind, note) for kind in frames}
    table, files = remade_content(source, folder, entries, gone=())
    table["id"] = folder.name
    text = edited_toml(
        toml_source(source / "district.toml"), [(f"[layers.{kind}]", entries[kind]) for kind in entries], wanted=table
    )
    with TemporaryDirectory(prefix="yitu-adjust-") as made:
        for name, drawn in declared.items():
            files[name] = write_geojson(drawn, Path(made) / name, decimals=8)
        trial = write_edited(Path(made) / folder.name, frames, texts={"district": text}, files=files)
        read_district(trial, only=("outline", "roads", "railways", "rivers", "borders"))
        with keep_state(folder):
            write_edited(folder, frames, texts={"district": text}, files=files, progress=progress)


def _entry(old: dict[str, Any], kind: str, note: str) -> dict[str, Any]:
    """The entry of a moved layer: its file is ours now, and its note tells."""
    kept = {key: value for key, value in old.items() if key not in ("file", "crs", "layer", "columns")}
    told = f"{kept.get('note', '')}{note}。"
    return {"file": f"{kind}.gpkg", **kept, "note": told}
