"""Writing cards: one to a path by its suffix, or many into a folder. Files are written whole or not at all."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from gis.errors import WorkspaceError
from gis.plots.card import Card
from gis.views.files import export_folder, workspace_error, write_bytes
from gis.views.plot_card.cutout import cutouts_png
from gis.views.plot_card.fonts import Face, face_for
from gis.views.plot_card.sheet import Sheet, laid_out, map_names, restriction_numbers
from gis.views.plot_card.text import pair

__all__ = ["SUFFIXES", "card_bytes", "write_card", "write_cards"]

SUFFIXES = (".html", ".pdf", ".docx", ".xlsx")
_BATCH = 200  # cards whose texts share one cut of the font
_NAME_BYTES = 150


def write_card(card: Card, path: Path, *, lang: str = "zh") -> Path:
    """Write a card to `path` as its suffix says: .html, .pdf, .docx or .xlsx. `lang`: "zh" or "en".

    Raises
    ------
    WorkspaceError: another suffix, or the file cannot be written; an older one is then left as it was.
    """
    suffix = _known_suffix(path.suffix, path)
    return write_bytes(card_bytes(card, (suffix,), lang=lang)[suffix], path)


def write_cards(
    cards: Iterable[Card], folder: Path, *, suffixes: Sequence[str] = (".pdf",), lang: str = "zh"
) -> list[Path]:
    """Write every card into `folder` (made where it does not exist), one file a suffix, named by the plot's id.

    Cards are taken 200 at a time, so that any number may come from a generator. Ids that give one name are told
    apart by a number at its end.

    Returns
    -------
    the paths, card by card in the order of `suffixes`.

    Raises
    ------
    WorkspaceError: an unknown suffix, or the folder or a file cannot be written.
    """
    wanted = tuple(_known_suffix(suffix, folder) for suffix in suffixes)
    export_folder(folder)
    written: list[Path] = []
    names: set[str] = set()
    for batch in _batches(cards):
        face_for(text for card in batch for text in _texts(card, laid_out(card, lang), lang))
        for card in batch:
            name = _file_name(card.plot_id, names)
            for suffix, content in card_bytes(card, wanted, lang=lang).items():
                written.append(write_bytes(content, folder / f"{name}{suffix}"))
    return written


def card_bytes(card: Card, suffixes: Sequence[str], *, lang: str = "zh") -> dict[str, bytes]:
    """The card in every format asked for: suffix → content of the file. The map is drawn once.

    Raises
    ------
    WorkspaceError: an unknown suffix, or the temporary folder, where the cut of the font lies, cannot be written.
    """
    wanted = [_known_suffix(suffix, Path(suffix)) for suffix in suffixes]
    sheet = laid_out(card, lang)
    try:
        face = face_for(_texts(card, sheet, lang))
        picture = None
        if card.map is not None and not card.map.plot.is_empty:
            picture = cutouts_png(card.map, face=face, lang=lang, numbers=restriction_numbers(card))
        return {suffix: _content(suffix, sheet, picture, face) for suffix in wanted}
    except WorkspaceError:
        raise
    except OSError as cause:
        raise workspace_error(Path(tempfile.gettempdir()), cause) from cause


def _content(suffix: str, sheet: Sheet, picture: bytes | None, face: Face) -> bytes:
    # each library is loaded with the first card that needs it
    if suffix == ".html":
        from gis.views.plot_card.screen import html_page  # noqa: PLC0415

        return html_page(sheet, picture).encode("utf-8")
    if suffix == ".pdf":
        from gis.views.plot_card.pdf import pdf_bytes  # noqa: PLC0415

        return pdf_bytes(sheet, picture, face=face)
    if suffix == ".docx":
        from gis.views.plot_card.document import docx_bytes  # noqa: PLC0415

        return docx_bytes(sheet, picture)
    from gis.views.plot_card.workbook import xlsx_bytes  # noqa: PLC0415

    return xlsx_bytes(sheet, picture)


def _texts(card: Card, sheet: Sheet, lang: str) -> list[str]:
    """Every text that page and map may show."""
    return [*sheet.texts(), *(pair(name, lang) for name in map_names(card))]


def _batches(cards: Iterable[Card]) -> Iterator[list[Card]]:
    source = iter(cards)
    while batch := list(islice(source, _BATCH)):
        yield batch


def _file_name(plot_id: str, taken: set[str]) -> str:
    """A file name of the plot's id that no other card has, whatever the id holds."""
    plain = re.sub(r"[^\w.-]+", "_", plot_id).strip("._") or "plot"
    plain = plain.encode()[:_NAME_BYTES].decode("utf-8", "ignore")
    name, count = f"card_{plain}", 1
    while name.casefold() in taken:
        count += 1
        name = f"card_{plain}_{count}"
    taken.add(name.casefold())
    return name


def _known_suffix(suffix: str, path: Path) -> str:
    if suffix.lower() in SUFFIXES:
        return suffix.lower()
    raise WorkspaceError(
        path=path,
        problem=f"没有 {suffix or '—'} 格式的地块卡 / no card in the format {suffix or '—'}",
        remedy=f"可用:{'、'.join(SUFFIXES)} / Use one of {', '.join(SUFFIXES)}",
    )
