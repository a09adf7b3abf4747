"""Which files belong together, by their names: shapefiles by stem, geodatabases by folder, single files.

The same for the members of a zip, the files of a folder and files given loose.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gis.read.intake.formats import READERS
from gis.read.intake.identify import shown_suffix

__all__ = ["BESIDE_GPKG", "GRID_PARTS", "SHAPE_PARTS", "Group", "Member", "Plan", "plan"]

SHAPE_PARTS = frozenset({
    "shp", "shx", "dbf", "prj", "cpg", "cst", "sbn", "sbx", "qix", "fix", "dbt", "fpt", "idm", "ind", "qpj", "shp.xml",
})  # fmt: skip
GRID_PARTS = {"tfw", "tifw", "tiffw", "prj"}
BESIDE_GPKG = ("-wal", "-shm", "-journal")
_DATA = {suffix for one in READERS.values() for suffix in one.suffixes} - {".shp", ".gdb"}
_GDB_FILE = re.compile(r"(a[0-9a-f]{8}\.[a-z0-9_.]{1,80}|gdb|timestamps|lock\d+\.[a-z]+\.lock)")
_GDB_LOCK = re.compile(r"\.([a-z]+)\.lock$")
_JUNK = re.compile(r"(^|/)(__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$)", re.IGNORECASE)
_HARMLESS = frozenset({
    ".pdf", ".doc", ".docx", ".ppt", ".pptx", ".wps", ".ofd", ".jpg", ".jpeg", ".png", ".gif", ".bmp", ".md", ".lyr",
    ".lyrx", ".mxd", ".aprx", ".qgz", ".qgs", ".qml", ".sld", ".qmd", ".xml", ".html", ".htm", ".url", ".lnk", ".css",
    ".ini", ".cpg", ".sbn", ".sbx", ".qix", ".ovr", ".aux",
})  # fmt: skip


@dataclass(frozen=True)
class Member:
    """One file by name, "/" between folders; `given`: the user named it, so whatever it is, it is asked for."""

    name: str
    given: bool = True

    @property
    def base(self) -> str:
        """The name without its folders."""
        return self.name.rpartition("/")[2]


@dataclass(frozen=True)
class Group:
    """Files that make one source: suffix (of a geodatabase: file name) → position of the member; the main suffix."""

    name: str
    parts: Mapping[str, int]
    main: str
    kind: str = ""  # "shapefile", "filegdb", "kml" (of a KMZ); empty: the content decides
    given: bool = True


@dataclass
class Plan:
    """The groups found, and the names of members that belong to none: attachments, and others that may be missed."""

    groups: list[Group] = field(default_factory=list)
    attached: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)


def plan(members: Sequence[Member], *, title: str = "", drawing_pack: bool = False) -> Plan:
    """Group members by their names.

    Parameters
    ----------
    title: name of the archive, for a geodatabase or KML that has none of its own.
    drawing_pack: a KMZ, of which only the main KML is read.
    """
    made = Plan()
    left = dict(enumerate(members))
    for at in [at for at, one in left.items() if _JUNK.search(one.name)]:
        made.attached.append(left.pop(at).name)
    made.groups += _geodatabases(left, title, made.attached)
    made.groups += _shapefiles(left)
    made.groups += _with_companions(left)
    for at, one in list(left.items()):
        suffix = shown_suffix(one.base)
        if one.given or suffix in _DATA:
            made.groups.append(Group(one.name, {suffix[1:] or "file": at}, suffix[1:] or "file", given=one.given))
        elif suffix in _HARMLESS:
            made.attached.append(one.name)
        else:
            made.unread.append(one.name)
    if drawing_pack:
        _main_drawing(made, title)
    return made


def _geodatabases(left: dict[int, Member], title: str, attached: list[str]) -> list[Group]:
    """Folders named .gdb, or holding the tables of one; all that lies in them leaves `left`."""
    folders: dict[str, dict[str, int]] = {}
    homes = {
        one.name[: -len(one.base)].rstrip("/") for one in left.values() if one.base.lower() == "a00000001.gdbtable"
    }
    for at, one in left.items():
        home = one.name[: -len(one.base)].rstrip("/")
        named = re.match(r"(.*?\.gdb)(/|$)", home, re.IGNORECASE)
        folder = named[1] if named else home if home in homes else None
        if folder is not None:
            folders.setdefault(folder, {})[_table_name(one.base, at) if home == folder else one.name] = at
    groups = []
    for folder, files in folders.items():
        own = {name: at for name, at in files.items() if _GDB_FILE.fullmatch(name)}
        given = any(left[at].given for at in files.values())
        base = folder.rpartition("/")[2]
        name = base if base.lower().endswith(".gdb") else f"{title.rpartition('.')[0] or title or 'data'}.gdb"
        attached += [
            left[at].name for file, at in files.items() if file not in own and not file.endswith((".atx", ".spx"))
        ]
        for at in files.values():
            del left[at]
        groups.append(Group(name, own, "gdb", kind="filegdb", given=given))
    return groups


def _table_name(base: str, at: int) -> str:
    """What a file of a geodatabase must be called to be known as such; a lock by its kind alone."""
    lock = _GDB_LOCK.search(base.lower())
    return f"lock{at}.{lock[1]}.lock" if lock else base.lower()


def _shapefiles(left: dict[int, Member]) -> list[Group]:
    """Members with one stem around a .shp; they leave `left`."""
    stems: dict[str, dict[str, int]] = {}
    for at, one in left.items():
        stem, suffix = _stem(one.name)
        if suffix in SHAPE_PARTS:
            stems.setdefault(stem.casefold(), {}).setdefault(suffix, at)
    groups = []
    for parts in stems.values():
        if "shp" in parts:
            main = left[parts["shp"]]
            groups.append(Group(main.name, dict(parts), "shp", kind="shapefile", given=main.given))
            for at in parts.values():
                del left[at]
    return groups


def _with_companions(left: dict[int, Member]) -> list[Group]:
    """GeoPackages with what a running program left beside them, grids with a world file; they leave `left`."""
    by_name = {one.name.casefold(): at for at, one in left.items()}
    groups = []
    for at, one in list(left.items()):
        stem, suffix = _stem(one.name)
        beside = {}
        if suffix == "gpkg":
            beside = {f"gpkg{end}": by_name.get(one.name.casefold() + end) for end in BESIDE_GPKG}
        elif suffix in ("tif", "tiff"):
            beside = {end: by_name.get(f"{stem}.{end}".casefold()) for end in sorted(GRID_PARTS)}
        parts = {suffix: at, **{end: other for end, other in beside.items() if other in left}}
        if len(parts) > 1:
            groups.append(
                Group(one.name, {end: int(other or 0) for end, other in parts.items()}, suffix, given=one.given)
            )
            for other in parts.values():
                left.pop(int(other or 0), None)
    return groups


def _stem(name: str) -> tuple[str, str]:
    """A name without its suffix, and the suffix in lower case without its dot ("shp.xml" is one)."""
    lower = name.lower()
    if lower.endswith(".shp.xml"):
        return name[:-8], "shp.xml"
    stem, _, suffix = name.rpartition(".")
    return stem, suffix.lower()


def _main_drawing(made: Plan, title: str) -> None:
    """Of a KMZ the main KML alone: doc.kml, else the first in its outermost folder; the others are told."""
    drawings = [group for group in made.groups if group.main == "kml"]
    if not drawings:
        return
    main = min(drawings, key=lambda one: (one.name.count("/"), one.name.lower() != "doc.kml"))
    made.unread += [group.name for group in made.groups if group is not main]
    made.groups = [Group(title, main.parts, main.main, kind="kml", given=True)]
