"""KML texts in any encoding, with the slips of hand-made files; what defines entities is not read."""

import xml.etree.ElementTree as ET

import pytest

from gis.read.intake.formats.kml_text import ended, kml_text, local, mended, refused
from gis.read.intake.messages import Notes
from gis.read.intake.model import ReadOptions, RefusedError, Source

BODY = "<kml><name>规划居住用地</name></kml>"


def text_of(tmp_path, content, **options):
    path = tmp_path / "a.kml"
    path.write_bytes(content)
    notes = Notes()
    return kml_text(Source(path, "a.kml"), ReadOptions(**options), notes), {one.code for one in notes.messages}


@pytest.mark.parametrize(
    ("declared", "encoding", "told"),
    [
        ("UTF-8", "utf-8", False),
        (None, "utf-8", False),
        ("UTF-8", "utf-8-sig", False),
        ("GBK", "gb18030", False),
        ("GB2312", "gb18030", False),
        ("gb18030", "gb18030", False),
        ("UTF-16", "utf-16", False),
        ("UTF-8", "gb18030", True),
        (None, "gb18030", True),
        ("GB2312", "utf-8", True),
        ("marker", "utf-8", True),
        ("UTF-16", "utf-16-le", False),
        ("Big5", "big5", False),
    ],
)
def test_encodings(tmp_path, declared, encoding, told):
    head = f'<?xml version="1.0" encoding="{declared}"?>\n' if declared else ""
    body = "<kml><name>土地</name></kml>" if encoding == "big5" else BODY
    text, codes = text_of(tmp_path, (head + body).encode(encoding))
    assert text == body
    assert codes == ({"kml_encoding_belied"} if told else set())


def test_the_encoding_asked_for_is_used(tmp_path):
    assert text_of(tmp_path, "<kml>國土</kml>".encode("big5"), encoding="big5")[0] == "<kml>國土</kml>"


@pytest.mark.parametrize("marker", ['<!DOCTYPE kml [<!ENTITY a "b">]>', "<!doctype kml>", "<!ENTITY a 'b'>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_entities_are_refused(tmp_path, marker, encoding):
    with pytest.raises(RefusedError):
        text_of(tmp_path, f"{marker}{BODY}".encode(encoding))


def test_the_word_within_a_text_is_no_entity(tmp_path):
    content = "<kml><![CDATA[<!DOCTYPE html><p>]]><!-- <!ENTITY --></kml>"
    assert text_of(tmp_path, content.encode())[0] == content


@pytest.mark.parametrize(
    ("text", "tags", "code"),
    [
        ("<kml>a & b</kml>", ["kml"], "kml_letters_mended"),
        ("<kml>a&nbsp;b</kml>", ["kml"], "kml_letters_mended"),
        ("<kml>a\x0b&#1;&#x1F;b</kml>", ["kml"], "kml_letters_mended"),
        ("<kml><gx:Track/><ov:a/></kml>", ["Track", "a", "kml"], "kml_prefixes_declared"),
    ],
)
def test_slips_are_mended(text, tags, code):
    with pytest.raises(ET.ParseError):
        list(ended(text))
    notes = Notes()
    assert [name for name, _ in ended(mended(text, notes, where="f"))] == tags
    assert [one.code for one in notes.messages] == [code]


def test_mending_leaves_what_is_right():
    notes = Notes()
    text = "<kml a='&amp;'><![CDATA[a & b]]>&lt;&#65;&#x41;</kml>"
    assert mended(text, notes, where="f") == text
    assert not notes.messages


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("<kml><a>", "text_breaks_off"),
        ("<kml><a", "text_breaks_off"),
        ("<kml></a></kml>", "kml_broken"),
        ("<kml a=1></kml>", "kml_broken"),
    ],
)
def test_what_is_no_xml_is_told_with_its_place(text, code):
    with pytest.raises(ET.ParseError) as caught:
        list(ended(text))
    notes = Notes()
    refused(caught.value, text, notes, where="f")
    assert [one.code for one in notes.messages] == [code]
    assert notes.messages[0].facts["line"] == 1


def test_names_without_namespace():
    assert (local("{urn:a}Point"), local("Point")) == ("Point", "Point")
