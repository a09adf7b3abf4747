"""What a reviewer enters: every step can be undone and done again."""

from __future__ import annotations

from apps.review_book import Book
from tests.gis.views.toy import square


def test_every_kind_of_step_is_undone_in_turn():
    book = Book()
    book.add([square(0, 0, 10)])
    book.fact("name", " 甲厂 ")
    book.switch("general:a", on=False)
    book.reshape("part1", square(0, 0, 20), drawn=True)
    assert (book.now.areas[0].area, dict(book.now.facts), book.now.off) == (400.0, {"name": "甲厂"}, {"general:a"})
    book.step(-1)
    assert book.now.areas[0].area == 100.0
    for _ in range(9):
        book.step(-1)
    assert (book.now.areas, book.now.facts, book.now.off, book.can_undo) == ((), (), frozenset(), False)
    for _ in range(9):
        book.step(1)
    assert book.now.areas[0].area == 400.0
    assert not book.can_redo


def test_the_same_again_is_no_step():
    book = Book()
    book.fact("name", "")
    book.keep(code="")
    assert not book.can_undo


def test_a_new_step_after_undo_drops_what_was_undone():
    book = Book()
    book.keep(code="1001")
    book.step(-1)
    book.keep(code="0701")
    assert (book.now.code, book.can_redo) == ("0701", False)


def test_a_part_of_a_file_is_edited_beside_it_and_a_drawn_one_can_go():
    book = Book()
    book.reshape("甲", square(0, 0, 5), drawn=False)
    book.reshape("甲", square(0, 0, 6), drawn=False)
    assert [(part, shape.area) for part, shape in book.now.edits] == [("甲", 36.0)]
    book.add([square(0, 0, 1), square(0, 0, 2)])
    book.drop(0)
    assert [area.area for area in book.now.areas] == [4.0]
    book.switch("a:b", on=False)
    book.switch("a:b", on=True)
    assert book.now.off == frozenset()


def test_facts_can_be_taken_out():
    book = Book()
    book.fact("name", "甲")
    book.fact("name", "  ")
    assert book.now.facts == ()
