"""The rules of the grammar: which row of tokens is a limit, a corridor, a corner ... and which function reads it.

A rule is a pattern over the token letters and a function that makes a `Piece` of the match, or refuses it (None).
`find_pieces` goes from left to right, tries the rules in order and keeps what no rule takes as leftover.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from gis.clauses import bands, facing
from gis.clauses.row import Leftover, Piece, Row
from gis.clauses.tokens import Token

__all__ = ["find_pieces"]

_LIST = r"n(?:[la]{1,2}n){0,40}"
_COMMAS = r"n(?:[lac]{1,2}n){0,40}"
_PLACE = r"n(?:[oi]?d|p[oi]?d|[oi]d|i)?"
_TAIL = r"[pbxewrtu]"
Rule = tuple[re.Pattern[str], Callable[[Row], Piece | None]]
_RULES: tuple[Rule, ...] = tuple(
    (re.compile(pattern), read)
    for pattern, read in (
        (r"fn[lca]?fnq?b{1,2}d?", bands.read_segment_corridor),
        (r"nfn[lca]?fn(?![lca]?f)", bands.read_named_segment),
        (
            rf"fm?n(?:p[oi]?d|[oi]?d|i|p(?!d))?(?:[la]{{1,2}}{_PLACE}(?!{_TAIL})|c{_PLACE}(?=[cl]f)){{0,30}}[qke]{{0,3}}",
            facing.read_faces,
        ),
        (r"m?nz?k?q?[cl]?pd(?:[lca]{0,2}y){1,8}|(?:mnz?k?|nz|nk)q?[cl]?(?:[lca]{0,2}y){1,8}", bands.read_rays),
        (rf"{_LIST}x", bands.read_corner),
        (rf"m?{_COMMAS}a?e", bands.read_enclosed),
        (rf"m?{_LIST}w", facing.read_between),
        (r"np>n(?=[wqclsja]|$)", facing.read_up_to),
        (rf"m?{_LIST}[qkz]?[cl]?b{{1,2}}[oi]?(?:d(?:ld){{0,9}})?", bands.read_corridor),
        (rf"{_LIST}[la](?=n[pb])", bands.read_units_then_lines),
        (rf"(?:np[cl]?)?m{_LIST}k", facing.read_limit),
        (rf"m?{_LIST}[kz]?[cl]?p(?:[lac]{{0,2}}p){{0,3}}d?", facing.read_sides),
        (rf"m?{_LIST}z[cl]?(?:r?d|[oi]d)q?", bands.read_radius),
        (r"m?nz[cl]?nrdq?", bands.read_classed_radius),
        (rf"m?{_LIST}rd", bands.read_radius),
        (rf"m?{_LIST}(?:o|i)d", bands.read_outwards),
        (rf"m?{_LIST}dq?", bands.read_outwards),
        (rf"{_LIST}\^", bands.read_above),
        (rf"{_LIST}o", bands.read_outside),
        (rf"(?<![dpbo]){_LIST}i", bands.read_inside),
        (rf"m?{_LIST}z", bands.read_heart),
        (rf"{_LIST}u", bands.read_units),
        (rf"{_LIST}t", bands.read_within),
        (rf"(?!(?<!.)nc{_LIST}p){_LIST}(?=[scaqhj]|$)", bands.read_bare_units),
    )
)


def find_pieces(text: str, tokens: Sequence[Token]) -> list[Piece | Leftover]:
    """What the rules read in the tokens, and the tokens that none of them took, in order."""
    kinds = "".join(token.kind for token in tokens)
    found: list[Piece | Leftover] = []
    at = 0
    while at < len(tokens):
        piece, taken = _try_rules(text, tokens, kinds, at)
        if piece is None:
            token = tokens[at]
            found.append(Leftover(token, text[token.start : token.end]))
        else:
            found.append(piece)
        at += taken
    return found


def _try_rules(text: str, tokens: Sequence[Token], kinds: str, at: int) -> tuple[Piece | None, int]:
    if kinds[at] not in "fmn":
        return None, 1
    for pattern, read in _RULES:
        match = pattern.match(kinds, at)
        if match is None or match.end() == at:
            continue
        matched = tokens[at : match.end()]
        piece = read(Row(text, matched, first=at == 0))
        if piece is not None:
            return replace(piece, start=matched[0].start, end=matched[-1].end), len(matched)
    return None, 1
