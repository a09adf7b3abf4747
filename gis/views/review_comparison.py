"""What moved and what became worse from one review to another: as text, as a workbook and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from gis.review.canonical import canonical
from gis.review.compare import Comparison
from gis.units import format_quantity
from gis.views.files import export_folder, write_bytes
from gis.views.spreadsheet import write_workbook
from gis.views.table import text_table
from gis.views.words import say

__all__ = ["comparison_rows", "comparison_sentence", "comparison_text", "write_comparison"]


def comparison_sentence(found: Comparison, lang: str = "zh") -> str:
    """Areas then and now, how many parts changed, how many findings became worse."""
    was, now = (format_quantity(area, "m2", lang=lang) for area in found.area_m2)
    parts = sum(one.kind != "same" for one in found.parts)
    return say("review_page_compared", lang, was=was, now=now, worse=len(found.worse), parts=parts)


def comparison_rows(found: Comparison, lang: str = "zh") -> list[Mapping[str, str]]:
    """A row a change, what is the same left out: heading → text."""
    table = found.table(lang)
    heads = [say(f"review_page_col_{name}", lang) for name in table.columns]
    return [dict(zip(heads, map(str, row), strict=True)) for row in table.fillna("").itertuples(index=False, name=None)]


def comparison_text(found: Comparison, lang: str = "zh") -> str:
    """The sentence and the table, for the command line."""
    return f"{comparison_sentence(found, lang)}\n{text_table(comparison_rows(found, lang))}".rstrip()


def write_comparison(found: Comparison, folder: Path, *, lang: str = "zh") -> list[Path]:
    """Write `compare.xlsx` and `compare.json` (with the ground gained and lost) into `folder`.

    Raises
    ------
    WorkspaceError: the folder or a file cannot be written.
    """
    export_folder(folder)
    rows = [{head: (text, "") for head, text in row.items()} for row in comparison_rows(found, lang)]
    title, remarks = say("review_page_tab_compare", lang), [comparison_sentence(found, lang)]
    sheet = write_workbook({title: rows}, folder / "compare.xlsx", remarks=remarks)
    content = (canonical(found.as_json()) + "\n").encode("utf-8", "replace")
    return [sheet, write_bytes(content, folder / "compare.json")]
