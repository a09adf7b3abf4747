"""What a geodatabase says of itself, also where it says it badly."""

from pathlib import Path

import pytest

from gis.read.intake.formats.gdb_catalog import read_catalog
from gis.read.intake.model import Source
from tests.gis.read.intake import making_shapefile as making


def test_tables_files_domains_and_the_rest(tmp_path: Path) -> None:
    path = making.gdb(tmp_path, aliases={"MJ": "面积"})
    making.add_domain(path)
    making.become(path, "ZZZ_rel", making.RELATION, "<a/>")
    making.become(path, "ZZZ_dem", making.RASTER, "<a/>")
    found = read_catalog(Source(path, "plots.gdb"))
    assert found.files == {"地块": path / "a00000009.gdbtable"}
    assert found.tables["地块"].aliases == {"MJ": "面积"}
    assert found.tables["地块"].domains == {"DLBM": "地类"}
    assert found.domains == {"地类": {"0901": "商业", "1401": "公园"}}
    assert found.left == {"relationship": ["ZZZ_rel"], "raster": ["ZZZ_dem"]}
    assert found.rows("地块") == 6
    assert found.rows("没有") is None
    assert not found.old


@pytest.mark.parametrize(
    "definition",
    [
        "",
        "<a",
        "<a>&b;</a>",
        making.ENTITIES,
        "<GPRangeDomain2><MinValue>1</MinValue><MaxValue>9</MaxValue></GPRangeDomain2>",
    ],
)
def test_definitions_that_define_nothing_do_no_harm(definition: str, tmp_path: Path) -> None:
    path = making.gdb(tmp_path)
    making.become(path, "ZZZ_odd", making.DOMAIN, definition)
    found = read_catalog(Source(path, "plots.gdb"))
    assert "地块" in found.tables
    assert found.domains == ({"ZZZ_odd": {"MinValue": "1", "MaxValue": "9"}} if "Range" in definition else {})


def test_without_its_list_of_items_it_is_an_old_one(tmp_path: Path) -> None:
    path = making.gdb(tmp_path)
    (path / "a00000004.gdbtable").unlink()
    assert read_catalog(Source(path, "plots.gdb")).old
