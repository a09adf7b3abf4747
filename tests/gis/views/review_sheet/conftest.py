"""One cut of the font for all tests of the sheet: a cut takes about a second."""

from importlib.resources import files
from pathlib import Path

import pytest

from gis.views.sheets.fonts import face_for


@pytest.fixture(autouse=True, scope="session")
def wide_face():
    toy = Path(__file__).parents[2] / "review" / "review_toy.py"
    sources = [*Path(__file__).parent.glob("*.py"), toy, files("gis.views") / "words_review.toml"]
    return face_for(source.read_text(encoding="utf-8") for source in sources)
