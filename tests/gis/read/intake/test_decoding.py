"""Bytes to text: what is stated, what is judged, what is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.read.intake.decoding import decode, han_share, known_encoding

TEXT = "地块一,工业用地,淄博高新区"


@pytest.mark.parametrize(
    ("encoding", "judged_as"),
    [("utf-8", "utf-8"), ("gbk", "gb18030"), ("gb18030", "gb18030"), ("utf-8-sig", "utf-8-sig"), ("utf-16", "utf-16")],
)
def test_chinese_text_is_read_in_every_usual_encoding(encoding: str, judged_as: str) -> None:
    found = decode(TEXT.encode(encoding))
    assert found.text == TEXT
    assert found.encoding == judged_as
    assert found.sure
    assert found.lost == 0


def test_chinese_in_utf8_with_foreign_letters_stays_utf8() -> None:
    text = "头一,头二\naa,b¡áb"
    assert decode(text.encode()).text == text


@pytest.mark.parametrize("text", ["䶮湖公园㙍头地块", "ตลาดน้ำ", "地块䶮"])
def test_rare_letters_in_utf8_are_sure(text: str) -> None:
    found = decode(text.encode())
    assert (found.text, found.sure) == (text, True)


def test_plain_ascii_is_no_guess() -> None:
    found = decode(b"J1,1,4057700.000,39508900.000")
    assert (found.encoding, found.judged, found.sure) == ("ascii", False, True)


def test_what_is_stated_wins_and_losses_are_counted() -> None:
    found = decode(TEXT.encode("gbk"), stated="UTF-8")
    assert found.encoding == "utf-8"
    assert found.lost > 0
    assert not found.judged


def test_neither_is_not_sure() -> None:
    assert not decode(b"\xff\xfa\x81\x30\xff abc \x80\x80").sure
    latin = decode("Müller, Grünstraße, Köln".encode("latin-1"))
    assert not (latin.sure and latin.text == "Müller, Grünstraße, Köln")
    assert latin.judged


@pytest.mark.parametrize(
    ("name", "known"),
    [("936", "gb18030"), ("GBK", "gb18030"), ("ANSI 936", "gb18030"), ("ANSI_936", "gb18030"), ("gb2312", "gb18030"),
     ("65001", "utf-8"), ("UTF8", "utf-8"), ("950", "big5"), ("1252", "cp1252"), ("klingon", None), ("", None)],
)  # fmt: skip
def test_names_of_encodings(name: str, known: str | None) -> None:
    assert known_encoding(name) == known


@pytest.mark.parametrize(
    "name",
    ["a\0b", "gbk\0", "\ud800", "hex", "base64", "rot13", "zlib", "undefined", "idna", "punycode", "unicode_escape",
     "raw-unicode-escape", "中文", "..", "a" * 5_000],
)  # fmt: skip
def test_names_that_are_no_encoding_of_texts(name: str) -> None:
    assert known_encoding(name) is None
    assert decode(TEXT.encode("gbk"), stated=name).text == TEXT


def test_honest_chinese_is_told_from_mojibake() -> None:
    assert han_share(TEXT) > 0.9
    assert han_share("°¡ÓÃµØ¹æ»®") < 0.5
    assert han_share("plain") == 1.0


@given(st.text(alphabet="规划用地道路工业居住公园绿地面积名称备注编号一二三四五六七八九十", min_size=2, max_size=60))
def test_gbk_and_utf8_are_never_confused(text: str) -> None:
    assert decode(text.encode("gbk")).text == text
    assert decode(text.encode("utf-8")).text == text
