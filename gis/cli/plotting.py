"""The land bureau's commands: plots assesses a table of plots, card draws the card of one."""
# ruff: noqa: PLC0415 - a command imports what it needs, so that help is quick

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gis.cli.bringing import read_all
from gis.cli.group import Progress, guarded, language, main, workspace
from gis.read.intake.model import ReadOptions

if TYPE_CHECKING:
    from gis.plots.desk import Desk
    from gis.plots.schemes import Scheme

__all__ = ["card", "plots"]

_PATH = click.Path(exists=True, path_type=Path)
_INPUTS = (
    click.argument("files", nargs=-1, type=_PATH, metavar="[FILE...]"),
    click.option("--buildings", multiple=True, type=_PATH, help="建筑(面,含层数);不给则用本区的。"),
    click.option("--firms", multiple=True, type=_PATH, help="企业表(CSV、Excel…):用地、税收、产值等。"),
    click.option("--controls", multiple=True, type=_PATH, help="管控范围(面),可重复:农田、红线、廊道…"),
    click.option("--before", multiple=True, type=_PATH, help="早些年份的用地(面,含代码):给出转移矩阵与增减。"),
    click.option("--district", default="", help="所在的区:分区、街道、设施、建筑取自它;不给文件时评它自己的地块。"),
    click.option("--scheme", "scheme_name", default="", help="亩均分档方案:自带的名称或 .toml 文件;list 列出。"),
    click.option("--limits", "tables", multiple=True, type=_PATH, help="控制指标表(.toml),与自带的 2008 版并用。"),
    click.option("--low-rules", "low_rules", type=_PATH, help="低效用地规则(.toml),代替自带的模板。"),
    click.option("--crosswalk", type=_PATH, help="行业代码新旧对照表(.csv)。"),
    click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="闲置认定的基准日,默认今天。"),
    click.option("--crs", default="", help="地块文件没有写明时的坐标系。"),
    click.option("--edition", default="", help="用地代码的版本:2023、2020、gb50137、survey。"),
    click.option("--layer", default="", help="地块文件中只读这个图层。"),
)


def _inputs(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what lies on the desk."""
    for option in reversed(_INPUTS):
        command = option(command)
    return command


def _scheme(name: str) -> Scheme | None:
    from gis.read.schemes import read_scheme, shipped_schemes

    if not name:
        return None
    schemes = shipped_schemes()
    if name == "list":
        for key, one in schemes.items():
            click.echo(f"{key:24} {one.title}")
        click.get_current_context().exit(0)
    if name in schemes:
        return schemes[name]
    if Path(name).is_file():
        return read_scheme(Path(name))
    raise click.UsageError(f"没有方案 {name};自带的:{'、'.join(schemes)},或给一个 .toml 文件。 No such scheme.")


def _desk(files: tuple[Path, ...], given: dict[str, Any], progress: Progress) -> Desk:
    """Read, check and measure.

    Raises
    ------
    UsageError: neither a file nor a district.
    """
    from gis.assessment.desk import assess_plots, shipped_rules
    from gis.assessment.desk_inputs import desk_inputs
    from gis.read.folder import read_district
    from gis.read.limit_tables import read_control_table, read_crosswalk
    from gis.read.plot_rules import read_low_rules
    from gis.read.workspace import district_folder

    scheme = _scheme(given["scheme_name"])
    if not files and not given["district"]:
        raise click.UsageError("请给地块文件,或用 --district 指定一个区。 Give a file of plots or --district.")
    rules = shipped_rules(
        scheme=scheme,
        tables=[read_control_table(path) for path in given["tables"]],
        low=read_low_rules(given["low_rules"]) if given["low_rules"] else None,
        crosswalk=read_crosswalk(given["crosswalk"]) if given["crosswalk"] else None,
    )
    district = read_district(district_folder(given["district"], workspace())) if given["district"] else None
    answers = ReadOptions(crs=given["crs"], edition=given["edition"], layer=given["layer"], kind="plots")
    others = {name: read_all(given[name], progress, ReadOptions()) for name in ("buildings", "firms", "controls")}
    others["before"] = read_all(given["before"], progress, ReadOptions(edition=given["edition"], kind="plots"))
    inputs = desk_inputs(read_all(files, progress, answers), district=district, **others)
    day = given["day"].date() if given["day"] else datetime.now(tz=UTC).date()
    return assess_plots(inputs, rules, on=day, progress=progress)


@main.command()
@_inputs
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="写出登记表、图层(和卡片)的文件夹。")
@click.option("--cards", "card_formats", default="", metavar="FORMATS", help="连同每块地的卡片,如 pdf,docx。")
@click.option("--json", "json_out", metavar="FILE", help="写出 JSON,- 为标准输出。")
@guarded
def plots(files: tuple[Path, ...], out: Path | None, card_formats: str, json_out: str | None, **given: Any) -> None:
    """评地块:容积率、建筑系数、亩均、闲置、低效、分档、集约利用表。 Assess plots against rules; idle land; grades.

    例: yitu plots 地块.zip --buildings 建筑.zip --district zibo --out out/

    例: yitu plots 地块.gdb --firms 企业.xlsx --scheme huangyan_2022 --out out/ --cards pdf
    """
    from gis.views.plot_tables import desk_json, write_desk_json
    from gis.views.plot_text import desk_text

    progress = Progress()
    try:
        desk = _desk(files, given, progress)
    finally:
        progress.close()
    if json_out == "-":
        click.echo(json.dumps(desk_json(desk), ensure_ascii=False, indent=1, allow_nan=False))
    else:
        click.echo(desk_text(desk, language()))
        if json_out:
            write_desk_json(desk, Path(json_out))
    if out is not None:
        _write(desk, out, [f".{one.strip().lstrip('.')}" for one in card_formats.split(",") if one.strip()])


def _write(desk: Desk, out: Path, suffixes: list[str]) -> None:
    """The register, the layer of plots, and the cards, with a line for each."""
    from gis.assessment.plot_cards import CardMaker
    from gis.views.files import export_folder
    from gis.views.plot_card.writer import write_cards
    from gis.views.plot_tables import write_desk_gpkg, write_desk_json, write_desk_xlsx

    lang = language()
    export_folder(out)
    written = [
        write_desk_xlsx(desk, out / "plots.xlsx", lang=lang),
        write_desk_gpkg(desk, out / "plots.gpkg", lang=lang),
        write_desk_json(desk, out / "plots.json"),
    ]
    for path in written:
        click.echo(f"已写出 {path}", err=True)
    if suffixes:
        cards = write_cards(CardMaker(desk).cards(), out / "cards", suffixes=suffixes, lang=lang)
        click.echo(f"已写出 {len(cards)} 张卡片于 {out / 'cards'}", err=True)


@main.command()
@_inputs
@click.option("--plot", "plot_id", required=True, metavar="ID", help="地块编号。")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="写到这个文件:.pdf、.docx、.xlsx、.html。")
@guarded
def card(files: tuple[Path, ...], plot_id: str, out: Path | None, **given: Any) -> None:
    """一块地的卡片:分区、指标、服务、管控、界址点,可签字。 The card of one plot, to be signed.

    例: yitu card 地块.zip --plot 370303-001 --district zibo --out 卡.pdf

    Raises
    ------
    UsageError: there is no such plot.
    """
    import difflib

    from gis.assessment.plot_cards import CardMaker
    from gis.views.plot_card.writer import write_card

    progress = Progress()
    try:
        desk = _desk(files, given, progress)
    finally:
        progress.close()
    maker = CardMaker(desk)
    if plot_id not in maker.ids:
        near = "、".join(difflib.get_close_matches(plot_id, maker.ids, n=3, cutoff=0.0))
        raise click.UsageError(f"没有地块 {plot_id};相近的:{near}。 No such plot.")
    target = out or Path(f"card_{plot_id}.pdf")
    click.echo(f"已写出 {write_card(maker.card(plot_id), target, lang=language())}")
