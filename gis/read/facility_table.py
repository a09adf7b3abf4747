"""Facilities from a table or a vector file: which rows are places of which kind, and how they join those there are."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely
from shapely.geometry.base import BaseGeometry

from gis.errors import LayerError
from gis.read.goals import FacilityKind
from gis.read.origin import UNKNOWN, file_day, layer_entry
from gis.read.osm_counts import ReadCount
from gis.read.osm_district import MARGIN_M
from gis.read.osm_frames import layer_frame
from gis.read.placed import (
    ADDRESS,
    ID,
    INNER_POINT,
    LAT,
    LON,
    NAME,
    NOT_STATED,
    Flags,
    Placed,
    Role,
    own_ids,
    read_placed,
)
from gis.schema import Basis

__all__ = [
    "FacilityTable",
    "Take",
    "Taken",
    "facilities_entry",
    "joined_facilities",
    "read_facility_table",
    "read_takes",
]

_ROLES: Mapping[str, Role] = {"lon": LON, "lat": LAT, "id": ID, "name": NAME, "address": ADDRESS}
_OF_FILE = ("crs", "layer", "columns")  # what an entry says of its file alone: ours needs none of it
_TEXTS: Mapping[str, tuple[str, str]] = {
    "read": ("文件行数", "rows in the file"),
    "no_number": ("略去:{column} 不是数", "left out: no number in {column}"),
    "zero": ("略去:{column} 不大于 0", "left out: {column} is not above 0"),
    "no_place": ("略去:没有位置", "left out: without position"),
    "outside": (
        f"略去:距区界超过 {MARGIN_M:,.0f} 米",
        f"left out: farther than {MARGIN_M:,.0f} m outside the outline",
    ),
    "kept": ("加入", "added"),
    "beside": (
        f"其中:在区界之外 {MARGIN_M:,.0f} 米以内,也为区内服务",
        f"of these: within {MARGIN_M:,.0f} m outside the outline, serving the district too",
    ),
    "area": ("其中:面,以内部点代表", "of these: areas, at an inner point"),
}


@dataclass(frozen=True)
class Take:
    """Which rows are facilities of `kind`: those with a number above 0 in `column`; all of them where it is empty."""

    kind: FacilityKind
    column: str = ""

    def text(self, lang: str = "zh") -> str:
        """The take in words ("zh" or "en")."""
        rows = self.column or ("every row" if lang == "en" else "每一行")
        return f"{rows} → {self.kind.key} {self.kind.name_en if lang == 'en' else self.kind.name}"


@dataclass(frozen=True)
class Taken:
    """What a take gave: every row of the file counted once, as kept or under the reason it was left out for."""

    take: Take
    counts: tuple[ReadCount, ...]

    def of(self, key: str) -> int:
        """One of the counts; 0 where there was none."""
        return next((count.count for count in self.counts if count.key == key), 0)


@dataclass(frozen=True)
class FacilityTable:
    """Facilities a file gives: the rows of the layer `facilities` in its CRS, and what each take counted."""

    path: Path
    frame: gpd.GeoDataFrame
    taken: tuple[Taken, ...]

    @property
    def kinds(self) -> dict[str, int]:
        """How many facilities of each kind that was asked for."""
        asked = {one.take.kind.key: 0 for one in self.taken}
        return asked | {str(kind): int(count) for kind, count in self.frame["facility"].value_counts().items()}


def read_takes(texts: Sequence[str], kinds: Mapping[str, FacilityKind]) -> tuple[Take, ...]:
    """The takes as the user writes them, "COLUMN=KIND" or "KIND"; one said twice counts once.

    Raises
    ------
    LayerError: none at all, no column before the "=", or no such kind; lists the kinds, the nearest first.
    """
    takes = []
    for text in dict.fromkeys(texts):
        column, between, key = (part.strip() for part in text.rpartition("="))
        if between and not column:
            raise _refuse(
                f"--take {text}", "“=” 前没有列名 / no column before the =", "请写成 列名=类别 / write COLUMN=KIND"
            )
        if key not in kinds:
            zh, en = _kinds_listed(key, kinds)
            raise _refuse(
                f"--take {text}",
                f"没有设施类别 {key};相近的在前:{zh} / no kind of facility {key}; the nearest first: {en}",
                "请写成 列名=类别,或只写类别 / write COLUMN=KIND, or KIND alone",
            )
        takes.append(Take(kinds[key], column))
    if not takes:
        raise _refuse("--take", "没有说明取什么 / nothing to take", "请写成 列名=类别 / write COLUMN=KIND")
    return tuple(takes)


def _refuse(source: object, problem: str, remedy: str) -> LayerError:
    return LayerError(layer="facilities", source=source, problem=problem, remedy=remedy)


def _kinds_listed(wrong: str, kinds: Mapping[str, FacilityKind]) -> tuple[str, str]:
    """All kinds in Chinese and in English: those like `wrong` by key or name first, with their names."""
    asked = wrong.casefold()
    names = {name.casefold(): key for key, kind in kinds.items() for name in (key, kind.name, kind.name_en)}
    within = [key for name, key in names.items() if asked and asked in name]
    near = [names[name] for name in difflib.get_close_matches(asked, names, n=5, cutoff=0.5)]
    first = [*dict.fromkeys([*near, *within])]
    rest = [key for key in kinds if key not in first]
    zh = [*(f"{key}({kinds[key].name})" for key in first), *rest]
    en = [*(f"{key} ({kinds[key].name_en})" for key in first), *rest]
    return "、".join(zh), ", ".join(en)


def read_facility_table(
    path: Path, takes: Sequence[Take], outline: BaseGeometry, *, target: pyproj.CRS, crs: str | None = None
) -> FacilityTable:
    """Facilities in an outline and up to 1 km beside it, from a CSV or any vector file the house reads.

    A row may be several facilities, one a take. Each says of itself that it rests on nothing but the file: basis
    schematic, the file as its source. Areas stand at an inner point, uncertain by the radius of a circle of their size.

    Parameters
    ----------
    path: .csv with columns for longitude, latitude and, optionally, id, name and address, or a vector file of points
        or areas.
    outline: of the district, in `target`.
    crs: of the coordinates, such as "EPSG:4548"; None: degrees in a CSV, the file's own in a vector file.

    Raises
    ------
    UnsupportedFormatError: no reader for the suffix. UnreadableFileError: missing or damaged. LayerError: columns are
    missing or ambiguous, the CRS is missing or wrong, or no row is a facility of the district.
    """
    rows = read_placed(path, _ROLES, layer="facilities", target=target, crs=crs)
    shapely.prepare(outline)
    found = [_taken(take, rows, outline) for take in takes]
    taken = tuple(one for one, _ in found)
    if not any(kept.any() for _, kept in found):
        told = {lang: "; ".join(_told(one, lang) for one in taken) for lang in ("zh", "en")}
        raise _refuse(
            path,
            f"没有一行成为本区的设施({told['zh']}) / no row is a facility of the district ({told['en']})",
            "请核对列、坐标系(--crs)与两列坐标是否颠倒 / check the column, the CRS (--crs) and the two coordinates",
        )
    at = np.concatenate([np.flatnonzero(kept) for _, kept in found])
    kinds = [one.take.kind.key for one, kept in found for _ in range(int(kept.sum()))]
    return FacilityTable(path, _frame(rows, at, kinds, crs=target), taken)


def _told(taken: Taken, lang: str) -> str:
    return f"{taken.take.text(lang)}: {', '.join(count.text(lang) for count in taken.counts)}"


def _taken(take: Take, rows: Placed, outline: BaseGeometry) -> tuple[Taken, Flags]:
    """What a take counts, each row for one reason, and which rows it keeps."""
    every = np.ones(len(rows.table), dtype=np.bool_)
    wanted, no_number = every, ~every
    if take.column:
        counted = rows.column_numbers(take.column)
        wanted, no_number = counted > 0.0, np.isnan(counted)
    near = wanted & rows.placed & shapely.dwithin(outline, rows.points, MARGIN_M)
    groups = {
        "read": every,
        "no_number": no_number,
        "zero": ~wanted & ~no_number,
        "no_place": wanted & ~rows.placed,
        "outside": wanted & rows.placed & ~near,
        "kept": near,
        "beside": near & ~shapely.intersects(outline, rows.points),
        "area": near & rows.area,
    }
    counts = (
        ReadCount(key, int(chosen.sum()), *(text.format(column=take.column) for text in _TEXTS[key]))
        for key, chosen in groups.items()
        if chosen.any() or key in ("read", "kept")
    )
    return Taken(take, tuple(counts)), near


def _source(name: str) -> str:
    """What a row says of where it comes from, by the name of the file."""
    return f"取自 {name}"


def _frame(rows: Placed, at: np.ndarray, kinds: Sequence[str], *, crs: pyproj.CRS) -> gpd.GeoDataFrame:
    """The rows `at` as facilities of the `kinds`, one a row."""
    own, _ = own_ids(rows.texts("id"), blank=f"{rows.path.stem}.row")
    names, addresses = rows.texts("name"), rows.texts("address")
    source = _source(rows.path.name)
    columns = {
        "name": [names[row] for row in at],
        "facility": [*kinds],
        "address": [addresses[row] for row in at],
        "basis": [Basis.SCHEMATIC.value] * len(at),
        "uncertainty_m": rows.radius_m[at],
        "source": [f"{source};{INNER_POINT}" if rows.area[row] else source for row in at],
    }
    ids = _free_ids([own[row] for row in at], kinds, taken=())
    return layer_frame("facilities", ids, rows.points[at], crs=crs, columns=columns)


def _free_ids(wanted: Sequence[str], kinds: Sequence[str], *, taken: Collection[str]) -> list[str]:
    """The ids wanted where they are free; else with the kind behind them, else with a number too."""
    used, ids = {*taken}, []
    for id, kind in zip(wanted, kinds, strict=True):
        base, more = (id if id.endswith(f".{kind}") else f"{id}.{kind}"), 1
        free = base if id in used else id
        while free in used:
            more += 1
            free = f"{base}.{more}"
        used.add(free)
        ids.append(free)
    return ids


def joined_facilities(read: FacilityTable, there: gpd.GeoDataFrame | None) -> tuple[gpd.GeoDataFrame, dict[str, int]]:
    """The facilities there are with those of the file behind them, under ids that do not clash.

    Rows that came from a file of that name and are of a kind taken now give way: taking them twice does not double
    them.

    Parameters
    ----------
    there: the layer `facilities` of the district, in the CRS of `read`; None where it has none.

    Returns
    -------
    The new layer; how many rows gave way, by kind.
    """
    if there is None:
        return read.frame, {}
    source = _source(read.path.name)
    gone = there["facility"].isin(read.kinds) & there["source"].isin([source, f"{source};{INNER_POINT}"])
    kept = there[~gone]
    former = there.loc[gone, "facility"].value_counts()
    replaced = {kind: int(former[kind]) for kind in read.kinds if kind in former.index}
    if kept.empty:
        return read.frame, replaced
    ids = _free_ids([*read.frame["id"]], [*read.frame["facility"]], taken=[*kept["id"]])
    added = read.frame.assign(id=ids).set_axis(pd.Index(ids, dtype=object))
    return gpd.GeoDataFrame(pd.concat([kept, added[kept.columns]]), crs=read.frame.crs), replaced


def facilities_entry(read: FacilityTable, old: Mapping[str, Any] | None) -> dict[str, Any]:
    """The table [layers.facilities] of district.toml once the file has joined: a sentence a kind in its note.

    Where the district has an entry (`old`) all it claims stays, but for what it says of its former file; a sentence of
    an earlier time about this file and kind gives way. A new entry claims the least there is.
    """
    name, new = read.path.name, layer_entry("facilities", path=read.path, origin=UNKNOWN, note=f";{NOT_STATED}")
    kept = new if old is None else {key: value for key, value in old.items() if key not in _OF_FILE}
    note = str(kept.get("note", ""))
    if note.startswith(f"取自 {name};文件未注明数据日期"):  # the date is that of this very file
        kept = {**kept, "date": file_day(read.path)}
    for kind, count in read.kinds.items():
        earlier = map(re.escape, _sentence(name, kind, "\0").split("\0"))
        note = re.sub(r"[\d,]+".join(earlier), "", note)
        if count:
            note = f"{_closed(note)}{_sentence(name, kind, f'{count:,}')}"
    return {**kept, "file": new["file"], "note": note}


def _closed(note: str) -> str:
    """The note ended by a full stop, where it says anything."""
    return note if not note.strip() or note.rstrip().endswith(("。", ".", ";", "!", "?")) else f"{note.rstrip()}。"


def _sentence(name: str, kind: str, count: str) -> str:
    """What the note says of one kind from one file."""
    return f"由 {name} 加入 {kind} {count} 处,逐处按 schematic(示意)登记 ({count} added from {name}, indicative)。"
