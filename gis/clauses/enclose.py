"""Enclosing: limits that stop short are carried on until they meet their neighbours and a cell lies between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise

from gis.clauses.cells import Cell, cell
from gis.clauses.compass import COMPASS
from gis.clauses.limits import MAX_EXTENSION_M, Limit, bearings_shared, chained, join, ringed
from gis.errors import ClauseError
from gis.units import KM_M

__all__ = ["enclose", "encloses_by_itself"]


def _neighbours(limits: Sequence[Limit]) -> Iterator[tuple[int, int]]:
    """Pairs of limits that have to meet: those next to each other round the compass."""
    angles = sorted({COMPASS.index(limit.toward) for limit in limits if limit.toward})
    for before, after in pairwise([*angles, *angles[:1]]):
        for i, one in enumerate(limits):
            for j, other in enumerate(limits):
                if one.toward == COMPASS[before] and other.toward == COMPASS[after]:
                    yield i, j


def _carried_on(limits: list[Limit], i: int, j: int) -> list[Limit]:
    """The limits with the two numbered i and j carried on until they meet, where that is possible."""
    way = join(limits[i], limits[j])
    found = list(limits)
    for role, strand, piece in way.pieces if way else ():
        number = (i, j)[role]
        found[number] = found[number].adding(piece, strand=strand)
    return found


def _apart(limits: Sequence[Limit]) -> list[tuple[int, int]]:
    return [(i, j) for i, j in _neighbours(limits) if not limits[i].full.intersects(limits[j].full)]


def _by_any_way(limits: list[Limit]) -> tuple[list[Limit], Cell | None]:
    """Ends carried on pair by pair, the shortest way first, until a cell touches every limit."""
    pairs = [(way.rank, i, j) for i, j in combinations(range(len(limits)), 2) if (way := join(limits[i], limits[j]))]
    for _, i, j in sorted(pairs):
        limits = _carried_on(limits, i, j)
        found = cell(limits)
        if found is not None and found.touched_count == len(limits):
            return limits, found
    return limits, cell(limits)


def encloses_by_itself(limits: Sequence[Limit]) -> bool:
    """Whether the lines as they run, nothing carried on, have a cell on their stated sides that touches them all."""
    found = cell(bearings_shared(limits)) if limits else None
    return found is not None and found.touched_count == len(limits)


def enclose(limits: Sequence[Limit], *, clause: str) -> tuple[list[Limit], Cell]:
    """The limits, carried on where needed, and the cell between them.

    Raises
    ------
    ClauseError: the lines do not meet within `MAX_EXTENSION_M` beyond their ends, or no area lies on all stated sides.
    """
    started = [chained(limit) for limit in bearings_shared(limits)]
    if len(started) == 1:
        started = [ringed(started[0])]
    drawn = started
    for i, j in _apart(drawn):
        if not drawn[i].full.intersects(drawn[j].full):
            drawn = _carried_on(drawn, i, j)
    found = cell(drawn)
    if found is None or found.touched_count < len(drawn):
        otherwise, second = _by_any_way(started)
        if second is not None and (found is None or second.touched_count > found.touched_count):
            drawn, found = otherwise, second
    if found is None:
        raise ClauseError(clause=clause, problem=_why(drawn), remedy="请核对线的走向与名称,或补充更完整的线。")
    return drawn, found


def _why(limits: Sequence[Limit]) -> str:
    """What keeps the limits from enclosing an area."""
    apart = [f"{limits[i].title} 与 {limits[j].title}" for i, j in _apart(limits)]
    if apart:
        reach_km = MAX_EXTENSION_M / KM_M
        return f"{'、'.join(apart)} 延长 {reach_km:g} 公里仍不相交 (do not meet within {reach_km:g} km of their ends)"
    titles = "、".join(limit.title for limit in limits)
    return f"{titles} 围不出位于所述各侧的地块 (no area lies on the stated side of every line)"
