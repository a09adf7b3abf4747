from gis.clauses.row import Row, every, side_of
from gis.clauses.tokens import tokenize


def row(text, *, first=False):
    return Row(text, tokenize(text), first)


def test_the_names_and_the_distance_of_a_row():
    corridor = row("甲乙路、丙丁河两侧各50米")
    assert [name.of for name in corridor.names()] == ["甲乙路", "丙丁河"]
    assert corridor.distance_m() == 50
    assert row("甲乙路两侧").distance_m() is None


def test_a_row_with_something_that_is_no_name_has_none():
    assert row("甲乙路、xyz两侧").names() is None


def test_notes_are_kept_once():
    limits = row("淄川区太河镇以东")
    limits.names()
    limits.names()
    assert limits.piece("intersect", []).note == "in 淄川区"


def test_a_dash_is_seen():
    assert row("甲乙路—丙丁路围合").has_dash()
    assert not row("甲乙路、丙丁路围合").has_dash()


def test_every_name_gets_the_side():
    piece = every(row("甲乙路、丙丁路围合"), "in", "intersect", offset_m=2.0)
    names = row("甲乙路、丙丁路围合").names()
    assert piece.sides == tuple(side_of("in", name, 2.0) for name in names)
    assert every(row("xyz"), "in", "intersect") is None
