"""Sections of a drawing: header, layers, blocks, what belongs to paper, groups."""

from gis.read.intake.formats.drawing_sections import AREA_GROUP, sections
from gis.views.exchange.dxf import AREA_GROUP as WRITTEN_GROUP
from tests.gis.read.intake.making_dxf import block, insert, light, line, made, square, tags


def test_header_and_properties() -> None:
    header = (("$INSUNITS", 70, 4), ("$CUSTOMPROPERTYTAG", 1, "CRS"), ("$CUSTOMPROPERTY", 1, "CGCS2000"))
    found = sections(made("", header=header))
    assert found.header["$INSUNITS"] == "4"
    assert found.properties == [("CRS", "CGCS2000")]


def test_layers_by_any_spelling() -> None:
    rows = (
        ((2, "道路"), (62, -3), (70, 0)),
        ((2, "Frozen"), (62, 5), (70, 1)),
        ((2, "True"), (62, 5), (70, 0), (420, 0xFF8800)),
    )
    table = "".join(tags((0, "LAYER"), *row) for row in rows) + tags((0, "LAYER"), (2, "bad"), (62, "x"))
    found = sections(made("", tables=table))
    assert (found.layer("道路").hidden, found.layer("道路").colour) == (True, "3")
    assert found.layer("FROZEN").hidden
    assert (found.layer("true").colour, found.layer("true").hidden) == ("#ff8800", False)
    assert found.layer("bad").colour == found.layer("none").colour == "7"


def test_blocks_and_paper() -> None:
    blocks = block("Tree", line((0, 0), (1, 1)), base=(5.0, 6.0)) + block("*Paper_Space0", line((0, 0), (1, 1)))
    blocks += block("X", "", flags=4, path="a.dwg") + block("Y", "", flags=4)
    found = sections(made(insert("TREE") + line((0, 0), (1, 1)) + tags((67, 1)), blocks=blocks))
    assert [one.kind for one in found.blocks["tree"].entities] == ["LINE"]
    assert found.blocks["tree"].base == (5.0, 6.0, 0.0)
    assert (found.blocks["x"].outside, found.blocks["y"].outside) == ("a.dwg", "—")
    assert found.paper.total() == 2
    assert [one.kind for one in found.entities] == ["INSERT"]


def test_parts_go_to_their_owner() -> None:
    polyline = tags((0, "POLYLINE"), (66, 1)) + tags((0, "VERTEX"), (10, 1), (20, 2)) * 3 + tags((0, "SEQEND"))
    written = tags((0, "INSERT"), (2, "B")) + tags((0, "ATTRIB"), (2, "T")) + tags((0, "SEQEND"))
    stray = tags((0, "VERTEX"), (10, 1)) + light(square()) + tags((0, "ATTRIB"), (2, "T"))
    found = sections(made(polyline + written + stray))
    assert [(one.kind, len(one.parts)) for one in found.entities] == [("POLYLINE", 3), ("INSERT", 1), ("LWPOLYLINE", 0)]
    assert found.stray == 2


def test_groups_of_our_own_are_known() -> None:
    assert AREA_GROUP == WRITTEN_GROUP
    group = tags((0, "GROUP"), (5, "A"), (300, AREA_GROUP), (340, "2f"), (340, "30"))
    found = sections(made("", objects=group + tags((0, "GROUP"), (300, "another"), (340, "31"))))
    assert found.area_groups == [["2F", "30"]]
