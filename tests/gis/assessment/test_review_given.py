from gis.assessment.review_given import ReviewGiven, read_as, reviewed
from gis.read.projects import drawn_project
from gis.review.model import InputFile, Outcome
from gis.review.run import OFF_TITLE
from tests.gis.plots.desk_toy import CRS, square


def test_how_files_were_read_and_what_was_off_comes_back_from_the_settings():
    pairs = [
        ["read.crs", "EPSG:4548"],
        ["read.edition", "2023"],
        ["sliver.width_m", "0.1"],
        [OFF_TITLE, "general:a、p:b"],
    ]
    assert read_as({"settings": pairs}) == ({"crs": "EPSG:4548", "edition": "2023"}, {"general:a", "p:b"})
    assert read_as({"settings": []}) == ({}, frozenset())


def test_a_drawing_is_reviewed_without_a_district_and_says_what_was_off():
    given = ReviewGiven(
        drawn_project([square(0)], crs=CRS), off={"general:data.parts"}, settings=(("read.edition", "2023"),),
        files=(InputFile("facts_file", "甲.toml", "d"),),
    )  # fmt: skip
    found = reviewed(given, None, date="2026-11-22")
    off = found.of("general:data.parts")
    assert off.outcome is Outcome.NOT_ASSESSED
    assert "关闭" in off.reason
    assert (OFF_TITLE, "general:data.parts") in found.settings
    assert ("read.edition", "2023") in found.settings
    assert "facts_file" in {one.role for one in found.files}
    assert found.effects == ()
    assert found.together == ()
