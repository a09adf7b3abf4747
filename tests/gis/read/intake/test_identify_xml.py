"""XML told apart by its root, in every encoding an honest program writes."""

from pathlib import Path

import pytest

from gis.read.intake.identify_xml import kind_of_xml, looks_like_html, root_of
from tests.gis.read.intake import making_fence as making


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gbk", "gb2312", "gb18030"]
)
def test_kml_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    path = making.of("a.kml", making.kml(encoding=encoding))(tmp_path)
    assert kind_of_xml(path) == ("kml", {})


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-be", "gb18030"])
def test_a_doctype_is_found_in_every_encoding(encoding: str, tmp_path: Path) -> None:
    path = making.of("a.kml", making.kml(encoding=encoding, head=making.ENTITY))(tmp_path)
    assert root_of(path).doctype
    assert kind_of_xml(path)[0] == "xml_doctype"


def test_declared_utf16_in_bytes_of_utf8_is_what_programs_write(tmp_path: Path) -> None:
    path = making.of("a.kml", making.kml().replace(b'"utf-8"', b'"utf-16"'))(tmp_path)
    assert kind_of_xml(path) == ("kml", {})


@pytest.mark.parametrize("name", ["utf-7", "cp037", "x-unknown", "hz-gb-2312", "utf-32"])
def test_odd_encodings_are_named(name: str, tmp_path: Path) -> None:
    path = making.of("a.kml", making.kml().replace(b'"utf-8"', f'"{name}"'.encode()))(tmp_path)
    assert kind_of_xml(path)[0] == "xml_encoding_odd"


@pytest.mark.parametrize(
    ("text", "name", "namespace"),
    [
        ("<kml/>", "kml", ""),
        ("  \r\n<?xml version='1.0'?>\n<!-- x --><kml/>", "kml", ""),
        ("<a:kml xmlns:a='n'/>", "kml", "n"),
        ("<kml xmlns='http://www.opengis.net/kml/2.2'><Document/></kml>", "kml", "http://www.opengis.net/kml/2.2"),
        ("<kml><open", "kml", ""),
    ],
)
def test_root(text: str, name: str, namespace: str, tmp_path: Path) -> None:
    root = root_of(making.of("a.xml", text)(tmp_path))
    assert (root.name, root.namespace) == (name, namespace)


@pytest.mark.parametrize(
    "text",
    ["<kml", "<!-- never closed", "<1/>", "<a b=c>", "<?xml version='1.0'?>", f"<!-- {'x' * 2_000_000} --><kml/>"],
)
def test_no_root(text: str, tmp_path: Path) -> None:
    root = root_of(making.of("a.xml", text)(tmp_path))
    assert (root.name, root.doctype) == ("", False)
    assert root.problem


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("<!DOCTYPE html><html>", True),
        ("\ufeff \n<!-- x --><HTML>", True),
        ("<?xml version='1.0'?><!DOCTYPE html><html>", True),
        ("<table><tr>", True),
        ("<kml>", False),
        ("<!DOCTYPE kml><kml>", False),
        ("text <html>", False),
    ],
)
def test_web_pages(text: str, *, page: bool) -> None:
    assert looks_like_html(text) is page
