"""One layer through GDAL as a table, and its shapes with curves made straight; nothing goes missing quietly."""

from __future__ import annotations

import re
import warnings
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError
from pyogrio.raw import read as read_raw

from gis.read.intake.formats.wkb import shapes_from_wkb
from gis.read.intake.messages import Notes
from gis.read.intake.model import Shapes, refuse

__all__ = ["BAD_VALUE", "Came", "arrow_of", "is_none", "straight_shapes"]

# IndexError is how pyogrio meets a file in which GDAL finds no layer at all.
_FAILURES = (
    DataSourceError, DataLayerError, FeatureError, FieldError, GeometryError, OSError, IndexError, pa.ArrowException,
    UnicodeDecodeError,
)  # fmt: skip
BAD_VALUE = re.compile(r"Invalid content for record \d+ in column (.+?): ")
# What GDAL says and what is told elsewhere, better: measures by the repair, the type by the shapes themselves.
_TOLD_ELSEWHERE = re.compile(r"Measured \(M\) geometry types|is not consistent with type in gpkg_geometry_columns")
_CURVED_FROM = 8  # WKB types: 8-12 curves, 15-17 surfaces of facets; 7 is a collection that may hold them


class Came:
    """A layer as GDAL gives it: its meta data, the attributes, WKB values (n,), row numbers (n,), what GDAL said.

    `path`, `layer`: where it came from, to read some of its rows again.
    """

    def __init__(
        self, meta: dict[str, Any], table: pa.Table, said: list[str], *, path: object, layer: str | None
    ) -> None:
        self.meta, self.said, self.path, self.layer = meta, said, path, layer
        shape = meta["geometry_name"] or "wkb_geometry"
        named = meta.get("fid_column") or "fid"
        fid = named if named in table.column_names else "OGC_FID" if "OGC_FID" in table.column_names else "fid"
        self.rows: npt.NDArray[np.int64] = np.asarray(table.column(fid).to_numpy(), dtype=np.int64)
        given = shape in table.column_names
        self.wkb: Shapes = table.column(shape).to_numpy() if given else np.full(len(table), None, dtype=object)
        self.table = table.drop_columns([name for name in {shape, fid} if name in table.column_names])


def arrow_of(
    where: str, notes: Notes, path: object, *, layer: str | None = None, checked: bool = False, **open_options: Any
) -> Came:
    """All rows of a layer.

    Parameters
    ----------
    path: of the file, or its bytes. layer: its name, None for the only one. checked: bad values are told by the caller.
    open_options: of the GDAL driver.

    Raises
    ------
    RefusedError: GDAL cannot read it to its end; told.
    """
    try:
        with warnings.catch_warnings(record=True) as warned:
            warnings.simplefilter("always")
            meta, table = pyogrio.read_arrow(path, layer=layer, return_fids=True, **open_options)
        said = sorted({_first_line(one.message) for one in warned})
        came = Came(meta, table, said, path=path, layer=layer)
    except _FAILURES as error:
        raise refuse(notes, "file_damaged", where=where, problem=_first_line(error)) from error
    for text in said:
        if not _TOLD_ELSEWHERE.search(text) and not (checked and BAD_VALUE.match(text)):
            notes.add("driver_says", where=where, problem=text)
    return came


def straight_shapes(
    came: Came, notes: Notes, *, where: str
) -> tuple[Shapes, npt.NDArray[np.bool_], npt.NDArray[np.bool_]]:
    """Shapes of the rows, with arcs as chains of short edges; which rings were closed; which shapes are past repair.

    Raises
    ------
    RefusedError: GDAL cannot read the curves again; told.
    """
    try:
        return shapes_from_wkb(came.wkb)
    except NotImplementedError:
        pass
    kinds = np.array([_kind(value) for value in came.wkb])
    curved = kinds >= _CURVED_FROM - 1
    try:
        _, fids, chains, _ = read_raw(came.path, layer=came.layer, columns=[], fids=came.rows[curved], return_fids=True)
    except _FAILURES as error:
        raise refuse(notes, "file_damaged", where=where, problem=_first_line(error)) from error
    wkb = came.wkb.copy()
    straight = dict(zip(fids.tolist(), chains, strict=True))
    wkb[curved] = [straight.get(fid) for fid in came.rows[curved].tolist()]
    strange = np.array([_kind(value) >= _CURVED_FROM for value in wkb]) | (curved & is_none(wkb))
    wkb[strange] = None
    shapes, closed, broken = shapes_from_wkb(wkb)
    made = curved & (kinds >= _CURVED_FROM) & ~strange
    if made.any():
        notes.add("curves_straightened", where=where, count=int(made.sum()))
    return shapes, closed, broken | strange


def is_none(values: Shapes) -> npt.NDArray[np.bool_]:
    """Which of the values (n,) are None."""
    return np.fromiter((value is None for value in values), dtype=bool, count=len(values))


def _kind(value: bytes | None) -> int:
    """The kind of shape a WKB value states, without its Z and M; 0 for none."""
    if value is None or len(value) < 5:
        return 0
    code = int.from_bytes(value[1:5], "little" if value[0] else "big")
    return (code & 0x0FFFFFFF) % 1000


def _first_line(error: object) -> str:
    return next(iter(str(error).splitlines()), "—")
