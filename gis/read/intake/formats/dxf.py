"""DXF drawings, R12 to R2018, text or binary: areas, lines and points, and what became of everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

import numpy as np
import numpy.typing as npt

from gis.read.intake.formats.drawing_frame import answered_m, stated_crs, unit_m
from gis.read.intake.formats.drawing_layers import CHAINS, FAMILIES, chain_layer, family_layers
from gis.read.intake.formats.drawing_relations import chains, close_ends, group_areas
from gis.read.intake.formats.drawing_rows import Row, Rows, chosen, rows_of
from gis.read.intake.formats.drawing_sections import Drawing, sections
from gis.read.intake.formats.drawing_tags import as_text, decoded
from gis.read.intake.formats.drawing_told import tell_decoding, tell_drawing, tell_rows
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, ReadOptions, Source, refuse

__all__ = ["DEVIATION_M", "read"]

DEVIATION_M = 0.001  # points stay this near to the arcs, bulges, ellipses and splines they stand for
_CHAIN_M = 0.001  # ends of lines nearer than this meet


def read(source: Source, options: ReadOptions, notes: Notes) -> list[RawLayer]:
    """The drawing as up to four layers: "<name> 面", "线", "点", and "<name> 围合面" of lines that close together.

    Model space only; `options.layer` picks drawing layers ("a,b", wildcards); `options.columns["unit"]` states the unit
    (m, mm, cm, dm, km, ft, in), coordinates then come in metres. Number of a row: of its entity in model space, from 1.

    Raises
    ------
    RefusedError: no drawing, one that breaks off, blocks beyond the limit, nothing to read; told.
    """
    name = source.name.rpartition(".")[0] or source.name
    where = source.name
    drawing = _drawing(source, options, notes)
    wanted = _wanted(drawing, options, notes, name=name, where=where)
    answer_m = answered_m(options)
    found = rows_of(drawing, notes, where=where, distance=DEVIATION_M / (answer_m or 1.0), wanted=wanted)
    tell_drawing(drawing, found, notes, where=where)
    if not found.rows and not found.aside:
        raise refuse(notes, "drawing_empty", where=where, left=found.skipped.total() + found.unchosen)
    unit = answer_m or unit_m(drawing, _positions(found.rows), notes, where=where)
    if unit != 1.0:
        _scale(found.rows, unit)
        notes.add("drawing_unit_applied", where=where, factor=unit)
    found.rows = group_areas(found.rows, drawing.area_groups)
    joined, exact = close_ends(found.rows, tolerance=options.tolerance_m)
    tell_rows(drawing, found, notes, where=where)
    if joined:
        notes.add("drawing_ends_joined", where=where, count=len(joined), tolerance_m=options.tolerance_m)
    if exact:
        notes.add("drawing_ends_met", where=where, count=exact)
    facts = _facts(drawing, found, wanted)
    made = family_layers(found, name, notes, facts=facts, joined=joined)
    offered = chains(found.rows, tolerance=_CHAIN_M)
    if offered:
        notes.add("drawing_chains_offered", where=where, count=len(offered), layer=f"{name} {CHAINS}")
        made.append(chain_layer(offered, name, facts))
    crs = stated_crs(drawing, notes, where=where)
    for layer in made:
        layer.crs = crs
    return made


def _drawing(source: Source, options: ReadOptions, notes: Notes) -> Drawing:
    """The sections of the file.

    Raises
    ------
    RefusedError: it breaks off before its entities end, or has none; told.
    """
    content, whole = as_text(source.path.read_bytes())
    text, page = decoded(content, stated=options.encoding)
    drawing = sections(text.text)
    tell_decoding(text, page, notes, where=source.name)
    if "ENTITIES" not in drawing.ended and (drawing.damage.cut or not whole):
        raise refuse(notes, "drawing_incomplete", where=source.name, count=len(drawing.entities))
    if not drawing.entities and "ENTITIES" not in drawing.ended:
        raise refuse(notes, "drawing_without_entities", where=source.name)
    return drawing


def _wanted(drawing: Drawing, options: ReadOptions, notes: Notes, *, name: str, where: str) -> tuple[str, ...]:
    """The drawing layers asked for; names of our own layers ("<name> 面") are left to those who come after.

    Raises
    ------
    RefusedError: a layer is asked for that is neither; told with the layers there are.
    """
    asked = [one.strip() for one in options.layer.split(",") if one.strip()]
    if not asked:
        return ()
    there = _layer_names(drawing)
    wanted = tuple(one for one in asked if any(chosen(layer, (one,)) for layer in there))
    own = [f"{name} {title}" for title in (*FAMILIES.values(), CHAINS)]
    if not wanted and not any(fnmatchcase(title, one) for title in own for one in asked):
        raise refuse(notes, "layer_unknown", where=where, layer=options.layer, names=there)
    return wanted


def _layer_names(drawing: Drawing) -> list[str]:
    """Layers that something is drawn on, in model space or in a block, each by its first spelling."""
    names: dict[str, str] = {}
    everything = [drawing.entities, *(block.entities for block in drawing.blocks.values())]
    for entities in everything:
        for entity in entities:
            layer = entity.text(8, "0")
            names.setdefault(layer.lower(), layer)
    return list(names.values())


def _positions(rows: Sequence[Row]) -> npt.NDArray[np.float64]:
    """The first point of every row, (n, 2), drawing units."""
    return np.array([row.shape.rings[0][0, :2] for row in rows]).reshape(-1, 2)


def _scale(rows: Sequence[Row], unit: float) -> None:
    for row in rows:
        shape = row.shape
        row.shape = replace(shape, rings=tuple(ring * unit for ring in shape.rings), height=shape.height * unit)


def _facts(drawing: Drawing, found: Rows, wanted: Sequence[str]) -> dict[str, object]:
    """What the layers tell of the drawing: its release, and how much of which kind lies on which layer."""
    counts = {layer: dict(kinds.most_common()) for layer, kinds in sorted(found.counts.items())}
    return {
        "release": drawing.header.get("$ACADVER", "AC1009"),
        "drawing_layers": counts,
        "hidden_layers": sorted(layer for layer in counts if drawing.layer(layer).hidden),
        "properties": [list(pair) for pair in drawing.properties],
        "layer_chosen": bool(wanted),
    }
