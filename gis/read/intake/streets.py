"""Rows just read, held against the streets of a district: an undeclared shift is told, nothing is moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import shapely

from gis import crs as crs_module
from gis.crs import working_crs
from gis.errors import MissingCRSError
from gis.read.intake.intake import Intake, ReadLayer
from gis.read.intake.messages import Message
from gis.read.spec import DistrictSpec, read_district_spec
from gis.read.vector import read_layer
from gis.shift_guard import Guard, guard_points, guard_streets, shift_guard

__all__ = ["beside_streets", "guard_message"]

_STREETS = ("streets", "roads")  # the first a district has
_COMPASS = (
    ("北", "north"), ("东北", "north-east"), ("东", "east"), ("东南", "south-east"),
    ("南", "south"), ("西南", "south-west"), ("西", "west"), ("西北", "north-west"),
)  # fmt: skip
_SYSTEMS: Mapping[str, tuple[str, str]] = MappingProxyType({
    "GCJ-02": ("像是未声明的 GCJ-02(高德、腾讯)", "like undeclared GCJ-02 (Amap, Tencent)"),
    "BD-09": ("像是未声明的 BD-09(百度)", "like undeclared BD-09 (Baidu)"),
    "unknown": ("原因不明", "of no known kind"),
})  # fmt: skip


def beside_streets(intake: Intake, folder: Path) -> Intake:
    """The read with one message more for every layer that lies shifted against the streets of the district.

    Raises
    ------
    LayerError and its kinds: the district's streets cannot be read. DefinitionError: its files are wrong.
    """
    layers = [one for one in intake.layers if one.kind == "vector" and one.crs and one.families]
    spec = read_district_spec(folder)
    streets = _streets(spec) if layers else None
    if streets is None:
        return intake
    more = [message for one in layers if (message := _compared(one, spec, streets)) is not None]
    return replace(intake, messages=(*intake.messages, *more))


def _streets(spec: DistrictSpec) -> np.ndarray | None:
    """The lines to compare with, in metres; None where the district has none."""
    found = next((layer for kind in _STREETS for layer in spec.layers if layer.kind == kind), None)
    if found is None:
        return None
    return guard_streets(read_layer(found, target=working_crs(spec.crs)).frame)


def _compared(layer: ReadLayer, spec: DistrictSpec, streets: np.ndarray) -> Message | None:
    """What the guard says of one layer; None for one without relation to the earth."""
    try:
        rows = crs_module.declared(
            layer.frame(), None, target=working_crs(spec.crs), layer=layer.name, source=layer.name
        )
    except MissingCRSError:
        return None
    shapes = rows.geometry.to_numpy()
    near = shapely.box(*shapely.total_bounds(streets)).buffer(2_000.0)
    inside = shapes[~shapely.is_missing(shapes) & shapely.intersects(shapes, near)]
    guard = shift_guard(guard_points(inside), streets, crs=spec.crs)
    return guard_message(guard, where=layer.name, basis_told=spec.name)


def guard_message(guard: Guard, *, where: str, basis_told: str) -> Message:
    """A comparison as a message: a shift with size and direction, that it fits, or that it cannot tell.

    `basis_told`: whose streets it was compared with.
    """
    facts: dict[str, object] = {"count": guard.count, "district": basis_told}
    if guard.verdict == "fits":
        return Message("streets_fit", facts, where)
    if not guard.found:
        return Message("streets_unclear", facts, where)
    sector = round(guard.direction_deg / 45.0) % 8
    title, title_en = _SYSTEMS.get(guard.system, (guard.system, guard.system))
    facts |= {
        "size_m": round(guard.size_m),
        "bearing_deg": round(guard.direction_deg),
        "sigma_m": round(guard.sigma_m, 1),
        "direction": _COMPASS[sector][0],
        "direction_en": _COMPASS[sector][1],
        "title": title,
        "title_en": title_en,
    }
    return Message("streets_shifted", facts, where)
