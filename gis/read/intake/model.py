"""What passes between the parts of a read: the options asked for, the file as opened, the layers as they came."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from gis.read.intake.messages import Notes

if TYPE_CHECKING:  # GDAL, and with it pyarrow's readers, must not be loaded before the fence is closed
    import pyarrow as pa

__all__ = [
    "Quarantined",
    "RasterLayer",
    "RawLayer",
    "Read",
    "ReadOptions",
    "RefusedError",
    "Shapes",
    "Source",
    "refuse",
]

Shapes = npt.NDArray[np.object_]


class RefusedError(Exception):
    """A reader cannot go on; what to tell is in its notes already. Never leaves the fenced process."""


@dataclass(frozen=True)
class ReadOptions:
    """What the user answered or chose; empty text: not stated.

    `layer`: the one layer to read of several. `crs`: of the coordinates: "EPSG:4548", "GCJ-02", "BD-09".
    `encoding`: of its texts. `kind`: the kind of layer (`gis.schema.KINDS`) its rows are for. `edition`: of its
    land-use codes ("2023", "2020", "gb50137", "survey"). `columns`: role → column name, for tables. `tolerance_m`: gaps
    and overlaps narrower than this are no finding. `datum_shift`: seven parameters (dx, dy, dz in metres, rx, ry, rz
    in arc seconds, scale in ppm; position vector) to CGCS2000, for files in Xian80 and Beijing54. `near`: longitude
    and latitude (degrees) of the district the file is for; orders the candidates of a question. `rows`: whether the
    rows are wanted, or the report alone.
    """

    layer: str = ""
    crs: str = ""
    encoding: str = ""
    kind: str = ""
    edition: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)
    tolerance_m: float = 0.01
    datum_shift: tuple[float, ...] = ()
    near: tuple[float, ...] = ()
    rows: bool = True

    def as_json(self) -> dict[str, Any]:
        """As JSON values; `ReadOptions(**value)` gives them back."""
        return {
            **asdict(self),
            "columns": dict(self.columns),
            "datum_shift": list(self.datum_shift),
            "near": list(self.near),
        }


@dataclass(frozen=True)
class Source:
    """One file (or shapefile, or file geodatabase) inside the fence, under names of our own making.

    `path`: what a reader opens. `name`: what the user calls it (shown, never opened). `parts`: the files that belong
    to it by their suffix in lower case without the dot ("shp", "dbf", "cpg").
    """

    path: Path
    name: str
    parts: Mapping[str, Path] = field(default_factory=dict)


@dataclass(frozen=True)
class Quarantined:
    """A row that could not be used: its number in the file (from 1), what the user calls it, the code of the reason."""

    row: int
    code: str
    name: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass
class RawLayer:
    """One layer as it came, before any judgement: attributes and geometry side by side, row by row.

    `table`: attributes (n rows, texts as the user reads them). `geometry`: (n,) shapely shapes, None where there is
    none. `rows`: (n,) number of each row in the file, from 1 (line number for texts). `crs`: what the file states
    (anything pyproj takes), empty: nothing. `quarantined`: rows that did not even make a geometry; not in `table`.
    `tabular`: rows may do without a geometry (a list without positions).
    """

    name: str
    table: pa.Table
    geometry: Shapes
    rows: npt.NDArray[np.int64]
    crs: str = ""
    quarantined: list[Quarantined] = field(default_factory=list)
    condemned: dict[int, str] = field(default_factory=dict)  # position → code: no shape could be made of the row
    mended: set[int] = field(default_factory=set)  # positions (from 0) of rows the reader itself had to repair; told
    tabular: bool = False
    facts: dict[str, Any] = field(default_factory=dict)  # of the format: dialect of a TXT, layers of a drawing


@dataclass
class RasterLayer:
    """One grid as it came: rows × columns × bands, its pixel size in the units of its CRS, where a clean copy lies."""

    name: str
    crs: str
    shape: tuple[int, int, int]  # bands, rows, columns
    transform: tuple[float, ...]  # a, b, c, d, e, f of the affine from column and row to x and y
    dtype: str
    nodata: float | None
    path: Path  # a GeoTIFF of our own writing, its own pixels only
    facts: dict[str, Any] = field(default_factory=dict)


Read = Sequence[RawLayer | RasterLayer]


def refuse(notes: Notes, code: str, *, where: str = "", **facts: object) -> RefusedError:
    """The error to raise after telling why.

    Raises
    ------
    KeyError: no such code.
    """
    notes.add(code, where=where, **facts)
    return RefusedError(code)
