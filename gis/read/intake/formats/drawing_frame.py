"""What a drawing tells of its place: the unit of its coordinates and, seldom, the coordinate system."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from gis.read.intake.formats.drawing_sections import Drawing
from gis.read.intake.messages import Notes
from gis.read.intake.model import ReadOptions

__all__ = ["UNITS", "answered_m", "stated_crs", "unit_m"]

Floats = npt.NDArray[np.float64]

# $INSUNITS → metres of one drawing unit and its name; 0 states nothing.
UNITS: Mapping[int, tuple[float, str]] = MappingProxyType({
    1: (0.0254, "in"), 2: (0.3048, "ft"), 4: (0.001, "mm"), 5: (0.01, "cm"), 6: (1.0, "m"), 7: (1000.0, "km"),
    14: (0.1, "dm"), 21: (1200 / 3937, "ft"),
})  # fmt: skip
_ANSWERS: Mapping[str, float] = MappingProxyType({name: factor for factor, name in reversed(list(UNITS.values()))})

_NORTHING_M = (1.8e6, 5.95e6)  # of China, without the zone
_EASTING_M = (1.0e5, 9.0e5)
_ZONE_M = (1.3e7, 4.6e7)  # eastings with their zone before them
_ALIAS = re.compile(r'<Alias\s+id="(\d{4,6})"\s+type="CoordinateSystem"\s*>(.{0,400}?)</Alias>', re.DOTALL)


def answered_m(options: ReadOptions) -> float | None:
    """Metres of one drawing unit as the user answers it (`columns["unit"]`: mm, cm, dm, m, km, in, ft)."""
    return _ANSWERS.get(options.columns.get("unit", "").strip().lower())


def unit_m(drawing: Drawing, points: Floats, notes: Notes, *, where: str) -> float:
    """Metres of one drawing unit by its values and its header: 1, or 1 and a question where they say otherwise.

    Values that can only be metres are metres whatever the header says: templates leave millimetres or inches in it.

    Parameters
    ----------
    points: (n, 2) coordinates of the drawing, drawing units.
    """
    factor, name = UNITS.get(_header_unit(drawing), (0.0, ""))
    if len(points) == 0:
        return 1.0
    middle = np.median(points, axis=0)
    if _of_china(middle) or _degrees(points):
        if factor not in (0.0, 1.0):
            notes.add("drawing_unit_by_value", where=where, unit=name)
        return 1.0
    by_value = next((title for scale, title in ((0.001, "mm"), (1000.0, "km")) if _of_china(middle * scale)), "")
    asked = by_value or (name if factor not in (0.0, 1.0) else "")
    if asked:
        notes.add("drawing_unit_asked", where=where, unit=asked, size=_size(points))
    return 1.0


def _header_unit(drawing: Drawing) -> int:
    text = drawing.header.get("$INSUNITS", "0")
    return int(text) if text.lstrip("-").isdigit() else 0


def _of_china(middle: Floats) -> bool:
    """Whether a position in metres fits a Gauss-Kruger belt of China, in either order."""
    for east, north in (middle, middle[::-1]):
        in_belt = _EASTING_M[0] <= east <= _EASTING_M[1] or _ZONE_M[0] <= east <= _ZONE_M[1]
        if in_belt and _NORTHING_M[0] <= north <= _NORTHING_M[1]:
            return True
    return False


def _degrees(points: Floats) -> bool:
    """Whether all values are longitudes and latitudes of China."""
    low, high = points.min(axis=0), points.max(axis=0)
    return bool(low[0] >= 70.0 and high[0] <= 140.0 and low[1] > 0.0 and high[1] <= 56.0)


def _size(points: Floats) -> float:
    """The longer side of the drawing, drawing units."""
    return float(np.ptp(points, axis=0).max())


def stated_crs(drawing: Drawing, notes: Notes, *, where: str) -> str:
    """The coordinate system that the drawing's geographic data name by its EPSG code, else empty.

    A local grid that is tied to a reference point is told and not taken: its coordinates are not those of the system.
    """
    if not drawing.geodata:
        return ""
    data = drawing.geodata[0]
    definition = "".join(value for code, value in data.tags if code in (301, 303)).replace("^J", "\n")
    code = next((found.group(1) for found in _ALIAS.finditer(definition) if "EPSG" in found.group(2)), "")
    try:
        design, reference = data.point(10), data.point(11)
    except ValueError:
        design, reference = (0.0, 0.0, 0.0), (0.0, 0.0, 0.0)
    tied = max(abs(a - b) for a, b in zip(design[:2], reference[:2], strict=True)) > 1e-6
    if not code or (data.text(70) == "1" and tied):
        notes.add("drawing_geodata_unused", where=where, system=code or "—")
        return ""
    return f"EPSG:{code}"
