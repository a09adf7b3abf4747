import pytest

from gis.clauses.pieces import find_pieces
from gis.clauses.row import Piece
from gis.clauses.tokens import tokenize


def found(text):
    """Operations of what was read, and the letters of what was not, in order."""
    return [item.op if isinstance(item, Piece) else item.token.kind for item in find_pieces(text, tokenize(text))]


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("甲乙路以东、丙丁路两侧区域", ["intersect", "l", "corridor", "q"]),
        ("甲镇、乙镇全境，甲乙路以东", ["admin", "c", "intersect"]),
        ("串联许营、顾官屯", ["n", "l", "n"]),
        ("以甲乙路为界", ["m", "n", "k"]),
        ("青石镇、甲乙路以东", ["admin", "intersect"]),
        ("青石镇，甲乙路以东", ["n", "c", "intersect"]),
        ("以站点为中心,一般站点半径500米、换乘站点半径800米", ["radius", "l", "radius"]),
        ("东至甲乙路,丙丁路,南至戊己路", ["intersect", "c", "intersect"]),
        ("", []),
    ],
)
def test_the_rules_take_what_they_know(text, order):
    assert found(text) == order


def test_a_piece_knows_where_it_stands():
    text = "串联许营，甲乙路以东"
    piece = next(item for item in find_pieces(text, tokenize(text)) if isinstance(item, Piece))
    assert text[piece.start : piece.end] == "甲乙路以东"


def test_every_token_is_in_a_piece_or_left_over():
    text = "保护范围为遗址外延10米；东至甲乙路，串联许营，丙丁路两侧各50米范围内"
    covered = [
        (p.start, p.end) if isinstance(p, Piece) else (p.token.start, p.token.end)
        for p in find_pieces(text, tokenize(text))
    ]
    assert [start for start, _ in covered] == [0, *(end for _, end in covered[:-1])]
    assert covered[-1][1] == len(text)
