"""KML and the OVKML of the 奥维 app: a layer a folder, every field a column, links counted and never followed."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice

import numpy as np
import shapely

from gis.crs import DEGREES
from gis.read.intake.formats.columns import set_aside, table_of
from gis.read.intake.formats.coordinate_lists import bounds_of, shapes_of
from gis.read.intake.formats.json_text import no_collecting
from gis.read.intake.formats.kml_parts import Placemark, placemark_of
from gis.read.intake.formats.kml_text import ended, kml_text, local, mended, refused
from gis.read.intake.formats.stated import stated_crs
from gis.read.intake.limits import in_force
from gis.read.intake.messages import Notes
from gis.read.intake.model import RawLayer, ReadOptions, Source, refuse

__all__ = ["read"]

_LAYERS_MOST = 50  # folders beyond it: one layer with the folder as a column
_FOLDERS = {"kml", "Document", "Folder"}
_OVERLAYS = {"GroundOverlay", "ScreenOverlay", "PhotoOverlay", "Tour"}
_HALF_TURN = 180.0  # longitude and latitude may stand the wrong way round, so both may reach it
_FOLDER = "folder"


@dataclass(eq=False)
class _Folder:
    """A folder or document: its name, the one it lies in, the coordinates it states for all in it.

    `frame`: the file itself, and the document that holds all.
    """

    above: _Folder | None = None
    name: str = ""
    system: str = ""
    frame: bool = False

    @property
    def chain(self) -> Iterator[_Folder]:
        """The folder itself and those around it, outwards."""
        folder: _Folder | None = self
        while folder is not None:
            yield folder
            folder = folder.above

    @property
    def depth(self) -> int:
        """How many there are around it, counted no farther than is needed to call it too deep."""
        return sum(1 for _ in islice(self.chain, in_force().nesting + 2)) - 1

    @cached_property
    def path(self) -> str:
        """The names from the outermost folder on."""
        return "/".join(reversed([folder.name for folder in self.chain if folder.name and not folder.frame]))

    @cached_property
    def stated(self) -> str:
        """The coordinates stated here or in the nearest folder around."""
        return next((folder.system for folder in self.chain if folder.system), "")


@dataclass
class _Found:
    """What a file holds: placemarks with their folders, what is left out by kind, tags of 奥维."""

    placemarks: list[Placemark] = field(default_factory=list)
    folders: list[_Folder] = field(default_factory=list)
    at: dict[int, _Folder] = field(default_factory=dict)
    left: Counter[str] = field(default_factory=Counter)
    links: int = 0
    styles: int = 0
    ovital: bool = False


def read(source: Source, options: ReadOptions, notes: Notes) -> list[RawLayer]:
    """The placemarks, a layer a folder (and a layer for each kind of coordinates, where a file mixes them).

    Raises
    ------
    RefusedError: no XML, no KML, or no placemark; told.
    """
    where = source.name
    text = kml_text(source, options, notes)
    with no_collecting():
        try:
            found = _walked(text, notes, where)
        except ET.ParseError as fault:
            better = mended(text, notes, where=where)
            try:
                found = _walked(better, notes, where)
            except ET.ParseError as error:
                raise refused(fault if better == text else error, text, notes, where=where) from error
    found.ovital |= source.name.lower().endswith((".ovkml", ".ovkmz"))
    _tell_left(found, notes, where)
    if not found.placemarks:
        raise refuse(notes, "nothing_inside", where=where)
    if len(found.placemarks) > in_force().rows:
        raise refuse(notes, "rows_too_many", where=where, count=len(found.placemarks), most=in_force().rows)
    return _layers(found, source, notes)


def _walked(text: str, notes: Notes, where: str) -> _Found:
    """All placemarks of the text, each forgotten as XML once it is read; folders end after what they hold."""
    found = _Found()
    ended_folders: dict[ET.Element, _Folder] = {}
    unplaced: dict[ET.Element, int] = {}
    root, root_name = None, ""
    for name, element in ended(text):
        root, root_name = element, name
        if name == "Placemark":
            unplaced[element] = len(found.placemarks)
            found.placemarks.append(placemark_of(element))
            element.clear()
        elif name in _FOLDERS:
            _close_folder(name, element, ended_folders, unplaced, found)
        else:
            _note_other(name, element, found)
    if root_name not in {*_FOLDERS, "Placemark"}:
        raise refuse(notes, "xml_unknown", where=where, root=root_name)
    frame = _Folder(frame=True)
    if root is not None and root in ended_folders:
        ended_folders[root].above = frame
    found.folders = [found.at.get(number, frame) for number in range(len(found.placemarks))]
    if any(folder.depth > in_force().nesting for folder in found.folders):
        raise refuse(notes, "nested_too_deep", where=where)
    return found


def _note_other(name: str, element: ET.Element, found: _Found) -> None:
    """What is no placemark and no folder: counted where it is left out."""
    if name in _OVERLAYS:
        found.left[name] += 1
    elif name == "NetworkLink":
        found.links += 1
    elif name == "styleUrl":
        found.styles += not (element.text or "").strip().startswith("#")
    elif name.startswith("Ov"):
        found.ovital = True


def _close_folder(
    name: str,
    element: ET.Element,
    ended_folders: dict[ET.Element, _Folder],
    unplaced: dict[ET.Element, int],
    found: _Found,
) -> None:
    """A folder that ends takes in the placemarks and folders directly in it."""
    folder = _Folder(frame=name == "kml")
    for child in element:
        if child in unplaced:
            found.at[unplaced.pop(child)] = folder
        elif child in ended_folders:
            inner = ended_folders.pop(child)
            inner.above = folder
            # the document that holds all is no folder of the user's
            inner.frame |= name == "kml" and local(child.tag) == "Document"
        elif local(child.tag) == "name":
            folder.name = " ".join((child.text or "").split())
        elif local(child.tag) == "OvCoordType":
            folder.system = (child.text or "").strip()
    ended_folders[element] = folder
    element.clear()


def _tell_left(found: _Found, notes: Notes, where: str) -> None:
    if found.links:
        notes.add("kml_network_links", where=where, count=found.links)
    if found.left:
        notes.add("kml_overlays", where=where, count=found.left.total(), kinds=sorted(found.left))
    if found.styles:
        notes.add("kml_styles_elsewhere", where=where, count=found.styles)
    models = sum(placemark.models for placemark in found.placemarks)
    if models:
        notes.add("kml_models", where=where, count=models)


def _layers(found: _Found, source: Source, notes: Notes) -> list[RawLayer]:
    """The placemarks by folder and by the coordinates they state."""
    stem = source.name.rpartition(".")[0] or source.name
    paths = [folder.path for folder in found.folders]
    single = len(set(paths)) > _LAYERS_MOST
    if single:
        notes.add("kml_folders_many", where=source.name, count=len(set(paths)), column=_FOLDER)
    groups: dict[tuple[str, str], list[int]] = {}
    for at, (path, folder) in enumerate(zip(paths, found.folders, strict=True)):
        words = found.placemarks[at].system or folder.stated
        groups.setdefault(("" if single else path, words), []).append(at)
    systems = {words for _, words in groups}
    layers = []
    for (path, words), places in groups.items():
        name = path or stem
        if len(systems) > 1:
            name = f"{name} ({words or '?'})"
        layers.append(_layer(found, places, name, source=source, words=words, notes=notes))
    if len(systems) > 1:
        notes.add("kml_systems_mixed", where=source.name, systems=sorted(words or "—" for words in systems))
    return layers


def _layer(found: _Found, places: list[int], name: str, *, source: Source, words: str, notes: Notes) -> RawLayer:
    where = source.name if name == (source.name.rpartition(".")[0] or source.name) else f"{source.name} · {name}"
    marks = [found.placemarks[at] for at in places]
    paths = [found.folders[at].path for at in places]
    foldered = any(paths)
    rows = [
        {**mark.fields, _FOLDER: path} if foldered and _FOLDER not in mark.fields else mark.fields
        for mark, path in zip(marks, paths, strict=True)
    ]
    made = shapes_of([mark.geometry for mark in marks])
    vertices = int(shapely.get_num_coordinates(made.shapes).sum())
    if vertices > in_force().vertices:
        raise refuse(notes, "vertices_too_many", where=where, count=vertices, most=in_force().vertices)
    if made.closed:
        notes.add("rings_closed", where=where, count=len(made.closed))
    if made.more_ordinates:
        notes.add("ordinates_more", where=where, count=made.more_ordinates)
    tables = [mark for mark in marks if mark.from_table]
    if tables:
        columns = list(dict.fromkeys(column for mark in tables for column in mark.from_table))
        notes.add("kml_tables", where=where, count=len(tables), columns=columns)
    raw = RawLayer(
        name=name,
        table=table_of(rows, notes, where=where),
        geometry=made.shapes,
        rows=np.array([at + 1 for at in places], dtype=np.int64),
        crs=_crs(made.shapes, words, found, notes, where),
        mended=made.closed,
    )
    reasons = made.reasons | {at: mark.reason for at, mark in enumerate(marks) if mark.reason}
    return set_aside(raw, {at: (code, {}) for at, code in reasons.items()}, notes, where=where)


def _crs(shapes: np.ndarray, words: str, found: _Found, notes: Notes, where: str) -> str:
    """Degrees by the standard, or what 奥维 states; nothing where the numbers or the words leave it open."""
    bounds = bounds_of(shapes)
    if np.isfinite(bounds).all() and (np.abs(bounds) > _HALF_TURN).any():
        notes.add("kml_no_degrees", where=where)
        return ""
    if not words:
        if found.ovital:
            notes.add("kml_system_open", where=where)
            return ""
        return DEGREES
    crs = stated_crs(words)
    if not crs:
        notes.add("crs_words_unknown", where=where, words=words[:80])
    elif crs in ("GCJ-02", "BD-09"):
        notes.add("kml_system_shifted", where=where, system=crs)
    return crs
