"""One card to a path, many into a folder: by suffix, whole or not at all, names that never collide."""

import time
from dataclasses import replace

import pytest

from gis.errors import WorkspaceError
from gis.plots.card import Card
from gis.views.plot_card.writer import SUFFIXES, card_bytes, write_card, write_cards
from tests.gis.views.plot_card.sample import make_card

STARTS = {".html": b"<!DOCTYPE html>", ".pdf": b"%PDF-", ".docx": b"PK", ".xlsx": b"PK"}


def test_every_format_by_its_suffix(tmp_path):
    for suffix in SUFFIXES:
        path = write_card(make_card(map=None), tmp_path / f"card{suffix.upper()}")
        assert path.read_bytes().startswith(STARTS[suffix])
    assert len(list(tmp_path.iterdir())) == 4


def test_another_suffix_is_refused_and_nothing_is_written(tmp_path):
    with pytest.raises(WorkspaceError) as refused:
        write_card(make_card(), tmp_path / "card.odt")
    assert ".odt" in refused.value.message("zh")
    assert ".docx" in refused.value.message("en")
    with pytest.raises(WorkspaceError):
        write_cards([make_card()], tmp_path / "cards", suffixes=(".pdf", ""))
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_missing_is_named(tmp_path):
    with pytest.raises(WorkspaceError) as refused:
        write_card(Card("D", "1"), tmp_path / "no" / "card.html")
    assert "no" in str(refused.value)


def test_many_cards_from_a_generator_with_awkward_ids(tmp_path):
    ids = ["A/1", "A:1", "a_1", "../../etc", "地块" * 100, "", "CON"]
    written = write_cards((Card("D", one) for one in ids), tmp_path / "new", suffixes=(".html", ".xlsx"))
    assert [path.name for path in written[:6:2]] == ["card_A_1.html", "card_A_1_2.html", "card_a_1_3.html"]
    assert len({path.name.casefold() for path in written}) == 2 * len(ids)
    assert all(path.parent == tmp_path / "new" and path.stat().st_size > 0 for path in written)


def test_one_map_serves_all_formats_and_a_card_is_quick():
    card = make_card()
    card_bytes(card, (".pdf",))
    begun = time.perf_counter()
    content = card_bytes(replace(card, plot_id="A-08"), (".pdf",))[".pdf"]
    assert time.perf_counter() - begun < 5.0  # about half a second on an idle machine
    assert len(content) < 600_000


def test_an_empty_shape_is_a_card_without_map():
    card = make_card()
    empty = replace(card, map=replace(card.map, plot=card.map.plot.difference(card.map.plot)))
    assert b"<img" not in card_bytes(empty, (".html",))[".html"]
