import pytest

from gis.assessment.bench import Bench
from gis.assessment.pieces import WHOLE
from gis.errors import MissingLayerError
from gis.read.folder import read_district
from tests import toy
from tests.gis.assessment.toy_folder import write_toy


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    return Bench(read_district(write_toy(tmp_path_factory.mktemp("toy") / "toy")))


def test_the_land_is_the_paper_s(bench):
    assert bench.land.geometry.area.sum() == pytest.approx(sum(area for area, _, _ in toy.PAPER.values()))
    assert (WHOLE, "toy.west") in set(bench.demand("land")["zones"])


def test_what_is_shared_is_built_once(bench):
    assert bench.land is bench.land
    assert bench.network is bench.network
    assert bench.walking.network is bench.network


def test_zones_lead_with_the_whole(bench):
    assert bench.zones.index.tolist() == [WHOLE, "toy.west", "toy.east"]
    assert bench.zones.crs == bench.district.crs


def test_settings_reach_the_measures(tmp_path):
    folder = write_toy(tmp_path / "toy")
    with (folder / "district.toml").open("a", encoding="utf-8") as stream:
        stream.write('[settings]\ncell = "10 m"\nmax_leg = "25 m"\nresidential = ["1001"]\n')
    bench = Bench(read_district(folder))
    assert bench.cell_m == 10.0
    assert bench.land.geometry.area.sum() == pytest.approx(10_000.0)  # the factory
    assert bench.walking.max_leg_m == 25.0
    assert bench.walking.counts["cells_out_of_reach"] == len(bench.walking.cells)  # 40 m from the street


def test_a_district_without_streets_has_no_network(tmp_path):
    bench = Bench(read_district(write_toy(tmp_path / "toy", without=("streets", "outline"))))
    with pytest.raises(MissingLayerError, match="streets"):
        _ = bench.network
    assert bench.whole is None
    assert WHOLE not in bench.zones.index
