"""Names of strangers: which are turned away, and how the others are shown."""

import pytest

from gis.read.intake.names import hostile_name, readable_name, shown_name

HONEST = [
    "地块.shp",
    "用地/现状 2026.dbf",
    "a.v2.geojson",
    "规划(最终).zip",
    "folder/",
    "ＣＯＮ说明.txt",
    "construct.txt",
    "a b.kml",
    "名 .shp",
    "㙍.shp",
    "Ünïcode.geojson",
    "a/b/c/d/e.tif",
    "..a/b",
    "a..b/c",
]
HOSTILE = [
    "",
    " ",
    "/a",
    "//host/a",
    "C:/a",
    "c:a",
    "..",
    "../a",
    "a/../b",
    "a/..",
    "a//b",
    "a/ /b",
    "a/./b",
    "con",
    "a/NUL",
    "LPT1.txt",
    "com1.shp",
    "a\0b",
    "a\tb",
    "a\u202eb",
    "a\u2066b",
    "a\u200bb",
    "\ufeffa",
    "a\u2028b",
    "a:b",
    "x" * 1_001,
    "a\ud800",
]


@pytest.mark.parametrize("name", HONEST)
def test_honest(name: str) -> None:
    assert not hostile_name(name)


@pytest.mark.parametrize("name", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile(name: str) -> None:
    assert hostile_name(name)


def test_names_in_bytes_of_an_old_system_are_read_as_chinese() -> None:
    assert readable_name("地块.shp") == "地块.shp"
    assert readable_name("规划用地.shp".encode("gb18030").decode("utf-8", "surrogateescape")) == "规划用地.shp"
    for odd in (b"\xff\xff.shp".decode("utf-8", "surrogateescape"), "a\ud800.shp"):
        assert readable_name(odd).encode("utf-8")
        assert readable_name(odd).endswith(".shp")


def test_shown_names_hide_nothing_and_end() -> None:
    assert shown_name("地块.shp") == "地块.shp"
    assert shown_name("a\u202eb\nc") == "a\ufffdb\ufffdc"
    long = shown_name("前" * 100 + "后" * 100)
    assert len(long) == 121
    assert long.startswith("前") and long.endswith("后") and "…" in long  # noqa: PT018 - one name
