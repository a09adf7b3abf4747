"""The command that fits a file of a local grid, or a district's schematic roads, to control points: adjust."""
# ruff: noqa: PLC0415 - a command imports what it needs, so that help is quick

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gis.cli.group import Progress, guarded, language, main, workspace
from gis.read.workspace import district_folder, find_districts, workspace_folder

if TYPE_CHECKING:
    from gis.adjustment import Control, Fit
    from gis.read.control_points import ControlRow

__all__ = ["adjust"]


@main.command()
@click.argument("target", metavar="FILE|DISTRICT")
@click.option(
    "--points",
    required=True,
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="控制点表(CSV):from_x、from_y、to_x、to_y、name,或 原X、原Y、新X、新Y、点名。",
)
@click.option("--method", type=click.Choice(["helmert", "affine"]), default="helmert", show_default=True, help="方法。")
@click.option("--crs", default="", help="新坐标的坐标系,例如 EPSG:4548。")
@click.option("--north-first", is_flag=True, help="表中 x 向北、y 向东;按数值大小看得出时不必写。")
@click.option("--keep", multiple=True, metavar="KIND", help="这类图层不动,可重复;只用于区。")
@click.option("--to", "out", metavar="FILE|NAME", help="写出的文件,或工作区里新区的名称;不写只报告。")
@click.option("--json", "json_out", metavar="FILE", help="参数与残差写成 JSON,- 为标准输出。")
@guarded
def adjust(target: str, points: Path, **given: Any) -> None:
    """按控制点配准:独立坐标的文件,或一个区的示意道路。 Fit a local grid, or a district's roads, to control points.

    区的控制点可以只写路口:点名“世纪路 × 鲁山大道”,新坐标为实测。与路一起画的示意图层一同移动,分区按条文重新画。

    例: yitu adjust 厂区.dxf --points 控制点.csv --crs EPSG:4548 --to 厂区.gpkg

    例: yitu adjust zibo --points 路口.csv --to zibo_fitted
    """
    from gis.read.control_points import read_control_points

    rows = read_control_points(points)
    if not Path(target).exists() and target in find_districts(workspace()):
        _district(target, rows, given)
    else:
        _file(Path(target), rows, points, given)


def _told(fitted: Fit, told: tuple[str, ...], json_out: str | None, **more: Any) -> None:
    """The fit on the screen, and as JSON where asked."""
    from gis.views.adjusted import fit_text
    from gis.views.files import write_text

    text = json.dumps({**fitted.as_json(), "order": list(told), **more}, ensure_ascii=False, indent=1, allow_nan=False)
    if json_out == "-":
        click.echo(text)
        return
    click.echo(fit_text(fitted, told=told, lang=language()))
    if json_out is not None:
        write_text(text + "\n", Path(json_out))


def _control(rows: tuple[ControlRow, ...], points: Path, *, north_first: bool) -> tuple[Control, tuple[str, ...]]:
    """The points of a table for a file: both places of each are needed.

    Raises
    ------
    LayerError: a row has no place before, or the places after are degrees.
    """
    import numpy as np

    from gis.adjustment import Control
    from gis.axis_order import in_order
    from gis.errors import LayerError

    problem = remedy = ""
    open_ = [row.line for row in rows if row.before is None]
    after = np.array([row.after for row in rows], dtype=float)
    if open_:
        problem = f"第 {open_[0]} 行没有原坐标 / line {open_[0]} has no from_x, from_y"
        remedy = "路口名称只用于区;文件的控制点请填原坐标 / roads name points of a district only"
    elif (np.abs(after) <= 180.0).all() and np.ptp(after, axis=0).max() < 5.0:
        problem = "新坐标像是经纬度 / the places after look like degrees"
        remedy = "请先换算为米制坐标 / convert them to metres first"
    if problem:
        raise LayerError(layer="控制点 / control points", source=points, problem=problem, remedy=remedy)
    before = np.array([row.before for row in rows], dtype=float)
    return in_order(Control(tuple(row.name for row in rows), before, after), north_first=north_first)


def _require_there(crs: str, control: Control) -> None:
    """Guard: the places after lie where this CRS is of use.

    Raises
    ------
    MetricCRSError: it is unknown or not in metres. LayerError: they lie elsewhere.
    """
    from gis.crs import degrees_of, working_crs
    from gis.errors import LayerError

    known = working_crs(crs, layer="--crs")
    area = known.area_of_use
    lon, lat = (float(value[0]) for value in degrees_of(*control.to_xy.mean(axis=0)[:, None], crs=known))
    margin = 3.0  # degrees: a city at the edge of a belt keeps to it
    if area is not None and not (
        area.west - margin <= lon <= area.east + margin and area.south - margin <= lat <= area.north + margin
    ):
        raise LayerError(
            layer="控制点 / control points", source="--crs",
            problem=f"新坐标不在 {crs} 的适用范围内 / the places after lie outside the area of {crs}",
            remedy="请核对坐标系、带号与 x、y 次序 / check the CRS, the belt and the order of x and y",
        )  # fmt: skip


def _file(path: Path, rows: tuple[ControlRow, ...], points: Path, given: dict[str, Any]) -> None:
    """Fit a file and write what it becomes."""
    from gis.adjustment import fit
    from gis.read.intake.intake import read_file
    from gis.read.intake.messages import Status
    from gis.read.intake.model import ReadOptions

    control, told = _control(rows, points, north_first=given["north_first"])
    fitted = fit(control, given["method"])
    if given["crs"]:
        _require_there(given["crs"], control)
    _told(fitted, told, given["json_out"], crs=given["crs"])
    context, quiet = click.get_current_context(), given["json_out"] == "-"
    progress = Progress()
    try:
        intake = read_file([path], ReadOptions(crs="local"), progress=progress)
    finally:
        progress.close()
    lang = language()
    for message in intake.messages:
        told_at = f"[{message.where}] " if message.where else ""
        click.echo("; ".join(filter(None, [told_at + message.text(lang), message.remedy(lang)])), err=True)
    if intake.status in (Status.REFUSED, Status.QUESTION):
        context.exit(intake.status.exit_code)
    frames = {one.name: one.frame() for one in intake.layers if one.kind == "vector"}
    _write_file(frames, fitted, given, quiet=quiet)
    context.exit(1 if fitted.remarks else 0)


def _write_file(frames: dict[str, Any], fitted: Fit, given: dict[str, Any], *, quiet: bool) -> None:
    """The layers moved, and how far they reach beyond the control points.

    Raises
    ------
    LayerError: the axes are exchanged: nothing is written.
    """
    import numpy as np

    from gis.adjustment import reach_of
    from gis.errors import LayerError
    from gis.views.adjusted import reach_text
    from gis.views.exchange.formats import Exported, write_layers
    from gis.views.words import say

    shapes = np.concatenate([np.array([], dtype=object), *(frame.geometry.to_numpy() for frame in frames.values())])
    far = reach_text(reach_of(fitted, shapes), language())
    if far:
        click.echo(far, err=quiet)
    if not given["out"]:
        return
    if fitted.mirrored:
        raise LayerError(
            layer="控制点 / control points", source=given["out"], problem=say("adjust_remark_mirrored", language()),
            remedy="没有写出 / nothing was written",
        )  # fmt: skip
    moved = [
        Exported(name, frame.set_geometry(fitted.apply_shapes(frame.geometry.to_numpy())).set_crs(
            given["crs"] or None, allow_override=True))
        for name, frame in frames.items()
    ]  # fmt: skip
    for path in write_layers(moved, Path(given["out"])):
        click.echo(f"已写出 written: {path}", err=quiet)


def _district(name: str, rows: tuple[ControlRow, ...], given: dict[str, Any]) -> None:
    """Fit a district and write the copy; without --to, tell what the fit would be."""
    from gis.adjustment import fit
    from gis.prepare_adjusted import adjust_district, control_at_crossings
    from gis.read.folder import read_district
    from gis.schema import KINDS
    from gis.units import KM2_M2
    from gis.views.adjusted import reach_text
    from gis.views.words import say

    source, lang = district_folder(name, workspace()), language()
    unknown = [kind for kind in given["keep"] if kind not in KINDS]
    if unknown:
        raise click.UsageError(f"--keep 只能是 is one of: {'、'.join(KINDS)}")
    if not given["out"]:
        control, told = control_at_crossings(rows, read_district(source), north_first=given["north_first"])
        _told(fit(control, given["method"]), told, given["json_out"])
        return
    if Path(given["out"]).name != given["out"] or given["out"].startswith("."):
        raise click.UsageError("--to 是工作区里新区的名称,不是路径。 --to is a name, not a path.")
    folder = workspace_folder(workspace()) / given["out"]
    progress = Progress()
    try:
        done = adjust_district(source, folder, rows, method=given["method"], keep=given["keep"], progress=progress)
    finally:
        progress.close()
    zones = {zone: list(areas_m2) for zone, areas_m2 in done.areas_m2.items()}
    _told(done.fitted, done.told, given["json_out"], moved=done.moved, zones_m2=zones, folder=str(folder))
    if given["json_out"] == "-":
        return
    for kind, count in done.moved.items():
        title = KINDS[kind].title if lang == "zh" else KINDS[kind].title_en
        click.echo(say("adjust_moved", lang, layer=title, count=count))
    if done.near_roads:
        error = f"{done.fitted.left_out_rmse_m:,.1f}"
        click.echo(say("adjust_near_roads", lang, count=done.near_roads, error=error))
    for zone, (before_m2, after_m2) in done.areas_m2.items():
        areas = {"before": f"{before_m2 / KM2_M2:.2f}", "after": f"{after_m2 / KM2_M2:.2f}"}
        click.echo(say("adjust_zone", lang, zone=zone, **areas))
    if reach_text(done.reach, lang):
        click.echo(reach_text(done.reach, lang))
    click.echo(f"已写出 {folder};撤销:yitu layers undo {folder.name};接着:yitu zones {folder.name}")
