import geopandas as gpd
import pytest
import shapely

from gis.review.model import SEVERITIES, Finding, Outcome, Project, Review, ReviewInputs


def made(*findings: Finding) -> Review:
    parts = gpd.GeoDataFrame(geometry=[shapely.box(0, 0, 10, 10), shapely.box(5, 0, 15, 10)], crs="EPSG:4548")
    inputs = ReviewInputs(Project("甲", parts))
    return Review(inputs, findings, (), None, (), (), ("p",), "2026-11-22", "1")


def finding(name: str, severity: str, outcome: Outcome) -> Finding:
    return Finding(name, name, severity, outcome, "")  # type: ignore[arg-type]


def test_only_what_is_forbidden_and_failed_stops_a_project():
    review = made(
        finding("a", "forbidden", Outcome.FAILED), finding("b", "forbidden", Outcome.DOUBTFUL),
        finding("c", "restricted", Outcome.FAILED), finding("d", "forbidden", Outcome.NOT_ASSESSED),
    )  # fmt: skip
    assert [one.id for one in review.forbidden] == ["a"]
    assert review.of("c").severity == "restricted"
    with pytest.raises(StopIteration):
        review.of("z")


def test_parts_that_overlap_count_twice_in_the_area():
    assert made().project.area_m2 == pytest.approx(200.0)
    assert SEVERITIES == ("forbidden", "restricted", "notice")
