"""The commands that read and measure: zones, measure, explain, clause."""
# ruff: noqa: PLC0415 - a command imports what it needs, so that help is quick

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from gis.assessment import Bench, assess
from gis.clauses.grammar import read_clause
from gis.cli.group import Progress, guarded, language, main, workspace
from gis.district import District
from gis.errors import LayerError, MissingLayerError
from gis.goals import LAND
from gis.read.folder import read_district, read_district_goals, shipped_standards
from gis.read.walking import Profile
from gis.read.workspace import district_folder
from gis.results import Assessment
from gis.schema import KINDS

__all__ = ["clause", "explain", "measure", "zones"]

_WALKER = click.option(
    "--walker", metavar="NAME", help="谁在走:adult 成年人、elderly 老年人、child 儿童;默认按标准的距离,不问谁走。"
)
_LINES = ("outline", "roads", "railways", "rivers", "borders")


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
@guarded
def zones(district: str, roads: Path | None, out: Path | None) -> None:
    """由规划条文编译分区,并列出每条边的依据。 Compile the zones and print their traces.

    例: yitu zones zibo --out zones.gpkg
    """
    from gis.views.zones import write_zones

    read = read_district(district_folder(district, workspace()), roads=roads, only=_LINES)
    click.echo(_zones_text(read, language()))
    if out is not None:
        write_zones(read, out)
        click.echo(f"已写出 {out}", err=True)


def _walker(name: str | None) -> Profile | None:
    """The walker of that name; None walks by the standard's distances.

    Raises
    ------
    UsageError: the standards know no such walker.
    """
    known = shipped_standards().walkers.profiles
    if name is not None and name not in known:
        told = "、".join(f"{key}({one.title})" for key, one in known.items())
        raise click.UsageError(f"没有步行者 {name};可用:{told}")
    return None if name is None else known[name]


def _assess_all(
    names: Sequence[str], only: Sequence[str], walker: Profile | None, progress: Progress
) -> list[Assessment]:
    """Read and measure each district, sharing one bar."""
    standards, found = shipped_standards(), []
    for number, name in enumerate(names):
        folder = district_folder(name, workspace())

        def step(text: str, share: float, name: str = name, number: int = number) -> None:
            """Show one district's part of the bar."""
            progress(f"{name} {text}", (number + share) / len(names))

        step("读取图层", 0.0)
        read = read_district(folder)
        goals = read_district_goals(folder)
        bench = Bench(read, walker)
        found.append(assess(read, goals, standards=standards, only=only or None, progress=step, bench=bench))
    progress.close()
    return found


@main.command()
@click.argument("districts", nargs=-1, required=True, metavar="DISTRICT...")
@click.option("--goal", "only", multiple=True, metavar="ID", help="只测算这些目标,可重复。")
@_WALKER
@click.option("--json", "json_out", metavar="FILE", help="写出 JSON,- 为标准输出。")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="写出 gpkg、xlsx、地图与报告的文件夹。")
@guarded
def measure(
    districts: tuple[str, ...], only: tuple[str, ...], walker: str | None, json_out: str | None, out: Path | None
) -> None:
    """测算规划目标。 Measure the goals of districts.

    例: yitu measure zibo --goal green.radius --out out/
        yitu measure zibo --walker elderly
    """
    from gis.views.table import results_json, results_text

    progress = Progress()
    try:
        assessments = _assess_all(districts, only, _walker(walker), progress)
    finally:
        progress.close()
    if json_out is not None:
        text = json.dumps(results_json(assessments), ensure_ascii=False, indent=1, allow_nan=False)
        _write_text(json_out, text)
    if json_out != "-":
        for assessment in assessments:
            click.echo(results_text(assessment, lang=language()))
            _tell_repairs(assessment.district)
    if out is not None:
        _write_outputs(assessments, out)


@main.command()
@click.argument("district")
@click.option("--goal", "goal_id", default="green.radius", show_default=True, metavar="ID", help="要解释的目标。")
@click.option("--zone", metavar="ID", help="只看一个分区;默认全部居住用地。")
@_WALKER
@click.option("--json", "json_out", metavar="FILE", help="写出 JSON,- 为标准输出。")
@guarded
def explain(district: str, goal_id: str, zone: str | None, walker: str | None, json_out: str | None) -> None:
    """同一目标的各种口径并列,半径与步行为何相差,补哪里最有用。 Every definition of a goal, and why they differ.

    例: yitu explain zibo --goal green.radius --zone zibo.core

    Raises
    ------
    UsageError: the district has no such zone. LayerError: a layer is missing or of no use; told after the health.
    """
    from gis.assessment.explained import covered_goal, explained, health_of, zone_land
    from gis.views.explained import plain_records

    folder = district_folder(district, workspace())
    bench = Bench(read_district(folder), _walker(walker))
    if zone is not None and zone not in {known.id for known in bench.district.zones}:
        raise click.UsageError(f"没有分区 {zone};可用:{'、'.join(known.id for known in bench.district.zones)}")
    goals = read_district_goals(folder)
    goal = covered_goal(bench.district, goals, goal_id)
    health = health_of(bench).rows()
    missing, tables = None, {}
    try:
        found = explained(bench.district, goals, goal_id, standards=shipped_standards(), bench=bench)
        land = None if zone is None else zone_land(bench, zone, goal.demand)
        tables = {element: _explained_tables(one, land) for element, one in found.items()}
    except LayerError as error:  # the streets can be judged all the same
        missing = error
    if json_out is not None:
        elements = {
            element: {name: plain_records(table) for name, table in of.items()} for element, of in tables.items()
        }
        answer = {
            "district": district,
            "goal": goal_id,
            "zone": zone,
            "walker": walker,
            "health": plain_records(health),
        }
        _write_text(json_out, json.dumps({**answer, "elements": elements}, ensure_ascii=False, indent=1))
    if json_out != "-":
        click.echo(_explained_text(health, tables, "m2" if goal.demand == LAND else "persons"))
    if isinstance(missing, MissingLayerError):
        click.echo(_lacking(bench.district, goal.needs), err=True)
    if missing is not None:
        raise missing


def _tell_repairs(district: District) -> None:
    """What reading the layers mended or left out, a line a layer, on standard error."""
    from gis.views.figures import layer_title
    from gis.views.layer_table import repairs_text

    for kind, layer in district.layers.items():
        if layer.repairs:
            click.echo(f"{layer_title(kind, language())}: {repairs_text(layer, language())}", err=True)


def _lacking(district: District, needs: Sequence[str]) -> str:
    """The layers a goal needs and the district has none of, in one line."""
    kinds = dict.fromkeys(need if need in KINDS else "facilities" for need in needs)
    absent = [KINDS[kind] for kind in kinds if kind not in district.layers and kind != "park_entrances"]
    if language() == "en":
        return f"missing layers: {', '.join(f'{kind.title_en} ({kind.name})' for kind in absent)}"
    return f"缺少的图层:{'、'.join(f'{kind.title}({kind.name})' for kind in absent)}"


def _explained_tables(one: Any, land: Any) -> dict[str, Any]:
    """Definitions, causes and mends of one element, of the land given (all where None)."""
    tables = {"counts": one.counts, "definitions": one.of(land)}
    if one.gap is not None and one.mends is not None:
        tables |= {"causes": one.gap.table(land), "mends": one.mends.frame}
    return tables


def _explained_text(health: Any, tables: dict[str, Any], unit: str) -> str:
    from gis.views.explained import cause_rows, count_rows, definition_rows, health_rows, mend_rows
    from gis.views.table import text_table

    lang = language()
    shown: dict[str, Any] = {"definitions": definition_rows, "causes": cause_rows, "mends": mend_rows}
    blocks = [text_table(health_rows(health, lang=lang))]
    for element, of in tables.items():
        blocks += [element] if element else []
        blocks += [text_table(count_rows(of.pop("counts"), lang=lang))]
        blocks += [text_table(shown[name](table, lang=lang, unit=unit)) for name, table in of.items()]
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
        for path in write_outputs(assessment, folder, lang=language()):
            click.echo(f"已写出 {path}", err=True)


@main.command()
@click.argument("texts", nargs=-1, metavar="TEXT...")
@click.option("--file", "file", type=click.File(encoding="utf-8"), help="逐行读条文的文件,- 为标准输入。")
@click.option("--json", "json_out", metavar="FILE", default="-", help="写出 JSON,默认标准输出。")
@guarded
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
