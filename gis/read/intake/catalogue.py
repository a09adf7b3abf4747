"""The page of all messages a read may give: code, level, words and remedies in both languages, by area."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from gis.read.intake.messages import Level, Wording, wordings

__all__ = ["areas", "catalogue_page"]

# File of texts → whom its codes concern.
_TITLES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "coordinates": ("坐标系", "coordinate systems"),
        "dxf": ("DXF 图形", "DXF drawings"),
        "fence": ("防护:文件识别、压缩包、限额", "the fence: what a file is, archives, limits"),
        "fields": ("字段与用地代码", "fields and land-use codes"),
        "general": ("各格式共用", "any format"),
        "repair": ("几何修复与隔离", "repairs and rows set aside"),
        "shapefile": ("Shapefile 与文件地理数据库", "shapefiles and file geodatabases"),
        "streets": ("与街道比对", "held against the streets"),
        "table": ("表格与栅格", "tables and grids"),
        "topology": ("重叠与缝隙", "overlaps and gaps"),
        "txt": ("坐标 TXT", "coordinate TXT"),
        "vector": ("GeoPackage、FlatGeobuf、GeoParquet、GeoJSON、KML、OSM", "the same formats"),
    }
)
_LEVELS: Mapping[Level, str] = MappingProxyType(
    {
        Level.NOTE: "说明 note",
        Level.ATTENTION: "待看 attention",
        Level.QUESTION: "提问 question",
        Level.REFUSAL: "拒收 refusal",
    }
)
_INTRO = """# 读取报告的全部代码 Messages of a read

`yitu read` 与导入页的报告由这些代码组成,共 {count} 个;代码不变,文字可改。花括号内由文件的实际情况填写。
级别:说明(不影响接收)、待看(已接收,请看一眼)、提问(回答后才能读)、拒收。一次读取的状态取其中最重的一级。
同样的列表:`yitu read --codes`。本页由 `gis/read/intake/texts/*.toml` 生成,有测试核对。

The report of `yitu read` and of the import page is made of these {count} codes; codes stay, words may change.
Braces are filled from the file. Levels: note (accepted), attention (accepted, have a look), question (an answer
is needed), refusal; the gravest decides the status. The same list: `yitu read --codes`.
"""


@cache
def areas() -> Mapping[str, tuple[str, ...]]:
    """The codes of each file of texts, sorted; the files by name."""
    folder = files("gis.read.intake") / "texts"
    found = {
        source.name.removesuffix(".toml"): tuple(sorted(tomllib.loads(source.read_text(encoding="utf-8"))))
        for source in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if source.name.endswith(".toml")
    }
    return MappingProxyType(found)


def catalogue_page() -> str:
    """All messages as Markdown: a table an area, its codes sorted; ends with a line end."""
    parts = [_INTRO.format(count=len(wordings()))]
    for area, codes in areas().items():
        title, title_en = _TITLES.get(area, (area, area))
        parts.append(f"## {title} / {title_en}\n")
        parts.append("| 代码 code | 级别 level | 说什么 what it says | 怎么办 what to do |\n| --- | --- | --- | --- |")
        parts.append("\n".join(_row(code, wordings()[code]) for code in codes) + "\n")
    return "\n".join(parts)


def _row(code: str, words: Wording) -> str:
    told = f"{_cell(words.text['zh'])}<br>{_cell(words.text['en'])}"
    remedy = f"{_cell(words.remedy['zh'])}<br>{_cell(words.remedy['en'])}" if words.remedy["zh"] else "—"
    return f"| `{code}` | {_LEVELS[words.level]} | {told} | {remedy} |"


def _cell(text: str) -> str:
    """A text inside a cell of a table: nothing in it is markup."""
    for letter, shown in (("&", "&amp;"), ("<", "&lt;"), ("|", "\\|"), ("*", "\\*"), ("[", "\\["), ("]", "\\]")):
        text = text.replace(letter, shown)
    return text
