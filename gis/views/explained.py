"""A goal explained, as tables: the network's health, the definitions side by side, the causes, the best mends."""

from __future__ import annotations

import math
from collections.abc import Mapping

import pandas as pd

from gis.units import format_quantity
from gis.views.words import say

__all__ = [
    "cause_rows",
    "count_rows",
    "definition_rows",
    "gap_facts",
    "health_rows",
    "mend_facts",
    "mend_rows",
    "plain_records",
]


def _titled(row: pd.Series, lang: str, name: str = "title") -> str:
    return str(row[f"{name}_en"] if lang == "en" and f"{name}_en" in row else row[name])


def health_rows(rows: pd.DataFrame, *, lang: str = "zh") -> list[dict[str, str]]:
    """The network health report: rows by name with `title`, `value`, `unit`; stands before any figure."""
    heads = say("explain_health", lang), say("explain_value", lang)
    return [
        {heads[0]: _titled(row, lang), heads[1]: format_quantity(row["value"], str(row["unit"]), lang=lang)}
        for _, row in rows.iterrows()
    ]


def count_rows(counts: pd.DataFrame, *, lang: str = "zh", unit: str = "count") -> list[dict[str, str]]:
    """What was counted in and left out on the way to the walking figure (`value` by name); noughts are left out."""
    heads = say("counts_title", lang), say("explain_value", lang)
    return [
        {heads[0]: say(f"count_{name}", lang), heads[1]: format_quantity(float(row["value"]), unit, lang=lang)}
        for name, row in counts.iterrows()
        if row["value"]
    ]


def definition_rows(
    table: pd.DataFrame, *, lang: str = "zh", unit: str = "m2", brief: bool = False
) -> list[dict[str, str]]:
    """The share (0-1) under every definition, with its band and, unless `brief`, sampling error, amount and rule.

    `unit`: what is covered, "m2" of land or "persons"; so in the tables below.
    """
    keys = ("definition", "share", "band", "error", "covered", "rule")
    heads = {key: say(f"explain_{key}", lang) for key in keys}
    heads["covered"] = say("explain_covered" if unit == "m2" else "explain_covered_persons", lang)
    lines = []
    for _, row in table.iterrows():
        band = "" if math.isnan(row["low"]) else f"({row['low'] * 100:.1f}–{row['high'] * 100:.1f})"
        line = {
            heads["definition"]: _titled(row, lang),
            heads["share"]: format_quantity(row["share"], "share", lang=lang),
            heads["band"]: band,
            heads["error"]: format_quantity(row["error_share"], "share", lang=lang),
            heads["covered"]: format_quantity(row["covered"], unit, lang=lang),
            heads["rule"]: _titled(row, lang, "rule"),
        }
        lines.append({head: line[head] for head in list(line)[: 3 if brief else 6]})
    return lines


def cause_rows(table: pd.DataFrame, *, lang: str = "zh", unit: str = "m2") -> list[dict[str, str]]:
    """Land (persons) inside the radius but beyond the walk, by cause; the rows add up to radius minus walk."""
    heads = [say(f"explain_{key}", lang) for key in ("cause", _amount(unit), "part")]
    return [
        {
            heads[0]: _titled(row, lang),
            heads[1]: format_quantity(row["weight"], unit, lang=lang),
            heads[2]: format_quantity(row["share"], "share", lang=lang),
        }
        for _, row in table.iterrows()
        if row["weight"] != 0.0
    ]


def mend_rows(
    mends: pd.DataFrame, *, lang: str = "zh", unit: str = "m2", most: int = 10, names: Mapping[str, str] | None = None
) -> list[dict[str, str]]:
    """The best mends, each alone: what, how long, and what comes newly within the walk; `names` of parks by id."""
    heads = [say(f"explain_{key}", lang) for key in ("mend", "length", "gain")]
    return [
        {
            heads[0]: f"{_titled(row, lang)} {(names or {}).get(str(row['park']), str(row['park']))}".strip(),
            heads[1]: format_quantity(row["length_m"], "m", lang=lang),
            heads[2]: format_quantity(row["gain"], unit, lang=lang),
        }
        for _, row in mends.head(most).iterrows()
    ]


def gap_facts(
    places: pd.DataFrame, causes: pd.DataFrame, *, picked: tuple[str, str], lang: str = "zh", unit: str = "m2",
    names: Mapping[str, str] | None = None,
) -> list[tuple[str, str]]:  # fmt: skip
    """What to know of the places with one cause that look to one park: rule, amount, straight and walked distance.

    Parameters
    ----------
    places, causes: `Gap.places` and `Gap.table()`. picked: the cause and the park's id.

    Returns
    -------
    Label and text, a row each; empty where there is no such place.
    """
    cause, park = picked
    some = places[(places["cause"] == cause) & (places["park"].astype(str) == park)]
    if some.empty:
        return []
    return [
        (say("explain_cause", lang), f"{_titled(causes.loc[cause], lang)}:{_titled(causes.loc[cause], lang, 'rule')}"),
        (say("gap_towards", lang), (names or {}).get(park, park)),
        (say(f"explain_{_amount(unit)}", lang), format_quantity(float(some["weight"].sum()), unit, lang=lang)),
        (say("gap_straight", lang), _span(some["straight_m"], lang)),
        (say("gap_walk", lang), _span(some["walk_m"], lang)),
    ]


def mend_facts(
    mend: pd.Series, *, lang: str = "zh", unit: str = "m2", names: Mapping[str, str] | None = None
) -> list[tuple[str, str]]:
    """One mend: what, for which park, how long, what it brings by itself."""
    row = mend_rows(mend.to_frame().T, lang=lang, unit=unit, names=names)[0]
    return list(row.items())


def _amount(unit: str) -> str:
    """The heading an amount stands under: land or persons."""
    return "area" if unit == "m2" else "persons"


def _span(metres: pd.Series, lang: str) -> str:
    """Shortest to longest; places without any way are told."""
    known = metres[metres.map(math.isfinite)]
    parts = [format_quantity(value, "m", lang=lang) for value in ([] if known.empty else [known.min(), known.max()])]
    text = "–".join(dict.fromkeys(parts))
    return text if len(known) == len(metres) else f"{text} {say('gap_no_way', lang)}".strip()


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
