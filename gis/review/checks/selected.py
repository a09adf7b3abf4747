"""The features a rule looks at: of its layer, or of layers of their own under a name the rule selects by."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import pandas as pd
import shapely

from gis.errors import in_language
from gis.review.checks.amounts import texts_of
from gis.review.checks.context import Found
from gis.review.model import Outcome, ReviewInputs, ReviewLayer, layer_title
from gis.review.rules import Rule

__all__ = ["Chosen", "choose", "not_assessed", "without_ground"]

_KIND = "control"  # the column whose values may be names of layers as well: 永久基本农田 or YJJBNT as a file of its own


@dataclass(frozen=True, eq=False)
class Chosen:
    """Features a rule looks at, index = feature id, and the layers they come from."""

    frame: gpd.GeoDataFrame
    layers: tuple[ReviewLayer, ...]

    @property
    def title(self) -> str:
        """Titles of the layers, "中文 / English"."""
        chinese = "、".join(layer.title or layer.name for layer in self.layers)
        english = ", ".join(layer.title_en or layer.name for layer in self.layers)
        return chinese if chinese == english else f"{chinese} / {english}"

    @property
    def version(self) -> str:
        """Versions of the layers as shown; "" where none is known."""
        return "; ".join(filter(None, (layer.version for layer in self.layers)))

    @property
    def digest(self) -> str:
        """Digests of the layers."""
        return "; ".join(filter(None, (layer.digest for layer in self.layers)))


def not_assessed(reason: str) -> Found:
    """What a check gives where something is missing: never a pass. `reason`: "中文 / English"."""
    return Found(Outcome.NOT_ASSESSED, reason=reason)


def without_ground(frame: gpd.GeoDataFrame) -> str:
    """Why the ground of the features is not known: some are lines, or all are points; "" where it is known."""
    shapes = frame.geometry[~frame.geometry.is_empty & frame.geometry.notna()]
    dimensions = shapely.get_dimensions(shapes.to_numpy())
    flat = int((dimensions == 1).sum()) or (len(dimensions) if len(dimensions) and not (dimensions == 2).any() else 0)
    if not flat:
        return ""
    return (
        f"图层有 {flat} 个要素是线或点,不是面,不能比较面积;请提供面 / "
        f"{flat} features of the layer are lines or points: areas are needed to compare ground"
    )


def choose(rule: Rule, inputs: ReviewInputs) -> Chosen | Found:
    """The features the rule selects.

    Where the rule selects by `control`, layers named by one of its values count whole, beside the selected rows of the
    rule's own layer. A layer with features of which none is selected does not say that there are none of the kind:
    that is "not assessed". A layer without any feature says so, and is taken.

    Returns
    -------
    The features, or "not assessed" with what is missing.
    """
    selection = rule.selection
    kinds = selection.where.get(_KIND, ())
    own = [inputs.layers[name] for name in kinds if name in inputs.layers and name != selection.layer]
    layer = inputs.layers.get(selection.layer)
    shown = kinds[0] if kinds else selection.layer
    if layer is None and not own:
        zh, en = (in_language(layer_title(shown), lang) for lang in ("zh", "en"))
        return not_assessed(f"没有图层 {zh},未评估 / layer {en} missing: not assessed")
    parts = [(one, one.frame) for one in own]
    if layer is not None:
        rows = _rows(layer, rule)
        if isinstance(rows, str) and not own:
            return not_assessed(rows)
        if not isinstance(rows, str) and (len(rows) or not own):
            parts.append((layer, rows))
    return Chosen(_together(parts), tuple(one for one, _ in parts))


def _rows(layer: ReviewLayer, rule: Rule) -> gpd.GeoDataFrame | str:
    """The selected rows of the rule's own layer, or why there is nothing to look at."""
    rows, zh, en = layer.frame, layer.title, layer.title_en
    for column, texts in rule.selection.where.items():
        if column not in rows:
            return f"图层 {zh} 没有字段 {column},未评估 / layer {en} has no column {column}: not assessed"
        rows = rows[texts_of(rows, column).isin(texts)]
    if len(layer.frame) and not len(rows):
        kind = next(texts[0] for texts in rule.selection.where.values() if texts)
        return (
            f"没有图层 {kind},未评估(图层 {zh} 的 {len(layer.frame)} 个要素中没有这一类)"
            f" / layer {kind} missing: not assessed (none of the {len(layer.frame)} features of {en} is of it)"
        )
    return rows


def _together(parts: list[tuple[ReviewLayer, gpd.GeoDataFrame]]) -> gpd.GeoDataFrame:
    """Features of one or several layers in one frame; ids that repeat take the layer's name before them."""
    if len(parts) == 1:
        return parts[0][1]
    ids = pd.Index([label for _, frame in parts for label in frame.index])
    if ids.has_duplicates:
        parts = [(one, frame.set_axis([f"{one.name}:{label}" for label in frame.index])) for one, frame in parts]
    filled = [frame for _, frame in parts if len(frame)]
    return pd.concat(filled) if filled else parts[0][1]
