from datetime import date

import pytest

from gis.errors import DefinitionError, UnitError
from gis.read.spec import read_district_spec, read_plan_zones
from gis.schema import Basis
from tests.gis.read import districts


def edited(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    return folder


@pytest.fixture
def folder(tmp_path):
    return districts.write_district(tmp_path / "toy")


def test_a_good_folder_reads_as_written(folder):
    spec = read_district_spec(folder)
    assert (spec.id, spec.name, spec.crs) == ("toy", "玩具区", "EPSG:4548")
    roads = spec.layers[0]
    assert (roads.kind, roads.file, roads.source.basis) == ("roads", folder / "roads.geojson", Basis.EVIDENCE)
    assert roads.source.date == date(2026, 1, 2)
    assert spec.published["outline"].area_m2 == 1_440_000.0


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('id = "toy"', 'idd = "toy"', "idd"),
        ("[layers.roads]", "[layers.raods]", "raods"),
        ('basis = "evidence"', 'basis = "rumour"', "surveyed、osm、evidence"),
        ("date = 2026-01-02", 'date = "yesterday"', "应为 date"),
        ('licence = "CC0"', "", "licence"),
        ('area = "1.44 km2"', 'area = "1.44"', "km2"),
    ],
)
def test_each_slip_is_named_with_its_key(folder, old, new, told):
    with pytest.raises(DefinitionError, match=told):
        read_district_spec(edited(folder, "district.toml", old, new))


def test_settings_are_in_metres_and_positive(folder):
    path = folder / "district.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text + '[settings]\ncell = "10 m"\nresidential = ["07"]\n', encoding="utf-8")
    assert read_district_spec(folder).settings == {"cell_m": 10.0, "residential": ("07",)}
    path.write_text(text + '[settings]\ncell = "0 m"\n', encoding="utf-8")
    with pytest.raises(DefinitionError, match="大于 0"):
        read_district_spec(folder)


def test_zones_keep_the_words(folder):
    document, zones = read_plan_zones(folder)
    assert document == "纸上规划"
    assert zones[0].source.words.startswith("西路以东")
    assert zones[0].source.chapter == "1.1"
    assert zones[0].published.area_m2 == 1_000_000.0


def test_a_folder_without_a_plan_has_no_zones(folder):
    (folder / "plan.toml").unlink()
    assert read_plan_zones(folder) == ("", ())


def test_zone_ids_are_unique_and_a_declared_outline_needs_its_reason(tmp_path):
    again = '[[zones]]\nid = "toy.core"\nname = "x"\nchapter = "1"\nclause = "甲路以东"\n'
    with pytest.raises(DefinitionError, match=r"toy\.core"):
        read_plan_zones(districts.write_district(tmp_path / "a", extra_zone=again))
    bare = '[[zones]]\nid = "toy.b"\nname = "x"\nchapter = "1"\nclause = "甲"\ndeclared = "o.geojson"\n'
    with pytest.raises(DefinitionError, match="理由"):
        read_plan_zones(districts.write_district(tmp_path / "b", extra_zone=bare))


def test_a_closing_states_its_width_with_unit(tmp_path):
    closing = '[[zones.closing]]\nside = "both"\nof = "甲路"\nreason = "r"\nwidth = "{}"\nparts = [1]\n'
    _, zones = read_plan_zones(districts.write_district(tmp_path / "a", extra_zone=closing.format("1.5 km")))
    assert zones[0].closings[0].width_m == 1500.0
    assert zones[0].closings[0].parts == (1,)
    with pytest.raises(UnitError, match="width"):
        read_plan_zones(districts.write_district(tmp_path / "b", extra_zone=closing.format("1500")))
