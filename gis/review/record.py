"""A review as one JSON value: all that it says, what it rests on, and the digests by which it can be checked again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from operator import attrgetter
from typing import Any

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely
from shapely.geometry import shape as shape_of

from gis.crs import working_crs
from gis.errors import GeometryError, in_language
from gis.plots.card import Corner
from gis.plots.corners import corner_table
from gis.review.canonical import digest_of, plain
from gis.review.differences import Difference, differences
from gis.review.model import InputFile, Project, Repair, Review
from gis.review.record_shape import CORNER_COLUMNS, FORMAT, VERSION
from gis.review.rules import RulePack
from gis.review.rulings import RulingLog, log_of_values
from gis.review.values import (
    finding_digest,
    finding_values,
    head_digest,
    head_of,
    layer_values,
    project_digest,
    project_values,
    values_digest,
)
from gis.schema import KINDS

__all__ = [
    "Difference", "check_record", "differences", "finding_digest", "head_of", "own_faults", "project_from_record",
    "record_of", "rulings_of",
]  # fmt: skip

_CORNER = attrgetter(*CORNER_COLUMNS)


def record_of(review: Review, rulings: RulingLog, *, packs: Sequence[RulePack] = ()) -> dict[str, Any]:
    """The record of a review with its rulings, of plain values only (`gis.review.canonical.canonical` writes it).

    Parameters
    ----------
    rulings: `RulingLog(head_of(review))` where there is none. packs: with which the review was made: a check names
    the rule that changed since only where they are in the record.

    Returns
    -------
    record: keys as of `gis.review.record_shape`; `digest` is that of all but itself.
    """
    inputs = review.inputs
    record: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "yitu": review.version,
        "date": review.date,
        "district": inputs.district,
        "ellipsoidal": inputs.ellipsoidal,
        "project": project_values(review.project),
        "inputs": plain(review.files),
        "layers": layer_values(review),
        "pack_names": plain(review.packs),
        "packs": plain(packs),
        "settings": plain(review.settings),
        "findings": [finding_values(finding) for finding in review.findings],
        "zones": plain(review.zones),
        "conversion": _conversion(review.conversion),
        "effects": plain(review.effects),
        "together": plain(review.together),
        "coordinates": _coordinates(review.project),
        "rulings": {
            "entries": [asdict(ruling) for ruling in rulings.rulings],
            "broken": plain(rulings.broken),
            "last": rulings.last,
        },
    }
    record["head"] = _head(record, project=record["project"]["digest"])
    record["digest"] = _digest(record)
    return record


def rulings_of(record: Mapping[str, Any]) -> RulingLog:
    """The log of rulings a record holds, hung on the record's own head.

    Raises
    ------
    DefinitionError: an entry is no ruling.
    """
    log = log_of_values(record["rulings"]["entries"], head=_head(record))
    broken = tuple((int(number), str(begins)) for number, begins in record["rulings"]["broken"])
    return RulingLog(log.head, log.rulings, broken)


def project_from_record(record: Mapping[str, Any]) -> Project:
    """The project as it was reviewed, from the coordinates in its record.

    Raises
    ------
    GeometryError: a part is no valid polygon. MetricCRSError: the coordinate system is none in metres.
    """
    told = record["project"]
    ids = [part["id"] for part in told["parts"]]
    shapes = [shape_of(part["geometry"]) for part in told["parts"]]
    wrong = [
        part
        for part, shape in zip(ids, shapes, strict=True)
        if shape.geom_type not in KINDS["plots"].shape.types or shape.is_empty or not shape.is_valid
    ]
    if wrong:
        raise GeometryError(
            layer="project", source=told["name"], problem="不是有效的面 / no valid polygon", rows=wrong,
            remedy="记录中的坐标可能被改动过。 / The coordinates of the record may have been changed.",
        )  # fmt: skip
    columns = {name: _column(name, [part["columns"].get(name) for part in told["parts"]]) for name in _names(told)}
    crs = working_crs(told["crs"], layer="project") if told["crs"] else None
    index = pd.Index(ids, name="id", dtype=object)
    frame = gpd.GeoDataFrame(columns, geometry=np.array(shapes, dtype=object), index=index, crs=crs)
    return Project(
        name=told["name"],
        parts=frame,
        facts=told["facts"],
        sources=tuple(InputFile(**one) for one in told["sources"]),
        repairs=tuple(Repair(**one) for one in told["repairs"]),
        notes=tuple(told["notes"]),
    )


def check_record(
    record: Mapping[str, Any], other: Mapping[str, Any], *, tolerance: float = 1e-9, stated: str = ""
) -> tuple[Difference, ...]:
    """What a record says that a new reckoning (or another clone) does not: its own broken seals first.

    Parameters
    ----------
    other: record of the new reckoning. Without rulings (nobody ruled on it) those of the record are held against
    themselves only. tolerance: as of `differences`. stated: digest of the record as a signed sheet holds it.
    """
    found = list(own_faults(record))
    if stated and stated != record["digest"]:
        text = "摘要与审查表所载不同:签发之后有改动 / not the digest on the sheet: the record was changed later"
        found.append(Difference("digest", stated, record["digest"], text, "record"))
    if not other["rulings"]["entries"]:
        other = {**other, "rulings": record["rulings"]}
    return (*found, *differences(record, other, tolerance=tolerance))


def own_faults(record: Mapping[str, Any]) -> tuple[Difference, ...]:
    """What does not fit within a record: digests of record, head, project and findings, and the chain of rulings."""
    project = record["project"]
    seals = [
        ("digest", record["digest"], _digest(record), "记录 / the record"),
        ("head", record["head"], _head(record), "记录的头部 / the head of the record"),
        ("project.digest", project["digest"], project_digest(project), "项目 / the project"),
    ]
    seals += [
        (f"findings.{one['id']}.digest", one["digest"], values_digest(one), f"结论“{zh}” / the finding “{en}”")
        for one in record["findings"]
        for zh, en in [_both(one["title"])]
    ]
    found = [Difference(at, was, now, _broken_seal(title), "record") for at, was, now, title in seals if was != now]
    log = rulings_of(record)
    texts = log.verify(last=record["rulings"]["last"])
    return (*found, *(Difference("rulings", None, None, text, "rulings") for text in texts))


def _both(title: str) -> tuple[str, str]:
    return tuple(in_language(title, lang).replace(" / ", "/") for lang in ("zh", "en"))  # type: ignore[return-value]


def _broken_seal(title: str) -> str:
    zh, en = _both(title)
    return f"{zh}被改动过:内容与摘要不符 / {en} was changed: its content does not fit its digest"


def _digest(record: Mapping[str, Any]) -> str:
    return digest_of({name: value for name, value in record.items() if name != "digest"})


def _head(record: Mapping[str, Any], *, project: str = "") -> str:
    """The head of a record, from the content itself and not from the digests it states.

    `project`: its digest where it was reckoned just now.
    """
    reckoned = project or project_digest(record["project"])
    return head_digest(reckoned, packs=record["pack_names"], inputs=record["inputs"], layers=record["layers"])


def _conversion(table: pd.DataFrame | None) -> list[dict[str, Any]] | None:
    if table is None:
        return None
    names = ("name", "area_m2", "share", "construction")
    cells = zip(table.index, *(table[name].tolist() for name in names), strict=True)
    return [
        {"code": str(code), **{name: plain(cell) for name, cell in zip(names, row, strict=True)}}
        for code, *row in cells
    ]


def _coordinates(project: Project) -> dict[str, Any]:
    """The corner tables, a row a corner; a part without one says why."""
    parts = []
    for part, shape in zip(project.parts.index, project.parts.geometry, strict=True):
        reason, corners = "", tuple[Corner, ...]()
        try:
            corners = corner_table(shapely.force_2d(shape))
        except GeometryError as error:
            reason = str(error.facts["problem"])
        parts.append({"part": str(plain(part)), "reason": reason, "corners": [list(_CORNER(one)) for one in corners]})
    return {"columns": list(CORNER_COLUMNS), "parts": parts}


def _names(project: Mapping[str, Any]) -> list[str]:
    """Columns of all parts, in the order they come."""
    return list(dict.fromkeys(name for part in project["parts"] for name in part["columns"]))


def _column(name: str, cells: list[Any]) -> npt.NDArray[Any]:
    """A column as it was: numbers with NaN for null where the schema has numbers, else what the values are."""
    known = KINDS["plots"].columns.get(name)
    numbers = all(cell is None or (isinstance(cell, (int, float)) and not isinstance(cell, bool)) for cell in cells)
    asked = known is not None and known.kind == "number"
    if numbers and (asked or any(isinstance(cell, float) for cell in cells)):
        return np.array([np.nan if cell is None else cell for cell in cells], dtype=float)
    known_cells: npt.NDArray[Any] = pd.Series(cells, dtype=object).infer_objects().to_numpy()
    return known_cells
