"""What keys state and numbers show."""

import numpy as np
import pytest

from gis.crs import BELT_ZONES, belt_code, belt_of
from gis.read.intake.formats.txt_system import Statement, code_of, datum_named, judge_numbers, statement_of


def stated(**keys: str) -> Statement:
    return statement_of({key: [(value, at)] for at, (key, value) in enumerate(keys.items(), start=2)})


def numbers(*pairs: tuple[float, float]):
    own = np.array(pairs, dtype=float)
    return judge_numbers(own[:, 0], own[:, 1])


@pytest.mark.parametrize(
    ("name", "datum"),
    [
        ("2000国家大地坐标系", "cgcs2000"), ("CGCS2000", "cgcs2000"), ("国家2000", "cgcs2000"),
        ("2000坐标系", "cgcs2000"),
        ("2000国家大地坐标系(CGCS2000)", "cgcs2000"), ("中国2000", "cgcs2000"), ("1980西安坐标系", "xian80"),
        ("80国家大地坐标系", "xian80"), ("西安80", "xian80"), ("1980西安国家大地坐标系", "xian80"),
        ("1954年北京坐标系", "beijing54"), ("北京54坐标系", "beijing54"), ("WGS-84", "wgs84"), ("北京2000", ""),
        ("济南2000坐标系", ""), ("地方独立坐标系", ""), ("", ""), ("20000", ""), ("2000ff", ""),
    ],
)  # fmt: skip
def test_names_of_datums(name: str, datum: str) -> None:
    assert datum_named(name) == datum


@pytest.mark.parametrize("width", [3, 6])
@pytest.mark.parametrize("datum", ["cgcs2000", "xian80", "beijing54"])
def test_every_belt_with_and_without_prefix(datum: str, width: int) -> None:
    name = {"cgcs2000": "2000国家大地坐标系", "xian80": "1980西安坐标系", "beijing54": "1954北京坐标系"}[datum]
    for zone in BELT_ZONES[width]:
        for text in (str(zone), f"第{zone}带", str(3 * zone if width == 3 else 6 * zone - 3)):
            own = stated(坐标系=name, 几度分带=str(width), 带号=text)
            assert (own.width_deg, own.zone) == (width, zone)
        bare = numbers((4_057_700, 508_900), (4_057_600, 509_000))
        assert code_of(own, bare) == belt_code(datum, width, zone, prefixed=False)
        carried = numbers((4_057_700, zone * 1e6 + 508_900), (4_057_600, zone * 1e6 + 509_000))
        assert code_of(own, carried) == belt_code(datum, width, zone, prefixed=True)
        assert belt_of(code_of(own, carried)).zone == zone


def test_the_prefix_counts_more_than_the_key() -> None:
    own = stated(坐标系="2000国家大地坐标系", 几度分带="3", 带号="38")
    assert code_of(own, numbers((4_057_700, 39_508_900))) == belt_code("cgcs2000", 3, 39, prefixed=True)
    assert code_of(own, numbers((4_057_700, 20_508_900))) == belt_code("cgcs2000", 6, 20, prefixed=True)


def test_a_meridian_without_width_is_the_same_place_in_both() -> None:
    own = stated(坐标系="2000国家大地坐标系", 带号="117")
    assert belt_of(code_of(own, numbers((4_057_700, 508_900)))).central_deg == 117


@pytest.mark.parametrize(
    ("keys", "code"),
    [
        ({"带号": "7"}, "txt_zone_unusable"), ({"带号": "118.5"}, "txt_zone_unusable"),
        ({"带号": "38、39"}, "txt_zone_unusable"), ({"几度分带": "1.5", "带号": "39"}, "txt_zone_unusable"),
        ({"几度分带": "6", "带号": "39"}, "txt_zone_unusable"), ({"坐标系": "独立坐标系"}, "txt_datum_unknown"),
        ({"投影类型": "UTM"}, "txt_projection_unknown"), ({"计量单位": "公里"}, "txt_unit_unknown"),
        ({"转换参数": "1,2,3,4,5,6,7"}, "txt_parameters_given"),
    ],
)  # fmt: skip
def test_what_cannot_be_used_is_told(keys: dict[str, str], code: str) -> None:
    assert code in [one.code for one in stated(**keys).findings]


def test_nothing_is_told_of_an_honest_block() -> None:
    own = stated(
        坐标系="2000国家大地坐标系", 几度分带="3度带", 投影类型="高斯-克吕格", 计量单位="米", 带号="", 转换参数=",,,,,,"
    )
    assert own.findings == []
    assert (own.width_deg, own.zone) == (3, 0)


@pytest.mark.parametrize(
    ("pairs", "kind", "swapped", "zone"),
    [
        ([(4_057_700, 508_900)], "belt", False, 0), ([(508_900, 4_057_700)], "belt", True, 0),
        ([(4_057_700, 39_508_900)], "belt", False, 39), ([(39_508_900, 4_057_700)], "belt", True, 39),
        ([(1_900_000, 19_508_900)], "belt", False, 19), ([(36.6, 117.1)], "degrees", False, 0),
        ([(117.1, 36.6)], "degrees", True, 0), ([(139.7, 35.6)], "degrees", True, 0),
        ([(57_700, 8_900)], "local", False, 0), ([(-500, 300)], "local", False, 0),
    ],
)  # fmt: skip
def test_what_numbers_show(pairs: list[tuple[float, float]], kind: str, swapped: bool, zone: int) -> None:  # noqa: FBT001
    found = numbers(*pairs)
    assert (found.kind, found.swapped, found.zone, found.fault) == (kind, swapped, zone, None)


@pytest.mark.parametrize(
    ("pairs", "code", "at"),
    [
        ([(4_057_700, 508_900)] * 2 + [(508_900, 4_057_700)], "txt_swapped_within", 2),
        ([(4_057_700, 508_900)] * 2 + [(457_700, 508_900)], "txt_point_astray", 2),
        ([(4_057_700, 508_900)] * 2 + [(0, 0)], "txt_point_astray", 2),
        ([(4_057_700, 39_508_900)] * 2 + [(4_057_700, 40_508_900)], "txt_zones_within", 2),
        ([(4_057_700, 39_508_900)] * 2 + [(4_057_700, 508_900)], "txt_zones_within", 2),
        ([(4_057_700, 24_508_900)], "txt_zone_none", 0),
        ([(4_057_700, 99_508_900)], "txt_zone_none", 0),
        ([(4_057_700, 508_900), (4_057_700, 750_001)], "txt_far_out", 1),
        ([(4_057_700, 249_999)], "txt_far_out", 0),
        ([(4_057_700, 39_950_000)], "txt_far_out", 0),
        ([(4_057_700, 8_900)], "txt_far_out", 0),
        ([(4_057_700, 5_089_000)], "txt_far_out", 0),
    ],
)
def test_what_numbers_cannot_be(pairs: list[tuple[float, float]], code: str, at: int) -> None:
    fault = numbers(*pairs).fault
    assert fault is not None
    assert fault[:2] == (code, at)


def test_no_code_without_a_datum_or_projection() -> None:
    one = numbers((4_057_700, 39_508_900))
    assert code_of(stated(), one) == ""
    assert code_of(stated(坐标系="2000国家大地坐标系", 投影类型="墨卡托"), one) == ""
    assert code_of(stated(坐标系="WGS84"), one) == ""
    assert code_of(stated(坐标系="2000国家大地坐标系"), numbers((4_057_700, 508_900))) == ""


@pytest.mark.parametrize(("name", "digits"), [("2000国家大地坐标系", "4490"), ("1980西安坐标系", "4610"),
                                              ("1954北京坐标系", "4214"), ("WGS84", "4326")])  # fmt: skip
def test_degrees_have_the_system_of_their_datum(name: str, digits: str) -> None:
    assert code_of(stated(坐标系=name), numbers((36.6, 117.1))).endswith(digits)
