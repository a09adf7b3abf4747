"""淄博: its clauses word for word, its zones, lines and places, as data."""

import itertools
import json
import tomllib
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[2] / "layers" / "zibo"
PLAN = tomllib.loads((FOLDER / "plan.toml").read_text(encoding="utf-8"))
DISTRICT = tomllib.loads((FOLDER / "district.toml").read_text(encoding="utf-8"))
ZONES = {zone["id"]: zone for zone in PLAN["zones"]}
GOALS = {goal["id"]: goal for goal in PLAN["goals"]}

# The plan's own words, copied here a second time so that a slip in plan.toml is seen.
CLAUSES = {
    "zibo.core": ("6.1.1", "世纪路以东、金晶大道以西、济青高速以南、中润大道以北区域"),
    "zibo.science_city": ("6.1.2", "上海路以东、尊贤路以西、黄河大道以南、济青高速以北区域"),
    "zibo.maker_park_city": ("6.1.2", "花山路东侧、鲁山大道两侧区域及尚军路以南、宝南路以北区域"),
    "zibo.smart_manufacturing": (
        "6.1.3",
        "分类重点推进电子信息产业园、智能装备产业园、医药健康产业园等专业园区的改造与升级",
    ),
    "zibo.bonded": ("6.1.3", "宝山路以东、鲁山大道以西、傅山路以南、青银高速公路以北区域"),
    "zibo.pioneer": ("6.1.3", "鲁山大道以东、鲁泰大道以北、凤凰山路以西、与博兴交界线以南区域"),
}
WORDS = {
    "green.radius": ("6.5.3", "实现“300米见绿、500米见园”"),
    "circle.convenience10": (
        "6.3.1",
        "打造“十分钟”便民生活圈，推动高新区核心区、重点居住区完善24小时便利店、体育健身点、便民菜店、药店等配套",
    ),
    "elderly.provision": ("7.4.2", "到2025年老旧和新建社区养老服务设施配建率达到100%"),
    "elderly.nursing_beds": ("7.4.2", "到2025年养老服务机构护理型床位占比达到60%以上"),
    "roads.length": ("1.1.5", "城市道路长度达到307公里"),
    "roads.crossings": (
        "6.2.1",
        "在卫湖路、卫侯路、卫侯东路、南岭南路、民安路、金桓路等建设穿越淄东铁路和青银高速的桥梁",
    ),
    "land.areas": ("1.1.5", "淄博高新区可控制面积拓展至227.34平方公里"),
    "land.reuse": ("5.1.3", "为重点项目留足发展空间；在核心区等已建成区，及时清退僵尸企业、僵尸项目，加快土地盘活利用"),
    "safety.video": ("8.3.3", "到2025年重点公共区域、行业领域的重点部位覆盖率、联网率均达到100%"),
}


def rows(name):
    features = json.loads((FOLDER / f"{name}.geojson").read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["name"]: feature for feature in features}


@pytest.mark.parametrize("zone", CLAUSES)
def test_clauses_are_the_plans_words(zone):
    assert (ZONES[zone]["chapter"], ZONES[zone]["clause"]) == CLAUSES[zone]


def test_there_are_six_zones_in_the_plans_groups():
    assert list(ZONES) == list(CLAUSES)
    groups = [zone["group"] for zone in PLAN["zones"]]
    assert groups == ["一核", "两城", "两城", "三区", "三区", "三区"]
    assert [zone["id"] for zone in PLAN["zones"] if "declared" in zone] == ["zibo.smart_manufacturing"]


@pytest.mark.parametrize("goal", WORDS)
def test_goal_words_are_the_plans(goal):
    assert (GOALS[goal]["chapter"], GOALS[goal]["words"]) == WORDS[goal]


@pytest.mark.parametrize(
    ("goal", "key", "value"),
    [
        ("forest.cover", "at_least", "12.3 %"),
        ("forest.cover", "baseline", "11.75 %"),
        ("childcare.places", "at_least", "1.6 per_1000"),
        ("childcare.places", "baseline", "0.4 per_1000"),
        ("health.doctors", "at_least", "2.04 per_1000"),
        ("health.doctors", "baseline", "1.93 per_1000"),
        ("elderly.nursing_beds", "at_least", "60 %"),
        ("elderly.provision", "at_least", "100 %"),
        ("telecom.5g", "at_least", "600 count"),
        ("utilities.gas", "at_least", "100 km"),
        ("roads.length", "baseline", "307 km"),
    ],
)
def test_targets_are_the_plans_figures(goal, key, value):
    assert GOALS[goal]["target"][key] == value


def test_the_state_of_2020_is_no_target():
    assert set(GOALS["roads.length"]["target"]) == {"baseline", "baseline_year", "source"}


def test_every_line_that_a_clause_or_closing_names_exists():
    words = """世纪路 金晶大道 济青高速 中润大道 上海路 尊贤路 黄河大道 花山路 鲁山大道 尚军路 宝南路 宝山路 傅山路
        鲁泰大道 凤凰山路"""
    named = [("roads", name) for name in words.split()]
    named += [("borders", "与博兴交界线"), ("borders", "张店区界"), ("railways", "淄东铁路")]
    for layer, name in named:
        assert name in rows(layer), name


def test_the_expressway_has_its_three_names():
    road = rows("roads")["济青高速"]["properties"]
    assert road["road_class"] == "expressway"
    assert {"青银高速", "青银高速公路", "G20"} <= set(road["aliases"].split(";"))


def test_only_the_expressway_is_one():
    assert [name for name, f in rows("roads").items() if f["properties"]["road_class"] == "expressway"] == ["济青高速"]


def test_lines_without_a_point_are_schematic_and_far_less_certain():
    for name in ("尊贤路", "黄河大道", "凤凰山路", "花山路", "尚军路", "宝南路"):
        road = rows("roads")[name]["properties"]
        assert road["basis"] == "schematic"
        assert road["uncertainty_m"] >= 600.0
    for name in ("世纪路", "金晶大道", "中润大道"):
        assert rows("roads")[name]["properties"]["basis"] == "evidence"
        assert rows("roads")[name]["properties"]["uncertainty_m"] <= 60.0


def test_roads_follow_the_order_west_to_east_at_the_expressway():
    order = [
        "上海路",
        "北京路",
        "世纪路",
        "西六路",
        "西五路",
        "尊贤路",
        "柳泉路",
        "金晶大道",
        "宝山路",
        "鲁山大道",
        "凤凰山路",
    ]
    lons = [_at(rows("roads")[name]["geometry"]["coordinates"], 36.8615) for name in order]
    assert lons == sorted(lons)


def _at(line, latitude):
    """Longitude where a line meets a latitude, its last part led on where it stops short."""
    for (x0, y0), (x1, y1) in itertools.pairwise(line):
        if min(y0, y1) <= latitude <= max(y0, y1) and y0 != y1:
            return x0 + (x1 - x0) * (latitude - y0) / (y1 - y0)
    return min(line, key=lambda point: abs(point[1] - latitude))[0]


def test_border_lines_are_drawn_by_hand_with_few_points():
    borders = rows("borders")
    assert len(borders["与博兴交界线"]["geometry"]["coordinates"]) <= 10
    assert len(borders["张店区界"]["geometry"]["coordinates"]) <= 9
    assert borders["与博兴交界线"]["properties"]["uncertainty_m"] >= 1000.0
    assert all(border["properties"]["basis"] == "schematic" for border in borders.values())


def test_the_open_clause_is_closed_on_all_four_sides_for_all_parts():
    closings = ZONES["zibo.maker_park_city"]["closing"]
    assert [(closing["side"], closing["of"]) for closing in closings] == [
        ("N", "济青高速"), ("E", "张店区界"), ("S", "宝南路"), ("W", "花山路"),
    ]  # fmt: skip
    assert all("parts" not in closing for closing in closings)
    assert [zone["id"] for zone in PLAN["zones"] if "closing" in zone] == ["zibo.maker_park_city"]


def test_parks_have_the_size_their_name_gives():
    for name, park in rows("parks").items():
        area_m2 = _area_m2(park["geometry"]["coordinates"][0])
        if park["properties"]["park_class"] == "G14":
            assert 2000.0 < area_m2 < 5000.0, name  # the lower tier only
        else:
            assert 8000.0 < area_m2 < 320_000.0, name
        assert park["properties"]["basis"] == "schematic"


def _area_m2(ring):
    flat = [(lon * 89_130.0, lat * 110_990.0) for lon, lat in ring]
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in itertools.pairwise(flat))) / 2.0


def test_no_park_lies_on_a_named_road():
    roads = [(name, f["geometry"]["coordinates"]) for name, f in rows("roads").items()]
    for park_name, park in rows("parks").items():
        ring = park["geometry"]["coordinates"][0]
        for road_name, line in roads:
            crossed = any(_cross(a, b, c, d) for a, b in itertools.pairwise(ring) for c, d in itertools.pairwise(line))
            assert not crossed, (park_name, road_name)


def _cross(a, b, c, d):
    def side(p, q, r):
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def kinds_found():
    features = json.loads((FOLDER / "facilities.geojson").read_text(encoding="utf-8"))["features"]
    return {feature["properties"]["facility"] for feature in features}


def test_kinds_without_evidence_have_no_feature():
    assert not kinds_found() & {
        "kindergarten", "primary_school", "pharmacy", "elderly_day_care", "nursing_home", "community_health_station",
        "culture_station", "outdoor_fitness", "charging_station", "subdistrict_office",
    }  # fmt: skip


def test_kinds_with_evidence_are_there():
    assert kinds_found() >= {"bus_stop", "bank_outlet", "convenience_store", "wet_market", "junior_middle_school"}


def test_judged_places():
    facility = {name: f["properties"]["facility"] for name, f in rows("facilities").items()}
    assert facility["卫固中心卫生院"] == "health_centre"
    assert facility["世博高新医院"] == "hospital"
    assert facility["华城惠家精品生鲜超市"] == "wet_market"
    assert facility["聚贤苑快递超市"] == "parcel_facility"
    assert facility["淄博莲池骨科医院"] == "bus_stop"  # only the stop named after it is known
    assert not {"淄博中学", "山东省淄博第十一中学", "淄博黉门科技高中", "高新区体育中心", "傅山博物馆"} & set(facility)


def test_published_totals_are_the_plans():
    published = DISTRICT["published"]
    assert published["outline"]["area"] == "227.34 km2"
    assert published["tax"]["amount"] == "513700 wan"
    assert published["gdp"]["amount"] == "2850000 wan"
