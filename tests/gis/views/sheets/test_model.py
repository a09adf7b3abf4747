"""A sheet in words: blocks in the order of the page, whole tables instead of their place holders."""

from gis.views.sheets.model import Notes, Pair, Sheet
from gis.views.sheets.text import Entry, Grid


def grid(key, *rows):
    return Grid(key, key, ("h",), tuple((Entry(row),) for row in rows), (1.0,), lead=(f"lead {key}",))


def make_sheet():
    return Sheet(
        lang="zh", title="T", subtitle="S", mark="", warning="", facts=(), map_title="M",
        parts=(Pair(grid("b"), Notes("n", ("line",))), grid("c")), signature=("x", "seal"), annex=(grid("c", "whole"),),
        footer="F", above=(grid("a", "1"),),
    )  # fmt: skip


def test_blocks_above_the_map_come_first_and_pairs_are_taken_apart():
    assert [block.title for block in make_sheet().blocks()] == ["a", "b", "n", "c"]
    assert [block.title for block in make_sheet().above_blocks()] == ["a"]


def test_tables_are_whole():
    assert [len(one.rows) for one in make_sheet().grids()] == [1, 0, 1]


def test_every_text_is_told():
    assert {"T", "S", "M", "F", "line", "lead a", "lead c", "whole", "seal", "h"} <= set(make_sheet().texts())
