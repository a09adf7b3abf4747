"""The tests of rules by name; one module a test."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from gis.review.checks.apart import APART
from gis.review.checks.attribute import ATTRIBUTE
from gis.review.checks.context import Check
from gis.review.checks.conversion import CONVERSION
from gis.review.checks.distance import DISTANCE
from gis.review.checks.effects import CHECK as EFFECTS
from gis.review.checks.figures import CHECK as FIGURES
from gis.review.checks.functions import CHECK as FUNCTIONS
from gis.review.checks.inside import INSIDE
from gis.review.checks.layers_conflict import LAYERS_CONFLICT
from gis.review.checks.overlap_parts import OVERLAP_PARTS
from gis.review.checks.share import SHARE
from gis.review.checks.touching import TOUCHING
from gis.review.checks.zones import ZONES

__all__ = ["TESTS"]

TESTS: Mapping[str, Check] = MappingProxyType({
    "apart": APART, "attribute": ATTRIBUTE, "conversion": CONVERSION, "distance": DISTANCE, "effects": EFFECTS,
    "figures": FIGURES, "functions": FUNCTIONS, "inside": INSIDE, "layers_conflict": LAYERS_CONFLICT,
    "overlap_parts": OVERLAP_PARTS, "share": SHARE, "touching": TOUCHING, "zones": ZONES,
})  # fmt: skip
