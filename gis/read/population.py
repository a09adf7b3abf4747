"""Residents from a table or a vector file: points with persons, what was left out, and what a district says of them."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataSourceError
from pyproj.exceptions import ProjError
from shapely.geometry.base import BaseGeometry

from gis import crs as crs_module
from gis.errors import LayerError, UnreadableFileError, UnsupportedFormatError
from gis.goals import RESIDENTS
from gis.read.folder import SHIPPED
from gis.read.goals import read_general_goals
from gis.read.origin import UNKNOWN, layer_entry
from gis.read.osm_frames import layer_frame
from gis.read.vector import READERS

__all__ = ["Population", "RowCount", "population_entry", "read_population", "residents_goals"]

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
_NAMES: Mapping[str, tuple[str, ...]] = {
    "lon": ("lon", "lng", "longitude", "经度", "x"),
    "lat": ("lat", "latitude", "纬度", "y"),
    "persons": ("persons", "population", "residents", "pop", "persons_count", "人口", "常住人口", "人数"),
    "id": ("id", "编号"),
}
_TITLES = {"lon": "经度 lon", "lat": "纬度 lat", "persons": "人数 persons", "id": "编号 id"}
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


def _refuse(path: Path, problem: str, remedy: str) -> LayerError:
    return LayerError(layer="population", source=path, problem=problem, remedy=remedy)


def _columns(found: Sequence[str], roles: Sequence[str], path: Path) -> dict[str, int]:
    """Where the columns of `roles` stand among those `found`; the id may be missing, none may come twice."""
    plain = [name.strip().strip("\ufeff").casefold() for name in found]
    at = {role: [row for row, name in enumerate(plain) if name in _NAMES[role]] for role in roles}
    wrong = [role for role in roles if len(at[role]) > 1 or (not at[role] and role != "id")]
    if not wrong:
        return {role: rows[0] for role, rows in at.items() if rows}
    there = "、".join(name.strip() for name in found) or "—"
    zh, en = [], []
    for role in wrong:
        twice = "、".join(found[row].strip() for row in at[role])
        names = "、".join(_NAMES[role])
        zh.append(f"{_TITLES[role]} 列" + (f"不止一个:{twice}" if twice else f"找不到,可用的列名:{names}"))
        en.append(f"column {_TITLES[role]} " + (f"comes twice: {twice}" if twice else f"is missing, names: {names}"))
    raise _refuse(
        path,
        f"{';'.join(zh)}。现有的列:{there} / {'; '.join(en)}. Columns there are: {there}",
        "请改列名,每种只留一列 / rename the columns, one of each kind",
    )


def _crs(text: str | None, path: Path) -> pyproj.CRS | None:
    if text is None:
        return None
    try:
        return pyproj.CRS.from_user_input(text)
    except ProjError:
        raise _refuse(
            path, f"读不懂坐标系 {text} / unknown CRS {text}", "请写成 EPSG:4548 这样 / write it like EPSG:4548"
        ) from None


def _table(path: Path) -> pd.DataFrame:
    """A CSV (UTF-8, else GBK; comma, semicolon or tab) as texts, its first row still among them."""
    content = path.read_bytes()
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            text = content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise UnreadableFileError(
                source=path,
                problem=f"既不是 UTF-8 也不是 GBK:{error} / neither UTF-8 nor GBK: {error}",
                remedy="请另存为 UTF-8 的 CSV / save it as CSV in UTF-8",
            ) from error
    first = text.lstrip().partition("\n")[0]
    separator = max(",;\t", key=first.count)
    try:
        return pd.read_csv(
            io.StringIO(text), header=None, dtype=str, keep_default_na=False, sep=separator, skipinitialspace=True
        )
    except ValueError as error:  # of pandas: nothing in it, or rows longer than the first
        raise UnreadableFileError(
            source=path,
            problem=f"不是完整的 CSV:{error} / not a whole CSV: {error}",
            remedy="请核对分隔符与引号 / check separators and quotes",
        ) from error


def _from_csv(path: Path, crs: pyproj.CRS | None) -> gpd.GeoDataFrame:
    """Rows of a CSV: `persons`, `id` and a point (missing where it has no position), in their CRS."""
    table = _table(path)
    at = _columns([str(name) for name in table.iloc[0]], ("lon", "lat", "persons", "id"), path)
    rows = table.iloc[1:].reset_index(drop=True)
    numbers = {role: _numbers(rows[at[role]]) for role in ("lon", "lat", "persons")}
    lon, lat = numbers["lon"], numbers["lat"]
    if crs is None:
        beyond = int(((np.abs(lon) > 180.0) | (np.abs(lat) > 90.0)).sum())
        if beyond:
            raise _refuse(
                path,
                f"{beyond} 行的坐标超出经纬度的范围 / coordinates of {beyond} rows are no degrees",
                "投影坐标请用 --crs 写明坐标系(东坐标为 x、北坐标为 y);经纬度请核对两列是否颠倒 / "
                "name the CRS of projected coordinates with --crs (x east, y north); for degrees check the two columns",
            )
    placed = ~np.isnan(lon + lat)
    shapes = np.empty(len(rows), dtype=object)
    shapes[placed] = shapely.points(lon[placed], lat[placed])
    ids = rows[at["id"]] if "id" in at else pd.Series("", index=rows.index)
    return gpd.GeoDataFrame({"persons": numbers["persons"], "id": ids}, geometry=shapes, crs=crs or crs_module.DEGREES)


def _numbers(values: pd.Series) -> Floats:
    """Finite numbers, NaN for all else."""
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(numbers), numbers, np.nan)


def _layer(path: Path) -> str | None:
    """The layer to read: `population` where a file has several; None for its only one."""
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
    except DataSourceError:  # the reader says what is wrong
        return None
    if len(names) < 2 or "population" in names:
        return "population" if "population" in names else None
    raise _refuse(
        path,
        f"有几个图层:{'、'.join(names)} / several layers: {'、'.join(names)}",
        "请把人口图层另存为一个文件 / save the layer of residents to a file of its own",
    )


def _from_vector(path: Path, crs: pyproj.CRS | None) -> gpd.GeoDataFrame:
    """Rows of a vector file: `persons`, `id` and the geometry, in their CRS."""
    read = READERS[path.suffix.lower()](path, _layer(path))
    columns = [name for name in read.columns if name != read.geometry.name]
    at = _columns([str(name) for name in columns], ("persons", "id"), path)
    if read.crs is None and crs is None:
        raise _refuse(
            path, "文件没有坐标系 / the file has no CRS", "请用 --crs 写明,例如 EPSG:4548 / name it with --crs"
        )
    if read.crs is None:
        read = read.set_crs(crs)
    elif crs is not None and crs != read.crs:
        raise _refuse(
            path,
            f"--crs 是 {crs.to_string()},文件自带 {read.crs.to_string()} / "
            f"--crs says {crs.to_string()}, the file {read.crs.to_string()}",
            "请去掉 --crs,或改正文件 / leave --crs out, or correct the file",
        )
    ids = read[columns[at["id"]]] if "id" in at else pd.Series("", index=read.index)
    values = {"persons": _numbers(read[columns[at["persons"]]]), "id": ids}
    return gpd.GeoDataFrame(values, geometry=read.geometry.to_numpy(), crs=read.crs)


def _points(shapes: npt.NDArray[np.object_]) -> tuple[npt.NDArray[np.object_], Flags]:
    """A point for each shape (areas: one inside them; None for lines, for several points and for what is nowhere)."""
    flat, kinds = shapely.force_2d(shapes), shapely.get_type_id(shapes)
    single = (kinds == shapely.GeometryType.MULTIPOINT) & (shapely.get_num_geometries(shapes) == 1)
    area = (shapely.get_dimensions(shapes) == 2) & ~shapely.is_empty(shapes)
    points = np.empty(len(shapes), dtype=object)
    points[kinds == shapely.GeometryType.POINT] = flat[kinds == shapely.GeometryType.POINT]
    points[single] = shapely.get_geometry(flat[single], 0)
    points[area] = shapely.point_on_surface(flat[area])
    points[~np.isfinite(shapely.bounds(points)).all(axis=1)] = None
    return points, area


def _ids(given: Sequence[object]) -> tuple[list[str], Flags]:
    """An id of its own for every row of the file; and which had none, or one that came before."""
    texts = ["" if pd.isna(value) else str(value).strip() for value in given]
    seen, ids, renamed = {""}, [], np.zeros(len(texts), dtype=bool)
    taken = {*texts}
    for row, text in enumerate(texts):
        id, more = text, 1
        while id in seen or (more > 1 and id in taken):
            base, more = text or f"row{row + 1}", more + 1
            id = base if more == 2 and not text else f"{base}.{more}"
        renamed[row] = more > 1
        seen.add(id)
        ids.append(id)
    return ids, renamed


def read_population(path: Path, outline: BaseGeometry, *, target: pyproj.CRS, crs: str | None = None) -> Population:
    """Residents within an outline, from a CSV or any vector file the house reads.

    Degrees (EPSG:4326) are taken for granted in a CSV only, and only where all its numbers are degrees. Rows without
    a number, below zero or without position are left out and counted, and so are those outside the outline: they are
    no residents of the district. Rows of nobody stay.

    Parameters
    ----------
    path: .csv with columns for longitude, latitude, persons and, optionally, id (names in `_NAMES`, in Chinese or
        English), or a vector file of points or areas with a column for persons.
    outline: of the district, in `target`.
    crs: of the coordinates, such as "EPSG:4548"; None: degrees in a CSV, the file's own in a vector file.

    Raises
    ------
    UnsupportedFormatError: no reader for the suffix. UnreadableFileError: missing or damaged. LayerError: columns are
    missing or ambiguous, the CRS is missing or wrong, or nobody lives in the outline.
    """
    suffix = path.suffix.lower()
    if suffix != ".csv" and suffix not in READERS:
        raise UnsupportedFormatError(source=path, suffix=path.suffix or "—", known=[".csv", *sorted(READERS)])
    if not path.is_file():
        raise UnreadableFileError(source=path, problem="文件不存在(no such file)", remedy="请核对路径(check the path)")
    given = _crs(crs, path)
    read = _from_csv(path, given) if suffix == ".csv" else _from_vector(path, given)
    rows = crs_module.declared(read, None, target=target, layer="population", source=str(path))
    points, area = _points(rows.geometry.to_numpy())
    ids, renamed = _ids([*rows["id"]])
    groups = _groups(rows["persons"].to_numpy(), points, outline)
    kept = groups["kept"]
    groups |= {"area": kept & area, "renamed": kept & renamed}
    counts = tuple(_count(key, chosen, rows["persons"].to_numpy()) for key, chosen in groups.items() if chosen.any())
    if not kept.any():
        raise _refuse(
            path,
            f"没有一行落在区界内({';'.join(count.text() for count in counts)}) / "
            f"no row lies in the outline ({'; '.join(count.text('en') for count in counts)})",
            "请核对坐标系(--crs)与两列坐标是否颠倒 / check the CRS (--crs) and the two columns",
        )
    columns = {
        "persons_count": rows["persons"].to_numpy()[kept],
        "uncertainty_m": np.where(area, np.sqrt(rows.area.to_numpy() / np.pi), 0.0)[kept],
        "basis": [""] * int(kept.sum()),  # that of the entry, which its user may come to know better
        "source": np.where(area[kept], "面的内部点 (inner point of an area)", ""),
    }
    kept_ids = [ids[row] for row in np.flatnonzero(kept)]
    return Population(path, layer_frame("population", kept_ids, points[kept], crs=target, columns=columns), counts)


def _groups(persons: Floats, points: npt.NDArray[np.object_], outline: BaseGeometry) -> dict[str, Flags]:
    """Which rows are kept, and why the others are left out: each of them for one reason."""
    shapely.prepare(outline)
    usable, placed = persons >= 0.0, ~shapely.is_missing(points)
    kept = usable & placed & shapely.intersects(outline, points)
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
    note = (
        f";{kept.text()};来源与调查方法未注明,按最低一级 schematic(示意)登记,查明后可改 basis、provider、licence"
        " (origin not stated: registered on the least basis; change it once you know better)"
    )
    areas = read.of("area")
    inner = f";{areas.rows} 个面以内部点代表 (areas at an inner point)" if areas.rows else ""
    return layer_entry("population", path=read.path, origin=UNKNOWN, note=note + inner)


def residents_goals(plan: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The general goals that ask for residents and that the plan (content of plan.toml) does not set yet, by id.

    Raises
    ------
    DefinitionError: a shipped goal file is wrong.
    """
    listed = {goal.get("id") for goal in plan.get("goals", [])}
    general = read_general_goals(SHIPPED / "goals")
    return [{"id": id} for id, table in general.items() if table.text("demand", "") == RESIDENTS and id not in listed]
