"""What a file geodatabase says of itself: its tables and their files, domains, aliases, and what is no table."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from gis.read.intake.formats.columns import whole_texts
from gis.read.intake.messages import Notes
from gis.read.intake.model import Source

__all__ = ["Catalog", "TableItem", "read_catalog"]

_TYPES = {
    "{70737809-852C-4A03-9E22-2CECEA5B9BFA}": "table",  # feature class
    "{CD06BC3B-789D-4C51-AAFA-A467912B8965}": "table",
    "{8C368B12-A12E-4C7E-9638-C9C64E69E98F}": "domain",
    "{C29DA988-8C3E-45F7-8B5C-18E51EE7BEB4}": "domain",  # of a range
    "{B606A7E1-FA5B-439C-849C-6E9C2481537B}": "relationship",
    "{5ED667A3-9CA9-44A2-8029-D95BF23704B9}": "raster",
    "{35B601F7-45CE-4AFF-ADB7-7702D3839B12}": "raster",  # catalogue
    "{F8413DCB-2248-4935-BFE9-315F397E5110}": "raster",  # mosaic
    "{767152D3-ED66-4325-8774-420D46674E07}": "other",  # topology
    "{73718A66-AFB9-4B88-A551-CFFA0AE12620}": "other",  # geometric network
    "{7771FC7D-A38B-4FD3-8225-639D17E9A131}": "other",  # network dataset
    "{76357537-3364-48AF-A4BE-783C7C28B5CB}": "other",  # terrain
    "{A3803369-5FC2-4963-BAE0-13EFFC09DD73}": "other",  # parcel fabric
}
_LONGEST = 4_000_000  # letters of a definition worth reading


@dataclass(frozen=True)
class TableItem:
    """A table as its definition states it: title, kind ("esriFTAnnotation"), alias and domain by field name."""

    title: str = ""
    kind: str = ""
    aliases: Mapping[str, str] = field(default_factory=dict)
    domains: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Catalog:
    """`files`: where each table lies. `tables`: by name. `domains`: code → meaning by name of the domain.

    `left`: what is no table, names by kind: "relationship", "raster", "other". `old`: without GDB_Items (version 9).
    """

    files: dict[str, Path] = field(default_factory=dict)
    tables: dict[str, TableItem] = field(default_factory=dict)
    domains: dict[str, dict[str, str]] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)
    old: bool = False

    def rows(self, table: str) -> int | None:
        """The rows that the head of a table's file counts, None where it cannot be read."""
        path = self.files.get(table)
        if path is None or not path.is_file():
            return None
        with path.open("rb") as file:
            head = file.read(40)
        if len(head) < 40:
            return None
        wide = struct.unpack_from("<I", head)[0] == 4  # row numbers of 64 bits
        return int(struct.unpack_from("<Q", head, 16)[0] if wide else struct.unpack_from("<I", head, 4)[0])


def read_catalog(source: Source) -> Catalog:
    """What the system tables hold; what cannot be read of them is left out."""
    made = Catalog()
    for row in _system_rows(source, "GDB_SystemCatalog"):
        name = row.get("Name")
        if isinstance(name, str) and not name.upper().startswith("GDB_"):
            made.files[name] = source.path / f"a{row['_number']:08x}.gdbtable"
    items = _system_rows(source, "GDB_Items")
    made.old = not items
    for row in items:
        kind = _TYPES.get(str(row.get("Type") or "").upper(), "")
        name = str(row.get("Name") or "")
        if kind in ("relationship", "raster", "other"):
            made.left.setdefault(kind, []).append(name)
            continue
        root = _parsed(row.get("Definition"))
        if root is None:
            continue
        if kind == "domain":
            made.domains[root.findtext("DomainName") or name] = _codes(root)
        elif kind == "table":
            made.tables[name] = _table(root)
    return made


def _system_rows(source: Source, name: str) -> list[dict[str, Any]]:
    """The rows of a system table with their number (`_number`); none where there is no such table."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            meta, table = pyogrio.read_arrow(
                source.path, layer=name, read_geometry=False, return_fids=True, LIST_ALL_TABLES="YES"
            )
    except (DataLayerError, DataSourceError, UnicodeDecodeError, pa.ArrowException):
        return []
    fid = meta.get("fid_column") or "fid"
    rows: list[dict[str, Any]] = whole_texts(table, Notes(), where=name).to_pylist()
    return [{**row, "_number": row.get(fid, row.get("fid", 0))} for row in rows]


def _parsed(text: object) -> ET.Element | None:
    """The definition as XML; a declaration of entities has no place in one, and such a text is not looked at."""
    if not isinstance(text, str) or len(text) > _LONGEST or "<!" in text:
        return None
    try:
        return ET.fromstring(text.encode())  # noqa: S314 - without declarations there is nothing to expand
    except ET.ParseError:
        return None


def _table(root: ET.Element) -> TableItem:
    aliases: dict[str, str] = {}
    domains: dict[str, str] = {}
    for info in root.iter("GPFieldInfoEx"):
        name = info.findtext("Name") or ""
        alias, domain = info.findtext("AliasName") or "", info.findtext("DomainName") or ""
        if alias and alias != name:
            aliases[name] = alias
        if domain:
            domains[name] = domain
    return TableItem(root.findtext("AliasName") or "", root.findtext("FeatureType") or "", aliases, domains)


def _codes(root: ET.Element) -> dict[str, str]:
    """Code → meaning; of a range its two ends."""
    found = {one.findtext("Code") or "": one.findtext("Name") or "" for one in root.iter("CodedValue")}
    ends = {key: root.findtext(key) for key in ("MinValue", "MaxValue")}
    return found or {key: value for key, value in ends.items() if value is not None}
