"""Reading a coordinate TXT in a test, and the frames its layers become."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd

from gis.read.intake.formats.txt import read
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, ReadOptions, Source

ROW = "_row"


def read_bytes(content: bytes, folder: Path, **options: str) -> tuple[list[RawLayer], Notes]:
    """The layers of a file of this content, and what was told."""
    path = folder / "坐标.txt"
    path.write_bytes(content)
    notes = Notes()
    return read(Source(path, "坐标.txt"), ReadOptions(**options), notes), notes


def frame_of(layer: RawLayer) -> gpd.GeoDataFrame:
    """A layer as a frame, with the line of each row."""
    frame = layer.table.to_pandas()
    frame[ROW] = layer.rows
    return gpd.GeoDataFrame(frame, geometry=layer.geometry, crs=layer.crs or None)


def told(notes: Notes, code: str) -> list[str]:
    """Where a code was told."""
    return [message.where for message in notes.messages if message.code == code]
