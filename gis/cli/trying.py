"""The command that tries a scenario: parks, gates, facilities and links over a district, figures before and after."""
# ruff: noqa: PLC0415 - a command imports what it needs, so that help is quick

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from gis.cli.group import guarded, language, main, workspace
from gis.district import District
from gis.read.folder import read_district, read_district_goals, shipped_standards
from gis.read.workspace import district_folder
from gis.scenario import Edit

__all__ = ["try_scenario"]


@main.command("try")
@click.argument("district")
@click.argument("scenario", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--goal", "only", multiple=True, metavar="ID", help="只看这些目标,可重复;默认全部按距离覆盖的目标。")
@click.option("--json", "json_out", metavar="FILE", help="写出 JSON,- 为标准输出。")
@guarded
def try_scenario(district: str, scenario: Path, only: tuple[str, ...], json_out: str | None) -> None:
    """试算方案(情景页导出的 GeoJSON):现状与方案后对照。 Try a scenario: figures now and after.

    例: yitu try zibo zibo_scenario.geojson --goal green.radius
    """
    from gis.assessment import Bench
    from gis.assessment.explained import is_covered
    from gis.assessment.trial import Trials
    from gis.read.scenario import read_scenario
    from gis.views.files import write_text
    from gis.views.scenario import trial_records

    folder = district_folder(district, workspace())
    read, goals = read_district(folder), read_district_goals(folder)
    edits = read_scenario(scenario, crs=read.crs, district=read.id)
    bench, answers = Bench(read), []
    for goal_id in only or [goal.id for goal in goals if is_covered(goal)]:
        found = Trials(bench, goals, goal_id, standards=shipped_standards()).outcome(edits)
        pairs = list(zip(found.before.results, found.after.results, strict=True))
        answers.append({"goal": goal_id, "idle": found.idle, "results": trial_records(pairs)})
        if json_out != "-":
            click.echo(_text(goal_id, read, edits, found) + "\n")
    if json_out is not None:
        text = json.dumps({"district": read.id, "goals": answers}, ensure_ascii=False, indent=1, allow_nan=False)
        click.echo(text) if json_out == "-" else write_text(text, Path(json_out))


def _text(goal_id: str, read: District, edits: Sequence[Edit], found: Any) -> str:
    """One goal: its table, and the edits that change nothing for it with the reason."""
    from gis.views.figures import place_names
    from gis.views.scenario import edit_text, idle_text, trial_rows
    from gis.views.table import text_table

    lang, names = language(), place_names(read)
    pairs = [pair for pair in zip(found.before.results, found.after.results, strict=True) if pair[1].denominator]
    idle = []
    for number, reason in found.idle.items():
        told = edit_text(edits[number], names=names, lang=lang)
        idle.append(f"{number + 1}. {told}: {idle_text(reason, edits[number], lang=lang)}")
    return "\n".join([goal_id, text_table(trial_rows(pairs, read, lang=lang)), *idle])
