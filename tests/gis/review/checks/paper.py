"""Paper ground for checks: a project of one hectare, (0, 0) to (100, 100), and layers around it, in metres."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import geopandas as gpd
from shapely.affinity import translate
from shapely.geometry import LineString, Polygon, box
from shapely.geometry.base import BaseGeometry

from gis.definitions import Table
from gis.review.checks import TESTS
from gis.review.checks.context import Context, Found
from gis.review.model import Project, ReviewInputs, ReviewLayer
from gis.review.overlay import Overlaid
from gis.review.rules import Rule, Selection

CRS = "EPSG:4548"
EAST, NORTH = 500_000.0, 4_080_000.0


def at(shape: BaseGeometry) -> BaseGeometry:
    return translate(shape, EAST, NORTH)


def rect(x: float, y: float, width: float, height: float) -> Polygon:
    return at(box(x, y, x + width, y + height))


def line(*points: tuple[float, float]) -> LineString:
    return at(LineString(points))


def frame(shapes: Sequence[BaseGeometry | None], **columns: Sequence[Any]) -> gpd.GeoDataFrame:
    labels = columns.pop("id", [f"f{number}" for number in range(1, len(shapes) + 1)])
    return gpd.GeoDataFrame(dict(columns), geometry=list(shapes), crs=CRS, index=[str(label) for label in labels])


def layer(
    title: str, shapes: Sequence[BaseGeometry | None], /, *, version: str = "2026-01", **columns: Any
) -> ReviewLayer:
    return ReviewLayer(title, title, title, frame(shapes, **columns), f"digest-{title}", version)


def project(*shapes: BaseGeometry, facts: Mapping[str, str | float] | None = None, **columns: Any) -> Project:
    own = list(shapes) or [rect(0, 0, 100, 100)]
    columns.setdefault("id", [f"p{number}" for number in range(1, len(own) + 1)])
    return Project("项目", frame(own, **columns), facts=facts or {})


def inputs(*layers: ReviewLayer, of: Project | None = None, **more: Any) -> ReviewInputs:
    return ReviewInputs(of or project(), {one.name: one for one in layers}, **more)


def rule(test: str, name: str = "", *, where: Mapping[str, Sequence[str]] | None = None, **settings: Any) -> Rule:
    made = TESTS[test].settings(Table(settings, "paper.toml", "rule"))
    selection = Selection(name, {key: tuple(texts) for key, texts in (where or {}).items()})
    return Rule("r", "规则 / rule", "restricted", test, selection, made, {})


def found(one: Rule, given: ReviewInputs) -> Found:
    context = Context(given, Overlaid(given.project, ellipsoidal=given.ellipsoidal))
    return TESTS[one.test].run(one, context)
