"""Rule packs from TOML: those shipped in layers/packs, and those of the user."""

from __future__ import annotations

import hashlib
from pathlib import Path

from gis.errors import DefinitionError
from gis.read.toml import read_toml
from gis.read.workspace import SHIPPED
from gis.review.pack import pack_of
from gis.review.rules import RulePack

__all__ = ["read_rule_pack", "shipped_packs"]

_PACKS = SHIPPED / "packs"
_GENERAL = "general"


def read_rule_pack(path: Path) -> RulePack:
    """A rule pack; its digest is that of the file's bytes.

    Raises
    ------
    DefinitionError: the file is missing, no TOML, or holds what no rule has. UnitError: an amount without its unit.
    """
    table = read_toml(path)
    try:
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError as error:
        raise DefinitionError(file=path, key="—", problem=f"读不了:{error}") from error
    return pack_of(table, digest=digest)


def shipped_packs(district_id: str, *, folder: Path = _PACKS) -> tuple[RulePack, ...]:
    """The packs that hold for a district: the general one first, then its own by name.

    Raises
    ------
    DefinitionError, UnitError: a pack of the folder is wrong.
    """
    packs = [read_rule_pack(path) for path in sorted(folder.glob("*.toml"))]
    mine = [pack for pack in packs if not pack.districts or district_id in pack.districts]
    return tuple(sorted(mine, key=lambda pack: (bool(pack.districts), pack.id != _GENERAL, pack.id)))
