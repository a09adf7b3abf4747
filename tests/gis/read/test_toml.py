import pytest

from gis.errors import DefinitionError
from gis.read.toml import read_toml


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
