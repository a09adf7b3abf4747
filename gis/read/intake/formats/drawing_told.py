"""What a drawing read has to tell: left out, damaged, hidden, judged; counts and names, one message a matter."""

from __future__ import annotations

from collections import Counter

from gis.read.intake.decoding import Decoded, han_share
from gis.read.intake.formats.drawing_rows import PICTURES, Rows
from gis.read.intake.formats.drawing_sections import Drawing
from gis.read.intake.messages import Notes

__all__ = ["tell_decoding", "tell_drawing", "tell_rows"]

_SHOWN_LINES = 20
_SAMPLE_LETTERS = 24


def tell_decoding(text: Decoded, page: str, notes: Notes, *, where: str) -> None:
    """The encoding, where it is not simply the one that the header names; letters that could not be decoded."""
    if text.judged:
        code = "drawing_encoding_judged" if text.sure else "drawing_encoding_unsure"
        notes.add(code, where=where, encoding=text.encoding, page=page or "—", sample=_sample(text.text))
    if text.lost:
        notes.add("text_letters_lost", where=where, count=text.lost, encoding=text.encoding)


def _sample(text: str) -> str:
    """The first line with letters beyond ASCII, believable ones before others."""
    lines = (line.strip() for line in text.splitlines() if not line.isascii())
    first = [line for _, line in zip(range(50), lines, strict=False)]
    return max(first, key=han_share, default="")[:_SAMPLE_LETTERS]


def tell_drawing(drawing: Drawing, found: Rows, notes: Notes, *, where: str) -> None:
    """What is wrong with the file, and what of it is not read."""
    _tell_damage(drawing, found.damaged, notes, where)
    pictures = Counter({kind: count for kind, count in found.skipped.items() if kind in PICTURES})
    left = (
        ("drawing_pictures_left", pictures),
        ("drawing_kinds_left", found.skipped - pictures),
        ("drawing_outside_left", found.outside),
        ("drawing_extended_left", found.extended),
        ("drawing_paper_left", drawing.paper),
    )
    for code, kinds in left:
        if kinds:
            notes.add(code, where=where, count=kinds.total(), kinds=_listed(kinds))
    if found.unchosen:
        notes.add("drawing_layers_unchosen", where=where, count=found.unchosen)
    for name, value in drawing.properties:
        if name == "CRS" and value:
            notes.add("drawing_crs_note", where=where, note=value)


def _tell_damage(drawing: Drawing, damaged: list[int], notes: Notes, where: str) -> None:
    damage = drawing.damage
    if damaged:
        lines = [str(line) for line in damaged[:_SHOWN_LINES]]
        notes.add("drawing_lines_damaged", where=where, count=len(damaged), lines=lines)
    if damage.cut:
        notes.add("drawing_end_missing", where=where)
    elif "ENTITIES" not in drawing.ended:
        notes.add("drawing_section_open", where=where)
    if damage.after_end:
        notes.add("drawing_after_end", where=where, count=damage.after_end)
    if drawing.stray:
        notes.add("drawing_stray", where=where, count=drawing.stray)


def tell_rows(drawing: Drawing, found: Rows, notes: Notes, *, where: str) -> None:
    """What was done to the rows, and which could not be used, by reason."""
    if found.exploded:
        notes.add("drawing_blocks_exploded", where=where, count=found.exploded)
    hidden = Counter(row.layer for row in found.rows if drawing.layer(row.layer).hidden)
    if hidden:
        notes.add("drawing_layers_hidden", where=where, count=hidden.total(), layers=list(hidden))
    for code, count in sorted(Counter(remark for row in found.rows for remark in row.shape.remarks).items()):
        notes.add(code, where=where, count=count)
    for code, count in sorted(Counter(one.code for one in found.aside).items()):
        lines = [str(one.facts["line"]) for one in found.aside if one.code == code]
        at = "、".join(lines[:5]) + ("…" if len(lines) > 5 else "")
        notes.add(code, where=f"{where} · 第 {at} 行", count=count)


def _listed(kinds: Counter[str]) -> list[str]:
    return [f"{kind} {count}" for kind, count in kinds.most_common()]
