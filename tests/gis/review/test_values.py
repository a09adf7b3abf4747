"""Findings and projects as plain values; their digests."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis.review.canonical import canonical, strict_json
from gis.review.values import finding_digest, finding_values, head_of, project_values, values_digest
from tests.gis.review.samples import box, findings, layer, pack, parts, project, review


def test_a_finding_with_all_its_fields() -> None:
    values = finding_values(findings()[0])
    assert values["outcome"] == "failed"
    assert values["patches"][0]["geometry"]["coordinates"][0][0] == [500_010.0, 4_077_000.0]
    assert values["digest"] == finding_digest(findings()[0]) == values_digest(strict_json(canonical(values)))


@pytest.mark.parametrize(
    "change",
    [{"area_m2": 1000.00001}, {"outcome": findings()[3].outcome}, {"text": "x"}, {"severity": "notice"},
     {"patches": ()},
     {"facts": {"area_m2": 1}}, {"layer_digest": "2b" * 32}, {"share": None}, {"indicative": True}],
    ids=lambda change: next(iter(change)),
)  # fmt: skip
def test_whatever_changes_changes_the_digest(change: dict[str, object]) -> None:
    assert finding_digest(replace(findings()[0], **change)) != finding_digest(findings()[0])


@given(st.floats(-1e-13, 1e-13))
def test_last_digits_do_not(step: float) -> None:
    one = findings()[0]
    assert finding_digest(replace(one, area_m2=1000.0 * (1.0 + step), doubtful_m2=0.25 + step)) == finding_digest(one)


def test_a_project_of_paper() -> None:
    values = project_values(project())
    assert (values["area_m2"], values["crs"]) == (12_600.0, "EPSG:4548")
    assert [part["id"] for part in values["parts"]] == ["A", "B"]
    assert values["parts"][1]["columns"] == {
        "id": "B", "name": "一期", "code": "1001", "floor_area_m2": None, "government_delay": False,
    }  # fmt: skip
    assert len(values["parts"][0]["geometry"]["coordinates"]) == 2


def test_where_a_project_came_from_is_not_its_digest() -> None:
    one = project_values(project())["digest"]
    assert project_values(replace(project(), sources=(), repairs=(), notes=()))["digest"] == one
    assert project_values(replace(project(), facts={}))["digest"] != one
    moved = parts(A=box(0, 0, 100, 100), B=box(200, 0, 60, 50 + 1e-9))
    assert (
        project_values(project(moved))["digest"]
        != project_values(project(parts(A=box(0, 0, 100, 100), B=box(200, 0, 60, 50))))["digest"]
    )


def test_the_head_is_of_project_packs_and_layers() -> None:
    one = review()
    assert head_of(one) == head_of(replace(one, findings=(), date="2027-01-01", zones=()))
    others = [
        review(project=project(parts(A=box(0, 0, 1, 1)))),
        review(layers={"farmland": layer("ff" * 32)}),
        review(packs=("general 2027",)),
        review(files=(replace(one.files[1], digest="ff" * 32),)),
    ]
    assert len({head_of(one), *map(head_of, others)}) == 5
    assert pack().digest in {file.digest for file in one.files}
