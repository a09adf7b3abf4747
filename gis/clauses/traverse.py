"""A walk around an area: 北起甲水库，向西经乙村转向南至丙山脚，东沿丙山至丁桥. Its names bound the area, in order."""

from __future__ import annotations

import re

from gis.clauses.guards import DIRECTION
from gis.clauses.lexicon import normalise
from gis.clauses.model import Part, Side
from gis.clauses.names import read_name

__all__ = ["read_traverse"]

_GO = r"(?:行至|延伸至|延至|回到|返回|沿|经(?![一二三四五六七八九十])|至|到|过|抵|接|起(?!点)|自|从)"
_TURN = rf"(?:再|又|然后|后)?(?:(?:转|折|拐)(?:而|至)?(?:向|往)?|向|往){DIRECTION}(?:方向)?{_GO}{{0,2}}"
_WALK = re.compile(
    rf"(?:向|往){DIRECTION}(?:方向)?(?:经(?!济)|沿)|(?:转|折|拐)(?:而)?(?:向|往){DIRECTION}"
    rf"|沿[^,;。]{{1,20}}?(?:向|往){DIRECTION}(?:方向)?(?:至|到|延伸)"
)
_STEP = re.compile(
    rf"[,、;。\s]+(?:{_TURN}|(?:再|又|然后|后)?{DIRECTION}?{_GO}(?![一二三四五六七八九十])|)"
    rf"|^(?:{DIRECTION})?(?:起|自|从|由|沿){{1,2}}|{_TURN}|[沿经](?![一二三四五六七八九十河江湖海])|[至到](?=.{{2}})"
)
_HEADING = re.compile(r"^.{0,20}?(?:四至|范围|边界)?[为是:]{1,2}(?=.?.?[东南西北起自从由沿])")
_TAIL = re.compile(
    r"(?:所|而|的)*(?:围合|合围|闭合|围成|形成).*$|(?:的)?(?:区域|范围|地块)(?:内)?$|(?:回到|返回|止于)?(?:起点|原点|起始点)$|为止$|(?<=.)起$"
)


def read_traverse(text: str) -> tuple[Part, tuple[str, ...]] | None:
    """The ring a walk describes and the words not read; None where the text is no walk (no turn, under three names)."""
    plain = normalise(text)
    if _WALK.search(plain) is None:
        return None
    heading = _HEADING.match(plain)
    begin = heading.end() if heading else 0
    sides, unread = list[Side](), list[str]()
    for start, end in _steps(plain, begin):
        tail = _TAIL.search(plain[start:end])
        words = text[start : start + tail.start()] if tail else text[start:end]
        if not words.strip():
            continue
        name = read_name(words)
        if name is None:
            unread.append(words)
        elif not sides or sides[-1].of != name.of:
            sides.append(Side("in", name.of, name.kind))
    if len(sides) < 3:
        return None
    return Part("intersect", tuple(sides), None, "a walk around the area"), tuple(unread)


def _steps(plain: str, begin: int) -> list[tuple[int, int]]:
    """The stretches between the words of walking."""
    stretches, at = list[tuple[int, int]](), begin
    for step in _STEP.finditer(plain[begin:]):
        if step.end() == step.start():
            continue
        stretches.append((at, begin + step.start()))
        at = begin + step.end()
    return [*stretches, (at, len(plain))]
