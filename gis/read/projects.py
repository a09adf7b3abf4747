"""A project under review from what was read or drawn: its parts in the district's CRS, facts, what was left out.

Facts come, the strongest first, from a form or a file of facts (`gis.read.project_facts`), from the section [项目信息]
of a coordinate TXT, and from columns of the parts: texts where all agree, amounts summed where every part states one.
"""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from gis.crs import working_crs
from gis.errors import DefinitionError, GeometryError, LayerError, UnitError
from gis.read.field_units import unit_factor
from gis.read.intake.intake import ReadLayer
from gis.read.intake.messages import Message, wordings
from gis.read.ledger import ledger_rows
from gis.read.placed import own_ids
from gis.read.project_facts import facts_of, key_of
from gis.review.facts import FACTS
from gis.review.industry import is_code
from gis.review.model import InputFile, Project, Repair
from gis.schema import KINDS

__all__ = ["ProjectLayer", "drawn_project", "project_of"]

_SECTION, _HEAD_MARKS = "项目信息", " \t\u3000[]【】"
_AREAS, _AREA = ("Polygon", "MultiPolygon"), 2
_HIGHEST = ("height_m",)  # of several parts the highest counts; other numbers add up
_OF_PARTS = {"name", "code"}  # columns of these names tell of a part, not of the project


class ProjectLayer(Protocol):
    """One layer of a file the user brought: name, digest of the file, edition of its land-use codes, and its rows."""

    @property
    def name(self) -> str:
        """What it is called."""

    @property
    def digest(self) -> str:
        """SHA-256 of the file, hex."""

    @property
    def layer(self) -> ReadLayer:
        """The rows as read."""

    @property
    def edition(self) -> str:
        """Of the land-use codes; "" unknown."""


def project_of(
    brought: Sequence[ProjectLayer],
    *,
    crs: str,
    facts: Mapping[str, object] | None = None,
    name: str = "",
    messages: Sequence[Message] = (),
) -> Project:
    """A project from the layers of files read inside the fence; every layer of areas gives parts.

    Parameters
    ----------
    crs: metric, of the district; every layer is brought into it, each belt of a file being a layer of its own.
    facts: of a form or file of facts. messages: of the reads: repairs they tell are listed.

    Returns
    -------
    `parts`: columns of KINDS["plots"], `layer` (the layer's name) and facts of each part; index = distinct ids. Lines,
    points and rows set aside are counted in `notes` and listed in `repairs`.

    Raises
    ------
    LayerError: no areas. MissingCRSError: a layer has no place. DefinitionError, UnitError: a fact is wrong.
    """
    areal = [one for one in brought if one.layer.kind == "vector" and one.layer.families.get("area")]
    if not areal:
        raise LayerError(
            layer="project", source="、".join(one.name for one in brought) or "—",
            problem="没有面状的项目范围 / no areas to review",
            remedy="请提供项目用地范围(面) / give the outline of the project",
        )  # fmt: skip
    notes: list[str] = []
    frames, repairs = [], [repair for one in brought for repair in _set_aside(one)]
    for one in areal:
        frame, told = _parts_of(one, crs)
        frames.append(frame)
        notes += told
    notes += [text for one in brought for text in _left_out(one)]
    parts = _joined(frames)
    parts, mended = _valid(parts)
    stated = _of_columns(parts) | _of_txt(brought, notes) | facts_of(facts or {})
    sources = {one.digest: InputFile("project", one.name.partition(" · ")[0], one.digest) for one in brought}
    file = areal[0].name.partition(" · ")[0]
    return Project(
        name=name or str(stated.get("name", "")) or file.rpartition(".")[0] or file,
        parts=parts, facts=stated, sources=tuple(sources.values()),
        repairs=(*_told_repairs(brought, messages), *repairs, *mended), notes=tuple(dict.fromkeys(notes)),
    )  # fmt: skip


def drawn_project(
    shapes: Sequence[BaseGeometry],
    *,
    crs: str,
    facts: Mapping[str, object] | None = None,
    codes: Sequence[str] = (),
    name: str = "",
) -> Project:
    """A project from drawings, in metres of `crs`: areas become parts, anything else is counted.

    Parameters
    ----------
    codes: land-use code of each shape, or none.

    Raises
    ------
    LayerError: no areas. MetricCRSError: `crs` is not in metres. DefinitionError, UnitError: a fact is wrong.
    """
    target = working_crs(crs)
    uses = list(codes) or [""] * len(shapes)
    areas = [_areas_of(shape) for shape in shapes]
    kept = [(shape, code) for shape, code in zip(areas, uses, strict=True) if shape is not None]
    if not kept:
        raise LayerError(layer="project", source="—", problem="没有画出面 / no area was drawn", remedy="")
    plain = [shape for shape, _ in kept]
    if not np.isfinite(shapely.get_coordinates(plain)).all():
        raise GeometryError(
            layer="project", source="—", problem="坐标不是数字 / a coordinate is no number", rows="—", remedy=""
        )
    ids = [f"part{number}" for number in range(1, len(kept) + 1)]
    frame = gpd.GeoDataFrame({"id": ids, "code": [code for _, code in kept]}, geometry=plain, crs=target)
    for column, told in KINDS["plots"].columns.items():
        if column not in frame:
            frame[column] = np.nan if told.kind == "number" else told.default if told.default is not None else ""
    parts, repairs = _valid(frame.assign(layer="").set_index(pd.Index(ids, name="id"), drop=False))
    stated = facts_of(facts or {})
    digest = hashlib.sha256(b"".join(shapely.to_wkb(shape) for shape in plain)).hexdigest()
    title = name or str(stated.get("name", "")) or "手绘项目"
    source = InputFile("project", "手绘 / drawn", digest)
    return Project(title, parts, stated, (source,), repairs, tuple(_not_areas(shapes, areas)))


def _areas_of(shape: BaseGeometry | None) -> BaseGeometry | None:
    """The areas of a drawing, flat: itself, or those of a collection, which may lie in further collections."""
    if shape is None or shape.is_empty or shapely.get_dimensions(shape) < _AREA:
        return None
    if shape.geom_type in _AREAS:
        return shapely.force_2d(shape)
    parts = np.array([shape], dtype=object)
    while (shapely.get_type_id(parts) > shapely.GeometryType.POLYGON).any():
        parts = shapely.get_parts(parts)
    return shapely.force_2d(shapely.multipolygons(parts[shapely.get_dimensions(parts) == _AREA]))


def _not_areas(shapes: Sequence[BaseGeometry], areas: Sequence[BaseGeometry | None]) -> Iterator[str]:
    """What of drawings is no area, counted."""
    lost = sum(area is None for area in areas)
    if lost:
        yield f"{lost} 个图形不是面,未作项目范围 / {lost} shapes are no areas"
    mixed = sum(area is not None and shape.geom_type not in _AREAS for shape, area in zip(shapes, areas, strict=True))
    if mixed:
        yield f"{mixed} 个几何集合只取其中的面 / of {mixed} collections the areas alone are taken"


def _of_txt(brought: Sequence[ProjectLayer], notes: list[str]) -> dict[str, str | float]:
    """Facts of the section [项目信息] of coordinate TXTs; keys that are no facts and values that are none are told."""
    found: dict[str, str | float] = {}
    told: set[str] = set()
    for one in brought:
        if one.digest in told:  # belts of one file
            continue
        told.add(one.digest)
        file = one.layer.told.get("facts", {}).get("txt", {})
        for section in file.get("sections", ()):
            if str(section["title"] or "").strip(_HEAD_MARKS) != _SECTION:
                continue
            for line in section["items"]:
                if isinstance(line, str):
                    notes += _line(one.name, line, found)
    return found


def _line(name: str, line: str, found: dict[str, str | float]) -> list[str]:
    """One line "项目名称=甲" into `found`; what is to be told of it."""
    key, equals, value = unicodedata.normalize("NFKC", line).partition("=")
    if not equals or not key.strip():
        return []
    try:
        found |= facts_of({key.strip(): value.strip()}, file=name)
    except (DefinitionError, UnitError):
        shown = line.strip()
        return [f"{name}:[项目信息] 中的“{shown}”未采用 / {name}: “{shown}” of [项目信息] is not used"]
    return []


def _of_columns(parts: gpd.GeoDataFrame) -> dict[str, str | float]:
    """Facts of the whole from columns of the parts; amounts only where every part states one."""
    found: dict[str, str | float] = {}
    for key, fact in FACTS.items():
        if key in _OF_PARTS or key not in parts:
            continue
        if fact.unit == "text":
            texts = set(parts[key]) - {""}
            if len(texts) == 1:
                found[key] = texts.pop()
            continue
        numbers = parts[key].to_numpy(dtype=float)
        if np.isfinite(numbers).all() and (numbers >= 0.0).all():
            found[key] = float(numbers.max() if key in _HIGHEST else numbers.sum())
    industry = str(found.get("industry", ""))
    if is_code(industry):  # ledgers file the code under this name
        found["industry_code"] = str(found.pop("industry"))
    return found


# --- parts ----------------------------------------------------------------------------------------------------------


def _parts_of(one: ProjectLayer, crs: str) -> tuple[gpd.GeoDataFrame, list[str]]:
    """Areas of a layer in `crs`, with the facts its columns hold; what is to be told."""
    rows = ledger_rows(one.layer, "plots", crs=crs, edition=one.edition)
    raw = one.layer.frame()
    raw = raw[(raw.geom_type.isin(_AREAS) & ~raw.geometry.is_empty).to_numpy()]
    frame = rows.frame.assign(layer=one.layer.name)
    if len(raw) == len(frame):
        for field in raw.columns.drop("geometry"):
            key = key_of(str(field))
            if key is not None and key not in _OF_PARTS and key not in KINDS["plots"].columns and key not in frame:
                frame[key] = _column(raw[field], key, str(field))
    if "owner" not in frame and (frame["holder"] != "").any():
        frame["owner"] = frame["holder"]
    notes = [f"{one.name}:{note.partition(' / ')[0]} / {one.name}: {note.partition(' / ')[2]}" for note in rows.notes]
    renamed = rows.counts.get("renamed", 0)
    if renamed:
        notes.append(f"{one.name}:{renamed} 个编号重复或空缺,已另编 / {one.name}: {renamed} ids made distinct")
    return frame, notes


def _column(values: pd.Series, key: str, field: str) -> list[object]:
    """A column of facts: numbers in the inner unit, NaN where unknown; texts."""
    unit = FACTS[key].unit
    if unit == "text":
        return ["" if pd.isna(value) else str(value).strip() for value in values]
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(dtype=float)
    return list(numbers * unit_factor(field, f"_{unit}"))


def _joined(frames: Sequence[gpd.GeoDataFrame]) -> gpd.GeoDataFrame:
    """Parts of several layers as one frame, ids made distinct; facts a layer lacks are unknown."""
    rows = frames[0].reset_index(drop=True)
    if len(frames) > 1:
        rows = gpd.GeoDataFrame(pd.concat(frames, ignore_index=True), crs=frames[0].crs)
        rows["id"], _ = own_ids(rows["id"].astype(str).tolist())
        for key in set(rows.columns) & set(FACTS):
            if FACTS[key].unit == "text":
                rows[key] = rows[key].fillna("")
    return rows.set_index(pd.Index(rows["id"], name="id"), drop=False)


def _valid(parts: gpd.GeoDataFrame) -> tuple[gpd.GeoDataFrame, tuple[Repair, ...]]:
    """Parts that moving or a hand left invalid, mended on a copy; those without area are left out, and told.

    Raises
    ------
    GeometryError: none has an area.
    """
    shapes = np.asarray(parts.geometry.array, dtype=object).copy()
    found = []
    for at in np.flatnonzero(~shapely.is_valid(shapes)):
        before = shapes[at]
        shapes[at] = shapely.make_valid(before, method="structure", keep_collapsed=False)
        reason = shapely.is_valid_reason(before).partition("[")[0]
        found.append(Repair(
            str(parts.index[at]), f"几何无效:{reason} / invalid: {reason}", "按结构修复 / mended by structure",
            float(before.area), float(shapes[at].area),
        ))  # fmt: skip
    whole = shapely.area(shapes) > 0.0
    if not whole.any():
        raise GeometryError(
            layer="project", source="—", problem="面没有面积,无法修复 / areas without area that cannot be mended",
            rows="、".join(map(str, parts.index)), remedy="请提供项目用地范围(面) / give the outline of the project",
        )  # fmt: skip
    found += [
        Repair(str(part), "没有面积 / no area", "未作项目范围 / left out of the project", 0.0, 0.0)
        for part in parts.index[~whole]
    ]
    if not found:
        return parts, ()
    mended = parts.set_geometry(gpd.GeoSeries(shapes, index=parts.index, crs=parts.crs))
    return mended[whole], tuple(found)


def _left_out(one: ProjectLayer) -> list[str]:
    """Lines and points of a layer, counted."""
    lines, points = (one.layer.families.get(family, 0) for family in ("line", "point"))
    if not lines and not points:
        return []
    chinese = "、".join(filter(None, (f"{lines} 条线" if lines else "", f"{points} 个点" if points else "")))
    english = ", ".join(filter(None, (f"{lines} lines" if lines else "", f"{points} points" if points else "")))
    return [f"{one.name}:{chinese}不是面,未作项目范围 / {one.name}: {english} are no areas and no part of the project"]


def _set_aside(one: ProjectLayer) -> list[Repair]:
    """Rows the read set aside; beyond those it lists, their count."""
    found = []
    for row in one.layer.aside:
        part = str(row.get("name") or "") or f"{one.name} #{row['row']}"
        told = row.get("facts") or {}
        done = "搁置,未作项目范围 / set aside, no part of the project"
        reason = _reason(str(row["code"]), told)
        found.append(Repair(part, reason, done, told.get("before_m2"), told.get("after_m2")))
    more = one.layer.rows.get("quarantined", 0) - len(found)
    if more > 0:
        found.append(Repair(one.name, f"另有 {more} 行搁置 / {more} more rows set aside", "—"))
    return found


def _reason(code: str, facts: Mapping[str, object]) -> str:
    """The words of a reason with its facts; the code alone where it has none."""
    if code not in wordings():
        return code
    told = Message(code, facts)
    return f"{told.text('zh')} / {told.text('en')}"


def _told_repairs(brought: Sequence[ProjectLayer], messages: Sequence[Message]) -> list[Repair]:
    """Repairs on reading: what messages tell, else how many rows of each layer were mended."""
    told = [
        Repair(one.where, f"{one.text('zh')} / {one.text('en')}", "读取时在副本上修复 / mended on a copy when read")
        for one in messages if one.code == "made_valid"
    ]  # fmt: skip
    if told:
        return told
    return [
        Repair(one.name, f"{one.layer.rows['repaired']} 行几何有误 / {one.layer.rows['repaired']} rows were invalid",
               "读取时在副本上修复 / mended on a copy when read")
        for one in brought if one.layer.rows.get("repaired")
    ]  # fmt: skip
