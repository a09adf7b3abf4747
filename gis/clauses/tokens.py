"""Cutting a clause into tokens: words of the grammar, and names between them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from gis.clauses.guards import DIRECTION, Spot
from gis.clauses.lexicon import direction, normalise
from gis.clauses.numerals import area_km2, length_m
from gis.clauses.words import WORDS, Word

__all__ = ["Token", "tokenize"]

_OPEN, _CLOSE = "([{", ")]}"
_ORDINAL = re.compile(r"\s*[一二三四五六七八九十\d]{1,3}\s*$")
_FACE = rf"{DIRECTION}(?:侧|面|部|边)?(?:至|起|临|靠|邻|接|到|抵|以|达|为)"
_FACE_START = re.compile(rf"(?:^|[,、;。:()\s为]){_FACE}")
_LIMITS = re.compile(rf"(?:^|[,、;。:\s]){_FACE}|以{DIRECTION}")
_BEHIND = re.compile(rf"以{DIRECTION}|{DIRECTION}侧|两侧|沿线|段")
_DIRECTION = re.compile(DIRECTION)
_RUN_CONTEXT = 24  # how much of an open run the guards look at


@dataclass(frozen=True)
class Token:
    """A piece of the clause from `start` to `end`; `kind` is a letter of the grammar, n for a name.

    `sides`: compass sides in the words' order; `amount`: metres of a distance, square kilometres of an area;
    `within`: a distance with 内 or 范围, of which `amount` is a breadth; `words`: what a heading or an exception says.
    """

    kind: str
    start: int
    end: int
    sides: tuple[str, ...] = ()
    amount: float | None = None
    within: bool = False
    words: str = ""


def tokenize(text: str) -> list[Token]:
    """The tokens of a clause in order; every character but blanks belongs to exactly one of them."""
    return _Cutter(text).cut()


class _Cutter:
    """One pass from left to right; characters that begin no word join the open run, which becomes a name."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._plain = normalise(text)
        self._tokens: list[Token] = []
        self._run: int | None = None
        self._faced = False
        self._faces = len(_FACE_START.findall(self._plain))
        self._closers = _brackets(self._plain)
        self._openers = {closer: opener for opener, closer in self._closers.items()}

    def cut(self) -> list[Token]:
        """All tokens of the text."""
        at = 0
        while at < len(self._plain):
            character = self._plain[at]
            if character in _OPEN or character in _CLOSE:
                at = self._bracket(at)
                continue
            if character.isspace() and character not in "\n\r":
                at = self._space(at)
                continue
            token = self._word(at)
            if token is None:
                if self._run is None:
                    self._run = at
                at += 1
            else:
                self._flush(token.start)
                self._tokens.append(token)
                at = token.end
        self._flush(len(self._plain))
        return self._tokens

    def _flush(self, end: int) -> None:
        if self._run is not None and self._run < end:
            self._tokens.append(Token("n", self._run, end))
        self._run = None

    def _spot(self, at: int) -> Spot:
        bracketed = self._run is not None and (at - 1) in self._openers
        end = self._openers[at - 1] if bracketed else at
        run = "" if self._run is None else self._plain[max(self._run, end - _RUN_CONTEXT) : end]
        before = self._tokens[-1].kind if self._tokens else ""
        return Spot(run, before, self._faced, bracketed, self._faces)

    def _word(self, at: int) -> Token | None:
        candidates = _BY_CHARACTER.get(self._plain[at], _ANYWHERE)
        spot: Spot | None = None
        for word in candidates:
            match = word.pattern.match(self._plain, at)
            if match is None or match.end() == at:
                continue
            spot = spot or self._spot(at)
            if word.guard(spot, match):
                return self._token(word, match)
        return None

    def _word_of(self, kind: str, at: int) -> Token | None:
        """The word of this kind that begins at a position, without looking at what stands before."""
        for word in _BY_CHARACTER.get(self._plain[at : at + 1], ()):
            match = word.pattern.match(self._plain, at) if word.kind == kind else None
            if match is not None:
                return self._token(word, match)
        return None

    def _token(self, word: Word, match: re.Match[str]) -> Token:
        if word.kind == "f":
            self._faced = True
        start = match.start()
        if word.swallows and self._run is not None:
            start, self._run = self._run, None
        found = match.groupdict()
        amount = None
        if found.get("number"):
            amount = length_m(found["number"], found["unit"])
        elif found.get("area"):
            amount = area_km2(found["area"], found["area_unit"])
        words = found.get("but") or found.get("not") or ""
        if words:
            begin = match.start("but") if found.get("but") else match.start("not")
            words = self._text[begin : begin + len(words)]
        sides = _sides((found.get("dirs") or "") + (found.get("more") or ""), merged=word.kind == "x")
        within = found.get("within") is not None
        return Token(word.kind, start, match.end(), sides, amount, within, words)

    def _space(self, at: int) -> int:
        """Blanks part names, except beside figures (北 200 米, 107 国道)."""
        beside = self._plain[at - 1 : at] + self._plain[at + 1 : at + 2]
        if self._run is not None and not any(mark.isascii() and mark.isalnum() for mark in beside):
            self._flush(at)
            self._tokens.append(Token("l", at, at + 1))
        return at + 1

    def _bracket(self, at: int) -> int:
        """A bracket belongs to the name before it, (一) begins an item; one that holds limits is read as open text."""
        closer = self._closers.get(at)
        inner = "" if closer is None else self._plain[at + 1 : closer]
        if closer is not None and _ORDINAL.match(inner) and self._run is None:
            self._tokens.append(Token("j", at, closer + 1))
            return closer + 1
        if closer is not None and (aside := self._word_of("v", at + 1)) is not None:
            self._flush(at)
            self._tokens.append(Token("v", at, closer + 1, words=aside.words))
            return closer + 1
        if closer is None or self._holds_limits(inner, closer):
            return self._open_bracket(at)
        if self._run is None:
            self._tokens.append(Token("q", at, closer + 1))
        return closer + 1

    def _open_bracket(self, at: int) -> int:
        """A bracket read as open text: the name before its opening mark heads what stands inside."""
        heads = self._run is not None and self._plain[at] in _OPEN
        start, self._run = (self._run, None) if heads and self._run is not None else (at, self._run)
        self._flush(at)
        self._tokens.append(Token("h" if heads else "c", start, at + 1))
        return at + 1

    def _holds_limits(self, inner: str, closer: int) -> bool:
        if len(inner) + 2 == len(self._plain.strip()):
            return True
        limits = _LIMITS.findall(inner[:400])
        return len(limits) > 1 and _BEHIND.match(self._plain, closer + 1) is None


def _sides(words: str, *, merged: bool) -> tuple[str, ...]:
    if words == "东南西北":
        return ("E", "S", "W", "N")
    sides = tuple(dict.fromkeys(direction(found) for found in _DIRECTION.findall(words)))
    if merged and len(sides) == 2:  # a place east of a crossing, on the road's north side: its north-east
        ordered = sorted(sides, key="NSEW".find)
        return ("".join(ordered),) if set("".join(ordered)) in _QUADRANTS else sides[:1]
    return sides


_QUADRANTS = ({"N", "E"}, {"N", "W"}, {"S", "E"}, {"S", "W"})


def _brackets(plain: str) -> dict[int, int]:
    """Opening position → closing position of outermost pairs; a bracket without its pair is left out."""
    closers: dict[int, int] = {}
    stack: list[int] = []
    for at, character in enumerate(plain):
        if character in _OPEN:
            stack.append(at)
        elif character in _CLOSE and stack:
            closers[stack.pop()] = at
    return closers


def _by_character() -> dict[str, tuple[Word, ...]]:
    characters = {character for word in WORDS for character in word.first}
    return {
        character: tuple(word for word in WORDS if not word.first or character in word.first)
        for character in characters
    }


_BY_CHARACTER = _by_character()
_ANYWHERE = tuple(word for word in WORDS if not word.first)
