"""The reviewer's commands: review lays projects over zones and control lines, check reckons a record again."""
# ruff: noqa: PLC0415 - a command imports what it needs, so that help is quick

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gis.cli.bringing import files_of, read_all
from gis.cli.group import Progress, guarded, language, main, workspace
from gis.errors import GisError
from gis.read.intake.model import ReadOptions

if TYPE_CHECKING:
    from gis.assessment.review_effects import EffectStage
    from gis.assessment.review_given import ReviewGiven
    from gis.review.model import InputFile, Review
    from gis.review.rules import RulePack
    from gis.review.rulings import RulingLog
    from gis.views.review_register import Registered

__all__ = ["check", "review"]

_PATH = click.Path(exists=True, path_type=Path)
_READ = ("crs", "edition", "layer")
_WHOLE = ("pack_file", "table_file", "facts_file")  # files read outside the fence, each as one thing


@main.command()
@click.argument("files", nargs=-1, required=True, type=_PATH, metavar="FILE...")
@click.option("--district", default="", help="所在的区:分区、道路、地块、公园和设施取自它。")
@click.option("--layers", "layer_files", multiple=True, type=_PATH, help="管控线或其他图层,可重复:农田、红线、河流…")
@click.option("--approved", multiple=True, type=_PATH, help="已批项目(面),用于重叠与累计影响。")
@click.option("--rules", "rule_files", multiple=True, type=_PATH, help="自己的规则包(.toml),与自带的并用。")
@click.option("--off", multiple=True, metavar="ID", help="不审这条规则,如 general:effect.green;会写明。")
@click.option("--facts", type=_PATH, help="项目情况(.toml、.json);不给则用同名的 .toml。")
@click.option("--limits", "tables", multiple=True, type=_PATH, help="控制指标表(.toml),与自带的并用。")
@click.option("--rulings", type=click.Path(dir_okay=False, path_type=Path), help="裁定日志(页面导出的 .jsonl)。")
@click.option("--against", type=_PATH, help="上一稿的项目文件:图层与规则相同,说出改了什么、什么变差。")
@click.option("--against-district", "other_district", default="", help="规划的另一版(区编号):同一项目结论有何不同。")
@click.option("--ellipsoidal", is_flag=True, help="同时算椭球面积。")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="审查日期,默认今天。")
@click.option("--crs", default="", help="项目文件没有写明时的坐标系。")
@click.option("--edition", default="", help="用地代码的版本:2023、2020、gb50137、survey。")
@click.option("--layer", default="", help="项目文件中只读这个图层。")
@click.option("--out", type=click.Path(file_okay=False, path_type=Path), help="写出审查表、记录和图形的文件夹。")
@click.option("--formats", default="pdf,docx,xlsx,html", show_default=True, help="审查表的格式。")
@click.option("--json", "json_out", metavar="FILE", help="写出可复核的记录,- 为标准输出。")
@guarded
def review(files: tuple[Path, ...], out: Path | None, formats: str, json_out: str | None, **given: Any) -> None:
    """审项目:压不压线、合不合区、指标与影响,出审查表。 Review projects over zones and control lines.

    几个文件或一个文件夹:每个文件一个项目,另出登记表。有禁止性冲突时退出码为 1,没有为 0,读不了为 2。

    例: yitu review 项目.txt --district zibo --layers 控制线.gdb --out out/

    例: yitu review 项目/ --district zibo --layers 控制线.zip --rules 本区规则.toml --out out/
    """
    paths = files_of(files)
    progress = Progress()
    try:
        desk = _Desk(given, progress)
        if len(paths) == 1 and not any(path.is_dir() and path.suffix.lower() != ".gdb" for path in files):
            found = [desk.reviewed(paths[0])]
            progress.close()
            _tell(found[0], desk, json_out)
            if out is not None:
                _write(found[0], desk, out, formats)
            if given["against"] or given["other_district"]:
                _compare(paths[0], found[0], desk, out)
        else:
            found = [one.review for one in _batch(paths, desk, out, formats) if one.review is not None]
            if len(found) < len(paths):
                click.get_current_context().exit(2)
    finally:
        progress.close()
    click.get_current_context().exit(1 if any(one.forbidden for one in found) else 0)


class _Desk:
    """What all projects of a call share: the district, layers, packs and tables, each read once."""

    def __init__(self, given: dict[str, Any], progress: Progress) -> None:
        from gis.read.limit_tables import read_control_table
        from gis.read.rule_packs import read_rule_pack, shipped_packs

        self.given, self.progress = given, progress
        self.stage = _stage(given["district"])
        self.packs = (*shipped_packs(given["district"]), *(read_rule_pack(path) for path in given["rule_files"]))
        known = {f"{pack.id}:{rule.id}" for pack in self.packs for rule in pack.rules}
        if unknown := sorted(set(given["off"]) - known):
            raise click.BadParameter(f"没有这条规则:{'、'.join(unknown)}", param_hint="--off")
        self.tables = [read_control_table(path) for path in given["tables"]]
        self.layers = read_all(given["layer_files"], progress, ReadOptions())
        self.approved = read_all(given["approved"], progress, ReadOptions(kind="plots", edition=given["edition"]))
        self.day = f"{given['day'].date() if given['day'] else datetime.now(tz=UTC).astimezone().date()}"

    def reviewed(self, path: Path) -> Review:
        """The review of the project of one file."""
        from gis.assessment.review_given import reviewed

        return reviewed(self.of(path), self.stage, date=self.day, progress=self.progress)

    def other(self, path: Path) -> Review:
        """The review to lay beside that of `path`: of the earlier submission, or over the other version of the plan."""
        from gis.assessment.review_given import reviewed

        stage = _stage(self.given["other_district"]) if self.given["other_district"] else self.stage
        given = self.of(self.given["against"] or path)
        return reviewed(given, stage, date=self.day, progress=self.progress)

    def of(self, path: Path) -> ReviewGiven:
        """What the review of one file is made from."""
        from gis.assessment.review_given import READ_PREFIX, ReviewGiven
        from gis.read.project_facts import read_facts

        answers = {name: self.given[name] for name in _READ}
        layers = read_all([path], self.progress, ReadOptions(kind="plots", **answers))
        facts = self.given["facts"]
        if facts is None and (beside := path.with_suffix(".toml")).is_file() and beside != path:
            facts = beside
            click.echo(f"项目情况取自 {beside}", err=True)
        named = [("pack_file", one) for one in self.given["rule_files"]]
        named += [("table_file", one) for one in self.given["tables"]] + [("facts_file", facts)] * (facts is not None)
        return ReviewGiven(
            layers, self.layers, self.approved, self.tables, self.packs, read_facts(facts) if facts else {},
            files=_named(named), ellipsoidal=self.given["ellipsoidal"], off=frozenset(self.given["off"]),
            settings=tuple((f"{READ_PREFIX}{name}", value) for name, value in answers.items() if value),
        )  # fmt: skip

    def log(self, review: Review) -> RulingLog:
        """The rulings that were given, or an empty log; what is wrong with them is told."""
        from gis.errors import in_language
        from gis.read.review_record import read_rulings
        from gis.review.rulings import RulingLog
        from gis.review.values import head_of

        head = head_of(review)
        log = read_rulings(self.given["rulings"], head=head) if self.given["rulings"] else RulingLog(head)
        for text in log.verify():
            click.echo(f"▲ {in_language(text, language())}", err=True)
        return log


def _named(files: Iterable[tuple[str, Path]]) -> tuple[InputFile, ...]:
    from gis.read.vector import file_digest
    from gis.review.model import InputFile

    return tuple(InputFile(role, path.name, file_digest(path)) for role, path in files)


def _stage(district: str) -> EffectStage | None:
    from gis.assessment.review_effects import EffectStage
    from gis.read.folder import read_district
    from gis.read.workspace import district_folder

    return EffectStage(read_district(district_folder(district, workspace()))) if district else None


def _tell(found: Review, desk: _Desk, json_out: str | None) -> None:
    """The review on the screen, or its record."""
    from gis.review.canonical import canonical
    from gis.review.record import record_of
    from gis.views.review_record import write_review_record
    from gis.views.review_sheet.wording import standing_rows
    from gis.views.review_text import review_text

    log = desk.log(found)
    if json_out == "-":
        click.echo(canonical(record_of(found, log, packs=desk.packs)))
        return
    click.echo(review_text(found, language(), rulings=standing_rows(found, log)))
    if json_out:
        write_review_record(record_of(found, log, packs=desk.packs), Path(json_out))


def _write(found: Review, desk: _Desk, folder: Path, formats: str, *, stem: str = "review") -> None:
    """Sheet, record and outlines of one project, with a line for each file."""
    from gis.review.record import record_of
    from gis.views.files import export_folder, write_bytes
    from gis.views.review_exports import write_geometry
    from gis.views.review_record import write_review_record
    from gis.views.review_sheet.wording import standing_rows
    from gis.views.review_sheet.writer import review_bytes

    export_folder(folder)
    log = desk.log(found)
    suffixes = [f".{one.strip().lstrip('.')}" for one in formats.split(",") if one.strip()]
    sheets = review_bytes(found, suffixes, lang=language(), rulings=standing_rows(found, log))
    written = [write_bytes(content, folder / f"{stem}{suffix}") for suffix, content in sheets.items()]
    written.append(write_review_record(record_of(found, log, packs=desk.packs), folder / f"{stem}.json"))
    written += write_geometry(found.project, folder, f"{stem}_project")
    for path in written:
        click.echo(f"已写出 {path}", err=True)


def _compare(path: Path, found: Review, desk: _Desk, out: Path | None) -> None:
    """What changed since the other review, on the screen and in files."""
    from gis.review.compare import compare_reviews
    from gis.views.review_comparison import comparison_text, write_comparison

    told = compare_reviews(desk.other(path), found)
    desk.progress.close()
    click.echo(comparison_text(told, language()))
    for written in write_comparison(told, out, lang=language()) if out is not None else ():
        click.echo(f"已写出 {written}", err=True)


def _batch(paths: list[Path], desk: _Desk, out: Path | None, formats: str) -> list[Registered]:
    """Every file a project; one that cannot be reviewed keeps its row in the register."""
    from gis.views.review_register import Registered, register_texts, write_register
    from gis.views.review_sheet.wording import lamp
    from gis.views.table import text_table
    from gis.views.words import say

    entries: list[Registered] = []
    for path in paths:
        try:
            found = desk.reviewed(path)
        except GisError as error:
            entries.append(Registered(path.name, None, f"{error.message('zh')} / {error.message('en')}"))
            click.echo(f"▲ {path.name}: {error.message(language())}", err=True)
            continue
        except click.exceptions.Exit:  # its report has been told
            entries.append(Registered(path.name, None, "文件未能读入,见读入报告 / the file could not be read"))
            continue
        entries.append(Registered(path.name, found))
        if out is not None:
            _write(found, desk, out / path.stem, formats)
    desk.progress.close()
    lights = [lamp(one.review.findings) if one.review else "failed" for one in entries]
    counts = {light: lights.count(light) for light in ("red", "yellow", "green", "failed")}
    click.echo(text_table(register_texts(entries, language())))
    click.echo(say("review_text_register", language(), count=len(entries), **counts))
    if out is not None:
        click.echo(f"已写出 {write_register(entries, out / 'register.xlsx', lang=language())}", err=True)
    return entries


# --- check ----------------------------------------------------------------------------------------------------------


@main.command()
@click.argument("report", type=click.Path(exists=True, dir_okay=False, path_type=Path), metavar="REPORT.json")
@click.option("--from", "folders", multiple=True, type=click.Path(exists=True, file_okay=False, path_type=Path),
              help="到这些文件夹里找记录所列的文件;然后看记录所在的和当前的文件夹。")  # fmt: skip
@click.option("--rulings", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="与这个裁定日志相对照。")
@click.option("--digest", "stated", default="", help="签发的审查表上所印的记录摘要。")
@guarded
def check(report: Path, folders: tuple[Path, ...], rulings: Path | None, stated: str) -> None:
    """复核审查记录:由所列文件重新计算每个数,说出不同之处。 Reckon a review's record again and say what differs.

    一致时退出码为 0,有不同为 1,无法复核为 2。

    例: yitu check out/review.json --from 资料/
    """
    from gis.errors import in_language
    from gis.read.review_record import read_review_record
    from gis.review.record import check_record
    from gis.views.words import say

    lang, progress = language(), Progress()
    record = read_review_record(report)
    try:
        other = _again(record, [*folders, report.parent, Path.cwd()], rulings, progress)
    finally:
        progress.close()
    found = check_record(record, other, stated=stated)
    if not found:
        click.echo(say("review_text_same", lang, count=len(record["findings"])))
        return
    click.echo(say("review_text_differs", lang, count=len(found)))
    for one in found:
        click.echo(f"  [{say(f'review_group_{one.group}', lang)}] {in_language(one.text, lang)}")
    click.get_current_context().exit(1)


def _again(record: dict[str, Any], folders: list[Path], rulings: Path | None, progress: Progress) -> dict[str, Any]:
    """The record of the review made once more from the files it names."""
    from gis.assessment.review_given import READ_PREFIX, ReviewGiven, read_as, reviewed
    from gis.read.limit_tables import read_control_table
    from gis.read.project_facts import read_facts
    from gis.read.review_files import find_files, named_files
    from gis.read.review_record import read_rulings
    from gis.review.record import project_from_record, record_of
    from gis.review.rulings import RulingLog
    from gis.review.values import head_of

    answers, off = read_as(record)
    paths, embedded = _paths(find_files(named_files(record), folders))
    stage, packs = _stage(record["district"]), _packs(record, paths.get("pack_file", []))
    edition = answers.get("edition", "")
    options = ReadOptions(kind="plots", crs=answers.get("crs", ""), edition=edition, layer=answers.get("layer", ""))
    layers = read_all(paths.get("project", []), progress, options)
    facts = [read_facts(path) for path in paths.get("facts_file", [])] or [record["project"]["facts"]]
    given = ReviewGiven(
        layers or project_from_record(record),
        read_all(paths.get("layer_file", []), progress, ReadOptions()),
        read_all(paths.get("approved_file", []), progress, ReadOptions(kind="plots", edition=edition)),
        [read_control_table(path) for path in paths.get("table_file", [])],
        packs, facts[0], ellipsoidal=record["ellipsoidal"], off=off,
        files=(*_named((role, path) for role in _WHOLE for path in paths.get(role, [])), *embedded),
        settings=tuple((f"{READ_PREFIX}{name}", value) for name, value in answers.items()),
    )  # fmt: skip
    found = reviewed(given, stage, date=record["date"], progress=progress)
    head = head_of(found)
    log = read_rulings(rulings, head=head) if rulings else RulingLog(head)
    return record_of(found, log, packs=packs)


def _paths(found: dict[InputFile, Path | None]) -> tuple[dict[str, list[Path]], list[InputFile]]:
    """Paths by role, and the facts files for which the record must do; so it must for a project. All else is needed.

    Raises
    ------
    UsageError: a file that is needed was not found.
    """
    from gis.views.words import say

    paths: dict[str, list[Path]] = {}
    embedded: list[InputFile] = []
    for one, path in found.items():
        if path is not None:
            paths.setdefault(one.role, []).append(path)
        elif one.role in ("project", "facts_file"):  # the record holds what they said
            click.echo(say("review_text_embedded", language(), name=one.name), err=True)
            embedded += [one] * (one.role == "facts_file")
        else:
            raise click.UsageError(say("review_text_missing", language(), name=one.name, digest=one.digest[:12]))
    return paths, embedded


def _packs(record: dict[str, Any], files: list[Path]) -> tuple[RulePack, ...]:
    """The packs of a record: the shipped ones it names, in its order, and those of files."""
    from gis.read.rule_packs import read_rule_pack, shipped_packs

    own = [read_rule_pack(path) for path in files]
    known = {pack.id: pack for pack in (*shipped_packs(record["district"]), *own)}
    return tuple(known[name] for name in record["pack_names"] if name in known)
