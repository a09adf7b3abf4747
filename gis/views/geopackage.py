"""One GeoPackage with everything an assessment shows, in the working CRS, styled when QGIS opens it.

zones               outline, areas and every figure of the zone
coverage_…          one layer for each goal and method: covered, radius_only, uncovered, with what serves it
results             every figure as a table
parks, facilities…  the layers of the base
layer_styles        the styles QGIS applies by itself
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from gis.district import Layer
from gis.goals import Goal
from gis.results import Assessment, Result
from gis.views import palette, styles
from gis.views.figures import goal_title, indicative_line, layer_title, measure_title, zone_title
from gis.views.files import replacing, workspace_error
from gis.views.reach import reach_pieces
from gis.views.traces import area_figures, trace_lines
from gis.views.words import say

__all__ = ["BASE_KINDS", "coverage_rows", "write_results_gpkg", "zone_rows"]

BASE_KINDS = ("outline", "water", "rivers", "parks", "roads", "railways", "borders", "park_entrances", "facilities")

_STYLES_SQL = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256),
  f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT,
  useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),
  update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))
"""
_STYLE_SQL = """
INSERT INTO layer_styles
  (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, styleName, styleQML, styleSLD, useAsDefault,
   description, owner) VALUES ('', '', ?, 'geom', '一图 Yitu', ?, '', 1, ?, 'yitu')
"""
_CONTENTS_SQL = (
    "INSERT INTO gpkg_contents (table_name, data_type, identifier, description) VALUES (?, 'attributes', ?, ?)"
)


@dataclass(frozen=True)
class _Sheet:
    """A layer to write: table name, title for people, rows, style."""

    name: str
    title: str
    rows: gpd.GeoDataFrame
    qml: str


def write_results_gpkg(assessment: Assessment, path: Path, *, goals: Sequence[Goal] = (), lang: str = "zh") -> Path:
    """Write zones with figures, covered and uncovered areas, results and the base to `path` (GeoPackage).

    The areas of a coverage layer times their share, summed by zone, are the numerators of the results.

    Raises
    ------
    WorkspaceError: the file cannot be written; an older one is then left as it was.
    """
    goals = goals or assessment.goals
    sheets = list(_sheets(assessment, goals, lang))
    remark = indicative_line(assessment, lang)
    with replacing(path) as written:
        try:
            for sheet in sheets:
                _write_layer(sheet, written, remark=remark)
            with closing(sqlite3.connect(written)) as connection, connection:
                _write_results(connection, _result_records(assessment, goals, lang), say("export_results", lang))
                _write_styles(connection, sheets, remark)
                _check_complete(connection, sheets)
        except (sqlite3.Error, RuntimeError) as cause:  # pyogrio's errors are RuntimeErrors
            raise workspace_error(path, cause) from cause
    return path


def zone_rows(assessment: Assessment, *, lang: str = "zh") -> gpd.GeoDataFrame:
    """The zones with their areas (km², ha, mu), clause, trace, and a value and a verdict column for each figure.

    Value columns are named goal__measure, in the unit of the result (shares 0-1).
    """
    district = assessment.district
    rows = []
    for zone in district.zones:
        row: dict[str, object] = {
            "id": zone.id,
            "name": zone.name,
            "name_en": zone.name_en or zone.name,
            "zone_group": zone.group,
            "kind": zone.kind,
            "indicative": int(zone.indicative),
            **area_figures(zone),
            "chapter": zone.source.chapter,
            "clause": zone.source.words,
            "functions": "、".join(zone.functions),
            "trace": "\n".join(trace_lines(zone, lang)),
        }
        for result in assessment.results:
            if result.zone == zone.id:
                row[_column(result)] = result.value
                row[f"{_column(result)}__verdict"] = result.verdict.value
        rows.append(row)
    if not rows:  # a GeoPackage needs a layer even where there is nothing to show
        return gpd.GeoDataFrame({"id": [""]}, geometry=[shapely.Polygon()], crs=district.crs).iloc[:0]
    return gpd.GeoDataFrame(rows, geometry=[zone.geometry for zone in district.zones], crs=district.crs)


def coverage_rows(assessment: Assessment, goal: str, measure: str) -> gpd.GeoDataFrame:
    """The pieces of (goal, measure) as plain columns.

    Returns
    -------
    goal, measure, state (covered, partial, radius_only, uncovered), zones (ids joined by ";"), in_whole (1: counts in
    the whole district), share (0-1 of the elements that serve it), area_m2, persons (of residents' points), served_by,
    distance_m.

    Raises
    ------
    KeyError: the assessment has no pieces for (goal, measure).
    """
    pieces = reach_pieces(assessment, goal, measure)
    pieces = pieces[~pieces.geometry.is_empty & pieces.geometry.notna()]
    rows = pd.DataFrame({
        "goal": goal,
        "measure": measure,
        "state": pieces["state"].astype(str),
        "zones": [";".join(zones) for zones in pieces["zones"]],
        "in_whole": pieces["in_whole"].astype(int) if "in_whole" in pieces else 1,
        "share": pieces["share"].astype(float) if "share" in pieces else (pieces["state"] == "covered").astype(float),
        "area_m2": pieces["area_m2"].astype(float),
        "persons": pieces["persons"].astype(float) if "persons" in pieces else np.nan,
        "served_by": pieces["served_by"].astype(str),
        "distance_m": pieces["distance_m"].astype(float),
    }, index=pieces.index)  # fmt: skip
    return gpd.GeoDataFrame(rows, geometry=pieces.geometry, crs=pieces.crs).reset_index(drop=True)


def _sheets(assessment: Assessment, goals: Sequence[Goal], lang: str) -> Iterator[_Sheet]:
    layers = assessment.district.layers
    for kind in BASE_KINDS:
        if kind in layers and len(layers[kind].frame):
            layer = layers[kind]
            qml = styles.base_qml(kind, layer.kind.shape, indicative=layer.basis.indicative)
            yield _Sheet(kind, layer_title(kind, lang), _base_rows(layer), qml)
    for goal, measure in assessment.pieces:
        rows = coverage_rows(assessment, goal, measure)
        if len(rows):
            title = f"{goal_title(goal, goals, lang)} · {measure_title(measure, lang)}"
            points = bool((rows.geom_type == "Point").all())
            qml = styles.coverage_qml(lang=lang, aliases=_coverage_aliases(lang), points=points)
            yield _Sheet(_word(f"coverage_{goal}__{measure}"), title, rows, qml)
    qml = styles.zones_qml(lang=lang, aliases=_zone_aliases(assessment, goals, lang))
    yield _Sheet("zones", say("export_zones", lang), zone_rows(assessment, lang=lang), qml)


def _write_layer(sheet: _Sheet, path: Path, *, remark: str) -> None:
    """Add a layer; the file is GeoPackage 1.2, which QGIS versions of the last years open without a warning."""
    sheet.rows.to_file(
        path,
        layer=sheet.name,
        driver="GPKG",
        promote_to_multi=True,
        dataset_options=None if path.exists() else {"VERSION": "1.2"},
        layer_options={
            "IDENTIFIER": f"{sheet.title} [{sheet.name}]",
            "DESCRIPTION": remark,
            "GEOMETRY_NAME": "geom",
        },
    )


def _base_rows(layer: Layer) -> gpd.GeoDataFrame:
    """The known columns of a layer with its ids as a column; roads with the class the map draws them by."""
    columns = [column for column in layer.kind.columns if column in layer.frame.columns and column != "id"]
    rows = layer.frame[[*columns, "geometry"]].copy()
    rows.insert(0, "id", layer.frame.index.astype(str))
    if layer.kind.name == "roads":
        rows["map_class"] = [palette.road_class(str(text)) for text in rows["road_class"]]
    return rows.reset_index(drop=True)


def _word(name: str) -> str:
    """A table or column name of letters, digits and underscores only."""
    return re.sub(r"\W+", "_", name)


def _column(result: Result) -> str:
    return _word(f"{result.goal}__{result.measure}")


def _coverage_aliases(lang: str) -> dict[str, str]:
    columns = (
        "goal",
        "measure",
        "state",
        "zones",
        "in_whole",
        "share",
        "area_m2",
        "persons",
        "served_by",
        "distance_m",
    )
    return {column: say(f"export_col_{column}", lang) for column in columns}


def _zone_aliases(assessment: Assessment, goals: Sequence[Goal], lang: str) -> dict[str, str]:
    aliases = {"id": say("export_col_zone_id", lang), "name": say("export_col_zone", lang)}
    for column in ("kind", "indicative", "area_km2", "area_low_km2", "area_high_km2", "area_ha", "area_mu",
                   "published_km2", "chapter", "clause", "functions", "trace"):  # fmt: skip
        aliases[column] = say(f"export_col_{column}", lang)
    aliases |= {"zone_group": say("export_col_group", lang), "difference_share": say("export_col_difference", lang)}
    for result in assessment.results:
        title = f"{goal_title(result.goal, goals, lang)} · {measure_title(result.measure, lang)}"
        aliases[_column(result)] = title
        aliases[f"{_column(result)}__verdict"] = f"{title} {say('export_col_verdict', lang)}"
    return aliases


# --- tables without geometry, through SQLite --------------------------------------------------------------------------


def _result_records(assessment: Assessment, goals: Sequence[Goal], lang: str) -> list[dict[str, object]]:
    return [
        {
            "zone_name": zone_title(assessment.district, result.zone, lang),
            "goal_title": goal_title(result.goal, goals, lang),
            "measure_title": measure_title(result.measure, lang),
            **result.as_json(),
            "base_unit": result.base_unit,
            "indicative": int(result.quality.indicative),
            "inputs": json.dumps(dict(result.inputs), ensure_ascii=False),
        }
        for result in assessment.results
    ]


def _write_results(connection: sqlite3.Connection, records: Sequence[Mapping[str, object]], title: str) -> None:
    if not records:
        return
    numbers = {"value", "numerator", "denominator", "low", "high", "target"}
    integers = {"year", "indicative"}
    kinds = {name: "REAL" if name in numbers else "INTEGER" if name in integers else "TEXT" for name in records[0]}
    columns = ", ".join(f'"{name}" {kind}' for name, kind in kinds.items())
    connection.execute(f"CREATE TABLE results (fid INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, {columns})")
    names, marks = ", ".join(f'"{name}"' for name in kinds), ", ".join("?" for _ in kinds)
    statement = f"INSERT INTO results ({names}) VALUES ({marks})"  # noqa: S608 - our own column names
    connection.executemany(statement, [tuple(record.values()) for record in records])
    connection.execute(_CONTENTS_SQL, ("results", f"{title} [results]", ""))


def _write_styles(connection: sqlite3.Connection, sheets: Sequence[_Sheet], remark: str) -> None:
    connection.execute(_STYLES_SQL)
    connection.executemany(_STYLE_SQL, [(sheet.name, sheet.qml, remark or sheet.title) for sheet in sheets])
    connection.execute(_CONTENTS_SQL, ("layer_styles", "layer_styles", ""))


def _check_complete(connection: sqlite3.Connection, sheets: Sequence[_Sheet]) -> None:
    """Refuse a file that lost rows: a full disk may show only when GDAL closes it.

    Raises
    ------
    RuntimeError: a layer holds fewer rows than were given.
    """
    for sheet in sheets:
        found = connection.execute(f'SELECT count(*) FROM "{sheet.name}"').fetchone()[0]  # noqa: S608 - our own name
        if found != len(sheet.rows):
            raise RuntimeError(f"{sheet.name}: {found} / {len(sheet.rows)}")
