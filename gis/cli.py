"""The command `yitu`: parse, call, print, exit code. One function a command; figures come from `gis.assess` alone.

Exit codes: 0 done; 2 bad input, with a message that says what, where and what to do next.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, cast

import click

from gis.assess import assess
from gis.clauses.grammar import read_clause
from gis.district import District
from gis.errors import GisError, in_language
from gis.read.folder import (
    district_folder,
    find_districts,
    read_district,
    read_district_goals,
    shipped_standards,
    workspace_folder,
)
from gis.read.spec import read_district_spec
from gis.results import Assessment
from gis.schema import KINDS

__all__ = ["main"]

_SHOW_AFTER_S = 2.0


class Progress:
    """A bar on standard error, shown once the work has taken over two seconds and someone is looking."""

    def __init__(self) -> None:
        self.started_s = time.monotonic()
        self.shown = False

    def __call__(self, step: str, share: float) -> None:
        """Show `step` at `share` (0-1) of the way."""
        if not sys.stderr.isatty() or time.monotonic() - self.started_s < _SHOW_AFTER_S:
            return
        width = min(40, shutil.get_terminal_size().columns - 40)
        bar = "█" * round(width * share)
        text = in_language(step, _obj()["lang"])
        click.echo(f"\r\033[K{bar:░<{width}} {share:4.0%} {text}", nl=False, err=True)
        self.shown = True

    def close(self) -> None:
        """End the line of the bar, if it was shown."""
        if self.shown:
            click.echo("\r\033[K", nl=False, err=True)


def _guarded(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn a GisError into one message and exit code 2."""

    @click.pass_context
    def run(context: click.Context, /, *args: object, **options: object) -> object:
        """Run the command."""
        try:
            return context.invoke(command, *args, **options)
        except GisError as error:
            click.echo(error.message(context.obj["lang"]), err=True)
            context.exit(2)

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    return cast("Callable[..., Any]", run)


def _obj() -> dict[str, Any]:
    return cast("dict[str, Any]", click.get_current_context().obj)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110},
    epilog="\b\n例:  yitu list\n     yitu zones zibo\n     yitu measure zibo liaocheng --out out/\n     yitu app",
)
@click.option("--workspace", type=click.Path(path_type=Path), help="自有区的文件夹,默认 ~/yitu 或变量 YITU_WORKSPACE。")
@click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", envvar="YITU_LANG", help="界面语言。")
@click.version_option(package_name="yitu")
@click.pass_context
def main(context: click.Context, workspace: Path | None, lang: str) -> None:
    """一图 Yitu:把规划的话变成图层,逐条测算目标。 The plan of a high-tech zone on one map, measured."""
    context.obj = {"workspace": workspace, "lang": lang}


@main.command("list")
@_guarded
def list_districts() -> None:
    """列出现有的区:自带的与工作区中的。 List the districts there are."""
    for name, folder in find_districts(_obj()["workspace"]).items():
        spec = read_district_spec(folder)
        click.echo(f"{name:16} {spec.name}  {spec.crs}  {len(spec.layers)} 图层  {folder}")
    click.echo(f"工作区 workspace: {workspace_folder(_obj()['workspace'])}", err=True)


def _zones_text(district: District, lang: str) -> str:
    """The table of zones, then each zone's words and trace, then overlaps and gaps."""
    from gis.views.table import zones_text
    from gis.views.traces import trace_lines, zone_remarks

    blocks = [zones_text(district, lang=lang)]
    for zone in district.zones:
        head = f"{zone.id}  {zone.group} {zone.name}\n  {zone.source.chapter}  {zone.source.words}"
        blocks.append("\n".join([head, *(f"    {line}" for line in trace_lines(zone, lang))]))
    return "\n\n".join([*blocks, "\n".join(zone_remarks(district, lang))])


@main.command()
@click.argument("district")
@click.option(
    "--roads", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="更准的命名道路,分区随之重编。"
)
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="写出分区(.geojson、.gpkg)。")
@_guarded
def zones(district: str, roads: Path | None, out: Path | None) -> None:
    """由规划条文编译分区,并列出每条边的依据。 Compile the zones and print their traces.

    例: yitu zones zibo --out zones.gpkg
    """
    from gis.views.zones import write_zones

    obj = _obj()
    read = read_district(district_folder(district, obj["workspace"]), roads=roads, only=_LINES)
    click.echo(_zones_text(read, obj["lang"]))
    if out is not None:
        write_zones(read, out)
        click.echo(f"已写出 {out}", err=True)


_LINES = ("outline", "roads", "railways", "rivers", "borders")


def _assess_all(names: Sequence[str], only: Sequence[str], progress: Progress) -> list[Assessment]:
    """Read and measure each district, sharing one bar."""
    standards, found = shipped_standards(), []
    for number, name in enumerate(names):
        folder = district_folder(name, _obj()["workspace"])

        def step(text: str, share: float, name: str = name, number: int = number) -> None:
            """Show one district's part of the bar."""
            progress(f"{name} {text}", (number + share) / len(names))

        step("读取图层", 0.0)
        read = read_district(folder)
        goals = read_district_goals(folder)
        found.append(assess(read, goals, standards=standards, only=only or None, progress=step))
    progress.close()
    return found


@main.command()
@click.argument("districts", nargs=-1, required=True, metavar="DISTRICT...")
@click.option("--goal", "only", multiple=True, metavar="ID", help="只测算这些目标,可重复。")
@click.option("--json", "json_out", metavar="FILE", help="写出 JSON,- 为标准输出。")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="写出 gpkg、xlsx、地图与报告的文件夹。")
@_guarded
def measure(districts: tuple[str, ...], only: tuple[str, ...], json_out: str | None, out: Path | None) -> None:
    """测算规划目标。 Measure the goals of districts.

    例: yitu measure zibo --goal green.radius --out out/
    """
    from gis.views.table import results_json, results_text

    progress = Progress()
    try:
        assessments = _assess_all(districts, only, progress)
    finally:
        progress.close()
    if json_out is not None:
        text = json.dumps(results_json(assessments), ensure_ascii=False, indent=1, allow_nan=False)
        _write_text(json_out, text)
    if json_out != "-":
        for assessment in assessments:
            click.echo(results_text(assessment, lang=_obj()["lang"]))
    if out is not None:
        _write_outputs(assessments, out)


@main.command()
@click.argument("district")
@click.option("--goal", "goal_id", default="green.radius", show_default=True, metavar="ID", help="要解释的目标。")
@click.option("--zone", metavar="ID", help="只看一个分区;默认全部居住用地。")
@click.option("--json", "json_out", metavar="FILE", help="写出 JSON,- 为标准输出。")
@_guarded
def explain(district: str, goal_id: str, zone: str | None, json_out: str | None) -> None:
    """同一目标的各种口径并列,半径与步行为何相差,补哪里最有用。 Every definition of a goal, and why they differ.

    例: yitu explain zibo --goal green.radius --zone zibo.core

    Raises
    ------
    UsageError: the district has no such zone.
    """
    from gis.assess import Bench
    from gis.assess.explained import explained, health_of, zone_land
    from gis.views.explained import plain_records

    folder = district_folder(district, _obj()["workspace"])
    bench = Bench(read_district(folder))
    if zone is not None and zone not in {known.id for known in bench.district.zones}:
        raise click.UsageError(f"没有分区 {zone};可用:{'、'.join(known.id for known in bench.district.zones)}")
    goals = read_district_goals(folder)
    found = explained(bench.district, goals, goal_id, standards=shipped_standards(), bench=bench)
    land = None if zone is None else zone_land(bench, zone)
    health = health_of(bench).rows()
    tables = {element: _explained_tables(one, land) for element, one in found.items()}
    if json_out is not None:
        elements = {
            element: {name: plain_records(table) for name, table in of.items()} for element, of in tables.items()
        }
        answer = {"district": district, "goal": goal_id, "zone": zone, "health": plain_records(health)}
        _write_text(json_out, json.dumps({**answer, "elements": elements}, ensure_ascii=False, indent=1))
    if json_out != "-":
        click.echo(_explained_text(health, tables, _obj()["lang"]))


def _explained_tables(one: Any, land: Any) -> dict[str, Any]:
    """Definitions, causes and mends of one element, of the land given (all where None)."""
    tables = {"definitions": one.of(land)}
    if one.gap is not None and one.mends is not None:
        tables |= {"causes": one.gap.table(land), "mends": one.mends.frame}
    return tables


def _explained_text(health: Any, tables: dict[str, Any], lang: str) -> str:
    from gis.views.explained import cause_rows, definition_rows, health_rows, mend_rows
    from gis.views.table import text_table

    shown: dict[str, Any] = {"definitions": definition_rows, "causes": cause_rows, "mends": mend_rows}
    blocks = [text_table(health_rows(health, lang=lang))]
    for element, of in tables.items():
        blocks += [element] if element else []
        blocks += [text_table(shown[name](table, lang=lang)) for name, table in of.items()]
    return "\n\n".join(blocks)


def _write_text(target: str, text: str) -> None:
    from gis.views.files import write_text

    if target == "-":
        click.echo(text)
    else:
        write_text(text, Path(target))


def _write_outputs(assessments: Sequence[Assessment], out: Path) -> None:
    """The four files of each district; in a sub-folder each where there are several."""
    from gis.views.outputs import write_outputs

    for assessment in assessments:
        folder = out / assessment.district.id if len(assessments) > 1 else out
        for path in write_outputs(assessment, folder, lang=_obj()["lang"]):
            click.echo(f"已写出 {path}", err=True)


@main.command()
@click.argument("texts", nargs=-1, metavar="TEXT...")
@click.option("--file", "file", type=click.File(encoding="utf-8"), help="逐行读条文的文件,- 为标准输入。")
@click.option("--json", "json_out", metavar="FILE", default="-", help="写出 JSON,默认标准输出。")
@_guarded
def clause(texts: tuple[str, ...], file: Any, json_out: str) -> None:
    """读边界条文,不作几何;没读懂的词列在 unread。 Read boundary clauses without geometry, as JSON.

    例: yitu clause 世纪路以东、金晶大道以西、济青高速以南、中润大道以北区域

    Raises
    ------
    UsageError: neither TEXT nor --file.
    """
    lines = [*texts, *(line.strip() for line in file or ())]
    clauses = [read_clause(line) for line in lines if line]
    if not clauses:
        raise click.UsageError("没有条文:请给出 TEXT 或 --file。")
    _write_text(json_out, json.dumps([read.as_json() for read in clauses], ensure_ascii=False, indent=1))
    unread = [word for read in clauses for word in read.unread]
    if unread:
        click.echo(f"没读懂的词:{'、'.join(unread)}", err=True)


@main.command()
@click.argument("name")
@click.option(
    "--osm", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help=".osm.pbf 文件。"
)
@click.option("--crs", help="工作坐标系,例如 EPSG:4548;默认按经度取 CGCS2000 3度带或 UTM。")
@_guarded
def new(name: str, osm: Path, crs: str | None) -> None:
    """由 OSM 提取件新建一个区。 Make a district from an OSM extract, without internet.

    例: yitu new las_palmas --osm laspalmas.osm.pbf
    """
    from gis.prepare import new_from_osm

    folder = workspace_folder(_obj()["workspace"]) / name
    progress = Progress()
    try:
        extract = new_from_osm(osm, folder, name=name, crs=crs, progress=progress)
    finally:
        progress.close()
    _report(extract)
    click.echo(f"已建 {folder};接着:yitu measure {name} 或 yitu app")


def _report(extract: Any) -> None:
    """What an extract gave, layer by layer, and what was counted on the way."""
    lang = _obj()["lang"]
    for kind, rows in extract.layers.items():
        click.echo(f"  {KINDS[kind].title if lang == 'zh' else KINDS[kind].title_en}: {len(rows)}")
    for count in extract.counts:
        click.echo(f"  {count.text(lang)}", err=True)


@main.group()
def layers() -> None:
    """图层的替换。 Replace layers of a district."""


@layers.command()
@click.argument("district")
@click.option(
    "--osm", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help=".osm.pbf 文件。"
)
@_guarded
def replace(district: str, osm: Path) -> None:
    """用 OSM 的道路、公园与设施替换一个区的示意图层。 Put real layers under a district; its zones recompile by name.

    例: yitu layers replace zibo --osm shandong.osm.pbf
    """
    from gis.prepare import replace_by_osm

    source = district_folder(district, _obj()["workspace"])
    folder = workspace_folder(_obj()["workspace"]) / district
    progress = Progress()
    try:
        extract = replace_by_osm(source, osm, folder, progress=progress)
    finally:
        progress.close()
    _report(extract)
    click.echo(f"已写出 {folder};接着:yitu zones {district}")


@main.command()
@click.argument("district")
@_guarded
def fabric(district: str) -> None:
    """按配方重新生成一个区的示意肌理(街道、用地、建筑、地块)。 Make a district's schematic fabric anew.

    例: yitu fabric zibo
    """
    from gis.prepare import remake_fabric

    progress = Progress()
    try:
        written = remake_fabric(district_folder(district, _obj()["workspace"]), progress=progress)
    finally:
        progress.close()
    for kind, count in written.items():
        click.echo(f"{KINDS[kind].title if kind in KINDS else '没有落位的地点'}: {count}")


@main.command()
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="端口。")
@_guarded
def app(port: int) -> None:
    """打开地图应用。 Serve the map app on this machine."""
    from apps.server import run

    run(port, workspace=workspace_folder(_obj()["workspace"]))


if __name__ == "__main__":
    main()
