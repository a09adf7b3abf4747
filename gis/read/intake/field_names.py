"""What a field of a name means: the names of the trade, Chinese and English (`layers/fields.toml`)."""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from gis.read.field_units import named_unit
from gis.read.workspace import SHIPPED

__all__ = ["Field", "dictionary", "meaning"]


@dataclass(frozen=True)
class Field:
    """One thing a field may hold: its titles, the names it goes by, the kinds of layers it belongs to (none: all)."""

    key: str
    title: str
    title_en: str
    names: tuple[str, ...]
    kinds: tuple[str, ...]


@cache
def dictionary() -> Mapping[str, Field]:
    """All known contents by key."""
    entries = tomllib.loads((SHIPPED / "fields.toml").read_text(encoding="utf-8"))
    return MappingProxyType({
        key: Field(key, entry["zh"], entry["en"], tuple(entry["names"]), tuple(entry.get("kinds", ())))
        for key, entry in entries.items()
    })  # fmt: skip


@cache
def _by_name() -> Mapping[str, str]:
    return {plain: key for key, field in dictionary().items() for plain in map(_plain, (key, *field.names))}


def _plain(name: str) -> str:
    """A name without case, width, blanks and bytes-lost endings: what two spellings of it share."""
    return unicodedata.normalize("NFKC", name).casefold().replace(" ", "").replace("_", "").strip("\ufeff")


def meaning(name: str) -> str:
    """The key of what a field of this name holds; empty for an unknown name. A repeated field (MJ_1) means nothing.

    A unit behind the name ("税收(元)") is no part of it; `gis.read.field_units` reckons with it.
    """
    return _by_name().get(_plain(name)) or _by_name().get(_plain(named_unit(name)[0]), "")
