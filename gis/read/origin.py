"""What district.toml says of a layer made from a file: where it comes from, of which day, and what it may claim."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from gis.schema import Basis

__all__ = ["OPENSTREETMAP", "UNKNOWN", "Origin", "file_day", "layer_entry"]


@dataclass(frozen=True)
class Origin:
    """Who provides a file, under which licence, and the basis its features may claim."""

    provider: str
    licence: str
    basis: Basis


OPENSTREETMAP = Origin("OpenStreetMap contributors", "ODbL 1.0 © OpenStreetMap contributors", Basis.OSM)
# A file that does not say where it comes from may claim nothing: the least basis there is, until its user knows better.
UNKNOWN = Origin("未注明 / not stated", "未注明 / not stated", Basis.SCHEMATIC)


def file_day(path: Path) -> date:
    """The day a file was last written (UTC)."""
    return datetime.fromtimestamp(path.stat().st_mtime, tz=UTC).date()


def layer_entry(
    kind: str, *, path: Path, origin: Origin, timestamp: datetime | None = None, note: str = ""
) -> dict[str, object]:
    """The table [layers.kind] of district.toml for a layer made from the file `path`.

    `timestamp` is the day of the data; where the data name none, the day of the file stands and the note says so.
    """
    dated = "" if timestamp else ";文件未注明数据日期,取文件日期(date of the file)"
    return {
        "file": f"{kind}.gpkg",
        "provider": origin.provider,
        "date": timestamp.date() if timestamp else file_day(path),
        "licence": origin.licence,
        "basis": origin.basis.value,
        "note": f"取自 {path.name}{dated}{note}",
    }
