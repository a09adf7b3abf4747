"""A sheet in the format a suffix names; each library is loaded with the first sheet that needs it."""

from __future__ import annotations

from pathlib import Path

from gis.errors import WorkspaceError
from gis.views.sheets.fonts import Face
from gis.views.sheets.model import Sheet

__all__ = ["SUFFIXES", "drawn", "known_suffix"]

SUFFIXES = (".html", ".pdf", ".docx", ".xlsx")


def drawn(suffix: str, sheet: Sheet, picture: bytes | None, face: Face) -> bytes:
    """The file of a sheet in the format of `suffix`, one of `SUFFIXES`.

    Parameters
    ----------
    picture: its map (PNG) or None. face: a cut of the font with all its texts.
    """
    if suffix == ".html":
        from gis.views.sheets.screen import html_page  # noqa: PLC0415

        return html_page(sheet, picture).encode("utf-8")
    if suffix == ".pdf":
        from gis.views.sheets.pdf import pdf_bytes  # noqa: PLC0415

        return pdf_bytes(sheet, picture, face=face)
    if suffix == ".docx":
        from gis.views.sheets.document import docx_bytes  # noqa: PLC0415

        return docx_bytes(sheet, picture)
    from gis.views.sheets.workbook import xlsx_bytes  # noqa: PLC0415

    return xlsx_bytes(sheet, picture)


def known_suffix(suffix: str, path: Path) -> str:
    """The suffix in small letters.

    Raises
    ------
    WorkspaceError: no sheet is drawn in that format.
    """
    if suffix.lower() in SUFFIXES:
        return suffix.lower()
    raise WorkspaceError(
        path=path,
        problem=f"没有 {suffix or '—'} 格式的表单 / no sheet in the format {suffix or '—'}",
        remedy=f"可用:{'、'.join(SUFFIXES)} / Use one of {', '.join(SUFFIXES)}",
    )
