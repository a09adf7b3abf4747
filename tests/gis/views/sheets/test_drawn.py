"""A sheet by suffix."""

from pathlib import Path

import pytest

from gis.errors import WorkspaceError
from gis.views.plot_card.sheet import laid_out
from gis.views.sheets.drawn import SUFFIXES, drawn, known_suffix
from gis.views.sheets.fonts import face_for
from tests.gis.views.plot_card.sample import make_card


def test_each_suffix_gives_its_format():
    sheet = laid_out(make_card())
    face = face_for(sheet.texts())
    starts = {suffix: drawn(suffix, sheet, None, face)[:4] for suffix in SUFFIXES}
    assert starts == {".html": b"<!DO", ".pdf": b"%PDF", ".docx": b"PK\x03\x04", ".xlsx": b"PK\x03\x04"}


def test_suffixes_in_small_letters_and_no_others():
    assert known_suffix(".PDF", Path("a.PDF")) == ".pdf"
    with pytest.raises(WorkspaceError, match=r"\.odt"):
        known_suffix(".odt", Path("a.odt"))
