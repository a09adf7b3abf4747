"""The cut of the font: both weights, every character asked for, none of the system's fonts."""

from fontTools.ttLib import TTFont

from gis.views.sheets.fonts import GETA, clean, face_for, lacking, shown


def test_both_weights_have_every_character_asked_for():
    text = "龘靐地块A-07 ≥°′″●▲–"
    face = face_for([text])
    known = [character for character in text if not lacking(character)]
    assert {"地", "≥", "●", "▲"} <= set(known)
    for path, weight in ((face.regular, 400), (face.bold, 700)):
        with TTFont(path) as font:
            assert set(map(ord, known)) <= set(font.getBestCmap())
            assert "fvar" not in font  # one weight, no longer variable
            assert font["name"].getDebugName(6).endswith(str(weight))


def test_the_weights_differ_in_their_outlines():
    face = face_for(["地"])
    with TTFont(face.regular) as regular, TTFont(face.bold) as bold:
        shapes = [font["glyf"][font.getBestCmap()[ord("地")]].coordinates for font in (regular, bold)]
    assert list(shapes[0]) != list(shapes[1])


def test_a_cut_is_used_again_until_it_lacks_something():
    first = face_for(["地块"])
    assert face_for(["块地"]) is first
    later = face_for(["\u56cd\u7f4d"])
    assert {"\u56cd", "\u7f4d"} <= later.characters
    assert first.characters <= later.characters


def test_what_the_font_lacks_is_told_and_replaced():
    assert lacking("地\U000f1234\U000f1234块") == ["\U000f1234"]
    assert shown("地\U000f1234块") == f"地{GETA}块"


def test_text_without_a_sign_of_its_own_is_marked():
    assert clean("a\n b\t c") == "a b c"
    assert clean("a\x07\u202eb") == "a��b"
