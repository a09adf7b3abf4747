"""Land-use change of the plots' desk as tables: the transition matrix and the conversion of construction land.

Hectares and mu are printed so that cells, sums and totals agree to the last digit (`gis.plots.printed`).
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from gis.errors import in_language
from gis.plots.desk import Desk
from gis.plots.printed import TOTAL, PrintedChange, printed_change
from gis.plots.structure import UNMAPPED
from gis.units import HECTARE_M2, MU_M2
from gis.views.palette import land_use_colour
from gis.views.spreadsheet import Entry
from gis.views.words import say

__all__ = ["UNITS", "change_notes", "change_pairs", "change_tables", "change_text", "matrix_frame"]

Row = Mapping[str, Entry]

UNITS: Mapping[str, float] = {"ha": HECTARE_M2, "mu": MU_M2}  # key → m2
_LEAST_M2 = 0.005  # overlaps below what is printed of a square metre say nothing
_FORM = "#,##0.00"


def change_pairs(desk: Desk) -> pd.DataFrame:
    """Land from use to use, a row a pair with land: before, after, area_m2; the largest first."""
    if desk.change is None:
        return pd.DataFrame()
    matrix = desk.change.matrix.rename_axis("before").reset_index()
    pairs = matrix.melt("before", var_name="after", value_name="area_m2")
    return pairs[pairs["area_m2"] > 0.0].sort_values("area_m2", ascending=False)


def change_tables(desk: Desk, lang: str = "zh") -> dict[str, list[Row]]:
    """The tables "change_ha" and "change_mu" (matrices), "change" (pairs) and "converted"; none without a change."""
    printed = _printed(desk)
    if not printed:
        return {}
    found: dict[str, list[Row]] = {}
    for unit in UNITS:
        frame, head = matrix_frame(desk, unit, lang), say(f"plots_matrix_{unit}", lang)
        found[f"change_{unit}"] = [
            {head: (str(name), ""), **{str(column): (float(value), _FORM) for column, value in line.items()}}
            for name, line in frame.iterrows()
        ]
    found["change"] = _pairs(printed, lang)
    titles = next(iter(printed.values())).converted["title"]
    found["converted"] = [
        {say("desk_col_move", lang): (in_language(title, lang), ""),
         **{say(f"desk_col_area_{unit}", lang): (float(printed[unit].converted.loc[key, "area"]), _FORM)
            for unit in UNITS}}
        for key, title in titles.items()
    ]  # fmt: skip
    return found


def matrix_frame(desk: Desk, unit: str, lang: str = "zh") -> pd.DataFrame:
    """The transition matrix in "ha" or "mu" with its sums, uses in words; empty without a change."""
    printed = _printed(desk)
    if not printed:
        return pd.DataFrame()
    matrix = printed[unit].matrix
    return matrix.set_axis([_use(code, lang) for code in matrix.index]).set_axis(
        [_use(code, lang) for code in matrix.columns], axis=1
    )


def _pairs(printed: Mapping[str, PrintedChange], lang: str) -> list[Row]:
    """Every cell of the matrices with land, the largest first, and their sum."""
    inner = printed["ha"].matrix.drop(index=TOTAL, columns=TOTAL).rename_axis("before").reset_index()
    cells = inner.melt("before", var_name="after", value_name="ha").sort_values("ha", ascending=False, kind="stable")
    pairs = [(str(was), str(now)) for was, now in zip(cells["before"], cells["after"], strict=True)]
    pairs = [(was, now) for was, now in pairs if any(one.matrix.loc[was, now] for one in printed.values())]
    rows: list[Row] = []
    for was, now in [*pairs, (TOTAL, TOTAL)]:
        last = was == TOTAL
        rows.append({
            say("desk_col_before", lang): (_use(was, lang), ""),
            say("desk_col_after", lang): ("" if last else _use(now, lang), ""),
            **{say(f"desk_col_area_{unit}", lang): (float(one.matrix.loc[was, now]), _FORM)
               for unit, one in printed.items()},
        })  # fmt: skip
    return rows


def change_notes(desk: Desk, lang: str = "zh") -> list[str]:
    """What a reader of the matrix must know: land that a year maps twice, codes without a counterpart."""
    change = desk.change
    if change is None:
        return []
    twice = {"before": change.before_overlap_m2, "after": change.after_overlap_m2}
    notes = [say(f"plots_twice_{year}", lang, area=f"{area:,.2f}") for year, area in twice.items()
             if area >= _LEAST_M2]  # fmt: skip
    unmapped = [name for name in (*change.matrix.index, *change.matrix.columns) if name == UNMAPPED]
    return [*notes, *([say("plots_unmapped", lang)] if unmapped else [])]


def change_text(desk: Desk, lang: str = "zh") -> list[str]:
    """The conversion of construction land in lines: what moved, hectares and mu, then what is to be known."""
    printed = _printed(desk)
    if not printed:
        return []
    lines = [say("desk_table_converted", lang)]
    for key, row in printed["ha"].converted.iterrows():
        parts = [f"{printed[unit].converted.loc[key, 'area']:,.2f} {say(f'desk_col_area_{unit}', lang)}"
                 for unit in UNITS]  # fmt: skip
        lines.append(f"  {in_language(str(row['title']), lang)}: {' · '.join(parts)}")
    return [*lines, *(f"  ▲ {text}" for text in change_notes(desk, lang))]


def _printed(desk: Desk) -> dict[str, PrintedChange]:
    """Unit → the change as it is printed; empty without a change."""
    if desk.change is None:
        return {}
    named = desk.rules.sheet.construction
    return {unit: printed_change(desk.change, construction=named, unit_m2=m2) for unit, m2 in UNITS.items()}


def _use(code: object, lang: str) -> str:
    """A code with the class it belongs to; a row or column that is no code in words."""
    text = str(code)
    if not text[:1].isdigit():
        return in_language(text, lang)
    _, zh, en = land_use_colour(text)
    return f"{text} {en if lang == 'en' else zh}"
