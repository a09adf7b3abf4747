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
from gis.views.plot_card.sheet import laid_out, map_names, restriction_numbers
from gis.views.sheets.drawn import SUFFIXES, drawn, known_suffix
from gis.views.sheets.fonts import face_for
from gis.views.sheets.model import Sheet
from gis.views.sheets.text import pair

__all__ = ["SUFFIXES", "card_bytes", "write_card", "write_cards"]

_BATCH = 200  # cards whose texts share one cut of the font
_NAME_BYTES = 150


def write_card(card: Card, path: Path, *, lang: str = "zh") -> Path:
    """Write a card to `path` as its suffix says: .html, .pdf, .docx or .xlsx. `lang`: "zh" or "en".

    Raises
    ------
    WorkspaceError: another suffix, or the file cannot be written; an older one is then left as it was.
    """
    suffix = known_suffix(path.suffix, path)
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
    wanted = tuple(known_suffix(suffix, folder) for suffix in suffixes)
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
    wanted = [known_suffix(suffix, Path(suffix)) for suffix in suffixes]
    sheet = laid_out(card, lang)
    try:
        face = face_for(_texts(card, sheet, lang))
        picture = None
        if card.map is not None and not card.map.plot.is_empty:
            picture = cutouts_png(card.map, face=face, lang=lang, numbers=restriction_numbers(card))
        return {suffix: drawn(suffix, sheet, picture, face) for suffix in wanted}
    except WorkspaceError:
        raise
    except OSError as cause:
        raise workspace_error(Path(tempfile.gettempdir()), cause) from cause


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
