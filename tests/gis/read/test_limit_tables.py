"""Control tables, crosswalks and settings from files: the shipped ones, a user's own, and what is refused."""

import pytest

from gis.errors import DefinitionError, UnitError, UnreadableFileError
from gis.read.limit_tables import (
    read_control_table,
    read_crosswalk,
    read_figure_settings,
    shipped_control_tables,
)

HEAD = """
key = "my_county"
title = "某县指标"
edition = "某政发〔2024〕1号"
level = "local"
industry_edition = "GB/T 4754-2017"
codes = ["1001"]
kind = "normative"
source = "某县"
confidence = "H"
"""
ROW = '[[limit]]\nindex = "far"\nop = ">="\nvalue = 1\n'


def read(tmp_path, text):
    path = tmp_path / "own.toml"
    path.write_text(text, encoding="utf-8")
    return read_control_table(path)


def test_the_table_of_2008():
    (table,) = shipped_control_tables()
    assert (table.key, table.level, table.industry_edition) == ("industrial_2008", "national", "GB/T 4754-2002")
    far = {limit.industries[0]: limit.value for limit in table.limits if limit.index == "far"}
    assert len(far) == 30
    assert (far["13"], far["25"], far["36"], far["43"]) == (1.0, 0.5, 0.7, 0.7)
    assert "38" not in far
    rest = {limit.index: (limit.op, limit.value) for limit in table.limits if limit.index != "far"}
    assert rest == {"building_coefficient": (">=", 0.3), "admin_land_share": ("<=", 0.07), "green_ratio": ("<=", 0.2)}
    assert {limit.confidence for limit in table.limits} == {"H"}


def test_the_shipped_settings():
    rules = read_figure_settings()
    assert rules.tall_codes == ("1001", "1101")
    assert (rules.allowed_share, rules.allowed_m2, rules.area_basis) == (0.001, 1.0, "planar")
    assert "宿舍" in rules.admin_uses


def test_a_table_of_the_users_own(tmp_path):
    row = '[[limit]]\nindex = "investment_per_ha"\nop = ">="\nvalue = "3000 万元/公顷"\nkind = "recommended"\n'
    table = read(tmp_path, HEAD + ROW + row + 'grades = ["三等"]\nindustries = ["36"]\n')
    assert [(limit.value, limit.kind) for limit in table.limits] == [(1.0, "normative"), (3_000.0, "recommended")]
    assert (table.limits[1].grades, table.limits[1].industries) == (("三等",), ("36",))
    mu = '[[limit]]\nindex = "tax_per_mu"\nop = ">="\nvalue = "30 万元/公顷"\n'
    assert read(tmp_path, HEAD + mu).limits[0].value == 2.0  # 15 mu are a hectare


@pytest.mark.parametrize(
    "text",
    [
        HEAD,
        HEAD + ROW + ROW,
        HEAD + ROW.replace("far", "fra"),
        HEAD + ROW.replace(">=", ">"),
        HEAD + ROW.replace("= 1\n", "= true\n"),
        HEAD + ROW + 'colour = "red"\n',
        HEAD.replace('"H"', '"sure"') + ROW,
        HEAD.replace('"local"', '"county"') + ROW,
        HEAD.replace('key = "my_county"', "") + ROW,
        HEAD.replace("GB/T 4754-2017", "") + ROW + 'industries = ["13"]\n',
    ],
)
def test_what_is_refused(tmp_path, text):
    with pytest.raises(DefinitionError):
        read(tmp_path, text)


def test_a_share_without_its_unit_is_refused(tmp_path):
    with pytest.raises(UnitError):
        read(tmp_path, HEAD + ROW.replace("far", "green_ratio"))


def test_settings_of_the_users_own(tmp_path):
    path = tmp_path / "figures.toml"
    word = 'source = "本县"\nconfidence = "M"\n'
    text = f"[tall_storeys]\ncodes = []\n{word}[admin]\nuses = []\n{word}[area]\nbasis = 'stated'\n"
    path.write_text(f"{text}allowed_share = '1 %'\nallowed = '10 m2'\n{word}", encoding="utf-8")
    rules = read_figure_settings(path)
    assert (rules.tall_codes, rules.allowed_share, rules.allowed_m2) == ((), 0.01, 10.0)
    path.write_text(f"{text}allowed_share = '1 %'\n{word}", encoding="utf-8")
    with pytest.raises(DefinitionError):
        read_figure_settings(path)


def test_crosswalks(tmp_path):
    path = tmp_path / "cross.csv"
    path.write_text("from_edition,from_code,to_edition,to_code\nGB/T 4754-2017,06,2002,06\n", encoding="utf-8")
    assert read_crosswalk(path).iloc[0].tolist() == ["GB/T 4754-2017", "06", "2002", "06"]
    for text in ("from_edition,from_code\n2017,36\n", "from_edition,from_code,to_edition,to_code\nnew,36,2002,37\n"):
        path.write_text(text, encoding="utf-8")
        with pytest.raises(DefinitionError):
            read_crosswalk(path)
    path.write_bytes("版本".encode("gbk"))
    with pytest.raises(UnreadableFileError):
        read_crosswalk(path)
