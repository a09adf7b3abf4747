import pytest

from gis.schema import KINDS, Basis, Shape, yes_or_no


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_every_kind_has_key_basis_and_uncertainty(kind):
    assert kind.columns["id"].required
    assert {"name", "basis", "uncertainty_m", "source"} <= set(kind.columns)
    assert kind.title
    assert kind.title_en
    assert KINDS[kind.name] is kind


def test_lengths_in_columns_carry_their_unit():
    for kind in KINDS.values():
        for name, column in kind.columns.items():
            assert column.kind in ("text", "number", "flag")
            if name.endswith("_m"):
                assert column.unit == "m", name
            if name.endswith("_m2"):
                assert column.unit == "m2", name


def test_the_worst_basis_decides():
    assert Basis.worst([]) is Basis.SURVEYED
    assert Basis.worst([Basis.OSM, Basis.SCHEMATIC, Basis.EVIDENCE]) is Basis.SCHEMATIC
    assert [basis.indicative for basis in Basis] == [False, False, True, True, True]


def test_shapes_admit_their_multi_kind_but_points_do_not():
    assert Shape.POINT.types == ("Point",)
    assert Shape.AREA.types == ("Polygon", "MultiPolygon")


def test_yes_and_no_are_read_as_people_write_them_and_nothing_else_is_guessed():
    for value in (True, 1, 1.0, "1", "1.0", "是", " Yes ", "TRUE", "t", "y", "有", "√", "规上"):
        assert yes_or_no(value) is True, value
    for value in (False, 0, 0.0, "0", "0.0", "否", "NO", "false", "F", "n", "无", "×", "规下"):
        assert yes_or_no(value) is False, value
    for value in (None, "", float("nan"), "也许", 2, 0.5, "是的吧", []):
        assert yes_or_no(value) is None, value
