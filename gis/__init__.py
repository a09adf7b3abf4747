"""Yitu 一图: the plan of a high-tech zone on one map, measured.

`read_district(district_folder("zibo"))` reads a district and `read_district_goals` its goals; `assess` measures them
against `shipped_standards()`; `Assessment.of(goal, measure, zone)` is one figure.
"""

from gis.assess import assess
from gis.clauses.grammar import read_clause
from gis.district import District, Zone
from gis.errors import GisError, GisWarning
from gis.goals import Goal, Target
from gis.read.folder import district_folder, find_districts, read_district, read_district_goals, shipped_standards
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
