"""Tags of a drawing: cut out, taken apart, decoded; damage stays with the entity it stands in."""

from io import BytesIO, StringIO
from pathlib import Path

import ezdxf
import pytest
from ezdxf.lldxf.tagger import ascii_tags_loader

from gis.read.intake.formats.drawing_tags import Damage, Entity, as_text, decoded, entities
from tests.gis.read.intake.making_dxf import CASES, light, made, square, tags, text


def cut(content: str) -> tuple[list[Entity], Damage]:
    damage = Damage()
    return list(entities(content, damage)), damage


def test_entities_with_their_lines() -> None:
    found, damage = cut(made(light(square())))
    assert [one.kind for one in found] == ["SECTION", "SECTION", "LWPOLYLINE", "ENDSEC", "EOF"] or found[
        0
    ].kind == "SECTION"
    lines = made(light(square())).split("\n")
    assert all(lines[one.line - 1].strip() == "0" and lines[one.line].strip() == one.kind for one in found)
    assert damage == Damage()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    found, damage = cut(made(light(square())).replace("\n", end))
    assert [one.kind for one in found].count("LWPOLYLINE") == 1
    assert not damage.cut


@pytest.mark.parametrize("name", [case[0] for case in CASES if case[0].startswith("dxf_r") and case[0][5:6].isdigit()])
def test_tags_are_those_of_ezdxf(name: str, tmp_path: Path) -> None:
    path = next(maker for own, maker, *_ in CASES if own == name)(tmp_path)
    content, whole = as_text(path.read_bytes())
    plain = decoded(content)[0].text
    assert whole
    ours = [(0, one.kind) for one in cut(plain)[0]]
    theirs = [(0, tag.value) for tag in ascii_tags_loader(StringIO(plain)) if tag.code == 0]
    assert ours == theirs
    all_ours = [pair for one in cut(plain)[0] for pair in [(0, one.kind), *one.tags, *one.extended]]
    assert all_ours == [(tag.code, tag.value) for tag in ascii_tags_loader(StringIO(plain))]


@pytest.mark.parametrize("release", ["R12", "R2000", "R2007", "R2018"])
def test_binary_is_the_text_written_shorter(release: str) -> None:
    document = ezdxf.new(release)
    document.modelspace().add_text("地块一", dxfattribs={"insert": (500000.125, -1e-7), "color": -3})
    document.encoding = "gbk"
    stream, short = StringIO(), BytesIO()
    document.write(stream)
    document.write(short, fmt="bin")
    content, whole = as_text(short.getvalue())
    assert whole

    def last(source: str) -> list[tuple[int, str]]:
        (one,) = [entity for entity in cut(source)[0] if entity.kind == "TEXT"]
        return [(code, value) for code, value in one.tags if code in (1, 8, 62)] + [(0, repr(one.point()))]

    assert last(decoded(content)[0].text) == last(stream.getvalue())


@pytest.mark.parametrize("share", [0.02, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99])
def test_binary_cut_anywhere(share: float) -> None:
    short = BytesIO()
    ezdxf.new("R2010").write(short, fmt="bin")
    assert as_text(short.getvalue()[: int(len(short.getvalue()) * share)])[1] is False


def test_values_are_asked_by_code() -> None:
    one = Entity("X", 1, tags((8, " 道路 "), (40, "2.5"), (70, "1.0"), (10, 1), (20, 2), (8, "later")))
    assert (one.text(8), one.text(9, "-"), one.number(40), one.whole(70), one.point()) == (
        "道路",
        "-",
        2.5,
        1,
        (1.0, 2.0, 0.0),
    )
    one.forget()
    assert one.text(8) == "道路"
    with pytest.raises(ValueError, match="道路"):
        one.number(8)
    with pytest.raises(ValueError, match="inf"):
        Entity("X", 1, tags((70, "-inf")).rstrip("\n")).whole(70)
    with pytest.raises(ValueError):
        one.point(11)


@pytest.mark.parametrize(
    ("raw", "codes", "broken"),
    [
        ("  8\n0\n 62\n5\n", [8, 62], 0),
        ("  8\n0\n 6x\n5\n 40\n1\n", [8], 5),
        ("  8\n0\n 62", [8], 5),
        ("  8\n0\n 99999\n5\n", [8], 5),
        ("  8\n0\n-77\n5\n", [8], 5),
        ("999\nnote\n  8\n0\n", [8], 0),
        ("", [], 0),
    ],
)
def test_damage_ends_the_tags_and_keeps_its_line(raw: str, codes: list[int], broken: int) -> None:
    one = Entity("X", 1, raw)
    assert (one.codes, one.broken) == (codes, broken)


def test_extended_data_is_apart() -> None:
    one = Entity("X", 1, tags((8, "0"), (1001, "SOUTH"), (1000, "300000"), (1040, 1.5)))
    assert one.tags == [(8, "0")]
    assert [code for code, _ in one.extended] == [1001, 1000, 1040]


def test_a_zero_as_a_value_begins_nothing() -> None:
    found, _ = cut(tags((0, "LINE"), (70, 0), (62, 0), (1, "0"), (0, "EOF")))
    assert [one.kind for one in found] == ["LINE", "EOF"]
    assert found[0].codes == [70, 62, 1]


def test_what_follows_the_end_is_counted() -> None:
    assert cut(made("") + "a\n\nb")[1].after_end == 2
    assert cut(made("").removesuffix(tags((0, "EOF"))))[1].cut


@pytest.mark.parametrize(
    ("content", "encoding", "page", "judged", "sure"),
    [
        (made(text("居住用地", 0, 0)).encode(), "utf-8", "UTF-8", False, True),
        (made("x").encode(), "ascii", "UTF-8", False, True),
        (b"9\n$DWGCODEPAGE\n3\nANSI_936\n" + "居住用地".encode("gbk"), "gb18030", "ANSI_936", False, True),
        (b"9\n$DWGCODEPAGE\n3\nANSI_1252\n" + "居住用地".encode("gbk"), "gb18030", "ANSI_1252", True, True),
        (b"9\n$DWGCODEPAGE\n3\nANSI_1252\n" + "Área".encode("cp1252"), "cp1252", "ANSI_1252", False, True),
        (b"9\n$DWGCODEPAGE\n3\nANSI_950\n" + "國土規劃".encode("big5"), "big5", "ANSI_950", False, True),
        (b"9\n$DWGCODEPAGE\n3\nANSI_936\n" + "居住用地".encode(), "utf-8", "ANSI_936", True, True),
        ("居住用地".encode("gbk"), "gb18030", "", True, True),
        (b"\xef\xbb\xbf" + "居住".encode(), "utf-8-sig", "", True, True),
        ("0\nSECTION\n居住".encode("utf-16"), "utf-16", "", False, True),
    ],
)  # fmt: skip
def test_encodings(content: bytes, encoding: str, page: str, judged, sure) -> None:
    found, named = decoded(content)
    assert (found.encoding, named, found.judged, found.sure, found.lost) == (encoding, page, judged, sure, 0)
    assert not found.text.startswith("\ufeff")


def test_a_broken_letter_does_not_change_the_encoding() -> None:
    content = made(text("居住用地" * 20, 0, 0)).encode() + b"\n\xe5\xb1\n"
    found, _ = decoded(content)
    assert (found.encoding, found.lost) == ("utf-8", 1)


def test_a_stated_encoding_is_taken() -> None:
    found, _ = decoded("居住".encode("gbk"), stated="cp1252")
    assert (found.encoding, found.judged) == ("cp1252", False)
