"""A review as a record, and what a check of it finds."""

import copy
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from gis.errors import GeometryError, GisError, MetricCRSError, in_language
from gis.review.canonical import canonical, strict_json
from gis.review.model import Finding, InputFile, Review
from gis.review.record import check_record, head_of, own_faults, project_from_record, record_of, rulings_of
from gis.review.record_shape import shape_problem
from gis.review.rulings import RulingLog
from gis.review.values import project_values
from tests.gis.review.samples import EAST, NORTH, TIME, box, findings, layer, pack, parts, project, review
from tests.gis.review.test_record_shape import PLACES, put


def log_of(one: Review) -> RulingLog:
    log = RulingLog(head_of(one)).ruled(one.findings[0], decision="overruled", name="张三", time=TIME, reason="误差")
    return log.ruled(one.findings[1], decision="accepted", name="李四", time=TIME)


def written(one: Review | None = None, log: RulingLog | None = None, **pack_settings: Any) -> dict[str, Any]:
    """The record as it comes back from its file."""
    one = review() if one is None else one
    record = record_of(one, log_of(one) if log is None else log, packs=[pack(**pack_settings)])
    return strict_json(canonical(record))


RECORD = written()


def texts(record: dict[str, Any], other: dict[str, Any] | None = None, **options: Any) -> list[str]:
    return [in_language(one.text, "en") for one in check_record(record, RECORD if other is None else other, **options)]


def test_a_record_on_paper() -> None:
    assert RECORD["project"]["area_m2"] == 12_600.0
    assert RECORD["layers"] == [
        {"name": "farmland", "title": "永久基本农田", "title_en": "farmland", "version": "2024", "basis": "surveyed",
         "digest": "1b" * 32, "features": 1},
    ]  # fmt: skip
    assert [one["id"] for one in RECORD["findings"]] == [one.id for one in findings()]
    assert [row["code"] for row in RECORD["conversion"]] == ["0102", "1001"]
    corners = RECORD["coordinates"]
    assert corners["columns"] == ["label", "ring", "north_m", "east_m", "bearing_deg", "distance_m", "to"]
    # A has four corners and a hole of four; B starts at its north-western corner, 60 m east to the next
    assert [len(part["corners"]) for part in corners["parts"]] == [8, 4]
    assert corners["parts"][1]["corners"][0] == ["J1", 1, NORTH + 50.0, EAST + 200.0, 90.0, 60.0, "J2"]
    assert RECORD["packs"][0]["rules"][0]["settings"] == {"tolerance_m2": 1.0, "words": ["农田"]}
    assert RECORD["rulings"]["last"] == RECORD["rulings"]["entries"][1]["digest"]
    assert RECORD["head"] == head_of(review())


def test_the_same_review_gives_the_same_record() -> None:
    assert canonical(written()) == canonical(RECORD)
    assert check_record(RECORD, written()) == ()
    assert check_record(RECORD, written(log=RulingLog(head_of(review())))) == ()


def test_the_project_comes_back_from_its_record() -> None:
    back = project_from_record(RECORD)
    assert back.parts.crs == project().parts.crs
    assert project_values(back) == RECORD["project"]
    assert back.parts["floor_area_m2"].dtype == np.float64
    assert np.isnan(back.parts.loc["B", "floor_area_m2"])
    assert back.parts["government_delay"].dtype == bool
    assert [shapely.to_wkb(one) for one in back.parts.geometry] == [
        shapely.to_wkb(one) for one in project().parts.geometry
    ]
    again = written(replace(review(), inputs=replace(review().inputs, project=back)))
    assert check_record(RECORD, again) == ()


@given(st.lists(st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5)), min_size=3, max_size=8))
def test_any_outline_comes_back(points: list[tuple[float, float]]) -> None:
    shape = shapely.convex_hull(shapely.MultiPoint([(EAST + x, NORTH + y) for x, y in points]))
    if shape.geom_type != "Polygon" or not shape.is_valid:
        return
    one = project(parts(A=shape))
    back = project_from_record({"project": strict_json(canonical(project_values(one)))})
    assert shapely.to_wkb(back.parts.geometry.iloc[0]) == shapely.to_wkb(shape)


def test_odd_columns_come_back_as_they_were() -> None:
    frame = parts(A=box(0, 0, 1, 1), B=box(2, 0, 1, 1))
    frame["n"], frame["mixed"], frame["lists"], frame["flag"] = [1, 2], ["a", None], [["x", "y"], ["z"]], [True, False]
    frame["empty"], frame["investment_wan"] = [np.nan, np.nan], [np.nan, np.nan]
    back = project_from_record({"project": strict_json(canonical(project_values(project(frame))))}).parts
    assert back["n"].tolist() == [1, 2]
    assert back["mixed"].isna().tolist() == [False, True]
    assert back["lists"].tolist() == [["x", "y"], ["z"]]
    assert back["flag"].dtype == bool
    assert back["investment_wan"].isna().all()
    assert back["investment_wan"].dtype == np.float64
    assert project_values(project(back))["digest"] == project_values(project(frame))["digest"]


def test_a_project_without_parts_and_without_columns() -> None:
    empty = project(parts(A=box(0, 0, 1, 1)).iloc[:0])
    record = written(review(project=empty), RulingLog(head_of(review(project=empty))))
    assert shape_problem(record) == ""
    assert len(project_from_record(record).parts) == 0


def test_parts_that_are_no_polygons_are_refused() -> None:
    record = copy.deepcopy(RECORD)
    bow = [[0.0, 0.0], [1.0, 1.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]]
    record["project"]["parts"][1]["geometry"] = {"type": "Polygon", "coordinates": [bow]}
    with pytest.raises(GeometryError) as told:
        project_from_record(record)
    assert told.value.facts["rows"] == ["B"]
    record["project"]["parts"][1]["geometry"] = {"type": "Point", "coordinates": [0.0, 0.0]}
    with pytest.raises(GeometryError):
        project_from_record(record)
    bad = copy.deepcopy(RECORD)
    bad["project"]["crs"] = "nowhere"
    with pytest.raises(MetricCRSError):
        project_from_record(bad)


def test_one_changed_vertex_is_caught() -> None:
    record = copy.deepcopy(RECORD)
    record["project"]["parts"][1]["geometry"]["coordinates"][0][2][0] += 0.001
    told = texts(record)
    assert "the record was changed: its content does not fit its digest" in told
    assert "the project was changed: its content does not fit its digest" in told
    assert any("part B: corner 3 moved by 0.001 m" in text for text in told)
    assert any("ruling 1 does not belong to this review" in text for text in told)


def test_one_changed_vertex_of_the_file_is_caught() -> None:
    moved = project(parts(A=project().parts.geometry["A"], B=shapely.Polygon(
        [(EAST + 260, NORTH), (EAST + 260, NORTH + 50), (EAST + 200, NORTH + 50.002),
         (EAST + 200, NORTH)])))  # fmt: skip
    told = texts(RECORD, written(review(project=moved), RulingLog(head_of(review(project=moved)))))
    assert [text for text in told if text.startswith("part B")] == [
        "part B: corner 3 moved by 0.002 m: (500200.000000, 4077050.000000) → (500200.000000, 4077050.002000)"
    ]
    assert any(text.startswith("corner J1 of part B") for text in told)
    assert any(text.startswith("project: area in m2 12600 → 12600.06") for text in told)


def test_one_changed_rule_is_named() -> None:
    changed = replace(review(), files=(review().files[0], replace(review().files[1], digest="3c" * 32)))
    told = texts(RECORD, written(changed, RulingLog(head_of(changed)), tolerance_m2=2.0, digest="3c" * 32))
    assert told == [
        f"input general.toml: digest {'2c' * 32} → {'3c' * 32}",
        "rule “rule line.farmland” (line.farmland), settings.tolerance_m2 1 → 2",
        "rule “rule far” (far), settings.tolerance_m2 1 → 2",
    ]
    zh = in_language(check_record(RECORD, written(tolerance_m2=2.0))[0].text, "zh")
    assert zh == "规则“规则 line.farmland”(line.farmland) settings.tolerance_m2 1 → 2"


def test_rules_taken_out_and_added_and_files_of_the_same_rules() -> None:
    told = texts(RECORD, written(ids=("far", "road")))
    assert told == [
        "missing: rule “rule line.farmland” (line.farmland)",
        "additional: rule “rule road” (road)",
    ]
    (one,) = texts(RECORD, written(digest="5d" * 32))
    assert one.startswith("the file of rule pack “general rules” (general) (its rules are the same) 2c2c")
    assert texts(RECORD, written(ids=("far", "line.farmland"))) == [
        "order of the rules ['line.farmland', 'far'] → ['far', 'line.farmland']"
    ]


def test_one_edited_ruling_is_caught() -> None:
    record = copy.deepcopy(RECORD)
    record["rulings"]["entries"][0]["decision"] = "accepted"
    assert texts(record) == [
        "the record was changed: its content does not fit its digest",
        "ruling 1 was changed",
        "ruling 1: decision accepted → overruled",
    ]
    cut = copy.deepcopy(RECORD)
    del cut["rulings"]["entries"][1]
    told = texts(cut)
    assert (
        f"rulings after entry 1 are missing: the last one of the sheet, {cut['rulings']['last'][:12]}, is not there"
        in told
    )


def test_a_record_sealed_again_is_caught_by_the_sheet() -> None:
    forged = written(log=RulingLog(head_of(review())))
    assert texts(forged, forged) == []
    assert texts(forged, forged, stated=RECORD["digest"]) == [
        "not the digest on the sheet: the record was changed later"
    ]
    assert texts(RECORD, stated=RECORD["digest"]) == []


def test_changed_inputs_are_told_by_digest_and_version() -> None:
    newer = review(layers={"farmland": layer("9e" * 32, "2025")})
    told = texts(RECORD, written(newer, RulingLog(head_of(newer))))
    assert told == [
        f"input farmland: digest {'1b' * 32} → {'9e' * 32}", "input farmland: version 2024 → 2025",
    ]  # fmt: skip
    moved = replace(review(), files=(replace(review().files[0], path="D:/two/a.txt"), review().files[1]))
    assert texts(RECORD, written(moved)) == []
    listed = [replace(one, files=(*one.files, InputFile("layer", "farmland", *told))) for one, *told in (
        (review(), "1b" * 32, "2024", "surveyed"), (newer, "9e" * 32, "2025", "surveyed"))]  # fmt: skip
    ones, others = (written(one, RulingLog(head_of(one))) for one in listed)
    assert texts(ones, others) == told
    fewer = review(layers={})
    assert texts(RECORD, written(fewer, RulingLog(head_of(fewer)))) == ["missing: input farmland"]


def other_of(**changes: Any) -> dict[str, Any]:
    one, *rest = findings()
    changed = review(findings=(replace(one, **changes), *rest))
    return written(changed, log_of(review()))


def test_findings_field_by_field() -> None:
    assert texts(RECORD, other_of(area_m2=1001.0, clause="第 2 条")) == [
        "finding “on permanent farmland”: area in m2 1000 → 1001",
        "finding “on permanent farmland”: clause 第 1 条 → 第 2 条",
    ]
    (one,) = check_record(RECORD, other_of(area_m2=None))
    assert (one.path, one.was, one.now, one.group) == (
        "findings.general:line.farmland.area_m2",
        1000.0,
        None,
        "findings",
    )
    assert (
        one.text
        == "结论“占用永久基本农田”:面积(m²) 1000 → 无 / finding “on permanent farmland”: area in m2 1000 → none"
    )
    assert texts(RECORD, other_of(facts={"area_m2": 7.0, "more": "x"})) == [
        "finding “on permanent farmland”: area in m2 1000 → 7",
        "finding “on permanent farmland”: more none → x",
    ]
    fewer = review(findings=findings()[1:])
    assert texts(RECORD, written(fewer, log_of(review()))) == ["missing: finding “on permanent farmland”"]
    turned = review(findings=findings()[::-1])
    assert "order of the findings" in texts(RECORD, written(turned, log_of(review())))[0]


def test_last_digits_of_another_machine_are_no_difference() -> None:
    near = 1.0 + 1e-13
    patch = replace(findings()[0].patches[0], geometry=box(1e-9, 0, 10, 100), area_m2=1000.0 * near)
    one = other_of(area_m2=1000.0 * near, share=findings()[0].share * near, doubtful_m2=0.25 + 1e-10, patches=(patch,))
    assert check_record(RECORD, one) == ()
    strict = check_record(RECORD, one, tolerance=0.0)
    assert {difference.path.rpartition(".")[2] for difference in strict} == {"area_m2", "share", "doubtful_m2"}


def test_patches_by_area_and_outline() -> None:
    was = findings()[0].patches[0]
    moved = replace(was, geometry=box(0, 0, 10, 101), area_m2=1010.0)
    assert texts(RECORD, other_of(patches=(moved,))) == [
        "patch A × 基本农田 of finding “on permanent farmland”: area in m2 1000 → 1010",
        "patch A × 基本农田 of finding “on permanent farmland”: another shape, off by up to 1 m",
    ]
    assert texts(RECORD, other_of(patches=(was, replace(was, feature="f2", name="")))) == [
        "additional: patch A × f2 of finding “on permanent farmland”"
    ]
    assert texts(RECORD, other_of(patches=(was, was))) == [
        "additional: patch A × 基本农田 of finding “on permanent farmland”"
    ]


def test_tables_settings_and_dates() -> None:
    one = review()
    changed = replace(
        one, date="2026-11-23", settings=(("容差宽度 / sliver width", "0.2 m"), ("b", "1")), conversion=None,
        zones=(replace(one.zones[0], share=0.5),),
    )  # fmt: skip
    assert texts(RECORD, written(changed, log_of(one))) == [
        "date of the review 2026-11-22 → 2026-11-23", "setting sliver width 0.1 m → 0.2 m", "setting b none → 1",
        "zone 医药园: share 1 → 0.5", "table of present land uses 2 → none", "missing: present land use 水浇地",
        "missing: present land use 工业用地",
    ]  # fmt: skip


def test_rulings_come_back() -> None:
    log = rulings_of(RECORD)
    assert log == log_of(review())
    torn = written(log=replace(log, broken=((3, '{"a'),)))
    assert rulings_of(torn).broken == ((3, '{"a'),)
    assert any("line 3 is no whole ruling" in text for text in texts(torn))


def leaf(value: Any) -> object:
    if isinstance(value, bool):
        return not value
    if isinstance(value, (int, float)):
        return value + 1
    return f"{value}x" if isinstance(value, str) else "x"


LEAVES = [place for place in PLACES if place[0] not in ("format", "version")]


@given(st.sampled_from(LEAVES))
def test_any_changed_leaf_breaks_a_seal(place: tuple[Any, ...]) -> None:
    record = copy.deepcopy(RECORD)
    value: Any = record
    for step in place:
        value = value[step]
    if isinstance(value, (dict, list)):
        return
    put(record, place, leaf(value))
    if shape_problem(record):
        return
    try:
        assert own_faults(record)
    except GisError:
        assert place[0] == "rulings"


@given(st.sampled_from(PLACES), st.sampled_from([None, [], {}, "x", -1.5, True]))
def test_a_check_of_any_record_ends(place: tuple[Any, ...], value: object) -> None:
    record = copy.deepcopy(RECORD)
    put(record, place, value)
    if shape_problem(record):
        return
    for one, other in ((record, RECORD), (RECORD, record)):
        for difference in check_record(one, other):
            assert " / " in difference.text
            assert json.dumps([difference.was, difference.now])


def test_a_finding_with_odd_words() -> None:
    odd = Finding(
        "p:x", "甲 / 乙 / c", "notice", findings()[3].outcome, "半\ud800", facts={"n": float("nan"), "i": float("inf")}
    )
    one = review(findings=(odd,))
    record = written(one, RulingLog(head_of(one)).ruled(odd, decision="accepted", name="张三", time=TIME))
    assert shape_problem(record) == ""
    assert check_record(record, record) == ()
