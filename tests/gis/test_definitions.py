import pytest

from gis.definitions import Table
from gis.errors import DefinitionError, UnitError


def table(**values):
    return Table(values, "district.toml", "layers.roads")


def test_unknown_keys_are_refused_and_the_known_listed():
    with pytest.raises(DefinitionError, match=r"layers\.roads\.fiel.*file"):
        table(fiel="a").only({"file"})


def test_types_are_not_guessed():
    with pytest.raises(DefinitionError, match="应为 str"):
        table(file=3).text("file")
    with pytest.raises(DefinitionError, match="缺少此键"):
        table().text("file")
    with pytest.raises(DefinitionError, match="文字"):
        table(names=["a", 1]).texts("names")
    with pytest.raises(DefinitionError, match="表"):
        table(zones=["a"]).tables("zones")
    assert table().text("note", "") == ""


def test_quantities_name_the_key_they_stand_at():
    assert table(cell="20 m").quantity("cell", expected="m") == 20.0
    assert table().quantity("cell", expected="m", default="5 m") == 5.0
    with pytest.raises(DefinitionError, match="缺少此键"):
        table().quantity("cell", expected="m")
    with pytest.raises(UnitError, match=r"layers\.roads\.cell"):
        table(cell="20").quantity("cell", expected="m")


def test_arrays_of_tables_know_their_number():
    second = Table({"zones": [{"id": "a"}, {"id": "b", "x": 1}]}, "plan.toml").tables("zones")[1]
    with pytest.raises(DefinitionError, match=r"zones\[2\]\.x"):
        second.only({"id"})


def test_shares_and_counts_are_held_to_what_they_are():
    assert table(share="30 %").share("share") == 0.3
    with pytest.raises(DefinitionError, match="100 %"):
        table(share="130 %").share("share")
    assert table(parts=[1, 2]).counts("parts") == (1, 2)
    with pytest.raises(DefinitionError, match="整数"):
        table(parts=[1, "2"]).counts("parts")
    with pytest.raises(DefinitionError, match="应为 int"):
        table(count=True).take("count", int)
    assert table(a=1).has("a")
    assert not table(a=1).has("b")
