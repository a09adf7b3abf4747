"""Texts as a reader sees them."""

import pytest
from ezdxf.tools.text import plain_mtext, plain_text

from gis.read.intake.formats.drawing_tags import Entity
from gis.read.intake.formats.drawing_text import entity_text, plain, plain_formatted
from tests.gis.read.intake.making_dxf import tags

PLAIN = [
    ("居住用地", "居住用地"),
    ("50%%d", "50°"),
    ("%%c20", "Ø20"),
    ("%%p0.5", "±0.5"),
    ("100%%%", "100%"),
    ("%%uline%%u", "line"),
    ("%%176", "°"),
    ("%%999", "%%999"),
    ("\\U+5730\\U+5757", "地块"),
    ("\\U+d800x", "\ufffdx"),
    ("\\M+5B5D8", "地"),
    ("\\M+2A661", "地"),
    ("a^Ib", "a b"),
    ("^ ", "^"),
    ("100%", "100%"),
    ("  两边  ", "两边"),
    ("", ""),
    ("C:\\dir", "C:\\dir"),
]
FORMATTED = [
    ("容积率\\P2.5", "容积率\n2.5"),
    ("{\\fSimSun|b0|i0|c134|p2;居住}", "居住"),
    ("\\A1;\\H2.5x;\\C1;红", "红"),
    ("\\W0.8;\\T1.1;\\Q15;斜", "斜"),
    ("{\\Lunder\\l} \\Oover\\o \\Kstrike\\k", "under over strike"),
    ("a\\~b", "a b"),
    ("\\S1/2;", "1/2"),
    ("\\S1^2;", "1/2"),
    ("\\S1#2;", "1/2"),
    ("\\{x\\}\\\\y", "{x}\\y"),
    ("\\pi0,l2,t4;段", "段"),
    ("50%%d", "50°"),
    ("\\U+5730", "地"),
    ("", ""),
]


@pytest.mark.parametrize(("written", "read"), PLAIN)
def test_one_line(written: str, read: str) -> None:
    assert plain(written) == read
    assert entity_text(Entity("TEXT", 1, tags((40, 1.0), (1, written)))) == read


@pytest.mark.parametrize(("written", "read"), FORMATTED)
def test_formatted(written: str, read: str) -> None:
    assert plain_formatted(written) == read


@pytest.mark.parametrize("written", [one for one, _ in PLAIN[:6]])
def test_one_line_is_what_ezdxf_makes_of_it(written: str) -> None:
    assert plain(written) == plain_text(written)


@pytest.mark.parametrize(
    "written", [one for one, _ in FORMATTED if "U+" not in one and "\\S1^" not in one and "#" not in one]
)
def test_formatted_is_what_ezdxf_makes_of_it(written: str) -> None:
    assert plain_formatted(written).split() == plain_mtext(written).split()


def test_pieces_are_joined() -> None:
    assert entity_text(Entity("MTEXT", 1, tags((3, "很长的"), (3, "一段"), (1, "文字")))) == "很长的一段文字"


def test_long_and_hostile_texts_take_no_time() -> None:
    for piece in ("\\f", "{", "\\S", "%%", "^", "\\U+12", "\\H1;"):
        assert isinstance(plain_formatted(piece * 50_000), str)
        assert isinstance(plain(piece * 50_000), str)
