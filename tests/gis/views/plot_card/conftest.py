"""One cut of the font for all tests of the cards: a cut takes about a second."""

from pathlib import Path

import pytest

from gis.views.sheets.fonts import face_for


@pytest.fixture(autouse=True, scope="session")
def wide_face():
    return face_for(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py"))
