import pytest

from gis.errors import DefinitionError, UnitError
from gis.read.toml import Table, read_toml


def table(**values):
    return Table(values, "district.toml", "layers.roads")


def test_a_missing_file_and_broken_toml_name_the_file(tmp_path):
    with pytest.raises(DefinitionError, match="不存在"):
        read_toml(tmp_path / "none.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text('a = "一\n', encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"broken\.toml.*line 1"):
        read_toml(broken)


def test_gbk_is_told_apart_from_toml(tmp_path):
    gbk = tmp_path / "gbk.toml"
    gbk.write_bytes('name = "淄博"'.encode("gbk"))
    with pytest.raises(DefinitionError, match="读不了"):
        read_toml(gbk)


def test_a_byte_order_mark_is_no_harm(tmp_path):
    marked = tmp_path / "bom.toml"
    marked.write_bytes(b"\xef\xbb\xbf" + 'name = "淄博"'.encode())
    assert read_toml(marked).text("name") == "淄博"


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
    assert table().quantity("cell", expected="m") is None
    with pytest.raises(UnitError, match=r"layers\.roads\.cell"):
        table(cell="20").quantity("cell", expected="m")


def test_arrays_of_tables_know_their_number():
    second = Table({"zones": [{"id": "a"}, {"id": "b", "x": 1}]}, "plan.toml").tables("zones")[1]
    with pytest.raises(DefinitionError, match=r"zones\[2\]\.x"):
        second.only({"id"})
