import pytest
from shapely.geometry import LineString

from gis.clauses.compass import unit_vector
from gis.clauses.enclose import enclose, encloses_by_itself
from gis.clauses.limits import Limit, Strand
from gis.clauses.lines import NamedLine
from gis.errors import ClauseError


def limit(toward, *points):
    path = LineString(points)
    line = NamedLine(f"{toward}路", (), "road", "roads", path, 1.0)
    return Limit(toward, (Strand(1, toward, line.name, line, path, unit_vector(toward)),))


def square(gap):
    """Four lines round 100 m by 100 m that stop `gap` metres short of every corner (negative: run past it)."""
    low, high = gap, 100 - gap
    return [
        limit("W", (0, low), (0, high)),
        limit("E", (100, low), (100, high)),
        limit("S", (low, 0), (high, 0)),
        limit("N", (low, 100), (high, 100)),
    ]


@pytest.mark.parametrize("gap", [-20, -1, 0, 1, 10, 40])
def test_gaps_at_the_corners_are_closed(gap):
    limits, found = enclose(square(gap), clause="某条文")
    assert found.geometry.area == pytest.approx(10_000, rel=1e-6)
    added = sum(piece.length for limit in limits for strand in limit.strands for piece in strand.added)
    assert added == pytest.approx(8 * (max(gap, 0) + 0.5) if gap > 0 else 0.0)


def test_lines_enclose_by_themselves_only_where_they_meet():
    assert encloses_by_itself(square(-5))
    assert not encloses_by_itself(square(5))
    assert not encloses_by_itself([])


def test_lines_that_cannot_meet_are_named():
    far = [*square(-5)[:3], limit("N", (0, 9000), (100, 9000))]
    with pytest.raises(ClauseError, match=r"N路 与 W路.*延长 5 公里仍不相交"):
        enclose(far, clause="某条文")
