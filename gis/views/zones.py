"""The zones of a district as a layer: words, kind, areas, to open in any GIS."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from gis.district import District
from gis.errors import UnsupportedFormatError
from gis.units import KM2_M2
from gis.views.files import replacing
from gis.views.geojson import write_geojson

__all__ = ["write_zones", "zone_layer"]


def zone_layer(district: District) -> gpd.GeoDataFrame:
    """One row a zone in the working CRS, index zone id; areas in square kilometres, `indicative` with its reasons."""
    zones = district.zones
    columns = {
        "name": [zone.name for zone in zones],
        "group": [zone.group for zone in zones],
        "kind": [zone.kind for zone in zones],
        "chapter": [zone.source.chapter for zone in zones],
        "clause": [zone.source.words for zone in zones],
        "functions": ["、".join(zone.functions) for zone in zones],
        "area_km2": [zone.area_m2 / KM2_M2 for zone in zones],
        "area_low_km2": [zone.area_low_m2 / KM2_M2 for zone in zones],
        "area_high_km2": [zone.area_high_m2 / KM2_M2 for zone in zones],
        "published_km2": [zone.published.area_m2 / KM2_M2 if zone.published else None for zone in zones],
        "indicative": [";".join(zone.indicative_reasons) for zone in zones],
    }
    shapes = [zone.geometry for zone in zones]
    return gpd.GeoDataFrame(columns, geometry=shapes, index=[zone.id for zone in zones], crs=district.crs)


def write_zones(district: District, path: Path) -> Path:
    """Write the zones: `.geojson` in degrees, `.gpkg` in the working CRS.

    Raises
    ------
    UnsupportedFormatError: another suffix. WorkspaceError: the file cannot be written.
    """
    rows = zone_layer(district)
    suffix = path.suffix.lower()
    if suffix == ".geojson":
        return write_geojson(rows, path, decimals=8)  # a millimetre: areas survive the trip
    if suffix != ".gpkg":
        raise UnsupportedFormatError(source=path, suffix=suffix or "—", known=[".geojson", ".gpkg"])
    with replacing(path) as written:
        rows.reset_index(names="id").to_file(written, layer="zones", driver="GPKG")
    return path
