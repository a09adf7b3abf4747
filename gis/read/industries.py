"""Industries, land uses and the words of plans, and what a project changes: from their files to the engine."""

from __future__ import annotations

import hashlib
from pathlib import Path

from gis.definitions import Table
from gis.read.toml import read_toml
from gis.read.workspace import SHIPPED
from gis.review.effects import EffectRules, effect_rules_of
from gis.review.industry import Industries, industries_of

__all__ = ["read_effect_rules", "read_industries"]


def read_industries(path: Path | None = None) -> Industries:
    """Which words and land uses lead to which divisions of GB/T 4754; none: the shipped ones.

    Raises
    ------
    DefinitionError: the file is missing or wrong.
    """
    table, digest = _read(path or SHIPPED / "rules" / "industries.toml")
    return industries_of(table, digest=digest)


def read_effect_rules(path: Path | None = None) -> EffectRules:
    """Which land-use codes of a project are homes, parks and facilities; none: the shipped ones.

    Raises
    ------
    DefinitionError: the file is missing or wrong.
    """
    table, digest = _read(path or SHIPPED / "rules" / "project_effects.toml")
    return effect_rules_of(table, digest=digest)


def _read(path: Path) -> tuple[Table, str]:
    """The table and the digest of the file (SHA-256, hex)."""
    table = read_toml(path)
    return table, hashlib.sha256(path.read_bytes()).hexdigest()
