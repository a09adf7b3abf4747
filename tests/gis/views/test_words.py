"""The catalogue: both languages whole, every key the code asks for there, no English in Chinese."""

from __future__ import annotations

import re
import string
from pathlib import Path

import pytest

from gis.errors import DefinitionError
from gis.measures import REGISTRY
from gis.read.folder import shipped_standards
from gis.views import words
from gis.views.words import catalogue, known, say

ROOT = Path(__file__).resolve().parents[3]
KEYS = sorted(catalogue())
LATIN_ALLOWED = {
    "Yitu", "EPSG", "OpenStreetMap", "http", "z", "x", "y", "yitu", "new", "layers", "zh", "en", "GB", "T", "TD",
    "m", "km", "ha", "mu", "QGIS", "OSM", "GeoPackage", "Excel", "Word", "Markdown", "CRS", "id", "SHA", "json",
    "Shapefile", "zip", "GBK", "KML", "DXF", "TXT", "CSV", "GeoTIFF", "GeoJSON", "MB", "split",
    "PDF", "JSON", "TOML", "CGCS", "X", "Y", "J", "Alt", "Delete", "Backspace", "Enter", "Esc", "from",
}  # fmt: skip


@pytest.mark.parametrize("key", KEYS)
def test_both_languages_say_something_with_the_same_facts(key):
    entry = catalogue()[key]
    names = [{name for _, name, _, _ in string.Formatter().parse(entry[lang]) if name} for lang in ("zh", "en")]
    assert entry["zh"].strip()
    assert entry["en"].strip()
    allowed_missing = {name for name in names[0] ^ names[1] if name in ("mark", "sign")}
    assert names[0] == names[1] or names[0] ^ names[1] <= allowed_missing


@pytest.mark.parametrize("key", [key for key in KEYS if not key.startswith("export_")])
def test_chinese_holds_no_english_but_names_and_units(key):
    text = re.sub(r"\{[^}]*\}", "", catalogue()[key]["zh"])
    assert set(re.findall(r"[A-Za-z]+", text)) <= LATIN_ALLOWED


@pytest.mark.parametrize("key", [key for key in KEYS if not key.startswith("export_")])
def test_english_holds_no_chinese(key):
    assert not re.search(r"[\u4e00-\u9fff]", catalogue()[key]["en"])


def asked_keys():
    """Every literal key that the code asks for."""
    pattern = re.compile(r'\bsay\(\s*"([a-z0-9_]+)"')
    files = [*ROOT.glob("gis/views/*.py"), *ROOT.glob("apps/**/*.py")]
    return sorted({key for path in files for key in pattern.findall(path.read_text(encoding="utf-8"))})


@pytest.mark.parametrize("key", asked_keys())
def test_what_the_code_asks_for_is_there(key):
    assert known(key)


@pytest.mark.parametrize("measure", sorted(REGISTRY))
def test_every_measure_has_words(measure):
    assert known(f"measure_{measure}")


@pytest.mark.parametrize("kind", sorted(shipped_standards().facilities))
def test_every_facility_kind_has_words(kind):
    assert known(f"facility_{kind}")


@pytest.mark.parametrize("preset", sorted(shipped_standards().park_presets))
def test_every_park_preset_has_words(preset):
    assert known(f"preset_{preset}")


def test_verdicts_differ_by_word_and_shape():
    texts = [say(f"verdict_{name}") for name in ("met", "unmet", "not_assessed")]
    assert texts == ["达标 ●", "未达标 ▲", "未评估 –"]


def test_facts_are_filled_in():
    assert say("input_line", "en", layer="parks", provider="P", date="D", basis="B") == "parks: P, D, B"


def test_an_unknown_key_comes_back():
    assert say("facility_of_my_own") == "facility_of_my_own"
    assert not known("facility_of_my_own")


def test_an_unknown_language_is_chinese():
    assert say("whole", "fr") == say("whole", "zh") == "全区"


class Folder:
    """A folder of words files, as importlib.resources gives it."""

    def __init__(self, **files):
        self.files = files

    def iterdir(self):
        return [Entry(name.replace("__", "."), text) for name, text in self.files.items()]


class Entry:
    def __init__(self, name, text):
        self.name, self.text = name, text

    def read_text(self, *, encoding):
        assert encoding == "utf-8"
        return self.text


@pytest.mark.parametrize(
    "text",
    ['[a]\nzh = "甲"', '[a]\nzh = "甲"\nen = "a"\nfr = "b"', '[a]\nzh = 1\nen = "a"'],
    ids=["half", "more", "number"],
)
def test_an_entry_that_is_not_two_texts_is_refused(monkeypatch, text):
    monkeypatch.setattr(words, "files", lambda _: Folder(words__toml=text))
    with pytest.raises(DefinitionError):
        catalogue.__wrapped__()


def test_a_key_in_two_files_is_refused(monkeypatch):
    text = '[a]\nzh = "甲"\nen = "a"'
    monkeypatch.setattr(words, "files", lambda _: Folder(words__toml=text, words_more__toml=text))
    with pytest.raises(DefinitionError):
        catalogue.__wrapped__()
