"""The desk of plots as tables: the register, control values, idle and low-efficiency lists, grades, the zones' sheet.

One list of tables serves the workbook, the page and the command line; a cell is a number with its unit or a text.
"""

from __future__ import annotations

import json
import math
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd

from gis.errors import in_language
from gis.plots.desk import Desk
from gis.plots.idle import CONSEQUENCES, VERDICTS
from gis.plots.low_efficiency import STATUSES
from gis.plots.potential import potential_totals
from gis.plots.sheet import WHOLE
from gis.plots.titles import FIGURES, RATES
from gis.schema import Basis
from gis.units import shown_scale, unit_text
from gis.views.exchange.vector import write_gdal
from gis.views.figures import zone_title
from gis.views.files import write_text
from gis.views.plot_change import change_notes, change_pairs, change_tables
from gis.views.spreadsheet import Entry, amount_entry, write_workbook
from gis.views.words import say

__all__ = [
    "desk_indicative", "desk_json", "heading", "register", "shown_rows", "tables", "write_desk_gpkg",
    "write_desk_json", "write_desk_xlsx", "zone_name",
]  # fmt: skip

_RATES = tuple(f"{key}_per_{land}" for land in ("mu", "ha") for key in RATES)
# the unit of a column by its ending, as `gis.units` knows it; others are plain numbers or texts
_ENDINGS = (
    ("_per_mu", ""), ("_per_ha", ""), ("_share", "share"), ("_m2", "m2"), ("_ha", "ha"), ("_mu", "mu"), ("_wan", "wan"),
)  # fmt: skip
_SHARES = ("share", "change")

Row = Mapping[str, Entry]


def tables(desk: Desk, lang: str = "zh") -> dict[str, list[Row]]:
    """Every table that has rows: its key → rows of heading → entry."""
    made: dict[str, list[Row]] = {
        "plots": _rows(register(desk, lang), lang),
        "limits": _rows(_limits(desk, lang), lang),
        "idle": _rows(_idle(desk, lang), lang),
        "low": _rows(_low(desk, lang), lang),
        "potential": _rows(_potential(desk, lang), lang),
        "grades": _rows(_grades(desk, lang), lang),
        "sensitivity": _rows(_sensitivity(desk), lang),
        "sheet": _rows(_sheet(desk, lang), lang),
        "score": _rows(_score(desk, lang), lang),
        "statuses": _rows(_translated(desk.statuses, lang), lang),
        **change_tables(desk, lang),
        "structure": _rows(desk.structure.rename_axis("code").reset_index(), lang),
        "overlaps": _rows(desk.overlaps, lang),
        "remarks": _rows(_translated(desk.remarks, lang), lang),
        "basis": _rows(_basis(desk, lang), lang),
    }
    return {key: rows for key, rows in made.items() if rows}


def register(desk: Desk, lang: str = "zh") -> pd.DataFrame:
    """A row a plot, on the plots' index: what it is, its figures, what was found; texts in `lang`, zones by name."""
    plots, figures, stop = desk.plots, desk.figures, "、" if lang == "zh" else ", "
    names = ["id", "name", "holder", "code", "planned_code"]
    told = pd.DataFrame({name: plots[name].astype(str) if name in plots else "" for name in names}, index=plots.index)
    told["status"] = [in_language(STATUSES.get(str(word), str(word)), lang) for word in plots.get("status", told["id"])]
    names_of = {zone: zone_name(desk, zone, lang) for zone in _zone_ids(desk)}
    told["zones"] = [stop.join(names_of[zone] for zone, _ in desk.zone_of.get(row, ())) for row in plots.index]
    areas = ["area_stated_m2", "area_planar_m2", "area_ellipsoidal_m2"]
    told = told.join(figures[[*areas, *FIGURES, "far_known_share", *_RATES]])
    told["unmet"] = _unmet(desk, lang)
    told["idle"] = [in_language(VERDICTS[word], lang) for word in desk.idle["verdict"]]
    told["grade"] = [str(grade).replace(";", stop) for grade in desk.grade_of]
    told["low"] = [yes_word(value, lang) for value in desk.low["low"]]
    touched = desk.overlaps.groupby("plot", sort=False)["layer"].unique() if len(desk.overlaps) else {}
    told["restrictions"] = [stop.join(touched[row]) if row in touched else "" for row in plots.index]
    told["indicative"] = [say("desk_indicative", lang) if flag else "" for flag in desk_indicative(desk)]
    return told


def desk_indicative(desk: Desk) -> list[bool]:
    """Whether the outline of each plot is 示意."""
    basis = desk.plots["basis"].astype(str) if "basis" in desk.plots else pd.Series("", index=desk.plots.index)
    indicative = {one.value for one in Basis if one.indicative}
    return [text in indicative for text in basis]


def _unmet(desk: Desk, lang: str) -> list[str]:
    """The figures of each plot that miss a control value."""
    rows = desk.limits[desk.limits["verdict"] == "unmet"]
    titles = {key: one.title_en if lang == "en" else one.title for key, one in FIGURES.items()}
    by_plot: dict[object, list[str]] = {}
    for plot, index in zip(rows["plot"], rows["index"], strict=True):
        by_plot.setdefault(plot, []).append(titles.get(str(index), say(f"desk_col_{index}", lang)))
    stop = "、" if lang == "zh" else ", "
    return [stop.join(dict.fromkeys(by_plot.get(row, ()))) for row in desk.plots.index]


def _limits(desk: Desk, lang: str) -> pd.DataFrame:
    rows = _translated(desk.limits, lang)
    rows["index"] = [say(f"desk_col_{name}", lang) for name in rows["index"]]
    rows["verdict"] = [verdict_word(word, lang) for word in rows["verdict"]]
    rows["kind"] = [say(f"desk_{word}", lang) for word in rows["kind"]]
    rows["op"] = rows["op"].map({">=": "≥", "<=": "≤"})
    scales = [shown_scale(unit)[0] for unit in rows["unit"]]
    for name in ("value", "limit"):
        rows[name] = (rows[name].astype(float) * scales).round(9)  # 0.07 is 7 %, not 7.000000000000001
    rows["unit"] = [unit_text(unit, lang) for unit in rows["unit"]]
    return rows.drop(columns=["table"])


def _idle(desk: Desk, lang: str) -> pd.DataFrame:
    """The plots that look idle or cannot be judged."""
    rows = desk.idle[desk.idle["verdict"] != "not_idle"].rename_axis("plot").reset_index()
    rows = _translated(rows, lang)
    rows["verdict"] = [in_language(VERDICTS[word], lang) for word in rows["verdict"]]
    rows["consequence"] = [in_language(CONSEQUENCES[word], lang) for word in rows["consequence"]]
    rows["government"] = ["" if value is None else yes_word(value, lang) for value in rows["government"]]
    return rows


def _low(desk: Desk, lang: str) -> pd.DataFrame:
    titles = {rule.key: rule.title_en if lang == "en" else rule.title for rule in desk.rules.low.rules}
    rows = desk.low[desk.low["low"].map(lambda value: value is not False)].rename_axis("plot").reset_index()
    rows = _translated(rows[["plot", "low", "failed", "not_assessed", "area_m2", "reason"]], lang)
    rows["low"] = [yes_word(value, lang) for value in rows["low"]]
    stop = "、" if lang == "zh" else ", "
    for name in ("failed", "not_assessed"):
        rows[name] = [stop.join(titles.get(key, key) for key in str(text).split(";") if key) for text in rows[name]]
    return rows


def _potential(desk: Desk, lang: str) -> pd.DataFrame:
    parts = []
    for index, found in desk.potential.items():
        totals = _translated(potential_totals(found), lang)
        rows = found[found["gain_m2"] > 0.0].rename_axis("plot").reset_index()
        both = [totals.assign(plot=totals["title"]).drop(columns="title"), rows.drop(columns="reason")]
        parts += [part.assign(figure=say(f"desk_col_{index}", lang)) for part in both if len(part)]
    rows = pd.concat([part.dropna(axis=1, how="all") for part in parts], ignore_index=True)
    order = ["figure", "plot", "count", "value", "limit", "area_m2", "gain_m2", "land_freed_m2"]
    return rows.reindex(columns=order)


def _grades(desk: Desk, lang: str) -> pd.DataFrame:
    if desk.grades is None or desk.firms is None:
        return pd.DataFrame()
    firms = desk.firms[["firm_id", "name", "plot_id"]].join(_translated(desk.grades, lang))
    firms["group"] = [say(f"desk_group_{word}", lang) for word in firms["group"]]
    return firms.sort_values(["group", "rank"], kind="stable")


def _sensitivity(desk: Desk) -> pd.DataFrame:
    return pd.DataFrame() if desk.sensitivity is None else desk.sensitivity


def _sheet(desk: Desk, lang: str) -> pd.DataFrame:
    rows = _translated(desk.sheet, lang)
    rows["zone"] = [zone_name(desk, one, lang) for one in rows["zone"]]
    return rows.drop(columns=["key", "numerator_unit", "denominator_unit"])


def _score(desk: Desk, lang: str) -> pd.DataFrame:
    rows = _translated(desk.score.rename_axis("zone").reset_index(), lang)
    rows["zone"] = [zone_name(desk, one, lang) for one in rows["zone"]]
    return rows


def zone_name(desk: Desk, zone: object, lang: str) -> str:
    """A zone as the district or the layer of zones calls it, "全部" for "*"; its id where it has no name."""
    district, zones = desk.inputs.district, desk.inputs.zones
    if zone == WHOLE:
        return say("desk_whole", lang)
    if district is not None:
        return zone_title(district, str(zone), lang)
    if zones is not None and "name" in zones and zone in zones.index:
        return in_language(str(zones.loc[zone, "name"]), lang) or str(zone)
    return str(zone)


def _zone_ids(desk: Desk) -> list[str]:
    return list(dict.fromkeys(zone for found in desk.zone_of.values() for zone, _ in found))


def _basis(desk: Desk, lang: str) -> pd.DataFrame:
    """What all rests on: inputs with digests, rules, formulas, notes."""
    inputs = desk.inputs
    rows = [(say("desk_input", lang), in_language(title, lang), digest) for title, digest in inputs.sources.items()]
    rows += [(say("desk_rule", lang), table.title, table.edition) for table in desk.rules.tables]
    rows.append((say("desk_rule", lang), desk.rules.idle.title, f"{desk.on}"))
    if desk.rules.scheme is not None:
        rows.append((say("desk_rule", lang), desk.rules.scheme.title, desk.rules.scheme.source))
    rows += [(say("desk_formula", lang), one.title_en if lang == "en" else one.title, in_language(one.formula, lang))
             for one in FIGURES.values()]  # fmt: skip
    rows += [(say("desk_note", lang), in_language(text, lang), "") for text in inputs.notes]
    rows += [(say("desk_note", lang), in_language(text, lang), "") for text in desk.looser.get("text", ())]
    rows += [(say("desk_note", lang), text, "") for text in change_notes(desk, lang)]
    return pd.DataFrame(rows, columns=["topic", "text", "detail"])


# --- entries ----------------------------------------------------------------------------------------------------------


def _translated(frame: pd.DataFrame, lang: str) -> pd.DataFrame:
    """The frame with every "中文 / English" in `lang`."""
    done = frame.copy()
    for name in done.columns:
        if done[name].dtype == object or pd.api.types.is_string_dtype(done[name]):
            done[name] = [in_language(value, lang) if isinstance(value, str) else value for value in done[name]]
    return done


def yes_word(value: object, lang: str) -> str:
    """True, false or None (not assessed) in words."""
    return say("desk_open", lang) if value is None else say("desk_yes" if value else "desk_no", lang)


def verdict_word(word: str, lang: str) -> str:
    """A verdict ("met", "unmet", "not_assessed") in words, with its mark."""
    return say(f"verdict_{word}", lang)


def _rows(frame: pd.DataFrame, lang: str) -> list[Row]:
    heads = {name: heading(str(name), lang) for name in frame.columns}
    return [
        {heads[name]: _entry(str(name), value) for name, value in zip(frame.columns, row, strict=True)}
        for row in frame.itertuples(index=False, name=None)
    ]


def heading(name: str, lang: str) -> str:
    """The heading of a column, its unit with it; the columns of an index of a scheme are called by index and part."""
    for part in ("value", "benchmark", "points"):
        if name.endswith(f"_{part}") and name != part:
            return f"{name.removesuffix(f'_{part}')} {say(f'desk_col_{part}', lang)}"
    return say(f"desk_col_{name}", lang)


def _unit(name: str) -> str:
    if name in FIGURES:
        return FIGURES[name].unit
    if name in _SHARES:
        return "share"
    return next((unit for ending, unit in _ENDINGS if name.endswith(ending)), "")


def _entry(name: str, value: Any) -> Entry:
    if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value)):
        return ("", "")
    if isinstance(value, bool):
        return (str(value), "")
    if isinstance(value, (int, float)) or hasattr(value, "item"):
        number, unit = float(value), _unit(name)
        return amount_entry(number, unit) if unit else (number, "0" if number.is_integer() else "#,##0.00##")
    return (str(value), "")


def shown_rows(rows: Sequence[Row]) -> pd.DataFrame:
    """Rows of a table as texts to show: shares as percent, numbers with their decimals."""
    return pd.DataFrame([{head: _shown(entry) for head, entry in row.items()} for row in rows])


def _shown(entry: Entry) -> str:
    value, form = entry
    if isinstance(value, float):
        decimals = len(form.partition(".")[2].rstrip("#%"))
        return f"{value:.1%}" if form.endswith("%") else f"{value:,.{decimals}f}"
    return "" if value is None else str(value)


# --- files and text ---------------------------------------------------------------------------------------------------


def write_desk_xlsx(desk: Desk, path: Path, *, lang: str = "zh") -> Path:
    """Write all tables as one workbook, a sheet each, 示意 on top where an outline is.

    Raises
    ------
    WorkspaceError: the file cannot be written; an older one is then left as it was.
    """
    remarks = [say("desk_indicative_line", lang)] if any(desk_indicative(desk)) else []
    sheets = {say(f"desk_table_{key}", lang): rows for key, rows in tables(desk, lang).items()}
    return write_workbook(sheets, path, remarks=remarks)


def write_desk_gpkg(desk: Desk, path: Path, *, lang: str = "zh", plots: Collection[str] | None = None) -> Path:
    """Write the register with its outlines as a layer of a GeoPackage, in the working CRS, units of the engine.

    Parameters
    ----------
    plots: ids of those to write, None for all.

    Raises
    ------
    WorkspaceError: the file cannot be written.
    """
    rows = gpd.GeoDataFrame(register(desk, lang), geometry=desk.plots.geometry)
    if plots is not None:
        rows = rows[rows.index.astype(str).isin(list(plots))]
    return write_gdal({say("desk_table_plots", lang): rows}, path, driver="GPKG")[0]


def desk_json(desk: Desk) -> dict[str, Any]:
    """All frames as JSON values in the engine's units; unknown is null."""
    plots = register(desk).assign(**{f"{one.key}_reason": desk.figures[one.reason] for one in FIGURES.values()})
    plots["grade"] = desk.grade_of.to_numpy()
    plots["zone_ids"] = [[zone for zone, _ in desk.zone_of.get(row, ())] for row in plots.index]
    frames = {
        "plots": plots,
        "limits": desk.limits,
        "idle": desk.idle.rename_axis("plot").reset_index(),
        "idle_totals": desk.idle_totals.rename_axis("key").reset_index(),
        "low": desk.low.rename_axis("plot").reset_index(),
        "sheet": desk.sheet,
        "score": desk.score.rename_axis("zone").reset_index(),
        "statuses": desk.statuses.rename_axis("status").reset_index(),
        "change": change_pairs(desk),
        "converted": pd.DataFrame() if desk.converted is None else desk.converted.rename_axis("key").reset_index(),
        "structure": desk.structure.rename_axis("code").reset_index(),
        "overlaps": desk.overlaps,
        "remarks": desk.remarks,
    }
    if desk.grades is not None and desk.firms is not None:
        frames["grades"] = desk.firms[["firm_id", "name", "plot_id"]].join(desk.grades)
    if desk.sensitivity is not None:
        frames["sensitivity"] = desk.sensitivity
    found: dict[str, Any] = {
        name: [{key: _plain(value) for key, value in row.items()} for row in frame.to_dict("records")]
        for name, frame in frames.items()
    }
    found["potential"] = {
        index: [
            {key: _plain(value) for key, value in row.items()}
            for row in frame.rename_axis("plot").reset_index().to_dict("records")
        ]
        for index, frame in desk.potential.items()
    }
    return {
        "day": f"{desk.on}", "crs": desk.plots.crs.to_string(), "sources": dict(desk.inputs.sources),
        "indicative": any(desk_indicative(desk)), "notes": list(desk.inputs.notes), **found,
    }  # fmt: skip


def _plain(value: Any) -> Any:
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    return value if value is None or isinstance(value, (bool, int, str, list)) else str(value)


def write_desk_json(desk: Desk, path: Path) -> Path:
    """Write `desk_json` to `path`.

    Raises
    ------
    WorkspaceError: the file cannot be written.
    """
    return write_text(json.dumps(desk_json(desk), ensure_ascii=False, indent=1, allow_nan=False) + "\n", path)
