"""Yitu 一图: the plan of a high-tech zone on one map, measured.

`read_district(district_folder("zibo"))` reads a district and `read_district_goals` its goals; `assess` measures them
against `shipped_standards()`; `Assessment.of(goal, measure, zone)` is one figure.

Names are imported when first used: a command that needs no geometry starts without it, and the process that reads
strangers' files closes its fence before GDAL is loaded.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gis.assessment import assess
    from gis.clauses.grammar import read_clause
    from gis.district import District, Zone
    from gis.errors import GisError, GisWarning
    from gis.goals import Goal, Target
    from gis.read.folder import read_district, read_district_goals, shipped_standards
    from gis.read.workspace import district_folder, find_districts
    from gis.results import Assessment, Result, Verdict
    from gis.schema import Basis

__all__ = [
    "Assessment",
    "Basis",
    "District",
    "GisError",
    "GisWarning",
    "Goal",
    "Result",
    "Target",
    "Verdict",
    "Zone",
    "assess",
    "district_folder",
    "find_districts",
    "read_clause",
    "read_district",
    "read_district_goals",
    "shipped_standards",
]

# Workbooks are read and written by Python's own XML, whatever else is installed: its errors are those we know, and it
# resolves no entities. openpyxl asks once, when it is first imported.
os.environ["OPENPYXL_LXML"] = "False"

_HOMES = {
    "gis.assessment": ("assess",),
    "gis.clauses.grammar": ("read_clause",),
    "gis.district": ("District", "Zone"),
    "gis.errors": ("GisError", "GisWarning"),
    "gis.goals": ("Goal", "Target"),
    "gis.read.folder": ("read_district", "read_district_goals", "shipped_standards"),
    "gis.read.workspace": ("district_folder", "find_districts"),
    "gis.results": ("Assessment", "Result", "Verdict"),
    "gis.schema": ("Basis",),
}


def __getattr__(name: str) -> Any:
    """The public name, from its home."""
    for home, names in _HOMES.items():
        if name in names:
            return getattr(import_module(home), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """All public names, imported or not."""
    return sorted([*globals(), *__all__])
