"""What a file says of its coordinate system, in whatever words, as something pyproj takes; never a guess."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress

import pyproj
from pyproj.enums import WktVersion
from pyproj.exceptions import CRSError

from gis.crs import CGCS2000_DEGREES, DEGREES

__all__ = ["datum_shifted", "stated_crs"]

_CODE = re.compile(r"(EPSG|ESRI|OGC|IGNF)\s*:{1,2}\s*([\w.]+)", re.IGNORECASE)
_URN = re.compile(r"urn:(?:x-)?ogc:def:crs:(\w+):[^:]*:([\w.]+)", re.IGNORECASE)
_PATH = re.compile(r"[^\s]*/def/crs/(\w+)/[^/\s]+/([\w.]+)/?", re.IGNORECASE)
_NAME = re.compile(r"[\w .,/()\-–°]{2,120}")
_WKT = re.compile(r"\s*(PROJCS|GEOGCS|PROJCRS|GEOGCRS|GEODCRS|COMPD_CS|COMPOUNDCRS)\s*[\[(]", re.IGNORECASE)
_WKT_LONGEST = 20_000
_SHORT = {
    "cgcs2000": CGCS2000_DEGREES,
    "china2000": CGCS2000_DEGREES,
    "国家2000": CGCS2000_DEGREES,
    "国家大地坐标系2000": CGCS2000_DEGREES,
    "2000国家大地坐标系": CGCS2000_DEGREES,
    "wgs84": DEGREES,
    "wgs1984": DEGREES,
    "crs84": "OGC:CRS84",
}
_SHIFTED = {
    "gcj02": "GCJ-02",
    "gcj2": "GCJ-02",
    "mars": "GCJ-02",
    "火星坐标": "GCJ-02",
    "火星坐标系": "GCJ-02",
    "bd09": "BD-09",
    "bd09ll": "BD-09",
    "百度坐标": "BD-09",
    "百度坐标系": "BD-09",
}


def _plain(text: str) -> str:
    """Letters and digits alone, in lower case."""
    return "".join(letter for letter in text.lower() if letter.isalnum())


def datum_shifted(text: str) -> str:
    """The shifted system that the words name, "GCJ-02" or "BD-09"; empty where they name neither."""
    return _SHIFTED.get(_plain(text), "")


def stated_crs(words: object) -> str:
    """The system that a file states, as "EPSG:4548", WKT, "GCJ-02" or "BD-09"; empty where nobody can tell.

    Parameters
    ----------
    words: a code, a URN, a name of EPSG or ESRI, WKT, or PROJJSON as a mapping. Nothing is looked up anywhere but in
        PROJ's own tables, and a name must be that of what is found, not merely like it.
    """
    if isinstance(words, Mapping):
        return _known(dict(words))
    if not isinstance(words, str):
        return ""
    text = words.strip()
    for pattern in (_CODE, _URN, _PATH):
        found = pattern.fullmatch(text)
        if found:
            return _known(f"{found[1].upper()}:{found[2].upper() if found[1].upper() == 'OGC' else found[2]}")
    if _WKT.match(text):  # a definition that names grid files would have PROJ look for them
        return "" if len(text) > _WKT_LONGEST or "nadgrids" in text.lower() else _known(text)
    short = _SHORT.get(_plain(text)) or datum_shifted(text)
    if short:
        return short
    return _by_name(text) if _NAME.fullmatch(text) and ":" not in text else ""


def _known(words: str | dict[str, object]) -> str:
    try:
        crs = pyproj.CRS.from_user_input(words)
    except (CRSError, RecursionError, TypeError):
        return ""
    authority = crs.to_authority(min_confidence=100)
    return ":".join(authority) if authority else crs.to_wkt()


def _by_name(name: str) -> str:
    try:
        crs = pyproj.CRS.from_user_input(name)
    except CRSError:
        return ""
    names = {_plain(crs.name)}
    with suppress(CRSError):
        names.add(_plain(crs.to_wkt(WktVersion.WKT1_ESRI).partition('"')[2].partition('"')[0]))
    return _known(crs.to_wkt()) if _plain(name) in names else ""
