"""The encoding of texts, judged by their bytes: right, wrong and missing labels, short texts, cut and mixed values."""

import random

import pytest

from gis.read.intake.formats.dbf_texts import judge, label_encoding, texts_of, usable_encoding

WORDS = [
    "居住用地", "商业服务业用地", "公园绿地", "城市道路用地", "教育用地", "医疗卫生用地", "工业用地", "舜华路街道",
    "齐鲁软件园", "地块", "名称", "现状", "规划", "济南市历下区", "备注", "权属", "图斑编号", "水域", "农村宅基地",
    "铁路用地", "实验中学", "防护绿地", "停车场", "二类居住用地", "留白用地", "高新区",
]  # fmt: skip
TRADITIONAL = [
    "居住用地", "商業服務業用地", "公園綠地", "城市道路用地", "教育用地", "醫療衛生用地", "工業用地", "臺北市大安區",
    "地塊", "名稱", "現狀", "規劃", "備註", "權屬", "圖斑編號", "農村宅基地", "鐵路用地", "實驗中學", "防護綠地",
    "停車場",
]  # fmt: skip


def sample(words: list[str], count: int, encoding: str, seed: int) -> list[bytes]:
    return [word.encode(encoding) for word in random.Random(seed).sample(words, count)]  # noqa: S311


@pytest.mark.parametrize("count", [1, 2, 4, 20])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_chinese_words_tell_their_encoding(encoding: str, count: int) -> None:
    found = [judge(sample(WORDS, count, encoding, seed)) for seed in range(60)]
    assert {one.encoding for one in found} == {encoding}
    assert sum(one.sure for one in found) >= 57  # a single word may be asked about, never misread


@pytest.mark.parametrize("count", [4, 12])
def test_traditional_texts_in_big5_are_not_taken_for_gbk(count: int) -> None:
    found = [judge(sample(TRADITIONAL, count, "cp950", seed)) for seed in range(60)]
    assert {one.encoding for one in found if one.sure} == {"cp950"}
    assert sum(one.sure for one in found) >= 57


@pytest.mark.parametrize("stated", ["utf-8", "gb18030", "cp950", "cp1252", ""])
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_wrong_label_does_not_win(encoding: str, stated: str) -> None:
    for seed in range(30):
        found = judge(sample(WORDS, 8, encoding, seed), stated=stated)
        assert (found.encoding, found.sure) == (encoding, True)


def test_a_label_that_fits_is_believed() -> None:
    cyrillic = ["Улица", "Площадь", "Парк"]
    assert judge([word.encode("cp1251") for word in cyrillic], stated="cp1251").encoding == "cp1251"
    assert judge(["Café".encode()], stated="utf-8").encoding == "utf-8"
    uighur = ["ئۈرۈمچى شەھىرى".encode()]
    assert judge(uighur).encoding == "utf-8"


@pytest.mark.parametrize(
    "values", [[b"\xc3\xa9"], [b"Caf\xc3\xa9"], [b"\xff\xff\xfe"], [b"\x80\x81 \xff", b"\xa0\xff"]]
)
def test_what_cannot_be_told_is_asked(values: list[bytes]) -> None:
    assert not judge(values).sure


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_values_cut_in_a_letter_do_not_change_the_judgement(encoding: str) -> None:
    whole = [word.encode(encoding) for word in WORDS]
    values = [value[:-1] if at % 2 else value for at, value in enumerate(whole)]
    found = judge(values)
    assert (found.encoding, found.sure) == (encoding, True)
    texts = texts_of(values, encoding)
    assert texts.cut == tuple(range(1, len(WORDS), 2))
    assert texts.values == [word[:-1] + "\ufffd" if at % 2 else word for at, word in enumerate(WORDS)]


def test_a_letter_damaged_within_costs_itself_alone() -> None:
    value = "齐鲁软件园".encode()
    texts = texts_of([value[:4] + b"\xff" + value[5:]], "utf-8")
    assert texts.damaged == (0,)
    assert texts.values[0].startswith("齐")
    assert texts.values[0].endswith("软件园")


def test_utf8_among_gbk_is_found_even_where_gbk_would_take_it() -> None:
    values = ["小学".encode(), "公园".encode("gb18030"), "A区1号".encode(), b"plain"]
    texts = texts_of(values, "gb18030")
    assert texts.values == ["小学", "公园", "A区1号", "plain"]
    assert texts.other == (0, 2)
    assert texts_of(values[:1], "gb18030", certain=True).values != ["小学"]  # the user said so


@pytest.mark.parametrize(
    ("cpg", "ldid", "found"),
    [
        (b"UTF-8", 0, "utf-8"),
        (b"\xef\xbb\xbfUTF-8\r\n", 0, "utf-8"),
        (b"936\0", 0, "gb18030"),
        (b"ANSI 936", 0, "gb18030"),
        (b"GB2312", 0x57, "gb18030"),
        (b"BIG5", 0, "cp950"),
        (b"950", 0, "cp950"),
        (b"1252", 0, "cp1252"),
        (None, 0x4D, "gb18030"),
        (None, 0x78, "cp950"),
        (None, 0x57, ""),
        (b"nonsense", 0x4D, "gb18030"),
        (b"", 0, ""),
        (b"hex", 0, ""),
        (b"idna", 0, ""),
        (b"unicode_escape", 0, ""),
        (b"undefined", 0, ""),
        (b"\0\xff\n" * 50, 0, ""),
        (b"../../name", 0, ""),
    ],
)
def test_labels(cpg: bytes | None, ldid: int, found: str) -> None:
    assert label_encoding(cpg, ldid) == found


def test_only_encodings_of_text_are_usable() -> None:
    assert usable_encoding("GBK") == "gb18030"
    assert usable_encoding("Big5") == "cp950"
    assert [usable_encoding(name) for name in ("rot13", "zlib", "punycode", "", "用户")] == [None] * 5
