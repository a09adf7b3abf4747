"""One read as the caller sees it: status, messages and layers, their rows kept as long as they are needed."""

from __future__ import annotations

import hashlib
import shutil
import weakref
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from threading import Event
from typing import TYPE_CHECKING, Any

from gis.read.intake.fence import Named, read_fenced
from gis.read.intake.field_names import dictionary
from gis.read.intake.formats import READERS
from gis.read.intake.limits import LIMITS, Limits
from gis.read.intake.messages import Message, Status, status_of
from gis.read.intake.model import ReadOptions
from gis.read.intake.names import readable_name

if TYPE_CHECKING:
    import geopandas as gpd
    import pandas as pd

__all__ = ["Intake", "ReadLayer", "RowFolder", "format_title", "read_file"]

_COUNTS = ("in", "accepted", "repaired", "quarantined")
_CHUNK_BYTES = 1 << 20


class RowFolder:
    """The folder that holds the rows of a read: removed when nobody has a use for them any more."""

    def __init__(self) -> None:
        self.path = Path(mkdtemp(prefix="yitu-read-"))
        self._gone = weakref.finalize(self, shutil.rmtree, self.path, ignore_errors=True)

    def remove(self) -> None:
        """Remove it now."""
        self._gone()


@dataclass(frozen=True)
class ReadLayer:
    """One layer of a read: what the report tells of it, and its rows in the file beside the report.

    `crs`: decided; empty while a question is open. `rows`: counts "in", "accepted", "repaired", "quarantined".
    `candidates`: where it would lie by each possible CRS. `fields`: name, type and meaning of each. `aside`: rows set
    aside, at most a thousand of them.
    """

    name: str
    kind: str  # "vector" | "raster"
    crs: str
    rows: Mapping[str, int]
    families: Mapping[str, int]
    fields: Sequence[Mapping[str, str]]
    candidates: Sequence[Mapping[str, Any]]
    aside: Sequence[Mapping[str, Any]]
    bounds: tuple[float, ...]
    told: Mapping[str, Any]
    path: Path | None
    aside_path: Path | None
    folder: RowFolder

    def frame(self) -> gpd.GeoDataFrame:
        """The rows that stay (accepted and repaired), in the layer's CRS; index: number of the row in the file.

        Raises
        ------
        ValueError: the layer is a grid, or the report alone was asked for.
        """
        if self.kind != "vector" or self.path is None:
            raise ValueError(self.kind)
        return _frame(self.path, self.crs)

    def aside_frame(self) -> pd.DataFrame | None:
        """The rows set aside as they came, with `_reason`; None where there are none."""
        return None if self.aside_path is None else _frame(self.aside_path, self.crs)

    def columns(self) -> dict[str, str]:
        """What its fields mean: our key → the name of the field."""
        return {field["means"]: field["name"] for field in self.fields if field["means"]}


def _frame(path: Path, crs: str) -> gpd.GeoDataFrame:
    import geopandas  # noqa: PLC0415 - a report alone needs no geometry
    import pyarrow as pa  # noqa: PLC0415
    import shapely  # noqa: PLC0415

    with pa.OSFile(str(path), "rb") as source:
        table = pa.ipc.open_file(source).read_all()
    shapes = shapely.from_wkb(table.column("geometry").to_numpy())
    rows = table.column("_row").to_numpy()
    frame = table.drop_columns(["geometry", "_row"]).to_pandas()
    frame.index = rows
    return geopandas.GeoDataFrame(frame, geometry=shapes, crs=crs or None)


@dataclass(frozen=True)
class Intake:
    """What a read gave. `sha256`: of the first file read; `walls`: which defences the process had."""

    name: str
    format: str
    messages: tuple[Message, ...]
    layers: tuple[ReadLayer, ...]
    sha256: str
    walls: Mapping[str, Any]
    folder: RowFolder

    @property
    def status(self) -> Status:
        """How it ended."""
        return status_of(self.messages)

    @property
    def rows(self) -> dict[str, int]:
        """Rows of all layers: in = accepted + repaired + quarantined."""
        return {key: sum(layer.rows[key] for layer in self.layers) for key in _COUNTS}

    @property
    def crs(self) -> str:
        """The CRS of its layers, several joined by "; "; empty while none is decided."""
        return "; ".join(dict.fromkeys(layer.crs for layer in self.layers if layer.crs))

    @property
    def edition(self) -> str:
        """The edition of land-use codes that the read found; empty where it found none."""
        return next((str(one.facts["key"]) for one in self.messages if one.code == "land_use_edition"), "")

    def as_json(self, lang: str = "zh") -> dict[str, Any]:
        """The report as JSON values: status, format, crs, layers, rows, messages (and file, sha256, walls)."""
        return {
            "status": self.status.value,
            "format": self.format,
            "format_title": format_title(self.format, lang),
            "crs": self.crs,
            "layers": [{**layer.told, "fields": _titled(layer.fields, lang)} for layer in self.layers],
            "rows": self.rows,
            "messages": [message.as_json(lang) for message in self.messages],
            "file": self.name,
            "sha256": self.sha256,
            "walls": dict(self.walls),
        }

    def close(self) -> None:
        """Remove the rows; the report stays."""
        self.folder.remove()


def format_title(formats: str, lang: str = "zh") -> str:
    """What people call a format (key of `READERS`), several joined by "+"; as it is where it was not recognised."""
    known = [READERS[key] for key in formats.split("+") if key in READERS]
    return " + ".join(one.title_en if lang == "en" else one.title for one in known) or formats


def _titled(fields: Sequence[Mapping[str, str]], lang: str) -> list[dict[str, str]]:
    """Fields with the title of what they mean, empty where that is unknown."""
    titles = {key: one.title_en if lang == "en" else one.title for key, one in dictionary().items()}
    return [{**field, "title": titles.get(field["means"], "")} for field in fields]


def read_file(
    files: Sequence[Path | Named],
    options: ReadOptions | None = None,
    *,
    limits: Limits = LIMITS,
    progress: Callable[[str, float], None] | None = None,
    cancel: Event | None = None,
) -> Intake:
    """Read a file of a stranger (or the several files of one shapefile) inside the fence.

    Nothing is raised for a bad file: the status says refused, and the messages why.

    Parameters
    ----------
    files: `Named` where the user calls a file otherwise than the path says.
    progress: called with a text and the share (0-1) of the way. cancel: set it to end the read.
    """
    folder = RowFolder()
    with ThreadPoolExecutor(1) as pool:  # the digest is taken while the other process reads
        digest = pool.submit(_digest, files[0].path if isinstance(files[0], Named) else files[0])
        report = read_fenced(
            files, options or ReadOptions(), out=folder.path, limits=limits, progress=progress, cancel=cancel
        )
    return Intake(
        name=readable_name(files[0].name),
        format=str(report.get("format", "")),
        messages=tuple(Message(one["code"], one["facts"], one["where"]) for one in report["messages"]),
        layers=tuple(_layer(told, folder) for told in report.get("layers", [])),
        sha256=digest.result(),
        walls=report.get("walls", {}),
        folder=folder,
    )


def _layer(told: Mapping[str, Any], folder: RowFolder) -> ReadLayer:
    shown = {key: value for key, value in told.items() if key not in ("file", "aside_file")}
    return ReadLayer(
        name=told["name"],
        kind=told["kind"],
        crs=told["crs"],
        rows=told["rows"],
        families=told.get("families", {}),
        fields=told.get("fields", ()),
        candidates=told["candidates"],
        aside=told.get("aside", ()),
        bounds=tuple(told.get("bounds", ())),
        told=shown,
        path=folder.path / Path(told["file"]).name if told["file"] else None,
        aside_path=folder.path / Path(told["aside_file"]).name if told["aside_file"] else None,
        folder=folder,
    )


def _digest(path: Path) -> str:
    """SHA-256 of a file, hex; empty for a folder or a file that cannot be read (the read says why)."""
    found = hashlib.sha256()
    try:
        with path.open("rb") as stream:
            while block := stream.read(_CHUNK_BYTES):
                found.update(block)
    except OSError:
        return ""
    return found.hexdigest()
