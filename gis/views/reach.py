"""The three states of land on a map: covered, within the radius but not on foot, not reached. Draws on pieces only."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import numpy.typing as npt
import pandas as pd
import shapely

from gis.results import Assessment

__all__ = ["radius_counterpart", "reach_pieces", "split_by_radius"]


def radius_counterpart(assessment: Assessment, goal: str, measure: str) -> str | None:
    """The radius measure a walking measure of the same goal stands beside; None for any other measure."""
    if "walk" not in measure:
        return None
    others = [name for entry, name in assessment.pieces if entry == goal]
    exact = measure.replace("walk", "radius")
    if exact in others:
        return exact
    return next((name for name in others if "radius" in name), None)


def reach_pieces(assessment: Assessment, goal: str, measure: str) -> gpd.GeoDataFrame:
    """The pieces of (goal, measure) with `state` covered, partial, radius_only or uncovered, areas in square metres.

    The covered rows are those of the assessment, untouched: their areas add up to the figures. Of the land not
    reached on foot, what the goal's radius measure covers becomes radius_only.

    Raises
    ------
    KeyError: the assessment has no pieces for (goal, measure).
    """
    pieces = assessment.pieces[goal, measure]
    counterpart = radius_counterpart(assessment, goal, measure)
    if counterpart is None:
        return pieces
    return split_by_radius(pieces, assessment.pieces[goal, counterpart])


def split_by_radius(walked: gpd.GeoDataFrame, reached: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """`walked` with its uncovered rows divided into radius_only (inside covered rows of `reached`) and uncovered.

    Both in one metric CRS; rows of a new range index; the areas of a divided row add up to that of the row.
    """
    missed = walked[walked["state"] == "uncovered"]
    covered = reached.geometry[reached["state"] == "covered"].to_numpy()
    within = _shared(missed.geometry.to_numpy(), covered)
    radius_only = _with_shape(missed, within, "radius_only")
    uncovered = _with_shape(missed, shapely.difference(missed.geometry.to_numpy(), within), "uncovered")
    parts = [part for part in (walked[walked["state"] != "uncovered"], radius_only, uncovered) if len(part)]
    if not parts:
        return walked
    return gpd.GeoDataFrame(pd.concat(parts, ignore_index=True), geometry="geometry", crs=walked.crs)


def _shared(missed: npt.NDArray[np.object_], covered: npt.NDArray[np.object_]) -> npt.NDArray[np.object_]:
    """Per geometry of `missed`, what it shares with any of `covered` (an empty polygon where nothing)."""
    shared = np.full(len(missed), shapely.Polygon(), dtype=object)
    row, other = shapely.STRtree(covered).query(missed, predicate="intersects")
    overlaps = shapely.intersection(missed[row], covered[other])
    order = np.argsort(row, kind="stable")
    starts = np.flatnonzero(np.diff(row[order], prepend=-1))
    for group in np.split(order, starts[1:]) if len(order) else []:
        shared[row[group[0]]] = shapely.union_all(overlaps[group])
    return shared


def _with_shape(pieces: gpd.GeoDataFrame, shapes: npt.NDArray[np.object_], state: str) -> gpd.GeoDataFrame:
    """The rows with other shapes, their areas measured anew; rows without area left out (touching edges)."""
    kept = [_solid(shape) for shape in shapes]
    changed = pieces.assign(state=state)
    changed = changed.set_geometry(gpd.GeoSeries(kept, index=pieces.index, crs=pieces.crs))
    changed["area_m2"] = changed.geometry.area
    return changed[~changed.geometry.is_empty]


def _solid(shape: shapely.Geometry) -> shapely.Geometry:
    """The polygons of a shape, as an intersection may leave lines and points where edges touch; a resident's point."""
    if shape.geom_type in ("Polygon", "MultiPolygon", "Point"):
        return shape
    return shapely.MultiPolygon([part for part in shapely.get_parts(shape) if part.geom_type == "Polygon"])
