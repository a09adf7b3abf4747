from dataclasses import FrozenInstanceError

import pytest
from shapely.geometry import box

from gis.district import PlanSource, Zone
from gis.errors import MissingLayerError
from gis.read.folder import read_district
from gis.schema import Basis
from tests.gis.read import districts


@pytest.fixture(scope="module")
def district(tmp_path_factory):
    return read_district(districts.write_district(tmp_path_factory.mktemp("d") / "toy"))


def test_a_missing_layer_says_who_needs_it(district):
    assert district.layer("roads", needed_by="x").kind.name == "roads"
    with pytest.raises(MissingLayerError, match="步行覆盖"):
        district.layer("streets", needed_by="步行覆盖")


def test_zones_are_found_by_id(district):
    assert district.zone("toy.core").name == "核"
    with pytest.raises(StopIteration):
        district.zone("nowhere")


def test_the_basis_of_a_district_is_its_weakest_layer(district):
    assert district.basis is Basis.EVIDENCE


def test_a_district_does_not_change(district):
    with pytest.raises(FrozenInstanceError):
        district.name = "别的"


@pytest.mark.parametrize(
    ("basis", "reasons", "indicative"),
    [(Basis.OSM, (), False), (Basis.OSM, ("补充边界",), True), (Basis.EVIDENCE, (), True), (Basis.PLAN, (), True)],
)
def test_when_a_zone_is_indicative(basis, reasons, indicative):
    zone = Zone(
        "z", "甲", "", (), PlanSource("d", "1", "w"), box(0, 0, 10, 10), True, 90.0, 110.0,
        indicative_reasons=reasons, basis=basis,
    )  # fmt: skip
    assert zone.indicative is indicative
    assert zone.area_m2 == 100.0
    assert zone.kind == "compiled"
