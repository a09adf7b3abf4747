import pytest

from gis.clauses.compass import COMPASS, missing_sides, opposite, side_word, surround, unit_vector


@pytest.mark.parametrize(("side", "across"), [("N", "S"), ("E", "W"), ("NE", "SW"), ("SE", "NW")])
def test_the_side_across(side, across):
    assert opposite(side) == across
    assert opposite(across) == side


def test_unit_vectors_point_east_and_north():
    assert unit_vector("E") == (1.0, 0.0)
    assert unit_vector("S") == (0.0, -1.0)
    for side in COMPASS:
        x, y = unit_vector(side)
        assert x * x + y * y == pytest.approx(1.0)
        assert unit_vector(opposite(side)) == pytest.approx((-x, -y))


@pytest.mark.parametrize(
    ("limits", "missing"),
    [
        ("N E S W", []),
        ("NE S W", []),
        ("N SE SW", []),
        ("E S W", ["N"]),
        ("N W", ["E", "S"]),
        ("N S", ["E", "W"]),
        ("N", ["E", "S", "W"]),
        ("NE SW", ["SE", "NW"]),
        ("NE", ["S", "W"]),
        ("", ["N", "E", "S", "W"]),
    ],
)
def test_missing_sides(limits, missing):
    assert missing_sides(limits.split()) == missing
    assert surround(limits.split()) == (not missing)


def test_words():
    assert side_word("N") == "北侧"
    assert side_word("both") == "两侧"
    assert side_word("NW", "en") == "NW"
    assert side_word("?") == "?"
