"""The grammar of boundary clauses: from the words of a plan or notice to limits, bands, rings and units.

A clause is cut into tokens (`tokens`, whose words and guards stand in `words`), each with one letter. What begins no
word is a name (n). Rules over the letters (`pieces`) read one limit, band, ring ... each; here the pieces are put
together into the parts of a union.

    clause    = walk | [heading] group { join group }
    group     = face+ | side+ | corridor | ring | corner | radius | rays | units
    face      = f names [offset] [k]              东至A路、B路以东50米   东、南以围墙外推10米为界
    side      = names p { p } [d]                 A路、B路以东   甲路以东及以北
    corridor  = names b [d] | names o d           A路、B路两侧各50米   控制线外延200米
              | f name f name b                   北起甲街乙街路口、南至乙街丙街路段的沿街地区
    ring      = names e | names w | names i       A路、B路、C路围合   甲至乙之间   三环路以内
    corner    = names x                           A路与B路交汇处东北角
    radius    = m name z [name] r d               以站点为中心，半径500米
    rays      = [m] name [z] y { y }              以塔为基点，东50米，西50米
    units     = names [v] u | units t side        甲镇、乙镇全境   丙镇位于A河以东
    names     = n { (l | a) n }
    offset    = [p | o | i] d
    join      = l | c | a | s | h | j             、 — | ，： | 及 和 与 以及 | ；。 | heading | numbering
    walk      = see `traverse`

f 东至 (any verb) · p 以东 · b 两侧, 沿线 · o 外延, 以外 · i 以内 · d distance · r 半径 · y 东50米
x 交汇处东北角 · e 围合 · w 之间 · k 为界 · z 为中心 · m 以, 由, 沿, 距 · u 全境 · t 位于 · v 除…外 · g area
h heading (范围为) · q known filler (区域, 地块, 四至) · > 至 behind 以东 · ^ 以上 · j numbering

Two pieces are joined into one part, in which all sides hold, unless their operations differ, a region noun closed the
first one (… 区域及 …), a heading or a number stands between, a direction comes a second time behind ；or 及, or the
first already has all sides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from gis.clauses.closes import closes
from gis.clauses.compass import COMPASS, surround
from gis.clauses.lexicon import normalise
from gis.clauses.model import Clause, Part, Side
from gis.clauses.pieces import find_pieces
from gis.clauses.row import Leftover, Piece
from gis.clauses.tokens import Token, tokenize
from gis.clauses.traverse import read_traverse

__all__ = ["LONGEST_CLAUSE", "read_clause"]

LONGEST_CLAUSE = 5_000  # characters; a longer text is no clause and stays unread
_JOINS = "lcasj>"
_SILENT = _JOINS + "t"
_REGION = re.compile(r"(?:区域|地区|地块|地段|地带|街区|水域|陆域|片区|土地|区块|用地|区)[一二三四五六七八九十A-Z\d]*")
_REGION_ENDS = re.compile(r"(?:区域|地区|地块|片区|区块|范围)[一二三四五六七八九十A-Z\d]{0,3}$")
_HEADING = re.compile(
    r"(?:区域|地区|地块|项目|范围|四至|片区|区块|园区|新城|组团|用地|[区城园带核心点]|工程|基地|建设|一般|路段|地界线|镇|乡|街道|县|市)"
    r"[一二三四五六七八九十A-Z\d]{0,3}(?:规划)?$"
)


@dataclass
class _Draft:
    """A part while pieces still join it."""

    piece: Piece  # the last one
    start: int
    sides: list[Side]
    notes: list[str]
    area_km2: float | None = None
    bearings: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.bearings = _bearings(self.piece)

    def extend(self, piece: Piece, notes: Sequence[str]) -> None:
        """Join a further piece, with the notes that stood before it."""
        self.piece = piece
        self.sides.extend(piece.sides)
        self.notes.extend([*notes, piece.note])
        self.bearings |= _bearings(piece)

    def part(self) -> Part:
        """The finished part; equal notes are given once."""
        return Part(self.piece.op, tuple(self.sides), self.area_km2, "; ".join(dict.fromkeys(filter(None, self.notes))))


@dataclass
class _Assembly:
    """Parts so far, words not read, and what stood since the last piece."""

    text: str
    drafts: list[_Draft] = field(default_factory=list)
    unread: list[Token] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)  # notes for the part to come
    joins: set[str] = field(default_factory=set)
    region: bool = False

    def take(self, piece: Piece) -> None:
        """Join a piece to the last part or begin a new one."""
        last = self.drafts[-1] if self.drafts else None
        if last is not None and self._joins_on(last, piece):
            last.extend(piece, self.pending)
        else:
            self.drafts.append(_Draft(piece, piece.start, list(piece.sides), [*self.pending, piece.note]))
        self.pending, self.joins, self.region = [], set(), False

    def _joins_on(self, last: _Draft, piece: Piece) -> bool:
        if last.piece.alone or piece.alone or last.piece.op != piece.op:
            return False
        if last.piece.carries:
            return True
        if self.joins & set("hj") or (self.region and self.joins):
            return False
        if piece.op != "intersect":
            return {side.side for side in last.piece.sides} == {side.side for side in piece.sides}
        again = last.bearings & _bearings(piece)
        return not again or not (self.joins & set("sa") or surround(last.bearings))

    def skip(self, leftover: Leftover, following: Sequence[Piece | Leftover]) -> None:
        """Sort a token that no rule took into joins, headings, filler and words not read."""
        token, kind = leftover.token, leftover.token.kind
        if kind in _JOINS or kind == "h":
            self.joins.add(kind)
        if kind == "h":
            self.pending.append(leftover.text.rstrip("：:（( "))
        elif kind == "q":
            self._filler(leftover)
        elif kind in "nm" and self._is_heading(leftover.text, following):
            self._remark(leftover.text)
        elif kind not in _SILENT and not (kind == "m" and not _begins_unread(following)):
            self.unread.append(token)

    def _is_heading(self, words: str, following: Sequence[Piece | Leftover]) -> bool:
        """南郊区块, 某范围 before 东至, 距离某界 before 东、西延至: names what is bounded; 地块二 also behind it."""
        faced = any(isinstance(item, Piece) and item.faced for item in following)
        if normalise(words) in ("距离", "距", "自", "从"):
            return len(following) == 2 and faced
        kinds = "".join(item.token.kind if isinstance(item, Leftover) else "." for item in following)
        if kinds == "ln" and isinstance(following[1], Leftover):
            return self._is_heading(following[1].text, ())
        heads = _REGION_ENDS if self.drafts and "." not in kinds and "h" not in kinds else _HEADING
        return heads.search(normalise(words)) is not None and (faced or len(words) <= 16)

    def _filler(self, leftover: Leftover) -> None:
        self.region = self.region or _REGION.search(normalise(leftover.text)) is not None
        if len(leftover.text) > 4:
            self._remark(leftover.text)

    def _remark(self, words: str) -> None:
        if self.drafts and not self.joins & set("shj"):
            self.drafts[-1].notes.append(words)
        else:
            self.pending.append(words)


def read_clause(text: str) -> Clause:
    """Read one boundary clause.

    Parameters
    ----------
    text: the words as they stand in the plan; any text is allowed.

    Returns
    -------
    Clause: parts in the order of the words, whether they close, and the words that were not read. A text in which no
    limit is found has no parts and is unread as a whole. Distances are metres, areas square kilometres.
    """
    if len(text) > LONGEST_CLAUSE:
        return _unreadable(text)
    tokens = tokenize(text)
    asides = [token for token in tokens if token.kind in "gv"]
    walk = read_traverse(_without(text, asides))
    if walk is not None:
        part, unread = walk
        area = next((token.amount for token in asides if token.kind == "g"), None)
        return Clause(text, (Part(part.op, part.sides, area, part.note),), "unknown", unread)
    assembly = _assemble(text, [token for token in tokens if token.kind not in "gv"])
    if not assembly.drafts:
        return _unreadable(text)
    _set_asides(text, assembly.drafts, asides)
    parts = tuple(draft.part() for draft in assembly.drafts)
    return Clause(text, parts, closes(parts), _spans(text, assembly.unread))


def _begins_unread(following: Sequence[Piece | Leftover]) -> bool:
    """Whether a name that no rule took comes next: its preposition is unread with it."""
    return bool(following) and isinstance(following[0], Leftover) and following[0].token.kind == "n"


def _bearings(piece: Piece) -> set[str]:
    return {side.side for side in piece.sides} & set(COMPASS)


def _unreadable(text: str) -> Clause:
    return Clause(text, (), "unknown", (text,) if text.strip() else ())


def _without(text: str, asides: Sequence[Token]) -> str:
    """The text with areas and exceptions blanked by commas; positions stay."""
    for token in asides:
        text = text[: token.start] + "，" * (token.end - token.start) + text[token.end :]
    return text


def _assemble(text: str, tokens: Sequence[Token]) -> _Assembly:
    assembly = _Assembly(text)
    found = find_pieces(text, tokens)
    for at, item in enumerate(found):
        if isinstance(item, Piece):
            assembly.take(item)
        else:
            assembly.skip(item, found[at + 1 : at + 3])
    if assembly.drafts:
        assembly.drafts[-1].notes.extend(assembly.pending)
    return assembly


def _set_asides(text: str, drafts: Sequence[_Draft], asides: Sequence[Token]) -> None:
    """Give areas and exceptions to the part they stand in or behind, else to the next one."""
    for token in asides:
        before = [draft for draft in drafts if draft.start < token.start] or [drafts[0]]
        draft = before[-1]
        if token.kind == "v":
            draft.notes.append(f"minus: {token.words}")
            continue
        if draft.area_km2 is not None and draft is not drafts[-1]:
            draft = drafts[drafts.index(draft) + 1]
        if draft.area_km2 is None:
            draft.area_km2 = token.amount
        else:
            draft.notes.append(text[token.start : token.end])


def _spans(text: str, tokens: Sequence[Token]) -> tuple[str, ...]:
    """The words of tokens, neighbours as one."""
    spans: list[list[int]] = []
    for token in tokens:
        if spans and spans[-1][1] == token.start:
            spans[-1][1] = token.end
        else:
            spans.append([token.start, token.end])
    return tuple(words for start, end in spans if (words := text[start:end].strip()))
