from dataclasses import replace

import pytest

from gis.errors import DefinitionError
from gis.plots.schemes import (
    Band,
    Bands,
    Group,
    Index,
    LandRule,
    Method,
    Scheme,
    checked,
    with_bands,
    with_indices,
    with_weights,
)

TAX = Index("tax", "税收", "tax", "tax_wan", "land_m2", "万元/亩", 60.0)
ENERGY = Index("energy", "能耗", "energy", "value_added_wan", "energy_tce", "万元/吨标煤", 40.0)
BANDS = Bands("rank", (Band("A", 0.25), Band("B", 0.7), Band("C", 0.95), Band("D", 1.0)))


def scheme(*indices, scale="all", method=None, bands=BANDS, **land):
    groups = (Group(scale, indices or (TAX, ENERGY)),)
    rule = LandRule(("land_own_m2",), **land)
    return Scheme("own", "自拟", "own", groups, rule, method or Method("ratio"), bands, file="own.toml")


def test_a_whole_scheme_lacks_nothing():
    assert checked(scheme()).lacks == ()


@pytest.mark.parametrize(
    ("wrong", "text"),
    [
        (scheme(replace(TAX, weight=50.0), ENERGY), "之和应为 100,却是 90"),
        (scheme(replace(TAX, weight=None), ENERGY), "全部给出或全部不给"),
        (scheme(TAX, replace(ENERGY, key="tax")), "重复"),
        (scheme(replace(TAX, unit="万元/吨"), ENERGY), "unit"),
        (scheme(replace(TAX, unit="万元/顷"), ENERGY), "不认识的单位"),
        (scheme(replace(TAX, weight=-60.0), replace(ENERGY, weight=160.0)), "大于 0"),
        (scheme(replace(TAX, benchmark=0.0), ENERGY), "基准值"),
        (scheme(replace(TAX, cap=0.5), ENERGY), "上限"),
        (scheme(replace(TAX, missing="guess"), ENERGY), "mean_score"),
        (scheme(scale="middle"), "above"),
        (scheme(method=Method("sum")), "ratio"),
        (scheme(method=Method("ratio", benchmark="best")), "sum_over_sum"),
        (scheme(method=Method("ratio", missing="x")), "mean_score"),
        (scheme(method=Method("minmax", base=20.0, span=0.0)), "幅度"),
        (scheme(bands=Bands("place", BANDS.bands)), "rank"),
        (scheme(bands=Bands("rank", (Band("A", 0.7), Band("B", 0.25), Band("C", 1.0)))), "由好到差"),
        (scheme(bands=Bands("rank", (Band("A", 0.7),))), "100 %"),
        (scheme(bands=Bands("score", (Band("A", None, 60.0), Band("B", None, 80.0)))), "由好到差"),
        (scheme(bands=Bands("score", (Band("A", 0.5),))), "at_least"),
        (scheme(bands=Bands("rank", (Band("A", 1.0),), excused="A")), "档名"),
        (replace(scheme(), groups=()), "分组"),
        (replace(scheme(), land=LandRule(())), "用地"),
    ],
)
def test_what_contradicts_itself_is_refused(wrong, text):
    with pytest.raises(DefinitionError, match=text) as error:
        checked(wrong)
    assert error.value.facts["file"] == "own.toml"


def test_a_template_says_what_it_lacks_and_takes_it():
    bare = scheme(
        replace(TAX, weight=None), replace(ENERGY, weight=None), bands=Bands("rank", (Band("A"), Band("D", 1.0)))
    )
    assert [text.split(" / ")[1] for text in bare.lacks] == ["weights all firms", "limits of the bands"]
    filled = with_bands(with_weights(bare, "all", {"tax": 70, "energy": 30}), BANDS.bands)
    assert filled.lacks == ()
    assert [index.weight for index in filled.groups[0].indices] == [70.0, 30.0]


def test_weights_must_name_every_index_of_a_group_that_is_there():
    with pytest.raises(DefinitionError, match="tax、energy"):
        with_weights(scheme(), "all", {"tax": 100})
    with pytest.raises(DefinitionError, match="没有分组"):
        with_weights(scheme(), "above", {"tax": 100})
    with pytest.raises(DefinitionError, match="之和"):
        with_indices(scheme(), "all", [TAX])


def test_a_group_for_all_takes_every_firm():
    assert scheme().group("below").scale == "all"
    assert scheme(scale="above").group("below") is None
