"""Coordinate TXT (界址点坐标交换格式): plots with their rings, in every dialect in use; bad plots set aside by line."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from gis.coordinate_txt import COLUMNS, Dialect, Plot, Section, Spoilt, TxtFile
from gis.crs import belt_title
from gis.read.intake.decoding import Decoded, decode
from gis.read.intake.formats.txt_checks import check_areas, check_counts, check_ids
from gis.read.intake.formats.txt_dialect import learn_plots, split_lines
from gis.read.intake.formats.txt_grammar import Draft, Finding, Outline, read_lines
from gis.read.intake.formats.txt_plots import Made, Plots, make_plots, name_of
from gis.read.intake.messages import Level, Notes, wordings
from gis.read.intake.model import Quarantined, RawLayer, ReadOptions, Source, refuse

__all__ = ["TOLD_LIMIT", "read"]

TOLD_LIMIT = 12  # messages of one code; the rest is counted
_PREVIEW = 5
_KEYWORDS = ("坐标", "地块", "面,", "分带")
_WIDE_BOMS = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_KINDS = {"belt": "坐标系未说明", "degrees": "经纬度", "local": "地方坐标"}
_FAMILIES = {"面": 0, "线": 1, "点": 2}


def read(source: Source, options: ReadOptions, notes: Notes) -> list[RawLayer]:
    """The plots of a coordinate TXT, one layer for each family of shapes and each coordinate system in the file.

    `facts["txt"]` of every layer keeps the whole file but its coordinates (`TxtFile.from_json`), for writing it again.

    Raises
    ------
    RefusedError: no text, no points, or no plot that can be used; told.
    """
    content = source.path.read_bytes()
    decoded = _decoded(content, options, notes, source)
    lines, newline, final = split_lines(decoded.text)
    bom, encoding = _encoding(content, decoded)
    outline = read_lines(lines, Dialect(encoding=encoding, bom=bom, newline=newline, final_newline=final))
    plots = make_plots(outline, lines)
    if not outline.drafts():
        _tell(outline.findings, outline.more, notes, source)
        raise refuse(notes, "txt_without_points", where=source.name)
    findings = outline.findings + plots.findings
    check_counts(plots.made, findings)
    check_ids(plots.made, findings)
    areas, units, usual = check_areas(plots.made, findings)
    spoilt = [draft for draft in outline.drafts() if draft.problem is not None]
    findings += [_with_plot(draft) for draft in spoilt]
    if not outline.headed:
        first = outline.drafts()[0].line
        findings.append(Finding("txt_without_heads", first, {"line": first, "count": len(outline.drafts())}))
    _tell(findings, outline.more, notes, source)
    if not plots.made:
        raise refuse(notes, "txt_all_aside", where=source.name, count=len(spoilt))
    file = _file(outline, plots, lines, usual)
    columns = _columns(plots.made, areas, units)
    return _layers(source, plots, columns, [_aside(draft) for draft in spoilt], file)


def _decoded(content: bytes, options: ReadOptions, notes: Notes, source: Source) -> Decoded:
    """The text of the file; how it was decoded is told.

    Raises
    ------
    RefusedError: it is empty or no text; told.
    """
    if not content.strip():
        raise refuse(notes, "file_empty", where=source.name)
    decoded = decode(content, stated=options.encoding)
    sample = decoded.text[:65_536]
    control = sum(letter < " " and letter not in "\t\r\n\x0b\x0c\x1a" for letter in sample)
    if "\x00" in decoded.text or control > len(sample) / 100 or decoded.lost > len(decoded.text) / 10:
        raise refuse(notes, "txt_binary", where=source.name)
    shown = {"utf-8-sig": "UTF-8", "utf-8": "UTF-8", "gb18030": "GBK"}.get(decoded.encoding, decoded.encoding.upper())
    preview = [line.strip()[:40] for line in decoded.text.splitlines() if not line.isascii()][:_PREVIEW]
    if decoded.lost:
        notes.add("text_letters_lost", where=source.name, encoding=shown, count=decoded.lost)
    if decoded.judged and not decoded.sure and not any(word in decoded.text for word in _KEYWORDS):
        notes.add("txt_encoding_unsure", where=source.name, encoding=shown, preview=preview)
    elif not decoded.text.isascii():
        notes.add("txt_encoding", where=source.name, encoding=shown)
    return decoded


def _encoding(content: bytes, decoded: Decoded) -> tuple[bool, str]:
    """Whether there is a byte order mark, and the encoding to write with."""
    for mark, name in _WIDE_BOMS:
        if content.startswith(mark) and decoded.encoding == "utf-16":
            return True, name
    if decoded.encoding == "utf-8-sig":
        return True, "utf-8"
    return False, "gb18030" if decoded.encoding == "ascii" else decoded.encoding


def _with_plot(draft: Draft) -> Finding:
    problem = draft.problem or Finding("", draft.line)
    return replace(problem, facts={"line": problem.line, "plot": name_of(draft), **problem.facts})


def _aside(draft: Draft) -> Quarantined:
    told = _with_plot(draft)
    return Quarantined(draft.line, told.code, name_of(draft), told.facts)


def _tell(findings: Sequence[Finding], more: Counter[str], notes: Notes, source: Source) -> None:
    """Findings in the order of their lines; of one code at most `TOLD_LIMIT`, the rest, and `more`, as a count."""
    told: Counter[str] = Counter()
    for one in sorted(findings, key=lambda finding: finding.line):
        told[one.code] += 1
        if told[one.code] <= TOLD_LIMIT:
            notes.add(one.code, where=f"{source.name}:{one.line}", **{"line": one.line, **one.facts})
    for code, count in told.items():
        if count > TOLD_LIMIT:
            level = wordings()[code].level
            rest = "txt_more_notes" if level is Level.NOTE else "txt_more_alike"
            lines = [one.line for one in findings if one.code == code][TOLD_LIMIT:]
            notes.add(rest, where=source.name, alike=code, count=count + more[code] - TOLD_LIMIT, lines=lines[:20])


def _file(outline: Outline, plots: Plots, lines: Sequence[str], usual: str) -> TxtFile:
    """The file as it is, plots in the place of their drafts."""
    made = {one.draft.start: one.plot for one in plots.made}
    dialect = learn_plots(outline.dialect, [one.plot for one in plots.made], area_unit=usual)

    def _item(entry: str | Draft) -> str | Plot | Spoilt:
        if isinstance(entry, str):
            return entry
        return made.get(entry.start) or Spoilt(entry.line, tuple(lines[entry.start : entry.stop]))

    return TxtFile(dialect, tuple(Section(title, tuple(map(_item, items))) for title, items in outline.sections))


def _columns(made: Sequence[Made], areas: Sequence[float | None], units: Sequence[str]) -> dict[str, list[Any]]:
    """Attributes column by column, an empty text as no value."""
    heads = [one.draft.fields for one in made]
    columns: dict[str, list[Any]] = {}
    for key, title in COLUMNS.items():
        columns[title] = [head.get(key) or None for head in heads]
    counts = columns[COLUMNS["count"]]
    columns[COLUMNS["count"]] = [int(text) if text and text.isdecimal() and len(text) < 10 else None for text in counts]
    columns[COLUMNS["area"]] = list(areas)
    columns["面积单位"] = [unit or None for unit in units]
    columns[COLUMNS["shape"]] = [one.plot.shape for one in made]
    extras = sorted({key for head in heads for key in head if key.startswith("extra")}, key=lambda key: int(key[5:]))
    for key in extras:
        columns[f"扩展{key[5:]}"] = [head.get(key) or None for head in heads]
    return columns


_TYPES = {COLUMNS["count"]: pa.int64(), COLUMNS["area"]: pa.float64()}


def _layers(
    source: Source, plots: Plots, columns: dict[str, list[Any]], aside: list[Quarantined], file: TxtFile
) -> list[RawLayer]:
    """One layer for each family of shapes and each system; rows set aside stay with the first."""
    groups: dict[tuple[int, str, str, int], list[int]] = {}
    for at, one in enumerate(plots.made):
        key = (_FAMILIES[one.plot.shape], one.plot.crs, one.numbers.kind, one.numbers.zone)
        groups.setdefault(key, []).append(at)
    facts = file.as_json()
    base = source.name.rpartition(".")[0] or source.name
    names = _names(base, [(key, plots.made[rows[0]]) for key, rows in groups.items()])
    layers = []
    for name, (key, rows) in zip(names, groups.items(), strict=True):
        table = {
            title: pa.array([values[at] for at in rows], type=_TYPES.get(title, pa.string()))
            for title, values in columns.items()
        }
        shapes = np.empty(len(rows), dtype=object)
        shapes[:] = [plots.made[at].shape for at in rows]
        lines = np.array([plots.made[at].plot.line for at in rows], dtype=np.int64)
        stated = plots.stated(plots.made[rows[0]])
        own = {"txt": facts, "degrees": key[2] == "degrees", "datum": stated.datum, "zone": key[3] or stated.zone}
        mended = {at for at, row in enumerate(rows) if plots.made[row].mended}
        layers.append(RawLayer(name, pa.table(table), shapes, lines, crs=key[1], mended=mended, facts=own))
    layers[0].quarantined = aside
    return layers


def _names(base: str, groups: Sequence[tuple[tuple[int, str, str, int], Made]]) -> list[str]:
    """Names of the layers: the file's own, and what sets each apart where there are several."""
    several = {at: len({key[at] for key, _ in groups}) > 1 for at in range(4)}
    names: list[str] = []
    for (_, crs, kind, _), one in groups:
        parts = [base, *([one.plot.shape] if several[0] else [])]
        if several[1] or several[2] or several[3]:
            parts.append(belt_title(crs) if crs else _KINDS[kind])
        name = " ".join(parts)
        names.append(name if name not in names else f"{name} {len(names) + 1}")
    return names
