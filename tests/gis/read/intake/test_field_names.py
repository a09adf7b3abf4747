"""What fields of the trade mean."""

import pytest

from gis.read.intake.field_names import dictionary, meaning
from gis.schema import FIRMS, KINDS


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("DLBM", "code"), ("dlbm", "code"), ("用地代码", "code"), ("YDYHFLDM", "code"), ("DLMC", "code_name"),
        ("BSM", "id"), ("地块编号", "id"), ("TBMJ", "area_stated_m2"), ("用地面积(公顷)", "area_stated_m2"),
        ("用地面积（公顷）", "area_stated_m2"), ("ＭＪ", "area_stated_m2"), (" 名 称 ", "name"),
        ("road_class", "road_class"),
        ("building:levels", "storeys"), ("税收", "tax_wan"), ("常住人口", "persons_count"),
        ("xyz", ""), ("", ""), ("MJ_1", ""),
    ],
)  # fmt: skip
def test_names_of_the_trade(name: str, key: str) -> None:
    assert meaning(name) == key


def test_no_name_means_two_things() -> None:
    seen: dict[str, str] = {}
    for key, field in dictionary().items():
        for name in (key, *field.names):
            assert seen.setdefault(name.casefold().replace("_", ""), key) == key, name


def test_every_column_of_our_layers_has_names() -> None:
    for kind in KINDS.values():
        for column in kind.columns:
            if column in ("crossing", "steps", "walkable"):  # of our own making, no file of the trade has them
                continue
            assert column in dictionary(), (kind.name, column)


def test_every_column_of_firms_has_names() -> None:
    assert set(FIRMS) <= set(dictionary())


def test_kinds_exist() -> None:
    for field in dictionary().values():
        assert set(field.kinds) <= {*KINDS, "firms"}, field.key
        assert field.title
        assert field.title_en
