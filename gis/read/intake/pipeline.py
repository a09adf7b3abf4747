"""After the readers, inside the fence: coordinates decided, shapes repaired, fields named, topology checked."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import shapely

from gis.read.intake.coordinates import Decision, decide, divided
from gis.read.intake.fields import describe_fields
from gis.read.intake.formats import READERS
from gis.read.intake.messages import Notes
from gis.read.intake.model import Quarantined, RasterLayer, RawLayer, ReadOptions, Source, refuse
from gis.read.intake.repair import Repaired, repair
from gis.read.intake.topology import Flags, check_topology, open_areas, tell_topology

__all__ = ["ASIDE_TOLD", "process"]

ASIDE_TOLD = 1_000  # rows set aside that the report lists one by one; all are in the file beside
_GRID_M, _GRID_DEG = 1e-4, 1e-9  # vertices nearer than this are one: below any tolerance, above the noise of formats

Progress = Callable[[str, float], None]


def process(
    found: Sequence[tuple[str, Source]],
    options: ReadOptions,
    notes: Notes,
    *,
    out: Path,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Read every source with the reader of its format and write its layers beside the report.

    Parameters
    ----------
    found: format (key of `READERS`) and file. notes: where every message goes.
    out: folder for `layer-<n>.arrow` (rows that stay) and `layer-<n>-aside.arrow` (rows set aside).

    Returns
    -------
    {"format", "layers": [...]} as JSON values; see `Intake` for what a layer tells.

    Raises
    ------
    RefusedError: a reader cannot go on, or there is no layer of the name asked for; told.
    """
    step = progress or (lambda _text, _share: None)
    raws: list[RawLayer | RasterLayer] = []
    for number, (key, source) in enumerate(found):
        step(f"读取 {source.name} / reading {source.name}", 0.05 + 0.4 * number / len(found))
        raws += READERS[key].load()(source, options, notes)
    raws = _chosen(raws, options, notes)
    layers: list[dict[str, Any]] = []
    for number, raw in enumerate(raws):
        step(f"检查 {raw.name} / checking {raw.name}", 0.5 + 0.5 * number / max(len(raws), 1))
        if isinstance(raw, RasterLayer):
            layers.append(_grid(raw, options, notes, out=out / f"layer-{len(layers)}.tif"))
            continue
        near = (options.near[0], options.near[1]) if len(options.near) == 2 else None
        decision = decide(raw, options, notes, where=raw.name, near=near)
        for part, own in divided(raw, decision):
            layers.append(_layer(part, own, options, notes, out=out / f"layer-{len(layers)}"))
    formats = list(dict.fromkeys(key for key, _ in found))
    return {"format": formats[0] if len(formats) == 1 else "+".join(formats), "layers": layers}


def _chosen(raws: Sequence[RawLayer | RasterLayer], options: ReadOptions, notes: Notes) -> list[RawLayer | RasterLayer]:
    """The layers asked for by name ("a,b", wildcards); all of them where none is named.

    Raises
    ------
    RefusedError: none is called so; told with the names there are.
    """
    wanted = [name.strip() for name in options.layer.split(",") if name.strip()]
    names = [raw.name for raw in raws]
    if not wanted:
        return list(raws)
    taken = [raw for raw in raws if any(raw.name == name or fnmatchcase(raw.name, name) for name in wanted)]
    if not taken and raws and not any(raw.facts.get("layer_chosen") for raw in raws):
        raise refuse(notes, "layer_unknown", layer=options.layer, names=names)
    return taken or list(raws)  # the reader of a drawing chose among its own layers already


def _layer(raw: RawLayer, decision: Decision, options: ReadOptions, notes: Notes, *, out: Path) -> dict[str, Any]:
    """One layer through all steps after its coordinates are decided; what it tells as JSON values."""
    where, degrees = raw.name, decision.degrees
    came = len(raw.table) + len(raw.quarantined)
    if not came:
        notes.add("layer_empty", where=where)
    raw.condemned |= decision.aside
    raw.mended |= set(np.flatnonzero(decision.moved).tolist())
    with ThreadPoolExecutor(1) as pool:  # edges are sorted while the shapes are repaired: both let go of the lock
        suspects = pool.submit(open_areas, raw.geometry, grid=_GRID_DEG if degrees else _GRID_M)
        done = repair(raw, notes, where=where, degrees=degrees)
    fields = describe_fields(raw.table, options, notes, where=where, aliases=raw.facts.get("aliases"))
    _topology(raw, done, suspects.result() | done.mended, options, notes)
    shapes = done.shapes[done.kept]
    quarantined = [*raw.quarantined, *done.quarantined]
    if options.rows:
        _write(out.with_suffix(".arrow"), raw.table.filter(pa.array(done.kept)), shapes, raw.rows[done.kept])
    _write_aside(out.with_name(f"{out.name}-aside.arrow"), raw, done, quarantined)
    mended = int(done.mended.sum())
    bounds = shapely.total_bounds(shapes) if len(shapes) else np.full(4, np.nan)
    return {
        "kind": "vector",
        "name": raw.name,
        "crs": decision.crs,
        "candidates": list(decision.candidates),
        "degrees": degrees,
        "rows": {
            "in": came,
            "accepted": int(done.kept.sum()) - mended,
            "repaired": mended,
            "quarantined": len(quarantined),
        },
        "families": done.families,
        "bounds": [round(float(value), 9) for value in bounds] if np.isfinite(bounds).all() else [],
        "fields": fields,
        "aside": [
            {"row": one.row, "code": one.code, "name": one.name, "facts": dict(one.facts)}
            for one in quarantined[:ASIDE_TOLD]
        ],
        "facts": raw.facts,
        "file": f"{out.name}.arrow" if options.rows else "",
        "aside_file": f"{out.name}-aside.arrow" if quarantined else "",
    }


def _topology(raw: RawLayer, done: Repaired, suspects: Flags, options: ReadOptions, notes: Notes) -> None:
    """Overlaps and gaps among the areas that stay."""
    if done.families.get("area", 0) < 2:
        return
    found = check_topology(
        done.shapes[done.kept],
        tolerance_m=options.tolerance_m,
        scale_m=done.scale_m,
        suspects=suspects[done.kept],
    )
    tell_topology(
        found,
        raw.rows[done.kept],
        notes,
        where=raw.name,
        tolerance_m=options.tolerance_m,
        degrees=done.scale_m != 1.0,
    )


def _write(path: Path, table: pa.Table, shapes: Any, rows: Any) -> None:
    """Attributes, `_row` (number in the file) and `geometry` (WKB) as an Arrow file."""
    table = table.append_column("_row", pa.array(rows, type=pa.int64()))
    table = table.append_column("geometry", pa.array(shapely.to_wkb(shapes), type=pa.large_binary()))
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
        writer.write_table(table.replace_schema_metadata(None))


def _write_aside(path: Path, raw: RawLayer, done: Repaired, quarantined: Sequence[Quarantined]) -> None:
    """The rows set aside with what is left of them: attributes, shape as it came, the code of the reason."""
    if not quarantined:
        return
    lost = ~done.kept
    table = raw.table.filter(pa.array(lost))
    reason = {one.row: one.code for one in quarantined}
    rows = raw.rows[lost]
    table = table.append_column("_reason", pa.array([reason.get(int(row), "") for row in rows], type=pa.string()))
    extra = raw.quarantined
    shapes = raw.geometry[lost]
    if extra:  # rows that never made a shape: their number and reason alone
        blank = pa.table(
            {name: pa.nulls(len(extra), type=table.schema.field(name).type) for name in table.column_names}
        )
        at = blank.column_names.index("_reason")
        blank = blank.set_column(at, "_reason", pa.array([one.code for one in extra], type=pa.string()))
        table = pa.concat_tables([table, blank.cast(table.schema)])
        shapes = np.concatenate([shapes, np.full(len(extra), None, dtype=object)])
        rows = np.concatenate([rows, np.array([one.row for one in extra], dtype=np.int64)])
    _write(path, table, shapes, rows)


def _grid(raw: RasterLayer, options: ReadOptions, notes: Notes, *, out: Path) -> dict[str, Any]:
    """What a grid tells as JSON values, its clean copy at `out`; its CRS is asked for where it states none."""
    shutil.move(raw.path, out)
    crs = raw.crs or options.crs
    if not crs:
        notes.add("grid_without_crs", where=raw.name)
    return {
        "kind": "raster",
        "name": raw.name,
        "crs": crs,
        "candidates": [],
        "rows": {"in": 0, "accepted": 0, "repaired": 0, "quarantined": 0},
        "shape": list(raw.shape),
        "transform": list(raw.transform),
        "dtype": raw.dtype,
        "nodata": raw.nodata,
        "facts": raw.facts,
        "file": out.name,
        "aside_file": "",
    }
