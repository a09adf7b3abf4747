"""Residents from a table or a vector file: points with persons, what was left out, and what a district says of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from gis.errors import LayerError
from gis.goals import RESIDENTS
from gis.read.goals import read_general_goals
from gis.read.origin import UNKNOWN, layer_entry
from gis.read.osm_frames import layer_frame
from gis.read.placed import ID, INNER_POINT, LAT, LON, NOT_STATED, Flags, Floats, Placed, Role, own_ids, read_placed
from gis.read.workspace import SHIPPED

__all__ = ["Population", "RowCount", "population_entry", "read_population", "residents_goals"]

_PERSONS = Role(
    ("persons", "population", "residents", "pop", "persons_count", "人口", "常住人口", "人数"), "人数 persons"
)
_ROLES: Mapping[str, Role] = {"lon": LON, "lat": LAT, "persons": _PERSONS, "id": ID}
_TEXTS: Mapping[str, tuple[str, str]] = {
    "read": ("文件共有", "in the file"),
    "no_number": ("略去:人数不是数", "left out: persons are no number"),
    "negative": ("略去:人数为负", "left out: persons below zero"),
    "no_place": ("略去:没有位置", "left out: without position"),
    "outside": ("略去:在区界之外,不是本区居民", "left out: outside the outline, no residents of the district"),
    "kept": ("留下", "kept"),
    "zero": ("其中:0 人", "of these: nobody lives there"),
    "area": ("其中:面,以内部点代表,整个计入", "of these: areas, at an inner point, counted whole"),
    "renamed": ("其中:编号缺失或重复,另编", "of these: without an id of their own, numbered"),
}


@dataclass(frozen=True)
class RowCount:
    """One figure of a reading: its key, how many rows, and how many persons (NaN: not to be known)."""

    key: str
    rows: int
    persons: float

    def text(self, lang: str = "zh") -> str:
        """The figure in words ("zh" or "en")."""
        zh, en = _TEXTS[self.key]
        whole = float(self.persons).is_integer()
        persons = "" if np.isnan(self.persons) else f"{self.persons:,.{0 if whole else 1}f}"
        if lang == "en":
            return f"{en}: {self.rows:,} rows" + (f", {persons} persons" if persons else "")
        return f"{zh}:{self.rows:,} 行" + (f",{persons} 人" if persons else "")


@dataclass(frozen=True)
class Population:
    """Residents of a district: the layer `population` in its CRS, and every row of the file counted once.

    The persons of the file (`read`) are those kept and those left out; rows without a usable number have none.
    """

    path: Path
    frame: gpd.GeoDataFrame
    counts: tuple[RowCount, ...]

    def of(self, key: str) -> RowCount:
        """One of the counts; nought where there was none."""
        return next((count for count in self.counts if count.key == key), RowCount(key, 0, 0.0))


def read_population(path: Path, outline: BaseGeometry, *, target: pyproj.CRS, crs: str | None = None) -> Population:
    """Residents within an outline, from a CSV or any vector file the house reads.

    Degrees (EPSG:4326) are taken for granted in a CSV only, and only where all its numbers are degrees. Rows without
    a number, below zero or without position are left out and counted, and so are those outside the outline: they are
    no residents of the district. Rows of nobody stay.

    Parameters
    ----------
    path: .csv with columns for longitude, latitude, persons and, optionally, id (names in `_ROLES`, in Chinese or
        English), or a vector file of points or areas with a column for persons.
    outline: of the district, in `target`.
    crs: of the coordinates, such as "EPSG:4548"; None: degrees in a CSV, the file's own in a vector file.

    Raises
    ------
    UnsupportedFormatError: no reader for the suffix. UnreadableFileError: missing or damaged. LayerError: columns are
    missing or ambiguous, the CRS is missing or wrong, or nobody lives in the outline.
    """
    rows = read_placed(path, _ROLES, layer="population", target=target, crs=crs)
    persons = rows.role_numbers("persons")
    ids, renamed = own_ids(rows.texts("id"))
    groups = _groups(persons, rows, outline)
    kept = groups["kept"]
    groups |= {"area": kept & rows.area, "renamed": kept & renamed}
    counts = tuple(_count(key, chosen, persons) for key, chosen in groups.items() if chosen.any())
    if not kept.any():
        raise LayerError(
            layer="population",
            source=path,
            problem=f"没有一行落在区界内({';'.join(count.text() for count in counts)}) / "
            f"no row lies in the outline ({'; '.join(count.text('en') for count in counts)})",
            remedy="请核对坐标系(--crs)与两列坐标是否颠倒 / check the CRS (--crs) and the two columns",
        )
    columns: dict[str, Any] = {
        "persons_count": persons[kept],
        "uncertainty_m": rows.radius_m[kept],
        "basis": [""] * int(kept.sum()),  # that of the entry, which its user may come to know better
        "source": np.where(rows.area[kept], INNER_POINT, ""),
    }
    kept_ids = [ids[row] for row in np.flatnonzero(kept)]
    return Population(path, layer_frame("population", kept_ids, rows.points[kept], crs=target, columns=columns), counts)


def _groups(persons: Floats, rows: Placed, outline: BaseGeometry) -> dict[str, Flags]:
    """Which rows are kept, and why the others are left out: each of them for one reason."""
    shapely.prepare(outline)
    usable, placed = persons >= 0.0, rows.placed
    kept = usable & placed & shapely.intersects(outline, rows.points)
    return {
        "read": np.ones(len(persons), dtype=bool),
        "no_number": np.isnan(persons),
        "negative": persons < 0.0,
        "no_place": usable & ~placed,
        "outside": usable & placed & ~kept,
        "kept": kept,
        "zero": kept & (persons == 0.0),
    }


def _count(key: str, chosen: Flags, persons: Floats) -> RowCount:
    """Rows and persons of one group; persons are not known where no row has a usable number."""
    usable = chosen & (persons >= 0.0)
    return RowCount(key, int(chosen.sum()), float(persons[usable].sum()) if usable.any() else float("nan"))


def population_entry(read: Population) -> dict[str, object]:
    """The table [layers.population] of district.toml: origin unknown, so the least basis there is, and it says so."""
    kept = read.of("kept")
    areas = read.of("area")
    inner = f";{areas.rows} 个面以内部点代表 (areas at an inner point)" if areas.rows else ""
    return layer_entry("population", path=read.path, origin=UNKNOWN, note=f";{kept.text()};{NOT_STATED}{inner}")


def residents_goals(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The general goals that ask for residents and that the plan (content of plan.toml) does not set yet, by id.

    Raises
    ------
    DefinitionError: a shipped goal file is wrong.
    """
    listed = {goal.get("id") for goal in plan.get("goals", [])}
    general = read_general_goals(SHIPPED / "goals")
    return [{"id": id} for id, table in general.items() if table.text("demand", "") == RESIDENTS and id not in listed]
