"""The layers of a district as a table: what, how many, from whom, when, under which licence, how good."""

from __future__ import annotations

import pandas as pd

from gis.district import District, Layer
from gis.schema import KINDS
from gis.views.figures import basis_text, layer_title
from gis.views.words import known, say

__all__ = ["layer_rows", "missing_layers", "repairs_text"]


def layer_rows(district: District, *, lang: str = "zh") -> pd.DataFrame:
    """One row a layer, in the order of the schema, under translated headings; counts are of features."""
    rows = []
    for kind in KINDS:
        layer = district.layers.get(kind)
        if layer is None:
            continue
        day = layer.source.date
        repairs = repairs_text(layer, lang)
        rows.append({
            say("col_layer", lang): layer_title(kind, lang),
            say("col_count", lang): len(layer.frame),
            say("col_basis", lang): basis_text(layer.basis, lang),
            say("col_provider", lang): layer.source.provider,
            say("col_date", lang): say("date_ymd", lang, year=day.year, month=day.month, day=day.day),
            say("col_licence", lang): layer.source.licence,
            say("col_note", lang): layer.source.note,
            say("col_repairs", lang): repairs,
            say("col_digest", lang): layer.digest[:12],
        })  # fmt: skip
    return pd.DataFrame(rows)


def repairs_text(layer: Layer, lang: str = "zh", *, joint: str = "") -> str:
    """What reading a layer repaired or left out, in words with counts; empty where nothing was."""
    words = {name: say(f"repair_{name}", lang) if known(f"repair_{name}") else name for name in layer.repairs}
    told = [f"{words[name]} {count:,}" for name, count in layer.repairs.items()]
    return (joint or ("、" if lang == "zh" else ", ")).join(told)


def missing_layers(district: District, *, lang: str = "zh") -> str:
    """The kinds the district does not have, by title; empty where it has all."""
    missing = [layer_title(kind, lang) for kind in KINDS if kind not in district.layers]
    return ("、" if lang == "zh" else ", ").join(missing)
