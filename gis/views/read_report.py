"""A read as text: how it ended, what was counted, every message with its remedy."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from gis.crs import belt_title
from gis.views.safe import encode
from gis.views.words import say

__all__ = ["MARKS", "crs_title", "messages_html", "read_report", "row_counts", "status_html"]

MARKS: Mapping[str, str] = {"note": "·", "attention": "▲", "question": "?", "refusal": "■"}
_STATUS_MARKS: Mapping[str, str] = {"accepted": "●", "attention": "▲", "question": "?", "refused": "■"}
_FIELDS_SHOWN = 12
# what the page calls the options of the command line
_ON_PAGE: Mapping[str, str] = {
    "crs": "import_crs", "encoding": "import_encoding", "layer": "import_layers_named", "edition": "import_edition",
    "column": "import_columns_named",
}  # fmt: skip
_OPTION = re.compile(r"--([a-z]+)\b")


def crs_title(crs: str, lang: str = "zh") -> str:
    """A CRS in planner's words, its code behind; the code alone where it is no belt."""
    if not crs:
        return say("read_crs_open", lang)
    title = belt_title(crs, lang)
    return crs if title == crs else f"{title} {crs}"


def row_counts(rows: Mapping[str, int], lang: str = "zh") -> str:
    """Rows in, accepted, repaired, set aside."""
    return say("read_rows", lang, **{f"{key}_count": f"{value:,}" for key, value in rows.items()})


def read_report(report: Mapping[str, Any], lang: str = "zh") -> str:
    """The report of a read (`Intake.as_json`) as lines of text."""
    status = say(f"read_{report['status']}", lang)
    lines = [f"{report['file']} · {report['format_title']} · {status}"]
    for layer in report["layers"]:
        lines.append(f"  {say('read_layer', lang, name=layer['name'])}: {_layer_line(layer, lang)}")
        fields = _fields(layer["fields"])
        if fields:
            lines.append(f"    {say('read_fields', lang)} {fields}")
    for message in report["messages"]:
        where = f"[{message['where']}] " if message["where"] else ""
        lines.append(f"  {MARKS[message['level']]} {where}{message['text']}")
        if message["remedy"]:
            lines.append(f"      → {message['remedy']}")
    return "\n".join(lines)


def status_html(report: Mapping[str, Any], lang: str = "zh") -> str:
    """How a read ended, and its layers with their counts, as a card."""
    status = report["status"]
    head = f"{_STATUS_MARKS[status]} {say(f'read_{status}', lang)}"
    rows = "".join(
        f"<tr><td>{encode(layer['name'])}</td><td>{encode(_layer_line(layer, lang))}</td></tr>"
        for layer in report["layers"]
    )
    return (
        f'<div class="yitu-read yitu-read-{status}"><b>{encode(head)}</b> '
        f"<span>{encode(report['file'])} · {encode(report['format_title'])}</span><table>{rows}</table></div>"
    )


def messages_html(report: Mapping[str, Any], lang: str = "zh") -> str:
    """The messages, the gravest first, each with its remedy."""
    order = list(MARKS)[::-1]
    messages = sorted(report["messages"], key=lambda one: order.index(one["level"]))
    items = []
    for one in messages:
        where = f"<i>{encode(one['where'])}</i> " if one["where"] else ""
        remedy = f"<small>→ {encode(_on_page(one['remedy'], lang))}</small>" if one["remedy"] else ""
        items.append(
            f'<li class="yitu-{one["level"]}"><b>{MARKS[one["level"]]}</b> {where}{encode(one["text"])}{remedy}</li>'
        )
    return f'<ul class="yitu-messages" lang="{lang}">{"".join(items)}</ul>' if items else ""


def _on_page(remedy: str, lang: str) -> str:
    """A remedy in the page's own words: its field in place of the option of the command line."""
    quoted = "“{}”" if lang == "zh" else '"{}"'

    def named(found: re.Match[str]) -> str:
        """The field behind an option; the option itself where the page has none."""
        return quoted.format(say(_ON_PAGE[found[1]], lang)) if found[1] in _ON_PAGE else found[0]

    return _OPTION.sub(named, remedy)


def _layer_line(layer: Mapping[str, Any], lang: str) -> str:
    crs = crs_title(layer["crs"], lang)
    if layer["kind"] == "raster":
        bands, rows, columns = layer["shape"]
        return say("read_grid", lang, bands=bands, rows=f"{rows:,}", columns=f"{columns:,}") + f" · {crs}"
    kinds = " ".join(f"{say('family_' + key, lang)} {count:,}" for key, count in layer["families"].items())
    return " · ".join(part for part in (row_counts(layer["rows"], lang), kinds, crs) if part)


def _fields(fields: Sequence[Mapping[str, str]]) -> str:
    shown = []
    for field in fields[:_FIELDS_SHOWN]:
        title = field["title"]
        shown.append(f"{field['name']}({title})" if title and title != field["name"] else field["name"])
    more = f" +{len(fields) - _FIELDS_SHOWN}" if len(fields) > _FIELDS_SHOWN else ""
    return "、".join(shown) + more
