"""Writing the review sheet: to a path by its suffix, as bytes, or as a page. Files written whole or not at all."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from gis.errors import WorkspaceError
from gis.review.model import Review
from gis.views.files import workspace_error, write_bytes
from gis.views.review_sheet.map import map_names, map_png
from gis.views.review_sheet.sheet import laid_out
from gis.views.review_sheet.wording import StandingRow
from gis.views.sheets.drawn import SUFFIXES, drawn, known_suffix
from gis.views.sheets.fonts import clean, face_for

__all__ = ["SUFFIXES", "StandingRow", "review_bytes", "screen_html", "write_review"]


def review_bytes(
    review: Review,
    suffixes: Sequence[str],
    *,
    lang: str = "zh",
    rulings: Sequence[StandingRow] = (),
) -> dict[str, bytes]:
    """The sheet in every format asked for: suffix → content of the file. The map is drawn once.

    Parameters
    ----------
    suffixes: of ".html", ".pdf", ".docx", ".xlsx".
    rulings: in the order of their log; the last one on a finding counts, its digest closes the statement of data.

    Raises
    ------
    WorkspaceError: an unknown suffix, or the temporary folder, where the cut of the font lies, cannot be written.
    """
    wanted = [known_suffix(suffix, Path(suffix)) for suffix in suffixes]
    names = [clean(name) for name in map_names(review, lang)]
    sheet = laid_out(review, lang, rulings=rulings, names=names)
    try:
        face = face_for([*sheet.texts(), *names])
        picture = map_png(review, face=face, lang=lang)
        return {suffix: drawn(suffix, sheet, picture, face) for suffix in wanted}
    except WorkspaceError:
        raise
    except OSError as cause:
        raise workspace_error(Path(tempfile.gettempdir()), cause) from cause


def write_review(
    review: Review,
    path: Path,
    *,
    lang: str = "zh",
    rulings: Sequence[StandingRow] = (),
) -> Path:
    """Write the sheet to `path` as its suffix says: .html, .pdf, .docx or .xlsx.

    Raises
    ------
    WorkspaceError: another suffix, or the file cannot be written; an older one is then left as it was.
    """
    suffix = known_suffix(path.suffix, path)
    return write_bytes(review_bytes(review, (suffix,), lang=lang, rulings=rulings)[suffix], path)


def screen_html(review: Review, *, lang: str = "zh", rulings: Sequence[StandingRow] = ()) -> str:
    """The sheet as one page (HTML) that fetches nothing.

    Raises
    ------
    WorkspaceError: as `review_bytes`.
    """
    return review_bytes(review, (".html",), lang=lang, rulings=rulings)[".html"].decode("utf-8")
