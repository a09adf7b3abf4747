"""What a file or a user states about coordinates, understood: a CRS in the plane, and where its numbers belong."""

from __future__ import annotations

import math
import re
import warnings
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyproj
from pyproj.exceptions import CRSError, ProjError

from gis.crs import (
    CGCS2000_DEGREES,
    DEGREES,
    WEB_MERCATOR,
    Belt,
    belt_of,
    belt_title,
    datum_known,
    datum_of,
    flat_crs,
    gauss_frame,
    needs_shift,
    twin_in_cgcs2000,
)
from gis.read.intake.belt_evidence import CHINA_DEGREES, NORTH_M, Box
from gis.shifts import system_of

__all__ = ["LOCAL", "SPLIT", "Statement", "Unreadable", "agree", "same_numbers", "statement"]

LOCAL = "local"  # the answer "a grid of its own, leave the numbers as they are"
SPLIT = "split"  # the answer "every zone a layer of its own"; "split:EPSG:4490" names the datum too

_LONGEST = 20_000  # characters of a CRS; honest WKT has some thousand
_INIT = re.compile(r"\+?init=epsg:(\d+)", re.IGNORECASE)
_FILES = re.compile(r"\+?\b(?:nadgrids|geoidgrids|grids|file|init)\s*=(?!\s*@null)", re.IGNORECASE)
_NAMED = re.compile(r"cgcs.?2000|china|xi.?an|beijing|国家|西安|北京", re.IGNORECASE)
_ZONE_NAME = re.compile(r"zone[ _-]*(\d+)", re.IGNORECASE)
_MERIDIAN_NAME = re.compile(r"cm[ _-]*(\d+)", re.IGNORECASE)
_WORLD: Box = (-180.0, -90.0, 180.0, 90.0)
_EVERYWHERE: Box = (-1e9, -1e9, 1e9, 1e9)
_LIMIT_M = {3: 250_000.0, 6: 350_000.0}  # off the central meridian: what no one lays out in such a belt
_CONFIRMED_M = 1_500_000.0
_ZONE_M = 500_000.0  # with a prefix, half of what one zone number holds
_AROUND_DEG = 3.0  # around the area of use of a foreign CRS
_MERCATOR_METHOD = "1024"


class Unreadable(Exception):  # noqa: N818 - an answer among the modules of the read, never an error of the user
    """The text is no CRS that a plane can have; `geocentric`: it counts from the centre of the earth."""

    def __init__(self, text: str, *, geocentric: bool = False) -> None:
        self.text, self.geocentric = text[:80], geocentric
        super().__init__(self.text)


@dataclass(frozen=True)
class Statement:
    """A CRS as stated. `text`: as given; `system`: "GCJ-02" or "BD-09", else empty; `crs`: in the plane, else None.

    `flattened`: heights were part of it. `towgs84`: seven parameters the text brings along itself, else empty.
    `local`: no relation to the earth is stated (drawings).
    """

    text: str
    crs: pyproj.CRS | None = None
    system: str = ""
    local: bool = False
    flattened: bool = False
    towgs84: tuple[float, ...] = ()

    @property
    def known(self) -> pyproj.CRS:
        """The CRS; of a shifted system and of a local grid the plain degrees of China."""
        return self.crs if self.crs is not None else pyproj.CRS.from_user_input(CGCS2000_DEGREES)

    @cached_property
    def belt(self) -> Belt | None:
        """The belt of China it is."""
        return None if self.crs is None else belt_of(self.crs)

    @cached_property
    def geographic(self) -> bool:
        """Whether its numbers are degrees."""
        return bool(self.known.is_geographic)

    @cached_property
    def mercator(self) -> bool:
        """Whether it is Web Mercator, under any of its names."""
        operation = self.known.coordinate_operation
        return operation is not None and operation.method_code == _MERCATOR_METHOD

    @cached_property
    def code(self) -> str:
        """The EPSG code where there is one of just this CRS, else its WKT."""
        if self.belt is not None:
            return self.belt.code
        if self.mercator:
            return WEB_MERCATOR
        if self.datum == "cgcs2000":
            return twin_in_cgcs2000(self.known)  # under the datum's own name, which files get wrong
        if self.geographic and self.known.equals(pyproj.CRS.from_user_input(DEGREES), ignore_axis_order=True):
            return DEGREES  # OGC:CRS84 and its like
        code = self.known.to_epsg()
        same = code is not None and pyproj.CRS.from_epsg(code).equals(self.known, ignore_axis_order=True)
        return f"EPSG:{code}" if same else str(self.known.to_wkt())

    @cached_property
    def needs_shift(self) -> bool:
        """Whether it is on an old Chinese datum."""
        return self.crs is not None and needs_shift(self.crs)

    @cached_property
    def datum_known(self) -> bool:
        """Whether there is a way from its datum to CGCS2000."""
        return self.crs is None or datum_known(self.crs)

    @property
    def datum(self) -> str:
        """The Chinese datum: "cgcs2000", "xian80", "beijing54"; empty for any other."""
        return "" if self.crs is None else datum_of(self.crs)

    @cached_property
    def middle_m(self) -> float:
        """The easting of the central meridian of a Gauss-Krueger projection, metres; 500 km of any other."""
        frame = gauss_frame(self.known)
        return 500_000.0 if frame is None else frame[1]

    @cached_property
    def unnamed(self) -> bool:
        """Whether it is a belt written out under a name that tells neither datum nor zone."""
        return self.belt is not None and not _NAMED.search(self.known.name)

    @cached_property
    def misnamed(self) -> bool:
        """Whether it is a belt whose name tells another zone or meridian than its parameters."""
        if self.belt is None:
            return False
        zone, central = _ZONE_NAME.search(self.known.name), _MERIDIAN_NAME.search(self.known.name)
        zones = {belt_zone for belt_zone in (self.belt.zone, *_twin_zone(self.belt)) if belt_zone}
        other_zone = zone is not None and int(zone[1]) not in zones
        return other_zone or (central is not None and int(central[1]) != self.belt.central_deg)

    def title(self, lang: str) -> str:
        """In planner's words."""
        if self.system:
            return self.system
        title, frame = belt_title(self.known, lang), gauss_frame(self.known)
        if self.belt is not None or frame is None:
            return title
        central, east = f"{frame[0]:g}°E", f"{frame[1]:,.0f}"
        return f"{title} ({central}, {east} m)" if lang == "en" else f"{title}(中央经线 {central},横轴加 {east} 米)"

    @property
    def facts(self) -> dict[str, object]:
        """Its titles as facts of a message."""
        return {"title": self.title("zh"), "title_en": self.title("en")}

    @property
    def short(self) -> str:
        """Its code, of WKT its name."""
        return self.system or (self.code if self.code.startswith("EPSG:") else self.known.name)

    def box(self, *, confirmed: bool = False) -> Box:
        """Where its numbers belong, in its own units; `confirmed`: the user stated it knowing that they lie far off."""
        if self.system or (self.geographic and self.datum):
            return _WORLD if confirmed and not self.system else CHINA_DEGREES
        frame = gauss_frame(self.known)
        if self.belt is not None or (frame is not None and self.datum):
            middle = self.middle_m
            bare = self.belt is None or not self.belt.prefixed
            far = _LIMIT_M[3 if self.belt is None else self.belt.width_deg]
            if confirmed:
                far = _CONFIRMED_M if bare else _ZONE_M
            return middle - far, NORTH_M[0], middle + far, NORTH_M[1]
        official = pyproj.CRS.from_user_input(self.code)
        return _area_box(official, around_deg=180.0 if confirmed else _AROUND_DEG)


def _twin_zone(belt: Belt) -> tuple[int, ...]:
    """The zone of the belt of the other width with the same meridian, where there is one."""
    other = (belt.central_deg + 3) / 6 if belt.width_deg == 3 else belt.central_deg / 3
    return (int(other),) if other == int(other) else ()


def statement(text: str) -> Statement | None:
    """What a text states; None for an empty one.

    Raises
    ------
    Unreadable: it is no CRS in the plane, or names files.
    """
    text = text.strip()
    if not text:
        return None
    old = _INIT.fullmatch(text.replace(" +type=crs", ""))
    number = old[1] if old else text
    system = system_of(text) if len(text) < 40 else None
    if system is not None:
        return Statement(text, system=system)
    if text.lower() == LOCAL:
        return Statement(text, local=True)
    if len(text) > _LONGEST or (old is None and _FILES.search(text)):
        raise Unreadable(text)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # old spellings are told by what they mean
            given = pyproj.CRS.from_user_input(f"EPSG:{number}" if number.isascii() and number.isdigit() else text)
            plane = flat_crs(given)
    except (CRSError, ProjError, ValueError) as error:
        raise Unreadable(text) from error
    if plane.is_geocentric:
        raise Unreadable(text, geocentric=True)
    if plane.is_engineering:
        return Statement(text, local=True)
    if not (plane.is_geographic or plane.is_projected) or len(plane.axis_info) < 2:
        raise Unreadable(text)
    flattened = bool(given.is_compound or len(given.axis_info) > 2)
    return Statement(text, plane, flattened=flattened, towgs84=_own_parameters(given))


def agree(one: Statement, other: Statement) -> bool:
    """Whether two statements give the same numbers the same place, to what planning needs."""
    if one.system or other.system or one.local or other.local:
        return (one.system, one.local) == (other.system, other.local)
    if one.code == other.code or {one.code, other.code} == {DEGREES, CGCS2000_DEGREES}:
        return True
    frame = gauss_frame(one.known)
    return bool(one.datum) and one.datum == other.datum and frame is not None and frame == gauss_frame(other.known)


def same_numbers(one: Statement, other: Statement) -> bool:
    """Whether two statements differ in their datum alone: the same projection, or degrees both."""
    if one.geographic or other.geographic:
        return one.geographic and other.geographic
    first, second = one.known.coordinate_operation, other.known.coordinate_operation
    if first is None or second is None or first.method_code != second.method_code:
        return False
    values = [sorted((each.code, round(each.value, 9)) for each in operation.params) for operation in (first, second)]
    return values[0] == values[1]


def _own_parameters(given: pyproj.CRS) -> tuple[float, ...]:
    bound = given.sub_crs_list[0] if given.is_compound and given.sub_crs_list else given
    if not bound.is_bound or bound.coordinate_operation is None:
        return ()
    seven = tuple(float(value) for value in bound.coordinate_operation.towgs84 or ())
    seven = (*seven, *([0.0] * (7 - len(seven)))) if len(seven) in (3, 7) else ()
    return seven if any(seven) else ()


def _area_box(crs: pyproj.CRS, *, around_deg: float) -> Box:
    """The box around the area of use, and some degrees more, in the units of a CRS; everywhere where none is known."""
    area = crs.area_of_use
    if crs.is_geographic:
        degrees = math.isclose(crs.axis_info[0].unit_conversion_factor, math.pi / 180.0)
        if area is None or area.west >= area.east or not degrees:
            return _WORLD if degrees else _EVERYWHERE
        west, south, east, north = (area.west, area.south, area.east, area.north)
        return (
            max(west - around_deg, -180.0), max(south - around_deg, -90.0),
            min(east + around_deg, 180.0), min(north + around_deg, 90.0),
        )  # fmt: skip
    if area is None or area.west >= area.east or around_deg > 90.0:
        return _EVERYWHERE
    west, east = max(area.west - around_deg, -180.0), min(area.east + around_deg, 180.0)
    south, north = max(area.south - around_deg, -85.0), min(area.north + around_deg, 85.0)
    forward = pyproj.Transformer.from_crs(crs.geodetic_crs, crs, always_xy=True)
    lon, lat = np.meshgrid(np.linspace(west, east, 9), np.linspace(south, north, 9))
    x, y = (np.asarray(values, dtype=float) for values in forward.transform(lon, lat))
    finite = np.isfinite(x) & np.isfinite(y)
    if not finite.any():
        return _EVERYWHERE
    return float(x[finite].min()), float(y[finite].min()), float(x[finite].max()), float(y[finite].max())
