"""The skip lists: complete for the GDALs installed, and only the drivers of a format left."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from gis.read.intake.drivers import ALWAYS, KNOWN, skip_settings, unexpected
from gis.read.intake.formats import READERS

ROOT = Path(__file__).resolve().parents[4]
ASK = (
    "import json, sys; from gis.read.intake.drivers import registered;"
    "json.dump(registered(raster=sys.argv[1] == 'raster'), sys.stdout)"
)


def present(which: str, settings: dict[str, str]) -> set[str]:
    """The drivers a new process knows under these settings."""
    environment = {**os.environ, **settings}
    done = subprocess.run(
        [sys.executable, "-c", ASK, which], cwd=ROOT, env=environment, capture_output=True, check=True, timeout=60
    )
    return set(json.loads(done.stdout))


@pytest.mark.parametrize("which", ["vector", "raster"])
def test_every_driver_of_the_installed_wheels_is_known(which: str) -> None:
    found = present(which, {})
    assert len(found) > 50
    assert found <= KNOWN


@pytest.mark.parametrize("key", ["geojson", "shapefile", "geotiff"])  # of the others the process itself makes sure
def test_only_the_drivers_of_a_format_are_left(key: str) -> None:
    allowed = set(READERS[key].drivers)
    left = present("raster" if key == "geotiff" else "vector", skip_settings(allowed))
    assert allowed <= left <= allowed | ALWAYS
    assert unexpected(left, allowed) == []


def test_a_driver_nobody_named_is_noticed() -> None:
    assert unexpected(["GeoJSON", "MEM", "NewDriver", "OGR_VRT"], {"GeoJSON"}) == ["NewDriver", "OGR_VRT"]


def test_a_driver_found_can_be_added_to_the_list() -> None:
    settings = skip_settings({"GPKG"}, more=["NewDriver"])
    skipped = settings["OGR_SKIP"].split(",")
    assert "NewDriver" in skipped
    assert not {"GPKG", *ALWAYS} & set(skipped)
    assert settings["OGR_SKIP"] == settings["GDAL_SKIP"]


def test_drivers_of_formats_are_known() -> None:
    assert {driver for one in READERS.values() for driver in one.drivers} <= KNOWN
