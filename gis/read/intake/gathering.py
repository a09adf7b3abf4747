"""From what was given to sources: archives opened, files laid out under names of our own, each identified by content.

Every source gets a folder to itself, in which its main file is called `data` with the suffix of its format.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path

from gis.read.intake.archive import Entry, Unpacking, examine, look_through, office_kind
from gis.read.intake.formats import READERS
from gis.read.intake.grouping import Group, Member, Plan, plan
from gis.read.intake.identify import ARCHIVE, identify, kind_of, shown_suffix, tell_suffix
from gis.read.intake.limits import MIB, Limits
from gis.read.intake.messages import Notes
from gis.read.intake.model import Source, refuse
from gis.read.intake.names import shown_name

__all__ = ["Gathering"]

Found = list[tuple[str, Source]]
_Layer = Callable[[int, Path], None]

_OLE = bytes.fromhex("D0CF11E0A1B11AE1")
_OFFICE = {
    "xlsb": ("workbook_other", "XLSB"),
    "ods": ("workbook_other", "ODS"),
    "office": ("office_unreadable", "Office"),
}


class Gathering:
    """The sources of one read: `loose` takes what was given and follows archives one level down."""

    def __init__(self, notes: Notes, *, work: Path, limits: Limits) -> None:
        self.notes, self.work, self.limits = notes, work, limits
        self._rooms = 0

    def loose(self, given: Sequence[tuple[Member, Path]]) -> Found:
        """Formats and sources of files given together: (name and whether the user named it, where it lies).

        Raises
        ------
        RefusedError: one of them cannot be read, or nothing is there; told.
        """

        def _lay(at: int, target: Path) -> None:
            _link(given[at][1], target)

        made = plan([member for member, _ in given], title=given[0][0].base if given else "")
        found = self._groups(made, _lay)
        self._tell(made, found, given[0][0].base if len(given) == 1 else "")
        return found

    def _archive(self, path: Path, name: str, entries: Sequence[Entry]) -> Found:
        """The sources in a zip."""
        unpacking = Unpacking(path, name, self.notes, limits=self.limits)

        def _lay(at: int, target: Path) -> None:
            unpacking.take_out(entries[at], target)

        made = plan(
            [Member(entry.name, given=False) for entry in entries],
            title=name,
            drawing_pack=shown_suffix(name) == ".kmz",
        )
        found = self._groups(made, _lay)
        self._tell(made, found, name)
        return found

    def _tell(self, made: Plan, found: Found, name: str) -> None:
        """What was left out; the end of the read where nothing is left."""
        unread = [shown_name(one) for one in made.unread]
        if not found:
            if any(one.lower().endswith(".dwg") for one in unread):
                raise refuse(self.notes, "dwg_unreadable", where=name)
            every = [*unread, *(shown_name(one) for one in made.attached)]
            raise refuse(self.notes, "nothing_to_read", where=name, count=len(every), names=every or ["—"])
        if unread:
            self.notes.add("files_not_read", where=name, count=len(unread), names=unread)
        if made.attached:
            names = [shown_name(one) for one in made.attached]
            self.notes.add("files_left_aside", where=name, count=len(names), names=names)

    def _groups(self, made: Plan, lay: _Layer) -> Found:
        """The sources of all groups, in order; what is no format is added to the unread of `made`."""
        found: Found = []
        alone = len(made.groups) == 1 and not made.unread
        bases = [group.name.rpartition("/")[2] for group in made.groups]
        for group, base in zip(made.groups, bases, strict=True):
            same = bases.count(base) > 1 and not group.given
            found += self._group(group, shown_name(group.name if same else base), lay, made, asked=group.given or alone)
        return found

    def _group(self, group: Group, name: str, lay: _Layer, made: Plan, *, asked: bool) -> Found:
        """The sources of one group; none where it is not asked for and no format."""
        room = self.work / f"{self._rooms:04d}"
        self._rooms += 1
        room.mkdir(parents=True)
        if group.kind == "filegdb":
            return self._geodatabase(group, name, lay, made, room=room, asked=asked)
        parts = {suffix: room / _part_name(suffix, group) for suffix in group.parts}
        for suffix, at in group.parts.items():
            lay(at, parts[suffix])
        main = parts[group.main]
        if not asked and not (kind := kind_of(main, name)).read:
            (made.attached if kind.key == "text_unknown" else made.unread).append(group.name)
            return []
        key = identify(main, name, self.notes)
        if key == ARCHIVE:
            entries = examine(main, name, self.notes, limits=self.limits)
            if not self._workbook(main, entries, name, nested=not group.given):
                tell_suffix(key, name, self.notes)
                self._check_size(key, [main], name)
                return self._archive(main, name, entries)
            key = "xlsx"
        if not group.kind == key == "kml":  # called like the KMZ it lay in
            tell_suffix(key, name, self.notes)
        if group.kind == "shapefile" and key != "shapefile":
            parts = {group.main: main}
        self._check_size(key, list(parts.values()), name)
        path = main.rename(room / f"data.{_own_suffix(key, main)}")
        return [(key, Source(path, name, {**parts, group.main: path}))]

    def _workbook(self, path: Path, entries: Sequence[Entry], name: str, *, nested: bool) -> bool:
        """Whether a zip is a workbook, looked through; False: an archive.

        Raises
        ------
        RefusedError: another office file, a workbook that hides something, or an archive inside another; told.
        """
        office = office_kind(entries)
        if office in _OFFICE:
            code, kind = _OFFICE[office]
            raise refuse(self.notes, code, where=name, kind=kind)
        if not office and nested:
            raise refuse(self.notes, "archive_nested", where=name, names=[name])
        if office:
            self._check_size("xlsx", [path], name)
            look_through(path, entries, name, self.notes, limits=self.limits)
        return bool(office)

    def _geodatabase(self, group: Group, name: str, lay: _Layer, made: Plan, *, room: Path, asked: bool) -> Found:
        """A file geodatabase, its files under the names they must have."""
        if not any(one.endswith((".gdbtable", ".cdf")) for one in group.parts):
            if asked:
                raise refuse(self.notes, "gdb_incomplete", where=name)
            made.unread.append(group.name)
            return []
        folder = room / "data.gdb"
        folder.mkdir()
        parts = {one: folder / one for one in group.parts}
        for one, at in group.parts.items():
            lay(at, parts[one])
        self._check_size("filegdb", list(parts.values()), name)
        return [("filegdb", Source(folder, name, parts))]

    def _check_size(self, key: str, paths: Sequence[Path], name: str) -> None:
        size, most = sum(path.stat().st_size for path in paths), self.limits.input_of(key)
        if size > most:
            raise refuse(self.notes, "input_too_large", where=name, size_mb=size / MIB, limit_mb=most // MIB)


def _part_name(suffix: str, group: Group) -> str:
    """What a part is called: beside the main file where its reader looks for it, elsewhere where it must not."""
    if suffix.startswith("gpkg-"):
        return f"beside.{suffix}"
    return "main" if suffix == group.main and group.kind != "shapefile" else f"data.{suffix}"


def _own_suffix(key: str, main: Path) -> str:
    """The suffix under which a format's libraries know it."""
    if key == "osm":
        return "osm.pbf"
    if key == "xlsx":
        with main.open("rb") as stream:
            return "xls" if stream.read(8) == _OLE else "xlsx"
    return READERS[key].suffixes[0][1:]


def _link(source: Path, target: Path) -> None:
    """The same file under another name: a link where the system makes one, else a copy."""
    with suppress(OSError):
        target.symlink_to(source.resolve())
        return
    shutil.copyfile(source, target)
