"""The commands that read any planning file and put it into a district: read, layers put, layers undo."""
# ruff: noqa: PLC0415 - a command imports what it needs, so that help is quick

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gis.cli.group import Progress, guarded, language, layers, main, workspace
from gis.read.intake.messages import Status, wordings
from gis.read.intake.model import ReadOptions

if TYPE_CHECKING:
    from gis.read.intake.intake import Intake, ReadLayer

__all__ = ["put", "read", "undo"]

_ANSWERS = (
    click.option("--layer", default="", help="只读这个图层,可用 * 代替若干字,几个用逗号隔开。"),
    click.option(
        "--crs", default="", help="坐标系:EPSG:4548 这样的代码,或 GCJ-02、BD-09;split 按带号分开,local 不定。"
    ),
    click.option("--encoding", default="", help="文字编码,如 GBK、UTF-8;默认按内容判断。"),
    click.option("--edition", default="", help="用地代码的版本:2023、2020、gb50137、survey(三调)。"),
    click.option("--column", "columns", multiple=True, metavar="ROLE=NAME", help="表格的列,如 lon=经度;可重复。"),
    click.option("--tolerance", "tolerance_m", default=0.01, show_default=True, help="重叠与缝隙的容差,米。"),
    click.option("--datum", default="", metavar="NUMBERS", help="西安80、北京54 到 CGCS2000 的七参数,逗号隔开。"),
)


def _answers(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that answer what a read may ask."""
    for option in reversed(_ANSWERS):
        command = option(command)
    return command


def _options(given: dict[str, Any], **more: Any) -> ReadOptions:
    """The answers of a call as options of a read."""
    return ReadOptions(
        layer=given["layer"],
        crs=given["crs"],
        encoding=given["encoding"],
        edition=given["edition"],
        columns=_pairs(given["columns"]),
        tolerance_m=given["tolerance_m"],
        datum_shift=_numbers(given["datum"]),
        **more,
    )


def _pairs(columns: tuple[str, ...]) -> dict[str, str]:
    pairs = {role: name for role, _, name in (text.partition("=") for text in columns)}
    if not all(pairs.values()):
        raise click.UsageError("--column 写成 角色=列名,例如 lon=经度。 Write --column ROLE=NAME.")
    return pairs


def _numbers(text: str) -> tuple[float, ...]:
    """The numbers of --datum; how many and how large they may be the read itself judges."""
    try:
        return tuple(float(part) for part in text.replace(",", ",").split(",")) if text else ()
    except ValueError:
        raise click.UsageError("--datum 要数字:dx,dy,dz,rx,ry,rz,尺度。 --datum takes numbers.") from None


def _list_codes(context: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001 - as click calls it
    """Print every message a read may give, and end."""
    if wanted and not context.resilient_parsing:
        lang = context.obj["lang"]
        for code, words in wordings().items():
            click.echo(f"{code}  [{words.level.value}]  {words.text[lang]}")
        context.exit(0)


def _read(files: tuple[Path, ...], options: ReadOptions) -> Intake:
    from gis.read.intake.intake import read_file

    progress = Progress()
    try:
        return read_file(files, options, progress=progress)
    finally:
        progress.close()


@main.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@_answers
@click.option("--as", "kind", default="", metavar="KIND", help="作为哪一类图层读(land_use、plots、parks…)。")
@click.option("--district", default="", help="与这个区的街道比对,查未声明的偏移。")
@click.option("--to", "target", type=click.Path(path_type=Path), help="转换写成这个文件,格式由后缀定。")
@click.option("--json", "json_out", metavar="FILE", help="报告写成 JSON,- 为标准输出。")
@click.option(
    "--codes", is_flag=True, is_eager=True, expose_value=False, callback=_list_codes, help="列出全部报告代码。"
)
@guarded
def read(
    files: tuple[Path, ...], kind: str, district: str, target: Path | None, json_out: str | None, **answers: Any
) -> None:
    """读任何规划文件,报告读到什么、修了什么、隔离了什么,并可转换格式。 Read any planning file; report, convert.

    退出码:0 已接收;1 已接收但有事项待看;2 拒收;3 需要回答。

    例: yitu read 规划用地.zip

    例: yitu read 界址点.txt --to 界址点.gpkg

    例: yitu read 企业.xlsx --crs GCJ-02 --to 企业.geojson --json 报告.json
    """
    rows = target is not None or bool(district)
    intake = _beside_streets(_read(files, _options(answers, kind=kind, rows=rows)), district)
    _tell(intake, json_out)
    if target is not None and intake.status in (Status.ACCEPTED, Status.ATTENTION):
        _convert(intake, target, quiet=json_out == "-")
    click.get_current_context().exit(intake.status.exit_code)


def _tell(intake: Intake, json_out: str | None) -> None:
    """The report on the screen, and as JSON where asked."""
    from gis.views.files import write_text
    from gis.views.read_report import read_report

    report = intake.as_json(language())
    text = json.dumps(report, ensure_ascii=False, indent=2)
    if json_out == "-":
        click.echo(text)
        return
    click.echo(read_report(report, language()))
    if json_out:
        write_text(text + "\n", Path(json_out))


def _convert(intake: Intake, target: Path, *, quiet: bool) -> None:
    """The layers in another format, and the rows set aside beside them."""
    from gis.views.exchange.formats import Exported, write_aside, write_layers

    layers = [
        Exported(
            one.name,
            one.frame() if one.kind == "vector" else None,
            one.told["facts"],
            one.path,
            one.crs,
            one.columns().get("name", ""),
        )
        for one in intake.layers
    ]
    written = write_layers(layers, target)
    aside = {one.name: frame for one in intake.layers if (frame := one.aside_frame()) is not None}
    if aside:
        written.append(write_aside(aside, target))
    for path in written:
        click.echo(f"已写出 written: {path}", err=quiet)


def _beside_streets(intake: Intake, district: str) -> Intake:
    """The read with a warning where its layers lie beside the streets of a district by an undeclared shift."""
    if not district:
        return intake
    from gis.read.intake.streets import beside_streets
    from gis.read.workspace import district_folder

    return beside_streets(intake, district_folder(district, workspace()))


@layers.command()
@click.argument("district")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILE...")
@click.option("--as", "kind", required=True, metavar="KIND", help="图层类别,如 parks、land_use、plots。")
@_answers
@click.option("--provider", default="未注明 / not stated", help="谁提供。")
@click.option("--licence", default="未注明 / not stated", help="使用许可。")
@click.option(
    "--basis",
    type=click.Choice(["surveyed", "osm", "evidence", "plan", "schematic"]),
    default="schematic",
    show_default=True,
    help="质量:测绘、OSM、证据、规划图、示意。",
)
@click.option("--date", "day", type=click.DateTime(["%Y-%m-%d"]), help="数据日期,如 2026-03-01;默认今天。")
@click.option("--join", is_flag=True, help="与区里原有的要素并存;默认取代该类图层。")
@guarded
def put(district: str, files: tuple[Path, ...], kind: str, **given: Any) -> None:
    """把任何规划文件放进一个区,作为某一类图层;可撤销。 Put any planning file under a district; can be undone.

    例: yitu layers put zibo 公园.zip --as parks --provider 园林局

    例: yitu layers put zibo 规划用地.gdb --as land_use --layer 规划用地 --edition 2023
    """
    from gis.importing import Provenance, put_layer
    from gis.read.fitting import fit_rows
    from gis.read.spec import read_district_spec
    from gis.read.workspace import district_folder, workspace_folder
    from gis.schema import KINDS, Basis

    _require_kind(kind, KINDS)
    source = district_folder(district, workspace())
    spec = read_district_spec(source)
    intake = _read(files, _options(given, kind=kind))
    _tell(intake, None)
    if intake.status in (Status.REFUSED, Status.QUESTION):
        click.get_current_context().exit(intake.status.exit_code)
    one = _only(intake)
    columns = {**one.columns(), **_pairs(given["columns"])}
    edition = given["edition"] or intake.edition
    fitted = fit_rows(one.frame(), KINDS[kind], columns=columns, edition=edition, crs=spec.crs)
    origin = Provenance(
        given["provider"],
        given["licence"],
        Basis(given["basis"]),
        given["day"].date() if given["day"] else datetime.now(tz=UTC).date(),
        f"取自 {intake.name}(sha256 {intake.sha256[:12]})",
    )
    folder = workspace_folder(workspace()) / district
    count = put_layer(source, fitted.frame, folder, kind=kind, origin=origin, join=given["join"])
    for key, number in fitted.counts.items():
        click.echo(f"  {key}: {number}", err=True)
    click.echo(f"已放进 {folder},{KINDS[kind].title} 现有 {count} 行;撤销:yitu layers undo {district}")


def _require_kind(kind: str, known: Iterable[str]) -> None:
    if kind not in known:
        raise click.UsageError(f"--as 只能是 is one of: {'、'.join(known)}")


def _only(intake: Intake) -> ReadLayer:
    """The one layer to put."""
    vector = [one for one in intake.layers if one.kind == "vector"]
    if len(vector) != 1:
        names = "、".join(one.name for one in vector) or "—"
        raise click.UsageError(f"请用 --layer 选一个图层:{names}。 Choose one layer with --layer.")
    return vector[0]


@layers.command()
@click.argument("district")
@click.option("--redo", is_flag=True, help="重做。")
@guarded
def undo(district: str, redo: bool) -> None:  # noqa: FBT001 - as click calls it
    """撤销上一次放进区里的图层;--redo 再做回来。 Undo the last layer put under a district.

    例: yitu layers undo zibo
    """
    from gis.read.workspace import workspace_folder
    from gis.views.history import can_step, step

    folder = workspace_folder(workspace()) / district
    step(folder, back=not redo)
    left = can_step(folder)
    click.echo(f"已{'重做' if redo else '撤销'}:{folder};还可撤销 {left} 次")
