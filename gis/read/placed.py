"""Rows with a position, from a table (CSV) or a vector file: columns by name, coordinates, a point and an id each."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import pyogrio
import pyproj
import shapely
from pyogrio.errors import DataSourceError
from pyproj.exceptions import ProjError

from gis import crs as crs_module
from gis.errors import LayerError, UnreadableFileError, UnsupportedFormatError
from gis.read.intake.decoding import decode
from gis.read.intake.formats.delimited import separator_of
from gis.read.vector import READERS
from gis.schema import KINDS

__all__ = [
    "ADDRESS", "ID", "INNER_POINT", "LAT", "LON", "NAME", "NOT_STATED", "Flags", "Floats", "Placed", "Role", "numbers",
    "own_ids", "read_placed",
]  # fmt: skip

Flags = npt.NDArray[np.bool_]
Floats = npt.NDArray[np.float64]
Shapes = npt.NDArray[np.object_]
INNER_POINT = "面的内部点 (inner point of an area)"
NOT_STATED = (
    "来源与调查方法未注明,按最低一级 schematic(示意)登记,查明后可改 basis、provider、licence"
    " (origin not stated: registered on the least basis; change it once you know better)"
)
_POSITION = ("lon", "lat")  # asked of a table only


@dataclass(frozen=True)
class Role:
    """A column by what it holds: the names it may have (lower case), its title, whether a file may lack it."""

    names: tuple[str, ...]
    title: str
    optional: bool = False


LON = Role(("lon", "lng", "longitude", "经度", "x"), "经度 lon")
LAT = Role(("lat", "latitude", "纬度", "y"), "纬度 lat")
ID = Role(("id", "编号"), "编号 id", optional=True)
NAME = Role(("name", "名称"), "名称 name", optional=True)
ADDRESS = Role(("address", "地址"), "地址 address", optional=True)


@dataclass(frozen=True)
class Placed:
    """The rows of a file as they came, and where each of them is, in the working CRS.

    `layer`: the kind they are read for. `table`: every column by its number, `heads` their names, `at` role → number.
    `points`: one a row, of an area one inside it; None where the row has no position. `area`: which rows are areas;
    `radius_m`: of the circle of equal area, 0 for points.
    """

    path: Path
    layer: str
    heads: tuple[str, ...]
    table: pd.DataFrame
    at: Mapping[str, int]
    points: Shapes
    area: Flags
    radius_m: Floats

    @property
    def placed(self) -> Flags:
        """Which rows have a position."""
        return np.asarray(~shapely.is_missing(self.points), dtype=np.bool_)

    def texts(self, role: str) -> list[str]:
        """The column of a role as texts; all empty where the file has none."""
        if role not in self.at:
            return [""] * len(self.table)
        return ["" if pd.isna(value) else str(value).strip() for value in self.table[self.at[role]]]

    def role_numbers(self, role: str) -> Floats:
        """The column of a role as finite numbers, NaN for all else."""
        return numbers(self.table[self.at[role]])

    def column_numbers(self, name: str) -> Floats:
        """The column of that name (else of that name but for its case) as finite numbers, NaN for all else.

        Raises
        ------
        LayerError: there is none, or more than one; lists the columns there are.
        """
        exact = [number for number, head in enumerate(self.heads) if head.strip() == name.strip()]
        at = exact or [number for number, head in enumerate(self.heads) if _plain(head) == _plain(name)]
        if len(at) == 1:
            return numbers(self.table[at[0]])
        there = _listed(self.heads)
        zh, en = ("不止一个", "comes more than once") if at else ("找不到", "is not there")
        raise _refuse(
            self.path,
            self.layer,
            f"列 {name} {zh}。现有的列:{there} / column {name} {en}. Columns there are: {there}",
            "请核对列名 / check the name of the column",
        )


def _refuse(path: Path, layer: str, problem: str, remedy: str) -> LayerError:
    return LayerError(layer=layer, source=path, problem=problem, remedy=remedy)


def _plain(name: str) -> str:
    return name.strip().strip("\ufeff").casefold()


def _listed(heads: Sequence[str]) -> str:
    return "、".join(name.strip() for name in heads) or "—"


def numbers(values: pd.Series) -> Floats:
    """Finite numbers, NaN for all else."""
    found = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float, na_value=np.nan)
    return np.where(np.isfinite(found), found, np.nan)


def own_ids(given: Sequence[str], *, blank: str = "row") -> tuple[list[str], Flags]:
    """An id of its own for every row of a file (`blank` and its number where it has none); which had to be changed."""
    seen, ids, renamed = {""}, [], np.zeros(len(given), dtype=bool)
    taken = {*given}
    for row, text in enumerate(given):
        id, more = text, 1
        while id in seen or (more > 1 and id in taken):
            base, more = text or f"{blank}{row + 1}", more + 1
            id = base if more == 2 and not text else f"{base}.{more}"
        renamed[row] = more > 1
        seen.add(id)
        ids.append(id)
    return ids, renamed


def read_placed(
    path: Path, roles: Mapping[str, Role], *, layer: str, target: pyproj.CRS, crs: str | None = None
) -> Placed:
    """The rows of a CSV or of any vector file the house reads, each with its point.

    Degrees (EPSG:4326) are taken for granted in a CSV only, and only where all its numbers are degrees.

    Parameters
    ----------
    roles: the columns wanted, `lon` and `lat` among them (asked of a CSV only).
    layer: the kind the rows are for: named in errors, and the layer taken of a file that has several.
    crs: of the coordinates, such as "EPSG:4548"; None: degrees in a CSV, the file's own in a vector file.

    Raises
    ------
    UnsupportedFormatError: no reader for the suffix. UnreadableFileError: missing or damaged. LayerError: columns are
    missing or ambiguous, or the CRS is missing or wrong.
    """
    suffix = path.suffix.lower()
    if suffix != ".csv" and suffix not in READERS:
        raise UnsupportedFormatError(source=path, suffix=path.suffix or "—", known=[".csv", *sorted(READERS)])
    if not path.is_file():
        raise UnreadableFileError(source=path, problem="文件不存在(no such file)", remedy="请核对路径(check the path)")
    given = _crs(crs, path, layer)
    read = _from_csv if suffix == ".csv" else _from_vector
    heads, table, at, rows = read(path, roles, layer, given)
    rows = crs_module.declared(rows, None, target=target, layer=layer, source=str(path))
    points, area = _points(rows.geometry.to_numpy())
    radius_m = np.where(area, np.sqrt(rows.area.to_numpy() / np.pi), 0.0)
    return Placed(path, layer, heads, table, at, points, area, radius_m)


_Read = tuple[tuple[str, ...], pd.DataFrame, dict[str, int], gpd.GeoDataFrame]  # as in Placed; rows: where they are


def _columns(heads: Sequence[str], roles: Mapping[str, Role], *, path: Path, layer: str) -> dict[str, int]:
    """Where the columns of `roles` stand among the `heads`; some may be missing, none may come twice."""
    plain = [_plain(name) for name in heads]
    at = {key: [row for row, name in enumerate(plain) if name in role.names] for key, role in roles.items()}
    wrong = [key for key, role in roles.items() if len(at[key]) > 1 or (not at[key] and not role.optional)]
    if not wrong:
        return {key: rows[0] for key, rows in at.items() if rows}
    there = _listed(heads)
    zh, en = [], []
    for key in wrong:
        title, names = roles[key].title, "、".join(roles[key].names)
        twice = "、".join(heads[row].strip() for row in at[key])
        zh.append(f"{title} 列" + (f"不止一个:{twice}" if twice else f"找不到,可用的列名:{names}"))
        en.append(f"column {title} " + (f"comes twice: {twice}" if twice else f"is missing, names: {names}"))
    raise _refuse(
        path,
        layer,
        f"{';'.join(zh)}。现有的列:{there} / {'; '.join(en)}. Columns there are: {there}",
        "请改列名,每种只留一列 / rename the columns, one of each kind",
    )


def _crs(text: str | None, path: Path, layer: str) -> pyproj.CRS | None:
    if text is None:
        return None
    try:
        return pyproj.CRS.from_user_input(text)
    except ProjError:
        raise _refuse(
            path, layer, f"读不懂坐标系 {text} / unknown CRS {text}", "请写成 EPSG:4548 这样 / write it like EPSG:4548"
        ) from None


def _table(path: Path) -> pd.DataFrame:
    """A CSV (UTF-8, else GBK; the separator by its lines) as texts, its first row still among them."""
    decoded = decode(path.read_bytes())
    if decoded.lost:
        raise UnreadableFileError(
            source=path,
            problem=f"既不是 UTF-8 也不是 GBK:{decoded.lost} 处 / neither UTF-8 nor GBK in {decoded.lost} places",
            remedy="请另存为 UTF-8 的 CSV / save it as CSV in UTF-8",
        )
    text = decoded.text
    separator, _ = separator_of(text)
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


def _from_csv(path: Path, roles: Mapping[str, Role], layer: str, crs: pyproj.CRS | None) -> _Read:
    """Rows of a CSV, each at its two coordinates in their CRS; nowhere without both."""
    table = _table(path)
    heads = tuple(str(name) for name in table.iloc[0])
    at = _columns(heads, roles, path=path, layer=layer)
    table = table.iloc[1:].reset_index(drop=True)
    lon, lat = numbers(table[at["lon"]]), numbers(table[at["lat"]])
    if crs is None:
        beyond = int(((np.abs(lon) > 180.0) | (np.abs(lat) > 90.0)).sum())
        if beyond:
            raise _refuse(
                path,
                layer,
                f"{beyond} 行的坐标超出经纬度的范围 / coordinates of {beyond} rows are no degrees",
                "投影坐标请用 --crs 写明坐标系(东坐标为 x、北坐标为 y);经纬度请核对两列是否颠倒 / "
                "name the CRS of projected coordinates with --crs (x east, y north); for degrees check the two columns",
            )
    placed = ~np.isnan(lon + lat)
    shapes = np.empty(len(table), dtype=object)
    shapes[placed] = shapely.points(lon[placed], lat[placed])
    return heads, table, at, gpd.GeoDataFrame(geometry=shapes, crs=crs or crs_module.DEGREES)


def _layer(path: Path, layer: str) -> str | None:
    """The layer to read: the one of that name where a file has several; None for its only one."""
    try:
        names = [str(name) for name, _ in pyogrio.list_layers(path)]
    except DataSourceError:  # the reader says what is wrong
        return None
    if len(names) < 2 or layer in names:
        return layer if layer in names else None
    kind = KINDS[layer]
    raise _refuse(
        path,
        layer,
        f"有几个图层:{'、'.join(names)} / several layers: {'、'.join(names)}",
        f"请把{kind.title}图层另存为一个文件 / save the layer of {kind.title_en} to a file of its own",
    )


def _from_vector(path: Path, roles: Mapping[str, Role], layer: str, crs: pyproj.CRS | None) -> _Read:
    """Rows of a vector file with their geometry, in their CRS."""
    read = READERS[path.suffix.lower()](path, _layer(path, layer))
    if read.active_geometry_name is None:
        raise _refuse(
            path, layer, "文件没有几何 / the file has no geometry", "无几何的表请另存为 CSV / save a table as CSV"
        )
    names = [name for name in read.columns if name != read.active_geometry_name]
    heads = tuple(str(name) for name in names)
    wanted = {key: role for key, role in roles.items() if key not in _POSITION}
    at = _columns(heads, wanted, path=path, layer=layer)
    if read.crs is None and crs is None:
        raise _refuse(
            path, layer, "文件没有坐标系 / the file has no CRS", "请用 --crs 写明,例如 EPSG:4548 / name it with --crs"
        )
    if read.crs is None:
        read = read.set_crs(crs)
    elif crs is not None and crs != read.crs:
        raise _refuse(
            path,
            layer,
            f"--crs 是 {crs.to_string()},文件自带 {read.crs.to_string()} / "
            f"--crs says {crs.to_string()}, the file {read.crs.to_string()}",
            "请去掉 --crs,或改正文件 / leave --crs out, or correct the file",
        )
    table = pd.DataFrame(read[names]).set_axis(range(len(names)), axis=1).reset_index(drop=True)
    return heads, table, at, gpd.GeoDataFrame(geometry=read.geometry.to_numpy(), crs=read.crs)


def _points(shapes: Shapes) -> tuple[Shapes, Flags]:
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
