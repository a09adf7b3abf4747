"""A sheet as one page for screen and print (HTML): nothing is fetched, all text is encoded."""

from __future__ import annotations

import base64
from collections.abc import Sequence

from gis.views import palette
from gis.views.safe import encode
from gis.views.sheets.model import Fact, Notes, Pair, Sheet
from gis.views.sheets.text import TONES, Entry, Grid

__all__ = ["html_page"]

_STYLE = f"""
@page {{ size: A4; margin: 10mm 12mm }}
* {{ box-sizing: border-box }}
body {{ font: 12px/1.4 "Noto Sans SC", "Source Han Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif;
  color: #22272E; background: #fff; max-width: 960px; margin: 0 auto; padding: 16px }}
h1 {{ font-size: 24px; text-align: center; margin: 0 }}
.subtitle {{ text-align: center; margin: 0 0 8px }}
.mark {{ float: right; font-weight: 700; color: {palette.VERDICT_COLOURS["unmet"]}; border: 2px solid; padding: 0 8px }}
.warning {{ color: {palette.VERDICT_COLOURS["unmet"]} }}
h2 {{ font-size: 13px; color: {palette.ACCENT}; margin: 10px 0 2px }}
section > p {{ margin: 1px 0 }}
table {{ border-collapse: collapse; width: 100% }}
thead {{ display: table-header-group }}
tr {{ break-inside: avoid }}
th, td {{ border: 1px solid #B9B4A8; padding: 2px 5px; text-align: left; overflow-wrap: anywhere }}
th {{ background: #EEF1F5; font-weight: 600 }}
.right {{ text-align: right; font-variant-numeric: tabular-nums }}
.figure {{ white-space: nowrap }}
img {{ width: 100%; display: block; margin: 8px 0 }}
.note {{ font-size: 11px; margin: 2px 0 }}
.pair {{ display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); gap: 12px }}
.signature td {{ height: 42px; width: 17% }}
.signature th {{ width: 8% }}
.annex {{ break-before: page }}
footer {{ font-size: 11px; margin-top: 8px }}
.met {{ color: {palette.VERDICT_COLOURS["met"]} }}
.unmet, .forbidden {{ color: {palette.VERDICT_COLOURS["unmet"]} }}
.caution {{ color: {TONES["caution"]} }}
.not_assessed {{ color: {palette.VERDICT_COLOURS["not_assessed"]} }}
.pair table {{ font-size: 11px }}
@media print {{
  body {{ font-size: 9px; line-height: 1.25; padding: 0 }}
  .pair table, .note, footer {{ font-size: 8px }}
  h1 {{ font-size: 18px }}
  h2 {{ font-size: 10px; margin: 4px 0 1px }}
  th, td {{ padding: 1px 3px }}
  img {{ margin: 3px 0 }}
  .note {{ margin: 1px 0 }}
  .signature td {{ height: 32px }}
  .large, .large .note, .large footer {{ font-size: 11px }}
  .large h2 {{ font-size: 12px }}
}}
@media (max-width: 640px) {{ .pair {{ grid-template-columns: minmax(0, 1fr) }} }}
"""


def html_page(sheet: Sheet, picture: bytes | None) -> str:
    """The page of a sheet; `picture`: the cut-outs (PNG) or None."""
    policy = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"
    language = "en" if sheet.lang == "en" else "zh-CN"
    body = [
        f'<p class="mark">{encode(sheet.mark)}</p>' if sheet.mark else "",
        f"<h1>{encode(sheet.title)}</h1>",
        f'<p class="subtitle">{encode(sheet.subtitle)}</p>',
        f'<p class="warning">{encode(sheet.warning)}</p>' if sheet.warning else "",
        _facts(sheet.facts),
        *(_part(part) for part in sheet.above),
        _picture(sheet, picture),
        *(_part(part) for part in sheet.parts),
        _signature(sheet.signature),
        *(f'<section class="annex">{_block(grid)}</section>' for grid in sheet.annex),
        f"<footer>{encode(sheet.footer)}</footer>",
    ]
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{encode(f'{sheet.title} {sheet.subtitle}')}</title><style>{_STYLE}</style></head>\n"
        + ('<body class="large">' if sheet.scale > 1.0 else "<body>")
        + "\n".join(part for part in body if part)
        + "</body></html>\n"
    )


def _picture(sheet: Sheet, picture: bytes | None) -> str:
    if picture is None:
        return f'<p class="note">{encode(sheet.map_title)}</p>'
    return (
        f'<img alt="{encode(sheet.map_title)}" src="data:image/png;base64,{base64.b64encode(picture).decode("ascii")}">'
    )


def _facts(facts: Sequence[Fact]) -> str:
    rows, narrow = [], [fact for fact in facts if not fact.wide]
    for index in range(0, len(narrow), 2):
        cells = "".join(f"<th>{encode(one.label)}</th><td>{encode(one.text)}</td>" for one in narrow[index : index + 2])
        rows.append(f"<tr>{cells}</tr>")
    rows += [
        f'<tr><th>{encode(one.label)}</th><td colspan="3">{encode(one.text)}</td></tr>' for one in facts if one.wide
    ]
    return f'<table class="facts">{"".join(rows)}</table>'


def _part(part: Grid | Notes | Pair) -> str:
    if isinstance(part, Pair):
        return f'<div class="pair">{_block(part.left)}{_block(part.right)}</div>'
    return _block(part)


def _block(block: Grid | Notes) -> str:
    if isinstance(block, Notes):
        lines = "".join(f'<p class="note">{encode(line)}</p>' for line in block.lines)
        return f"<section><h2>{encode(block.title)}</h2>{lines}</section>"
    note = f'<p class="note">{encode(block.note)}</p>' if block.note else ""
    tone = f' class="{block.tone}"' if block.tone in TONES else ""
    lead = "".join(f"<p>{encode(line)}</p>" for line in block.lead)
    return f"<section><h2{tone}>{encode(block.title)}</h2>{lead}{_table(block) if block.rows else ''}{note}</section>"


def _table(grid: Grid) -> str:
    def _classes(column: int, cell: Entry | None = None) -> str:
        names = ["right"] if column in grid.right else []
        names += ["figure"] if cell is not None and cell.number is not None else []
        names += [cell.tone] if cell is not None and cell.tone in TONES else []
        return f' class="{" ".join(names)}"' if names else ""

    heads = "".join(f"<th{_classes(column)}>{encode(head)}</th>" for column, head in enumerate(grid.heads))
    rows = "".join(
        "<tr>" + "".join(f"<td{_classes(at, cell)}>{encode(cell.text)}</td>" for at, cell in enumerate(row)) + "</tr>"
        for row in grid.rows
    )
    total = sum(grid.widths)
    columns = "".join(f'<col style="width:{100.0 * width / total:.1f}%">' for width in grid.widths)
    return f"<table><colgroup>{columns}</colgroup><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"


def _signature(labels: Sequence[str]) -> str:
    *people, seal = labels
    cells = "".join(f"<th>{encode(label)}</th><td></td>" for label in people)
    return f'<h2></h2><table class="signature"><tr>{cells}<td>{encode(seal)}</td></tr></table>'
