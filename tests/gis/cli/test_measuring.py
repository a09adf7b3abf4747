import json

import pytest

from tests.gis.assessment.toy_folder import write_toy
from tests.gis.cli.running import run
from tests.gis.read import districts
from tests.gis.read.graphs import ring, write_graph


def test_zones_prints_the_trace_and_writes_the_layer(workspace, tmp_path):
    districts.write_district(workspace / "toy")
    text = run(workspace, "zones", "toy", "--out", str(tmp_path / "zones.geojson")).stdout
    assert "1.00 平方公里" in text
    assert "西路" in text
    written = json.loads((tmp_path / "zones.geojson").read_text(encoding="utf-8"))
    assert written["features"][0]["properties"]["area_km2"] == 1
    run(workspace, "zones", "toy", "--out", str(tmp_path / "zones.dwg"), code=2)


def test_zones_follow_better_roads(workspace, tmp_path):
    districts.write_district(workspace / "toy")
    wider = {**districts.ROADS, "东路": [(501_200, 4_070_000), (501_200, 4_071_000)]}
    districts.write_features(tmp_path / "better.geojson", districts.road_features(wider))
    assert "1.20 平方公里" in run(workspace, "zones", "toy", "--roads", str(tmp_path / "better.geojson")).stdout


def test_measure_json_is_one_strict_object(workspace):
    write_toy(workspace / "toy")
    text = run(workspace, "measure", "toy", "--json", "-").stdout
    found = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} in JSON"))
    district = found["districts"][0]
    assert district["id"] == "toy"
    assert {zone["kind"] for zone in district["zones"]} == {"declared"}
    for result in district["results"]:
        assert result["verdict"] in ("met", "unmet", "not_assessed")
        assert result["value"] is not None or result["reason"]
        if result["unit"] == "share" and result["value"] is not None:
            assert 0.0 <= result["low"] <= result["value"] <= result["high"] <= 1.0
    assert {result["zone"] for result in district["results"]} == {"toy.west", "toy.east", None}


def test_measure_of_one_goal_prints_a_table(workspace):
    write_toy(workspace / "toy")
    text = run(workspace, "measure", "toy", "--goal", "green.radius").stdout
    assert "58.5 %" in text  # 15,200 of 26,000 m2, on paper
    assert "未达标 ▲" in text
    assert "forest" not in text


def test_measure_writes_its_four_files(workspace, tmp_path):
    write_toy(workspace / "toy")
    run(workspace, "measure", "toy", "--out", str(tmp_path / "out"))
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        "results.gpkg", "results.xlsx", "map.html", "report.md",
    }  # fmt: skip


def test_a_broken_layer_is_one_message_and_exit_code_two(workspace):
    folder = write_toy(workspace / "toy")
    (folder / "parks.gpkg").write_bytes(b"not a geopackage")
    result = run(workspace, "measure", "toy", "--json", "-", code=2)
    assert "parks.gpkg" in result.stderr
    assert result.stdout == ""


def test_explain_says_why_radius_and_walk_differ(workspace):
    write_toy(workspace / "toy")
    text = run(workspace, "explain", "toy", "--goal", "green.radius").stdout
    for shown in ("58.5 %", "27.7 %", "路网", "隔着铁路"):
        assert shown in text
    found = json.loads(run(workspace, "explain", "toy", "--zone", "toy.west", "--json", "-").stdout)
    assert {row["definition"] for row in found["elements"][""]["definitions"]} >= {"radius", "walk", "hull"}
    run(workspace, "explain", "toy", "--zone", "nowhere", code=2)
    run(workspace, "explain", "toy", "--goal", "land.far", code=2)


def test_explain_shows_the_health_of_the_streets_before_it_says_what_is_missing(workspace, tmp_path):
    run(workspace, "new", "x", "--graph", str(write_graph(tmp_path / "g.graphml", ring())))
    told = run(workspace, "explain", "x", code=2)
    assert "路网体检" in told.stdout
    assert "400 米" in told.stdout  # four sides of a hundred metres
    assert "缺少的图层:公园绿地(parks)、用地(land_use)" in told.stderr
    told = run(workspace, "--lang", "en", "explain", "x", "--goal", "school.primary", "--json", "-", code=2)
    found = json.loads(told.stdout)
    assert next(row["value"] for row in found["health"] if row["name"] == "length_m") == pytest.approx(400.0)
    assert found["elements"] == {}
    assert "missing layers: public facilities (facilities), land use (land_use)" in told.stderr
    assert run(workspace, "explain", "x", "--goal", "land.far", code=2).stdout == ""


def test_clause_reads_texts_and_files(workspace, tmp_path):
    lines = tmp_path / "clauses.txt"
    lines.write_text("甲路以东、乙路以西、丙路以南、丁路以北区域\n\n东至甲河,西至乙路\n", encoding="utf-8")
    found = json.loads(run(workspace, "clause", "--file", str(lines)).stdout)
    assert [clause["closes"] for clause in found] == ["yes", "no"]
    assert found[0]["parts"][0]["sides"][0] == {"side": "E", "of": "甲路", "kind": "road", "offset_m": None}
    assert set(found[0]) == {"clause", "parts", "closes", "unread"}
    out = tmp_path / "read.json"
    run(workspace, "clause", "甲路以东", "--json", str(out))
    assert json.loads(out.read_text(encoding="utf-8"))[0]["clause"] == "甲路以东"
    run(workspace, "clause", code=2)


def test_what_is_not_read_is_named(workspace):
    result = run(workspace, "clause", "甲路以东嘟嘟呱呱")
    assert json.loads(result.stdout)[0]["unread"]
    assert "没读懂" in result.stderr


def test_a_walker_walks_less_far_and_the_radius_stays(workspace):
    write_toy(workspace / "toy")

    def shares(*more):
        text = run(workspace, "measure", "toy", "--goal", "green.radius", *more, "--json", "-").stdout
        results = json.loads(text)["districts"][0]["results"]
        return {one["measure"]: one for one in results if one["zone"] is None}

    usual, slow = shares(), shares("--walker", "elderly")
    assert slow["green_walk"]["value"] < usual["green_walk"]["value"]
    assert slow["green_radius"]["value"] == usual["green_radius"]["value"]
    assert "老年人" in slow["green_walk"]["formula"]
    told = run(workspace, "explain", "toy", "--walker", "elderly", "--json", "-").stdout
    assert json.loads(told)["walker"] == "elderly"
    assert "elderly(老年人)" in run(workspace, "measure", "toy", "--walker", "cyclist", code=2).stderr
