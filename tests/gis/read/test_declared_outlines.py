from gis.crs import working_crs
from gis.read.declared_outlines import read_declared_outlines
from gis.read.workspace import SHIPPED
from tests.gis.read import districts

CRS = working_crs("EPSG:4548")


def test_the_outlines_of_the_shipped_plan():
    found = read_declared_outlines(SHIPPED / "zibo", target=CRS)
    assert set(found) == {"outlines.geojson"}
    rows = found["outlines.geojson"]
    assert rows.crs == CRS
    assert "zibo.smart_manufacturing" in rows.index
    assert rows.area.min() > 10_000.0


def test_a_plan_that_declares_none(tmp_path):
    assert read_declared_outlines(districts.write_district(tmp_path / "toy"), target=CRS) == {}
    (tmp_path / "toy" / "plan.toml").unlink()
    assert read_declared_outlines(tmp_path / "toy", target=CRS) == {}
