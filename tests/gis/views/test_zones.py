import geopandas as gpd
import pytest

from gis.errors import UnsupportedFormatError
from gis.read.folder import read_district
from gis.views.zones import write_zones, zone_layer
from tests.gis.read import districts


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    return read_district(districts.write_district(tmp_path_factory.mktemp("z") / "toy"))


def test_a_row_says_words_kind_and_areas(district):
    row = zone_layer(district).loc["toy.core"]
    assert row["kind"] == "compiled"
    assert row["area_km2"] == pytest.approx(1.0)
    assert row["area_low_km2"] < 1.0 < row["area_high_km2"]
    assert row["published_km2"] == pytest.approx(1.0)
    assert row["clause"].startswith("西路以东")


@pytest.mark.parametrize("name", ["zones.geojson", "zones.gpkg", "ZONES.GPKG"])
def test_both_formats_open_again(district, tmp_path, name):
    rows = gpd.read_file(write_zones(district, tmp_path / name))
    assert rows["id"].tolist() == ["toy.core"]
    metric = rows.to_crs("EPSG:4548")
    assert metric.geometry.area.iloc[0] == pytest.approx(1_000_000, rel=1e-5)


@pytest.mark.parametrize("name", ["zones.shp", "zones"])
def test_other_formats_are_refused_with_the_known(district, tmp_path, name):
    with pytest.raises(UnsupportedFormatError, match=r"\.gpkg"):
        write_zones(district, tmp_path / name)
