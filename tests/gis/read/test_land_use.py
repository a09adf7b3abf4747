"""Land-use codes: four editions, told apart by what they know and call them."""

import pytest

from gis.read.land_use import EDITION_TITLES, EDITIONS, code_table, judge_edition, to_2023


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_code_leads_to_codes_of_2023(edition: str) -> None:
    new = code_table("2023")
    assert edition in EDITION_TITLES
    for code, use in code_table(edition).items():
        assert use.name
        assert all(target in new for target in use.codes), (edition, code)
        assert to_2023(code, edition) == use.codes


def test_the_guide_has_its_classes() -> None:
    table = code_table("2023")
    levels = [len(code) // 2 for code in table]
    assert [levels.count(level) for level in (1, 2, 3)] == [24, 111, 40]
    assert table["1001"].name == "工业用地"


@pytest.mark.parametrize(
    ("code", "edition", "expected"),
    [
        ("1001", "2023", ("1001",)),
        ("10010199", "2023", ("100101",)),  # refined below the third level: its class counts
        ("2302", "2020", ("2303",)),  # 田坎 moved
        ("2302", "2023", ("2302",)),
        ("060102", "2020", ("1207",)),
        ("1001", "2020", ("1001",)),
        ("0702", "survey", ("0703",)),  # homestead, not community service
        ("05H1", "survey", ("09",)),
        ("0601", "survey", ("1001",)),
        ("R2", "gb50137", ("070102",)),
        ("R21", "gb50137", ("070102",)),
        ("H", "gb50137", ()),
        ("05H1", "2023", ()),  # no wetland
        ("X9", "gb50137", ()),
        ("99", "2023", ()),
        ("", "2023", ()),
    ],
)
def test_a_code_in_the_edition_of_2023(code: str, edition: str, expected: tuple[str, ...]) -> None:
    assert to_2023(code, edition) == expected


def test_an_unknown_edition_is_an_error() -> None:
    with pytest.raises(KeyError):
        code_table("1984")


@pytest.mark.parametrize(
    ("pairs", "edition"),
    [
        ([("R2", "二类居住用地"), ("M1", "一类工业用地")], "gb50137"),
        ([("r2", ""), ("g1", "")], "gb50137"),
        ([("05H1", ""), ("0601", "")], "survey"),
        ([("0702", "农村宅基地"), ("0601", "工业用地")], "survey"),
        ([("0702", "城镇社区服务设施用地"), ("1001", "工业用地")], "2023"),
        ([("0101", "水田"), ("0301", "")], "2023"),  # the same in every edition: the newest
        ([("2302", "田坎"), ("0604", "水产养殖设施建设用地")], "2020"),
        ([("0701", ""), ("1001", "")], ""),  # industry in one edition, railway in the other
        ([("A1", "x"), ("ZZ", "y")], ""),
        ([], ""),
        ([("  ", "")], ""),
    ],
)
def test_the_edition_is_judged_or_left_open(pairs: list[tuple[str, str]], edition: str) -> None:
    assert judge_edition(pairs).edition == edition


def test_open_means_candidates() -> None:
    judged = judge_edition([("0701", ""), ("1001", "")])
    assert set(judged.candidates) == {"2023", "2020", "survey"}
    assert judge_edition([("R2", ""), ("1001", "")]).candidates == ()


def test_order_and_repetition_do_not_matter() -> None:
    pairs = [("0702", "农村宅基地"), ("0601", "工业用地"), ("1001", "铁路用地")]
    assert judge_edition(pairs) == judge_edition(pairs[::-1] * 3)
