"""A goal explained, as tables: the network's health, the definitions side by side, the causes, the best mends."""

from __future__ import annotations

import math

import pandas as pd

from gis.units import format_quantity
from gis.views.table import text_table
from gis.views.words import say

__all__ = ["cause_text", "definition_text", "health_text", "mend_text", "plain_records"]


def _titled(row: pd.Series, lang: str, name: str = "title") -> str:
    return str(row[f"{name}_en"] if lang == "en" and f"{name}_en" in row else row[name])


def health_text(rows: pd.DataFrame, *, lang: str = "zh") -> str:
    """The network health report: rows by name with `title`, `value`, `unit`; stands before any figure."""
    heads = say("explain_health", lang), say("explain_value", lang)
    lines = [
        {heads[0]: _titled(row, lang), heads[1]: format_quantity(row["value"], str(row["unit"]), lang=lang)}
        for _, row in rows.iterrows()
    ]
    return text_table(lines, right=[heads[1]])


def definition_text(table: pd.DataFrame, *, lang: str = "zh") -> str:
    """The share (0-1) under every definition, with its band, the error of sampling, and the rule in one sentence."""
    keys = ("definition", "share", "band", "error", "covered", "rule")
    heads = {key: say(f"explain_{key}", lang) for key in keys}
    lines = []
    for _, row in table.iterrows():
        band = "" if math.isnan(row["low"]) else f"({row['low'] * 100:.1f}–{row['high'] * 100:.1f})"
        lines.append({
            heads["definition"]: _titled(row, lang),
            heads["share"]: format_quantity(row["share"], "share", lang=lang),
            heads["band"]: band,
            heads["error"]: format_quantity(row["error_share"], "share", lang=lang),
            heads["covered"]: format_quantity(row["covered_m2"], "m2", lang=lang),
            heads["rule"]: _titled(row, lang, "rule"),
        })  # fmt: skip
    return text_table(lines, right=[heads["share"], heads["error"], heads["covered"]])


def cause_text(table: pd.DataFrame, *, lang: str = "zh") -> str:
    """Land inside the radius but beyond the walk, by cause; the areas add up to radius minus walk."""
    heads = [say(f"explain_{key}", lang) for key in ("cause", "area", "part")]
    lines = [
        {
            heads[0]: _titled(row, lang),
            heads[1]: format_quantity(row["area_m2"], "m2", lang=lang),
            heads[2]: format_quantity(row["share"], "share", lang=lang),
        }
        for _, row in table.iterrows()
        if row["area_m2"] != 0.0
    ]
    return text_table(lines, right=heads[1:])


def mend_text(mends: pd.DataFrame, *, lang: str = "zh", most: int = 10) -> str:
    """The best mends, each alone: what, how long, and the land newly within the walk."""
    heads = [say(f"explain_{key}", lang) for key in ("mend", "length", "gain")]
    lines = [
        {
            heads[0]: f"{_titled(row, lang)} {row['park']}".strip(),
            heads[1]: format_quantity(row["length_m"], "m", lang=lang),
            heads[2]: format_quantity(row["gain_m2"], "m2", lang=lang),
        }
        for _, row in mends.head(most).iterrows()
    ]
    return text_table(lines, right=heads[1:])


def plain_records(table: pd.DataFrame) -> list[dict[str, object]]:
    """Rows as objects for JSON: the index under its name, no geometry, unknown figures as null."""
    plain = pd.DataFrame(table.drop(columns="geometry", errors="ignore")).reset_index()
    return [
        {
            str(key): None if isinstance(value, float) and not math.isfinite(value) else value
            for key, value in row.items()
        }
        for row in plain.to_dict("records")
    ]
