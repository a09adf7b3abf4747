"""An OSM extract as the layers a district is made of, with everything counted that was left out."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from gis.errors import GisError
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, ReadOptions, Source, refuse
from gis.read.osm import OsmExtract, read_osm

__all__ = ["read"]


def read(source: Source, options: ReadOptions, notes: Notes) -> list[RawLayer]:
    """Streets, parks, facilities, land use, buildings, water … as layers named by their kind (`gis.schema.KINDS`).

    Their coordinates are in the metres of the belt or zone where the data lie, as `read_osm` gives them.

    Raises
    ------
    RefusedError: no whole OSM file, or nothing in it a district could use; told.
    """
    del options  # texts are UTF-8, coordinates are degrees: there is nothing to choose
    try:
        extract = read_osm(source.path)
    except GisError as error:
        problem = str(error.facts.get("problem") or error.message("zh"))
        raise refuse(notes, "osm_unusable", where=source.name, problem=problem) from error
    _tell(extract, notes, source.name)
    return [_layer(kind, extract) for kind in extract.layers]


def _tell(extract: OsmExtract, notes: Notes, where: str) -> None:
    for count in extract.counts:
        notes.add("osm_count", where=where, zh=count.zh, en=count.en, count=count.count)
    if extract.timestamp is not None:
        notes.add("osm_time", where=where, time=extract.timestamp.date().isoformat())


def _layer(kind: str, extract: OsmExtract) -> RawLayer:
    frame = extract.layers[kind]
    attributes = pa.Table.from_pandas(frame.drop(columns=[frame.geometry.name]), preserve_index=False)
    return RawLayer(
        name=kind,
        table=attributes.replace_schema_metadata(None),
        geometry=frame.geometry.to_numpy().astype(object),
        rows=np.arange(1, len(frame) + 1, dtype=np.int64),
        crs=extract.crs,
        facts={"kind": kind},
    )
