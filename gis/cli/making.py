"""The commands that list, make and remake districts: list, new, layers, fabric."""
# ruff: noqa: PLC0415 - a command imports what it needs, so that help is quick

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import click

from gis.cli.group import Progress, guarded, language, layers, main, workspace
from gis.read.spec import read_district_spec
from gis.read.workspace import district_folder, find_districts, workspace_folder
from gis.schema import KINDS

__all__ = ["fabric", "facilities", "list_districts", "new", "population", "replace"]


@main.command("list")
@guarded
def list_districts() -> None:
    """列出现有的区:自带的与工作区中的。 List the districts there are."""
    for name, folder in find_districts(workspace()).items():
        spec = read_district_spec(folder)
        click.echo(f"{name:16} {spec.name}  {spec.crs}  {len(spec.layers)} 图层  {folder}")
    click.echo(f"工作区 workspace: {workspace_folder(workspace())}", err=True)


@main.command()
@click.argument("name")
@click.option("--osm", type=click.Path(exists=True, dir_okay=False, path_type=Path), help=".osm.pbf 文件。")
@click.option(
    "--graph",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="街道图 .graphml,如 OSMnx 所写;只有街道,没有用地、公园与设施。",
)
@click.option("--crs", help="工作坐标系,例如 EPSG:4548;默认按经度取 CGCS2000 3度带或 UTM。")
@guarded
def new(name: str, osm: Path | None, graph: Path | None, crs: str | None) -> None:
    """由 OSM 提取件或街道图新建一个区。 Make a district from an OSM extract or a street graph, without internet.

    例: yitu new las_palmas --osm laspalmas.osm.pbf

    例: yitu new futian --graph futian.graphml
    """
    from gis.prepare import new_from_graph, new_from_osm

    file = _one_of(osm, graph)
    folder = workspace_folder(workspace()) / name
    progress = Progress()
    try:
        make = new_from_osm if graph is None else new_from_graph
        extract = make(file, folder, name=name, crs=crs, progress=progress)
    finally:
        progress.close()
    _report(extract)
    click.echo(f"已建 {folder};接着:yitu measure {name} 或 yitu app")


def _one_of(osm: Path | None, graph: Path | None) -> Path:
    """The one file given."""
    if osm is None and graph is None:
        raise click.UsageError("请给出 --osm 或 --graph。 Give --osm or --graph.")
    if osm is not None and graph is not None:
        raise click.UsageError("--osm 与 --graph 只能给一个。 Give --osm or --graph, not both.")
    return cast("Path", osm or graph)


def _report(extract: Any) -> None:
    """What an extract gave, layer by layer, and what was counted on the way."""
    lang = language()
    for kind, rows in extract.layers.items():
        click.echo(f"  {KINDS[kind].title if lang == 'zh' else KINDS[kind].title_en}: {len(rows)}")
    for count in extract.counts:
        click.echo(f"  {count.text(lang)}", err=True)


@layers.command()
@click.argument("district")
@click.option(
    "--osm", required=True, type=click.Path(exists=True, dir_okay=False, path_type=Path), help=".osm.pbf 文件。"
)
@guarded
def replace(district: str, osm: Path) -> None:
    """用 OSM 的道路、公园与设施替换一个区的示意图层。 Put real layers under a district; its zones recompile by name.

    例: yitu layers replace zibo --osm shandong.osm.pbf
    """
    from gis.prepare import replace_by_osm

    source = district_folder(district, workspace())
    folder = workspace_folder(workspace()) / district
    progress = Progress()
    try:
        extract = replace_by_osm(source, osm, folder, progress=progress)
    finally:
        progress.close()
    _report(extract)
    click.echo(f"已写出 {folder};接着:yitu zones {district}")


@layers.command()
@click.argument("district")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--crs", help="坐标的坐标系,例如 EPSG:4548;表格默认为经纬度,矢量文件默认为自带的。")
@guarded
def population(district: str, file: Path, crs: str | None) -> None:
    """用表格(CSV)或矢量文件放入常住人口。 Put residents under a district, from a CSV or a vector file.

    表格的列按名称找:经度 lon、纬度 lat、人数 persons、编号 id。

    例: yitu layers population zibo residents.csv
    """
    from gis.prepare import put_population

    source = district_folder(district, workspace())
    folder = workspace_folder(workspace()) / district
    progress = Progress()
    try:
        read, goals = put_population(source, file, folder, crs=crs, progress=progress)
    finally:
        progress.close()
    for count in read.counts:
        click.echo(f"  {count.text(language())}")
    if goals:
        click.echo(f"加入目标 goals added: {'、'.join(goals)}")
    click.echo(f"已写出 {folder};接着:yitu measure {district}")


@layers.command()
@click.argument("district")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--take",
    "takes",
    multiple=True,
    required=True,
    metavar="[COLUMN=]KIND",
    help="该列的数大于 0 的每一行是一处此类设施;只写类别:每一行都是。可重复;类别见 layers/goals/facilities.toml。",
)
@click.option("--crs", help="坐标的坐标系,例如 EPSG:4548;表格默认为经纬度,矢量文件默认为自带的。")
@guarded
def facilities(district: str, file: Path, takes: tuple[str, ...], crs: str | None) -> None:
    """用表格(CSV)或矢量文件加入公共服务设施。 Put public facilities under a district, from a CSV or a vector file.

    原有的设施留下;同名文件此前加入的同类设施由新的取代。

    表格的列按名称找:经度 lon、纬度 lat、编号 id、名称 name、地址 address。

    例: yitu layers facilities zibo clinics.csv --take health_centre

    例: yitu layers facilities poa hexgrid.csv --take healthcare=hospital --take schools=primary_school
    """
    from gis.prepare import put_facilities

    source = district_folder(district, workspace())
    folder = workspace_folder(workspace()) / district
    progress = Progress()
    try:
        read, replaced = put_facilities(source, file, folder, takes=takes, crs=crs, progress=progress)
    finally:
        progress.close()
    for one in read.taken:
        click.echo(one.take.text(language()))
        for count in one.counts:
            click.echo(f"  {count.text(language())}")
    for kind, rows in replaced.items():
        click.echo(f"取代同名文件此前加入的 {kind} replaced, added earlier from a file of this name: {rows}")
    click.echo(f"已写出 {folder};接着:yitu measure {district}")


@main.command()
@click.argument("district")
@guarded
def fabric(district: str) -> None:
    """按配方重新生成一个区的示意肌理(街道、用地、建筑、地块)。 Make a district's schematic fabric anew.

    例: yitu fabric zibo
    """
    from gis.prepare import remake_fabric

    progress = Progress()
    try:
        written = remake_fabric(district_folder(district, workspace()), progress=progress)
    finally:
        progress.close()
    for kind, count in written.items():
        click.echo(f"{KINDS[kind].title if kind in KINDS else '没有落位的地点'}: {count}")
