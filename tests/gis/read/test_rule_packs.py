"""Rule packs from files: the digest of the bytes, what is refused, and which packs hold for a district."""

import hashlib
from pathlib import Path

import pytest

from gis.errors import DefinitionError
from gis.read.rule_packs import read_rule_pack, shipped_packs

PACK = """
id = "mine"
title = "我的"
version = "1"
source = "乙"
districts = [{districts}]
[[rules]]
id = "parts"
title = "重叠 / overlap"
severity = "notice"
test = "overlap_parts"
source = "甲"
confidence = "H"
"""


def written(folder: Path, name: str, districts: str = "") -> Path:
    path = folder / f"{name}.toml"
    path.write_text(PACK.format(districts=districts).replace('"mine"', f'"{name}"'), encoding="utf-8")
    return path


def test_the_digest_is_of_the_bytes(tmp_path: Path) -> None:
    path = written(tmp_path, "mine")
    pack = read_rule_pack(path)
    assert pack.digest == hashlib.sha256(path.read_bytes()).hexdigest()
    path.write_text(path.read_text(encoding="utf-8").replace("notice", "restricted"), encoding="utf-8")
    assert read_rule_pack(path).digest != pack.digest


def test_missing_and_damaged_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(DefinitionError, match=r"none\.toml"):
        read_rule_pack(tmp_path / "none.toml")
    (tmp_path / "bad.toml").write_text("id = ", encoding="utf-8")
    with pytest.raises(DefinitionError, match=r"bad\.toml"):
        read_rule_pack(tmp_path / "bad.toml")


def test_packs_of_a_district_come_after_the_general_one(tmp_path: Path) -> None:
    for name, districts in (("aaa", '"zibo"'), ("general", ""), ("other", '"liaocheng"'), ("all", "")):
        written(tmp_path, name, districts)
    assert [pack.id for pack in shipped_packs("zibo", folder=tmp_path)] == ["general", "all", "aaa"]


def test_what_is_shipped() -> None:
    assert [pack.id for pack in shipped_packs("zibo")] == ["general", "zibo"]
    assert [pack.id for pack in shipped_packs("liaocheng")] == ["general", "liaocheng"]
    assert [pack.id for pack in shipped_packs("elsewhere")] == ["general"]


def test_classes_of_present_land_use():
    general = next(pack for pack in shipped_packs("") if pack.id == "general")
    for rule in (rule for rule in general.rules if rule.test == "conversion"):
        told = {
            code: rule.settings.class_of(code) for code in ("0101", "0401", "0403", "04", "0501", "0507", "0505", "05")
        }
        assert told == {
            "0101": "farmland", "0401": "farmland", "0403": "unused", "04": "", "0501": "farmland", "0507": "farmland",
            "0505": "unused", "05": "",
        }  # fmt: skip
